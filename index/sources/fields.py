"""The fields of a source as they were written -> an Entry in the accepted forms; imports yaml.

They are written in front matter, at the top of a text, or in a table such as TOML gives.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import yaml

from index.errors import BadMetadata, one_line
from index.records import Remark
from index.text.forms import DATE_FORMS, iso_date, language_tag, web_address

LONGEST_FIELD = 1000  # characters; a longer citation hides the quote above it

MAX_FRONT_MATTER_CHARACTERS = 20_000
"""The longest front matter: a field is a line, and to read a megabyte of YAML takes a second."""

_FENCE = "---"
_YAML_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of one source; `None` where nobody recorded the field.

    A `skip` entry is the exact text of a whole line, or a regular expression between slashes.
    """

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    note: str | None = None
    skip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file, not yet normalised, and the fields that stand in the file itself.

    `remarks` tell what was left out; `parser` is the name and version of what read it.
    """

    text: str
    entry: Entry
    remarks: tuple[Remark, ...] = ()
    parser: str = ""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields between the `---` lines at the top of a text, and the text below them."""

    entry: Entry
    body: str


FIELDS = tuple(field.name for field in fields(Entry))


def read_fields(table: Mapping[str, object]) -> Entry:
    """Read the fields of a table; BadMetadata names a wrong field and the form it should have."""
    return Entry(
        title=_line(table, "title"),
        outlet=_line(table, "outlet"),
        author=_line(table, "author"),
        published=_published(table.get("published")),
        url=_url(table),
        language=_language(table),
        note=_line(table, "note"),
        skip=_skip(table.get("skip")),
    )


def split_front_matter(text: str) -> FrontMatter:
    r"""Split a normalised text into its YAML front matter and the text below; BadMetadata if wrong.

    >>> split_front_matter("---\ntitle: Bridge falls\n---\n\nNobody was hurt.").body
    'Nobody was hurt.'
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return FrontMatter(Entry(), text)
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            block = "\n".join(lines[1:number])
            if len(block) > MAX_FRONT_MATTER_CHARACTERS:
                raise BadMetadata(
                    f"front matter is longer than {MAX_FRONT_MATTER_CHARACTERS} characters;"
                    " shorten it, or if the first --- is only a rule, put an empty line above it"
                )
            entry = _front_matter_entry(block)
            return FrontMatter(entry, "\n".join(lines[number + 1 :]).lstrip("\n"))
    if len(lines) > 1 and lines[1].partition(":")[0].strip() in FIELDS:
        raise BadMetadata("front matter has no closing --- line; add one below its last field")
    return FrontMatter(Entry(), text)


def merge(*entries: Entry) -> Entry:
    """Join entries: each field from the first entry that has it, the `skip` of all of them."""
    return Entry(
        title=_first(entry.title for entry in entries),
        outlet=_first(entry.outlet for entry in entries),
        author=_first(entry.author for entry in entries),
        published=_first(entry.published for entry in entries),
        url=_first(entry.url for entry in entries),
        language=_first(entry.language for entry in entries),
        note=_first(entry.note for entry in entries),
        skip=tuple(dict.fromkeys(skip for entry in entries for skip in entry.skip)),
    )


def skip_pattern(skip: str) -> re.Pattern[str] | None:
    """Compile a `/…/` skip entry, `None` for a plain entry; BadMetadata for a wrong pattern."""
    if not (len(skip) > 1 and skip.startswith("/") and skip.endswith("/")):
        return None
    try:
        # Python only warns of a doubtful pattern ("[[a]"): it is refused like a wrong one.
        with warnings.catch_warnings(action="error"):
            pattern = re.compile(skip[1:-1], re.MULTILINE)
    except (re.error, Warning, OverflowError, RecursionError) as error:
        raise BadMetadata(
            f"skip entry {skip!r} is not a regular expression: {error}; correct it"
        ) from error
    if pattern.search(""):
        raise empty_match(skip)
    return pattern


def empty_match(skip: str) -> BadMetadata:
    """Return the error for a skip entry that matches where nothing stands."""
    return BadMetadata(f"skip entry {skip!r} matches even where nothing stands; make it stricter")


def _front_matter_entry(block: str) -> Entry:
    try:
        node = yaml.compose(block, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 2}" if mark else ""
        problem = getattr(error, "problem", None) or one_line(error)
        raise BadMetadata(
            f"front matter{place}: {problem}; a value that holds a colon or a quote needs quotes"
        ) from error
    if node is None:
        return Entry()
    if not isinstance(node, yaml.MappingNode):
        raise BadMetadata(
            "front matter is not made of 'field: value' lines; "
            "if the first --- is only a rule, put an empty line above it"
        )
    try:
        return read_fields({key.value: _yaml_value(value) for key, value in node.value})
    except BadMetadata as error:
        raise BadMetadata(f"front matter: {error}") from error


def _yaml_value(node: yaml.Node) -> object:
    # A scalar is taken as it is written: YAML itself would read `language: no` as False.
    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == _YAML_NULL else node.value
    if isinstance(node, yaml.SequenceNode):
        return [value.value if isinstance(value, yaml.ScalarNode) else None for value in node.value]
    return {}


def _line(table: Mapping[str, object], field: str) -> str | None:
    value = table.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadMetadata(f"{field} is {_shown(value)}; write it as text in quotes")
    line = unicodedata.normalize("NFC", value.strip())
    if any(unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") for mark in line):
        raise BadMetadata(f"{field} is {_shown(value)}; write it on one line")
    if len(line) > LONGEST_FIELD:
        raise BadMetadata(
            f"{field} holds {len(line):,} characters; write at most {LONGEST_FIELD:,}"
        )
    return line or None


def _published(value: object) -> str | None:
    if value is None or value == "":
        return None
    published = iso_date(value)
    if published is None:
        raise BadMetadata(f"published is {_shown(value)}; write it as {DATE_FORMS}")
    return published


def _url(table: Mapping[str, object]) -> str | None:
    value = _line(table, "url")
    if value is not None and web_address(value) is None:
        raise BadMetadata(f"url is {_shown(value)}; write a whole address, https://…")
    return value


def _language(table: Mapping[str, object]) -> str | None:
    value = _line(table, "language")
    if value is not None and language_tag(value) is None:
        raise BadMetadata(f"language is {_shown(value)}; write a code such as en, uk or pt-BR")
    return language_tag(value)


def _skip(value: object) -> tuple[str, ...]:
    entries = [value] if isinstance(value, str) else value
    if entries is None:
        return ()
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise BadMetadata(f"skip is {_shown(value)}; write a list of texts in quotes")
    for entry in entries:
        if not entry.strip():
            raise BadMetadata("skip holds an empty text; remove it")
        skip_pattern(entry)
    return tuple(entries)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value is not None), None)


def _shown(value: object) -> str:
    return (
        repr(value) if isinstance(value, str | int | float | list) else f"a {type(value).__name__}"
    )
