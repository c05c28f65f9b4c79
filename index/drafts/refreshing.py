"""The address of an article, read again -> whether it still says what it said; changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal

from index.drafts import changes
from index.errors import BadMetadata, SourceGone, UnreadableSource
from index.records import Article, SourceText

ReadAddress = Callable[[str], SourceText]
"""Fetches an address; raises `SourceGone` if nothing stands there any more.

If it cannot be fetched this time, `UnreadableSource`.
"""

Finding = Literal["unchanged", "changed", "gone", "failed"]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What stands at the address of an article now; how many paragraphs differ if it changed.

    `reason` says why it could not be fetched, or is gone.
    """

    finding: Finding
    added: int = 0
    changed: int = 0
    removed: int = 0
    reason: str | None = None


def has_address(article: Article) -> bool:
    """Tell whether an article was read from an address, which can be read again."""
    return article.source.origin.casefold().startswith(("http://", "https://"))


def refresh(article: Article, read_address: ReadAddress) -> Refreshed:
    """Read the address of an article again and compare the text with the one in the corpus."""
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
    digest = sha256(found.text.encode()).hexdigest()
    old = replace(article, skipped=())
    new = Article(article.id, article.revision + 1, article.source, found.text, digest)
    differing = changes.compare(old, new).differing
    if not differing:  # nothing but white space between the paragraphs
        return Refreshed("unchanged")
    return Refreshed(
        "changed",
        added=sum(one.old is None for one in differing),
        changed=sum(one.old is not None and one.new is not None for one in differing),
        removed=sum(one.new is None for one in differing),
    )
