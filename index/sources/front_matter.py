"""The front matter at the top of a text -> an Entry, whoever wrote it; imports yaml.

Between `---` lines stands YAML, between `+++` lines TOML, as Hugo writes it. Beside our own fields
those are read that Hugo, Jekyll and Obsidian write; other keys are nobody's fault and ignored. What
one of those fields holds and cannot be taken is left unknown, and said.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from index.errors import BadMetadata, one_line
from index.records import Remark
from index.sources.fields import FIELDS, Entry, read_fields
from index.sources.parsing.pages import dates
from index.text.forms import iso_date, language_tag, web_address
from index.text.shown import cut, printable

MAX_CHARACTERS = 20_000
"""The longest front matter: a field is a line, and to read a megabyte of YAML takes a second."""

_YAML, _TOML = "---", "+++"
_YAML_NULL = "tag:yaml.org,2002:null"
# The keys of other programs, by the field that they give, in the order in which they are asked.
_FOREIGN: Mapping[str, tuple[str, ...]] = {
    "author": ("authors", "byline", "by"),
    "published": ("date", "publishdate", "pubdate", "date_published", "datepublished"),
    "url": ("canonical_url", "canonicalurl", "canonical", "source", "link"),
    "language": ("lang", "locale"),
    "outlet": ("publication", "publisher", "site", "site_name"),
}
_WIKI_LINK = re.compile(r"\[\[(?:[^\]|]*\|)?(?P<shown>[^\]|]+)\]\]")
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields at the top of a text, what of them was passed over, and the text below them."""

    entry: Entry
    body: str
    remarks: tuple[Remark, ...] = ()


def split_front_matter(text: str) -> FrontMatter:
    r"""Split a normalised text into its front matter and the text below; BadMetadata if wrong.

    >>> split_front_matter("---\ntitle: Bridge falls\n---\n\nNobody was hurt.").body
    'Nobody was hurt.'
    """
    block = find_block(text)
    if not block:
        return FrontMatter(Entry(), text)
    mark = block[: len(_YAML)]
    lines = block.rstrip("\n").split("\n")
    if len(lines) < 2 or lines[-1].rstrip() != mark:
        raise BadMetadata(f"front matter has no closing {mark} line; add one below its last field")
    inside = "\n".join(lines[1:-1])
    if len(inside) > MAX_CHARACTERS:
        raise BadMetadata(
            f"front matter is longer than {MAX_CHARACTERS} characters;"
            f" shorten it, or if the first {mark} is only a rule, put an empty line above it"
        )
    table = _read_toml(inside) if mark == _TOML else _read_yaml(inside)
    entry, remarks = _read_table(table)
    return FrontMatter(entry, text[len(block) :].lstrip("\n"), remarks)


def find_block(text: str) -> str:
    r"""Return the front matter of a text with its lines of marks, empty where there is none.

    Where a field stands below the first mark and no mark closes it, all of the text is returned.

    >>> find_block("+++\ntitle = 'A'\n+++\nText")
    "+++\ntitle = 'A'\n+++\n"
    """
    lines = text.split("\n")
    mark = lines[0].rstrip()
    if mark not in (_YAML, _TOML):
        return ""
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == mark:
            whole = "\n".join(lines[: number + 1])
            return whole if len(whole) == len(text) else f"{whole}\n"
    is_field = len(lines) > 1 and re.split("[:=]", lines[1])[0].strip() in FIELDS
    return text if is_field else ""


def _read_table(table: Mapping[str, object]) -> tuple[Entry, tuple[Remark, ...]]:
    """Read our own fields, then in the place of those that are missing the ones of others."""
    own = {key: value for key, value in table.items() if key in FIELDS}
    passed: list[Remark] = []
    for key in [key for key, value in own.items() if _is_of_another_program(key, value)]:
        if key != "published":  # in Jekyll it only tells whether a page is shown
            passed.append(_passed_over(key, own[key]))
        del own[key]
    if "author" in own:
        own["author"] = _names(own["author"])
    folded = {key.strip().lower().replace("-", "_"): value for key, value in table.items()}
    for name, keys in _FOREIGN.items():
        if own.get(name) in (None, ""):
            value, remarks = _foreign(name, {key: folded[key] for key in keys if key in folded})
            own[name] = value
            passed.extend(remarks)
    try:
        return read_fields(own), tuple(passed)
    except BadMetadata as error:
        raise BadMetadata(f"front matter: {error}") from error


def _is_of_another_program(key: str, value: object) -> bool:
    """Tell whether one of our fields holds what another program means by its name."""
    if key == "published":
        return isinstance(value, bool) or value in ("true", "false")
    if key == "url":
        return isinstance(value, str) and value.startswith("/")
    return key == "author" and isinstance(value, list | dict) and not _names(value)


def _foreign(name: str, found: Mapping[str, object]) -> tuple[str | None, list[Remark]]:
    """Return the first value that can be taken for a field, and remarks on those before it."""
    remarks: list[Remark] = []
    for key, value in found.items():
        taken = _taken(name, value)
        if taken is not None:
            return taken, remarks
        if value not in (None, "", [], {}):
            remarks.append(_passed_over(key, value))
    return None, remarks


def _taken(name: str, value: object) -> str | None:
    if name == "author":
        names = _names(value)
        return names if isinstance(names, str) else None
    if isinstance(value, str):
        value = _WIKI_LINK.sub(r"\g<shown>", value).strip()
    if name == "published":
        return iso_date(value) or dates.read(value)
    if name == "url":
        return web_address(value)
    if name == "language":
        return language_tag(value)
    return value if isinstance(value, str) and value and value == printable(value) else None


def _names(value: object) -> object:
    """Join the names of a list or of tables with a name; anything else stays as it is."""
    if isinstance(value, str):
        return _WIKI_LINK.sub(r"\g<shown>", value)
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return value["name"]
    if isinstance(value, list) and value:
        names = [_names(name) for name in value]
        if all(isinstance(name, str) and name.strip() for name in names):
            return ", ".join(str(name).strip() for name in names)
    return value


def _passed_over(key: str, value: object) -> Remark:
    return Remark("passed_over", detail=cut(printable(f"{key}: {value}"), _SHOWN_CHARACTERS))


def _read_toml(block: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError) as error:
        raise BadMetadata(f"front matter is not TOML: {one_line(error)}; correct it") from error


def _read_yaml(block: str) -> Mapping[str, object]:
    try:
        node = yaml.compose(block, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError) as error:  # "\\UFFFFFFFF"
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or one_line(error)
        raise BadMetadata(
            f"front matter{place}: {problem}; a value that holds a colon or a quote needs quotes"
        ) from error
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise BadMetadata(
            "front matter is not made of 'field: value' lines; "
            "if the first --- is only a rule, put an empty line above it"
        )
    return dict(_yaml_pairs(node))


def _yaml_pairs(node: yaml.MappingNode) -> Iterator[tuple[str, object]]:
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode):
            yield str(key.value), _yaml_value(value)


def _yaml_value(node: yaml.Node) -> object:
    """Return a value as far as a field needs it: scalars, lists of them, tables with a name.

    A scalar is taken as it is written: YAML itself would read `language: no` as False.
    """
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == _YAML_NULL else node.value
    if isinstance(node, yaml.SequenceNode):
        return [_yaml_shallow(value) for value in node.value]
    return _yaml_shallow(node)


def _yaml_shallow(node: yaml.Node) -> object:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.MappingNode):
        return {
            key.value: value.value
            for key, value in node.value
            if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode)
        }
    return None
