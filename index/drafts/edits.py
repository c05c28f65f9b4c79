"""An edit, as a moderator writes it about a draft -> the draft as edited. Pure.

`FIELD: value` records a field (nothing after the colon makes it unknown); `skip 3 5-7` leaves
paragraphs out, `keep 2` takes them back in.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from index.drafts import prepare
from index.drafts.records import Draft
from index.errors import BadMetadata
from index.records import RECORDED
from index.sources import fields

# `date` and `link` are what cards call them.
_ALSO_CALLED = {"date": "published", "link": "url", "lang": "language"}
_SETTING = re.compile(r"\s*(?P<name>[A-Za-z]+)\s*:(?P<value>.*)", re.DOTALL)
_CHOOSING = re.compile(r"\s*(?P<verb>skip|keep)\b(?P<numbers>.*)", re.DOTALL | re.IGNORECASE)
_RANGE = re.compile(r"(?P<first>[0-9]{1,6})(?:[-–](?P<last>[0-9]{1,6}))?")
_WRITE_EDIT = f"write FIELD: value, with one of {', '.join(RECORDED)}; or skip 3 5-7, keep 2"


def edit(draft: Draft, written: str) -> Draft:
    """Return the draft with the edit that was written.

    Raises `BadMetadata`, which names the fields, if it is no edit; the value is checked as in an
    article's front matter.
    """
    choosing = _CHOOSING.fullmatch(written)
    if choosing is not None:
        numbers = _read_numbers(choosing["numbers"], len(draft.paragraphs))
        skipped = set(draft.skipped)
        is_skip = choosing["verb"].casefold() == "skip"
        return prepare.with_skipped(draft, skipped | numbers if is_skip else skipped - numbers)
    setting = _SETTING.fullmatch(written)
    if setting is None:
        raise BadMetadata(f"{_cut(written)!r} is no edit; {_WRITE_EDIT}")
    return _set_field(draft, setting["name"].casefold(), setting["value"])


def _set_field(draft: Draft, name: str, value: str) -> Draft:
    field = _ALSO_CALLED.get(name, name)
    if field not in RECORDED:
        close = get_close_matches(name, RECORDED, n=1)
        meant = f"did you mean {close[0]}? " if close else ""
        raise BadMetadata(f"unknown field {_cut(name)!r}; {meant}{_WRITE_EDIT}")
    table: Mapping[str, object] = {field: value.strip()}
    entry = fields.read_fields(table)
    changed = {field: getattr(entry, field)}
    return prepare.with_source(draft, replace(draft.read.source, **changed))


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
