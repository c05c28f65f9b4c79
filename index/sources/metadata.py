"""Front matter and sources.toml -> the fields that a moderator recorded; imports yaml."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from index.errors import BadMetadata, one_line
from index.records import Failure
from index.sources.fields import FIELDS, Entry, read_fields

SOURCES_TOML = "sources.toml"

MAX_FRONT_MATTER_CHARACTERS = 20_000
"""The longest front matter: a field is a line, and to read a megabyte of YAML takes a second."""

_FENCE = "---"
_YAML_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields between the `---` lines at the top of a text, and the text below them."""

    entry: Entry
    body: str


def read_toml(content: bytes) -> Mapping[str, Entry | Failure]:
    """Return the entries of a sources.toml by file name (NFC), a Failure for each wrong entry.

    BadMetadata, with the line, when the bytes are not TOML.
    """
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadMetadata("is not UTF-8; save it again as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadMetadata(f"is not TOML: {one_line(error)}; correct it there") from error
    names = {name: unicodedata.normalize("NFC", name) for name in tables}
    return {names[name]: _recorded(names[name], table) for name, table in tables.items()}


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


def _recorded(name: str, table: object) -> Entry | Failure:
    try:
        return _sources_entry(name, table)
    except BadMetadata as error:
        return Failure(name, f"{SOURCES_TOML}, entry {name!r}: {error}")


def _sources_entry(name: str, table: object) -> Entry:
    if not isinstance(table, dict):
        raise BadMetadata('stands above the first entry; put it below a line ["file name.txt"]')
    for key, value in table.items():
        if isinstance(value, dict):
            whole = f"{name}.{key}"
            raise BadMetadata(f'a file name needs quotes; write ["{whole}"] instead of [{whole}]')
        if key not in FIELDS:
            close = get_close_matches(key, FIELDS, n=1)
            meant = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(FIELDS)}"
            raise BadMetadata(f"unknown field {key!r}; {meant}")
    return read_fields(table)


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
