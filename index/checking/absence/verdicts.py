"""The receipt of a no -> whether it was given here, and what became of the corpus since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.checking import receipts, standing
from index.checking.absence import corpora, negatives
from index.checking.absence.corpora import SearchedCorpus
from index.checking.absence.negatives import Near, Negative
from index.checking.receipts import Given
from index.checking.standing import CheckedReceipt
from index.records import NO_CHANGES, ChangeCounts, Filters, Quote
from index.store.store import Event, Store
from index.text import paragraphs, quoting

Verdict = Literal["unchanged", "changed", "unknown"]
Match = Literal["same", "filters", "other"]
"""A question is that of a receipt, or only its words are, with other filters; or it is another."""


@dataclass(frozen=True, slots=True)
class CheckedNegative:
    """What the receipt of a no stands for, and what became of the corpus since.

    `changes` counts the articles that are in the live generation and were not in the one that was
    searched, those that are not the same, and those that are gone; `since` is the day (ISO 8601)
    from which that is so. `nearest` is the receipt of the nearest passage, as it stands now; `key`
    is that of the corpus that was searched, and empty where that is unknown.
    """

    negative: Negative
    verdict: Verdict
    changes: ChangeCounts = NO_CHANGES
    since: str | None = None
    live: int | None = None
    nearest: tuple[Given, CheckedReceipt] | None = None
    key: bytes = b""

    def match(self, question: str, filters: Filters) -> Match:
        """Tell whether a question with its filters is the one that was asked.

        Two that are not the same pass for it once in a million.
        """
        if negatives.question_mark(self.key, question) != self.negative.question:
            return "other"
        is_same = negatives.filter_mark(self.key, filters) == self.negative.filters
        return "same" if is_same else "filters"


def check(store: Store, written: str) -> CheckedNegative:
    """Check the receipt of a no against what the store keeps of the generation that it names.

    Raises `BadReceipt` if it is mistyped, `StoreRefused` where that record is damaged.
    """
    sealed = negatives.read(written)
    negative = sealed.negative
    corpus = corpora.read(store, negative.generation)
    live = store.live()
    if corpus is None or live is None or not negatives.is_sealed(sealed, corpus.key):
        return CheckedNegative(negative, "unknown", live=live)
    nearest = None
    if negative.nearest is not None:
        nearest = _nearest(store, corpus, negative.nearest, (negative.generation, negative.day))
    now = corpora.read(store, live)
    changes = NO_CHANGES if now is None else corpora.changes(corpus, now)
    if changes == NO_CHANGES:
        return CheckedNegative(negative, "unchanged", live=live, nearest=nearest, key=corpus.key)
    since = _since(store.events(), negative.generation)
    return CheckedNegative(negative, "changed", changes, since, live, nearest, corpus.key)


def _nearest(
    store: Store, corpus: SearchedCorpus, near: Near, given_by: tuple[int, date]
) -> tuple[Given, CheckedReceipt] | None:
    """Quote the nearest passage, and tell what became of it; `None` if it is not there."""
    ids = tuple(corpus.articles)
    if near.article >= len(ids):
        return None
    article_id = ids[near.article]
    quote = _quote_at(store, article_id, corpus.revisions[article_id], near.start)
    if quote is None:
        return None
    given = Given(quote.citation, *given_by)
    return given, standing.check(store, receipts.read(str(given)))


def _quote_at(store: Store, article_id: str, revision: int, start: int) -> Quote | None:
    article = store.revision(article_id, revision)
    if article is None:
        return None
    for paragraph in paragraphs.split(article):
        if paragraph.start <= start < paragraph.end:
            return quoting.quote_slice(article, paragraph.number, start, paragraph.end)
    return None


def _since(events: Sequence[Event], generation: int) -> str | None:
    """Find the day of the first event that changed the corpus of a generation, once it was live."""
    last = max(at for at, event in enumerate(events) if event.generation == generation)
    changed = (event.at for event in events[last + 1 :] if event.changes != NO_CHANGES)
    at = next(changed, None)
    return None if at is None else at[: len("2026-01-02")]
