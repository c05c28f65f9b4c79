"""Edits, as a moderator writes them about a draft -> the draft as edited. Pure.

`FIELD: value` records a field (nothing after the colon makes it unknown), `title: paragraph 1`
takes it from the text; `id: storm-at-odesa` gives the source another id; `skip 3 5-7` leaves
paragraphs out, `keep 2` takes them back in. A line is an edit; of several lines all are done or
none.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from index.drafts import prepare
from index.drafts.likely import read_from
from index.drafts.records import Draft
from index.drafts.written import FIELD_NAMES, KEEP_WORDS, SKIP_WORDS, read_date, read_language
from index.errors import BadMetadata
from index.records import RECORDED
from index.sources import fields
from index.sources.names import id_of_file

_SETTING = re.compile(r"\s*(?P<name>[^\W\d_]+)\s*[:=](?P<value>.*)")
_CHOOSING = re.compile(
    rf"\s*(?P<verb>{'|'.join((*SKIP_WORDS, *KEEP_WORDS))})\b(?P<numbers>.*)", re.IGNORECASE
)
_RANGE = re.compile(r"(?P<first>[0-9]{1,6})(?:[-–](?P<last>[0-9]{1,6}))?")
_FROM_PARAGRAPH = re.compile(r"(?:paragraph|абзац|¶)\s*(?P<number>[0-9]{1,6})", re.IGNORECASE)
_PAGE = "://"  # `https://…` is a colon behind a word, and no field
_DATES = "2024-06-30, 30.06.2024, 30 June 2024, 2024-06 or 2024"
_SETTABLE = (*RECORDED, "id")
_WRITE_EDIT = f"write FIELD: value, with one of {', '.join(_SETTABLE)}; or skip 3 5-7, keep 2"


@dataclass(frozen=True, slots=True)
class Setting:
    """A line that records a field: its name as `Source` has it, and the value as written."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """A line that skips paragraphs of the card, or keeps them; the numbers as written."""

    is_skip: bool
    numbers: str


def edit(draft: Draft, written: str) -> Draft:
    """Return the draft with the edits that were written, a line each.

    Raises `BadMetadata`, which names the fields, if a line is no edit; a value is checked as in an
    article's front matter.
    """
    for line in _lines(written) or [written]:
        draft = _edit_line(draft, line)
    return draft


def is_edit(written: str) -> bool:
    """Tell whether a text begins with an edit and asks nothing, as far as its form shows.

    So what is written to no card in particular is told from a question, which may begin with a
    filter: `outlet:Meduza who fled` has no blank behind the colon, and what ends in `?` asks.

    >>> is_edit("title: Ferry sinks"), is_edit("skip 3"), is_edit("outlet:Meduza who fled")
    (True, True, False)
    """
    lines = _lines(written)
    asks = any(line.rstrip().endswith("?") for line in lines)
    return bool(lines) and not asks and _is_plainly_edit(lines[0])


def recorded_fields(written: str) -> tuple[str, ...]:
    """List the fields that the lines of an edit record, in the order in which they do."""
    found = map(_read_line, _lines(written))
    return tuple(dict.fromkeys(line.field for line in found if isinstance(line, Setting)))


def _lines(written: str) -> list[str]:
    return [line for line in written.split("\n") if line.strip()]


def _read_line(line: str) -> Setting | Choosing | None:
    """Read a line by its form; `None` if it is no edit. The field may be one that nobody knows."""
    choosing = _CHOOSING.fullmatch(line)
    if choosing is not None:
        return Choosing(choosing["verb"].casefold() in SKIP_WORDS, choosing["numbers"])
    setting = _SETTING.fullmatch(line)
    if setting is None or _PAGE in line[: setting.start("value") + 2]:
        return None
    name = setting["name"].casefold()
    return Setting(FIELD_NAMES.get(name, name), setting["value"])


def _is_plainly_edit(line: str) -> bool:
    found = _read_line(line)
    if isinstance(found, Choosing):
        return all(map(_RANGE.fullmatch, found.numbers.replace(",", " ").split() or [""]))
    if found is None or found.field not in _SETTABLE:
        return False
    is_apart = found.value[:1].isspace() or not found.value
    return is_apart and not line.rstrip().endswith("?")


def _edit_line(draft: Draft, line: str) -> Draft:
    found = _read_line(line)
    if isinstance(found, Choosing):
        numbers = _read_numbers(found.numbers, len(draft.paragraphs))
        skipped = set(draft.skipped)
        return prepare.with_skipped(
            draft, skipped | numbers if found.is_skip else skipped - numbers
        )
    if found is None:
        raise BadMetadata(f"{_cut(line)!r} is no edit; {_WRITE_EDIT}")
    return _set_field(draft, found.field, found.value.strip())


def _set_field(draft: Draft, field: str, value: str) -> Draft:
    if field == "id" and value:
        return prepare.with_id(draft, id_of_file(value))
    if field not in RECORDED:
        close = get_close_matches(field, _SETTABLE, n=1)
        meant = f"did you mean {close[0]}? " if close else ""
        raise BadMetadata(f"unknown field {_cut(field)!r}; {meant}{_WRITE_EDIT}")
    table: Mapping[str, object] = {field: _accepted(draft, field, value)}
    entry = fields.read_fields(table)
    changed = {field: getattr(entry, field)}
    return prepare.with_source(draft, replace(draft.read.source, **changed))


def _accepted(draft: Draft, field: str, value: str) -> str:
    """Return a value in its accepted form, where it is one that people write."""
    named = _FROM_PARAGRAPH.fullmatch(value)
    if named is not None:
        (number,) = _read_numbers(named["number"], len(draft.paragraphs))
        value = read_from(field, draft.paragraphs[number - 1].text)
    if field == "language":
        return read_language(value) or value
    if field != "published" or not value:
        return value
    written = read_date(value)
    if written is None:
        raise BadMetadata(f"published is {_cut(value)!r}; write it as {_DATES}")
    return written


def _read_numbers(written: str, last: int) -> set[int]:
    """Read the numbers and ranges of paragraphs, with spaces or commas between them."""
    parts = written.replace(",", " ").split()
    ranges = [_RANGE.fullmatch(part) for part in parts]
    numbers: set[int] = set()
    for found in ranges:
        if found is None or not 1 <= int(found["first"]) <= int(found["last"] or found["first"]):
            break
        first, end = int(found["first"]), int(found["last"] or found["first"])
        if end > last:
            raise BadMetadata(
                f"there is no paragraph {end}; the card numbers them from 1 to {last}"
            )
        numbers.update(range(first, end + 1))
    else:
        if numbers:
            return numbers
    raise BadMetadata(f"{_cut(written.strip())!r} names no paragraphs; write numbers such as 3 5-7")


def _cut(written: str) -> str:
    return written if len(written) <= 60 else written[:60] + "…"
