"""The title and author that an office program put into a file -> what a person wrote of them."""

import re

from index.sources.fields import Entry
from index.sources.parsing.encodings import unreadable_character

# What programs write where a person left the field empty.
_NOBODY = frozenset({"admin", "administrator", "microsoft office user", "python-docx", "user"})
_NO_TITLE = re.compile(
    r"untitled.*|word document|microsoft word - .*|.*\.(docx?|pdf|indd|rtf|odt)", re.IGNORECASE
)


def read_entry(title: str | None, author: str | None) -> Entry:
    """Return title and author as far as a person wrote them; a program's own are left unknown.

    >>> read_entry("Microsoft Word - final.docx", "Ann  Lee") == Entry(author="Ann Lee")
    True
    """
    printed_title, printed_author = _printable(title), _printable(author)
    is_title = printed_title is not None and not _NO_TITLE.fullmatch(printed_title)
    is_author = printed_author is not None and printed_author.lower() not in _NOBODY
    return Entry(
        title=printed_title if is_title else None, author=printed_author if is_author else None
    )


def _printable(value: str | None) -> str | None:
    line = " ".join((value or "").split())
    return line if line and unreadable_character(line) is None else None
