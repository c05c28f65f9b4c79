"""A receipt -> the quote that was given, and what became of it, from what the store keeps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from index.checking.aligning import Difference, align
from index.checking.receipts import Receipt, mark
from index.records import Article, KeptArticle, Paragraph, Quote, Span
from index.store import standing
from index.store.store import Store
from index.text import paragraphs, quoting, sentences
from index.text.stems import place_words

Standing = Literal["verified", "moved", "changed", "withdrawn", "unknown"]

_SHORT = 5  # words; one changed in the middle leaves no two side by side
_STILL_IT = 0.5  # of a quote's words; with fewer in their order it is another passage


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """What a receipt stands for, and what became of it.

    `quote` is as it was given; `None` if the store keeps no such revision. `now` is the passage of
    the live revision that has its place, if there is one, and `differences` are the words that
    differ between the two. `since` is the day (ISO 8601) from which it does not stand as it was.
    """

    receipt: Receipt
    standing: Standing
    quote: Quote | None = None
    now: Quote | None = None
    differences: tuple[Difference, ...] = ()
    since: str | None = None


Marks = Mapping[int, Sequence[tuple[str, int]]]
"""The ids and numbers of the revisions that a mark of a receipt may be of."""


def check(store: Store, receipt: Receipt, marks: Marks | None = None) -> CheckedReceipt:
    """Find the quote of a receipt, and compare it with the corpus as it is now.

    Whoever checks many gives the `marks` of the store, which are else read anew. Raises
    `QuoteMismatch` if the text that is kept is not the one that was quoted.
    """
    kept = _kept(store, receipt, read_marks(store) if marks is None else marks)
    if kept is None:
        return CheckedReceipt(receipt, "unknown")
    return compare(receipt, kept, _live(store, kept.article.id))


def read_marks(store: Store) -> Marks:
    """Compute the mark of every revision that the store keeps."""
    found: dict[int, list[tuple[str, int]]] = {}
    for article_id, revision, digest in store.digests():
        found.setdefault(mark(article_id, digest), []).append((article_id, revision))
    return found


def compare(receipt: Receipt, kept: KeptArticle, live: Article | None) -> CheckedReceipt:
    """Compare the quote of a receipt with an article that is live, or would be; `None` if none."""
    quote = _quote(kept.article, receipt.start, receipt.end)
    if live is None:
        return CheckedReceipt(receipt, "withdrawn", quote, since=kept.since)
    if live.sha256 == kept.article.sha256 and _is_shown(live, receipt.start, receipt.end):
        now = _quote(live, receipt.start, receipt.end)
        return CheckedReceipt(receipt, "verified", quote, now)
    return _compare(receipt, quote, live, kept.since)


def _compare(receipt: Receipt, quote: Quote, live: Article, since: str | None) -> CheckedReceipt:
    """Look for a quote in the live revision of its article, which is another."""
    place = _same_words(live, quote)
    if place is not None:
        now = _quote(live, place.start, place.end)
        is_where_it_was = place.start == receipt.start and now.text == quote.text
        found: Standing = "verified" if is_where_it_was else "moved"
        return CheckedReceipt(receipt, found, quote, now, since=since)
    written = place_words(quote.text)
    near = align(written, place_words(live.text), fewest=2 if len(written) > _SHORT else 1)
    if near is None or near.share < _STILL_IT or not _is_shown(live, near.start, near.end):
        return CheckedReceipt(receipt, "withdrawn", quote, since=since)
    now = _quote_sentences(live, near.start, near.end)
    beside = align(written, place_words(now.text), whole=True, fewest=1)
    differences = () if beside is None else beside.differences(quote.text, now.text)
    return CheckedReceipt(receipt, "changed", quote, now, differences, since)


def _kept(store: Store, receipt: Receipt, marks: Marks) -> KeptArticle | None:
    """Find the revision that a receipt is of; its range must lie in the text."""
    for article_id, revision in marks.get(receipt.mark, ()):
        kept = standing.find(store, article_id, revision)
        if kept is not None and receipt.end <= len(kept.article.text):
            return kept
    return None


def _live(store: Store, article_id: str) -> Article | None:
    """Read the live revision of an article, also under an id that it was given since."""
    seen: set[str] = set()
    following: str | None = article_id
    while following is not None and following not in seen:
        live = store.article(following)
        if live is not None:
            return live
        seen.add(following)
        following = standing.heir(store, following)
    return None


def _same_words(live: Article, quote: Quote) -> Span | None:
    """Find the words of a quote, as they are written, in a text; the nearest to where they were."""
    was = quote.citation.start
    places = [
        span
        for span in _occurrences(live.text, quote.text)
        if _is_shown(live, span.start, span.end)
    ]
    return min(places, key=lambda span: abs(span.start - was), default=None)


def _occurrences(text: str, words: str) -> Iterator[Span]:
    at = text.find(words)
    while at >= 0:
        yield Span(at, at + len(words))
        at = text.find(words, at + 1)


def _is_shown(article: Article, start: int, end: int) -> bool:
    return not any(span.start < end and start < span.end for span in article.skipped)


def _quote(article: Article, start: int, end: int) -> Quote:
    return quoting.quote_slice(article, _number_at(paragraphs.split(article), start), start, end)


def _quote_sentences(article: Article, start: int, end: int) -> Quote:
    """Quote the sentences that a range touches."""
    touched = [
        sentence
        for paragraph in paragraphs.split(article)
        for sentence in sentences.split(paragraph)
        if sentence.start < end and start < sentence.end
    ]
    first = min([start, *(sentence.start for sentence in touched)])
    return _quote(article, first, max([end, *(sentence.end for sentence in touched)]))


def _number_at(split: Sequence[Paragraph], start: int) -> int:
    """Return the number of the paragraph at an offset; that above it where none is there."""
    before = [paragraph.number for paragraph in split if paragraph.start <= start]
    return before[-1] if before else 1
