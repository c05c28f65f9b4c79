"""The address of an article, fetched again -> whether its text changed; the corpus stays."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from index.drafts import changes
from index.errors import BadMetadata, SourceGone, UnreadableSource
from index.records import NO_CHANGES, Article, ChangeCounts, SourceText
from index.text import paragraphs

ReadAddress = Callable[[str], SourceText]
"""Fetches an address; raises `SourceGone` if nothing stands there any more.

If it cannot be fetched this time, `UnreadableSource`.
"""

AtAddress = Literal["unchanged", "changed", "gone", "failed"]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The finding at the address of an article, and how many paragraphs differ if it changed.

    `reason` tells why the address could not be fetched, or that it is gone.
    """

    finding: AtAddress
    counts: ChangeCounts = NO_CHANGES
    reason: str | None = None


def has_address(article: Article) -> bool:
    """Tell whether an article was read from an address, which can be read again."""
    return is_address(article.source.origin)


def is_address(origin: str) -> bool:
    """Tell whether the origin of a source is an address.

    >>> is_address("https://example.org/ferry"), is_address("ferry.txt")
    (True, False)
    """
    return origin.casefold().startswith(("http://", "https://"))


def refresh(article: Article, read_address: ReadAddress) -> Refreshed:
    """Read the address of an article again and compare its text with the article's."""
    origin = article.source.origin
    try:
        found = read_address(origin)
    except SourceGone as error:
        return Refreshed("gone", reason=str(error).removeprefix(f"{origin}: "))
    except (UnreadableSource, BadMetadata) as error:
        return Refreshed("failed", reason=str(error).removeprefix(f"{origin}: "))
    if found.text == article.text:
        return Refreshed("unchanged")
    # What is skipped counts on neither side: a moderator chose it in the old text alone.
    old = replace(article, skipped=())
    new = replace(old, text=found.text)
    differing = changes.compare(paragraphs.split(old), paragraphs.split(new)).differing
    if not differing:  # nothing but white space between the paragraphs
        return Refreshed("unchanged")
    return Refreshed("changed", changes.count(differing))
