"""A draft -> the fields that its own text probably gives: headline, byline, date. Pure.

Each is a guess that a moderator takes with one tap, or leaves; nothing is filled in unasked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.drafts.records import Draft
from index.drafts.written import read_date
from index.records import Paragraph
from index.text.blocks import ends_sentence

LikelyField = Literal["title", "author", "published"]

LONGEST_HEADLINE = 200  # characters; a longer first paragraph is the beginning of the text
_LONGEST_BYLINE = 120
_NEAR_TOP = 5  # paragraphs in which a byline or a date is looked for, and as many at the end
_MARKS = re.compile(r"^(?:#{1,6}\s+|[*_]{1,3}(?=\S))|(?<=\S)[*_]{1,3}$")  # of Markdown
_BYLINE = re.compile(
    r"(?:by|words\s+by|text\s+by|author|автор|авторка|авторы|автори|текст)\b\s*:?\s*"
    r"(?P<name>(?-i:[^\W\d_a-zа-яіїєґ])[^|•·\d]{2,80}?)\s*(?:[|•·].*)?",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"(?:(?:published|updated|date|опубликовано|дата|опубліковано)\b\s*:?\s*(?:on\s+)?)?"
    r"(?P<date>[^|•·]{4,30}?)\s*(?:[|•·].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Likely:
    """A field that a paragraph of a draft, by its number on the card, probably gives."""

    field: LikelyField
    number: int
    value: str


def suggest(draft: Draft) -> tuple[Likely, ...]:
    """Suggest the fields that are unknown and that the text seems to give, at most one of each."""
    source, paragraphs = draft.read.source, draft.paragraphs
    near = (*paragraphs[:_NEAR_TOP], *paragraphs[_NEAR_TOP:][-_NEAR_TOP:])
    found = (
        _first("title", paragraphs[:1]) if source.title is None else None,
        _first("author", near) if source.author is None else None,
        _first("published", near) if source.published is None else None,
    )
    return tuple(likely for likely in found if likely is not None)


def read_from(field: str, paragraph: str) -> str:
    """Return the value of a field that a moderator takes from a paragraph.

    >>> read_from("author", "By Ann Smith | Kyiv"), read_from("title", "## Ferry sinks")
    ('Ann Smith', 'Ferry sinks')
    """
    if field == "author":
        return next(_bylines(paragraph), _plain(paragraph))
    if field == "published":
        return next(_dates(paragraph), _plain(paragraph))
    return _plain(paragraph)


def _first(field: LikelyField, paragraphs: tuple[Paragraph, ...]) -> Likely | None:
    for paragraph in paragraphs:
        for value in _values(field, paragraph.text):
            return Likely(field, paragraph.number, value)
    return None


def _values(field: LikelyField, text: str) -> Iterator[str]:
    if field == "author":
        yield from _bylines(text)
    elif field == "published":
        yield from _dates(text)
    elif "\n" not in text and len(text) <= LONGEST_HEADLINE and not _is_prose(text):
        yield _plain(text)


def _is_prose(text: str) -> bool:
    return ends_sentence(text.rstrip("*_ ")) and not text.rstrip("*_ ").endswith(("?", "!"))


def _bylines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        plain = _plain(line)
        found = _BYLINE.fullmatch(plain) if len(plain) <= _LONGEST_BYLINE else None
        if found is not None and not ends_sentence(found["name"]):
            yield found["name"].strip(" ,;—–-")


def _dates(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        found = _DATELINE.fullmatch(_plain(line))
        written = None if found is None else read_date(found["date"])
        if written is not None and len(written) == len("2024-06-30"):
            yield written


def _plain(text: str) -> str:
    """Return a paragraph in one line, without the marks of a heading or of bold print around it."""
    return _MARKS.sub("", " ".join(text.split())).strip()
