"""Edits, as a moderator writes them about a draft -> the draft as edited. Pure.

`FIELD: value` records a field (nothing after the colon makes it unknown), `title: paragraph 1`
takes it from the text; `id: storm-at-odesa` gives the source another id; `skip 3 5-7` leaves
paragraphs out, `keep 2` takes them back in. A line is an edit; of several lines all are done or
none.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from index.drafts import prepare
from index.drafts.likely import read_from
from index.drafts.records import Draft
from index.drafts.written import (
    RANGE,
    SETTABLE,
    Choosing,
    lines_of,
    meant_field,
    read_date,
    read_language,
    read_line,
)
from index.errors import BadMetadata
from index.records import RECORDED
from index.sources import fields
from index.sources.names import id_of_file

_FROM_PARAGRAPH = re.compile(r"(?:paragraph|абзац|¶)\s*(?P<number>[0-9]{1,6})", re.IGNORECASE)
_DATES = "2024-06-30, 30.06.2024, 30 June 2024, 2024-06 or 2024"
_WRITE_EDIT = f"write FIELD: value, with one of {', '.join(SETTABLE)}; or skip 3 5-7, keep 2"


def edit(draft: Draft, written: str) -> Draft:
    """Return the draft with the edits that were written, a line each.

    Raises `BadMetadata`, which names the fields, if a line is no edit; a value is checked as in an
    article's front matter.
    """
    for line in lines_of(written) or [written]:
        draft = _edit_line(draft, line)
    return draft


def _edit_line(draft: Draft, line: str) -> Draft:
    found = read_line(line)
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
        near = meant_field(field)
        meant = f"did you mean {near}? " if near else ""
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
        raise BadMetadata(f"date is {_cut(value)!r}; write it as {_DATES}")
    return written


def _read_numbers(written: str, last: int) -> set[int]:
    """Read the numbers and ranges of paragraphs, with spaces or commas between them."""
    parts = written.replace(",", " ").split()
    ranges = [RANGE.fullmatch(part) for part in parts]
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
