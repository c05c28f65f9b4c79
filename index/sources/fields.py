"""The fields of a source as they were written -> an Entry in the accepted forms.

They come from a table such as TOML gives: of a sources.toml, or of front matter.
"""

import re
import unicodedata
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

import regex

from index.errors import BadMetadata
from index.records import Remark
from index.text.forms import DATE_FORMS, iso_date, language_tag, web_address
from index.text.shown import cut, unseen_mark

LONGEST_FIELD = 1000  # characters; a longer citation hides the quote above it

SKIP_SECONDS = 2.0
"""How long all skip entries of a text are sought: ten times what 20 MB take."""


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


def skip_pattern(skip: str) -> regex.Pattern[str] | None:
    """Compile a `/…/` skip entry, `None` for a plain entry; BadMetadata for a wrong pattern.

    What it accepts and finds is what Python's own patterns do, which have no time limit.
    """
    if not (len(skip) > 1 and skip.startswith("/") and skip.endswith("/")):
        return None
    try:
        # Python only warns of a doubtful pattern ("[[a]"): it is refused like a wrong one.
        with warnings.catch_warnings(action="error"):
            re.compile(skip[1:-1], re.MULTILINE)
            pattern = regex.compile(skip[1:-1], regex.MULTILINE)
        matches_nothing = pattern.search("", timeout=SKIP_SECONDS)
    except (re.error, regex.error, Warning, OverflowError, RecursionError) as error:
        raise BadMetadata(
            f"skip entry {cut(skip)!r} is not a regular expression: {error}; correct it"
        ) from error
    except TimeoutError as error:
        raise endless(skip) from error
    if matches_nothing:
        raise empty_match(skip)
    return pattern


def endless(skip: str) -> BadMetadata:
    """Return the error for a skip entry that would be sought for ever."""
    return BadMetadata(
        f"skip entry {cut(skip)!r} takes over {SKIP_SECONDS:g} seconds to find; write it without"
        " a repetition inside a repetition"
    )


def empty_match(skip: str) -> BadMetadata:
    """Return the error for a skip entry that matches where nothing stands."""
    return BadMetadata(
        f"skip entry {cut(skip)!r} matches even where nothing stands; make it stricter"
    )


def _line(table: Mapping[str, object], field: str) -> str | None:
    value = table.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise BadMetadata(f"{field} is {_shown(value)}; write it as text in quotes")
    line = unicodedata.normalize("NFC", value.strip())
    if any(unicodedata.category(mark) in ("Cc", "Cs", "Zl", "Zp") for mark in line):
        raise BadMetadata(f"{field} is {_shown(value)}; write it on one line")
    if unseen := unseen_mark(line):
        raise BadMetadata(f"{field} holds {unseen}, a mark that nobody sees; write it without")
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
    if not isinstance(value, str | int | float | list):
        return f"a {type(value).__name__}"
    try:
        return cut(repr(value))
    except (ValueError, RecursionError):  # Python writes no number of 5,000 digits out
        return f"a {type(value).__name__} that is far too long"
