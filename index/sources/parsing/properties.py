"""The title and author that an office program put into a file -> what the file itself confirms.

Programs write there who last had the template, or nothing that a person meant: such a field is
taken only where the first lines of the text say the same, and else left unknown, which is said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Remark
from index.sources.fields import Entry
from index.sources.parsing.encodings import unreadable_character

FIRST_BLOCKS = 8
"""How many blocks at the top of a text may hold its headline and its author."""

# What programs write where a person left the field empty.
_NOBODY = frozenset(
    {"admin", "administrator", "anonymous", "author", "guest", "microsoft office user", "owner"}
    | {"python-docx", "root", "unknown", "user"}
)
_NO_TITLE = re.compile(
    r"untitled.*|word document|microsoft word - .*|.*\.(docx?|pdf|indd|rtf|odt)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The fields that the text confirms, and a remark for each that it does not."""

    entry: Entry
    remarks: tuple[Remark, ...]


def read_confirmed(title: str | None, author: str | None, blocks: Sequence[str]) -> Confirmed:
    """Return the title and author of a file's properties as far as its first blocks hold them.

    >>> read_confirmed("Bridge falls", "jsmith", ["# BRIDGE FALLS", "By Ann Lee"]).entry.title
    'Bridge falls'
    """
    written = read_entry(title, author)
    top = [_folded(block) for block in blocks[:FIRST_BLOCKS]]
    is_headline = written.title is not None and _folded(written.title) in top
    is_named = written.author is not None and any(
        re.search(rf"(?<!\w){re.escape(_folded(written.author))}(?!\w)", line) for line in top
    )
    passed = (
        (f"title: {written.title}", written.title is None or is_headline),
        (f"author: {written.author}", written.author is None or is_named),
    )
    return Confirmed(
        Entry(
            title=written.title if is_headline else None,
            author=written.author if is_named else None,
        ),
        tuple(Remark("passed_over", detail=said) for said, is_settled in passed if not is_settled),
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


def _folded(line: str) -> str:
    return " ".join(line.lstrip("# ").casefold().split())
