"""An answer that is none, or a quotation that is nowhere -> its receipt, sealed by the corpus."""

from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

from index.checking.absence import corpora, negatives
from index.checking.absence.corpora import SearchedCorpus
from index.checking.absence.negatives import Near, Negative, Silence
from index.errors import GenerationRefused
from index.generation import directory
from index.records import NO_FILTERS, Answer, Filters, RankedQuote, Searched
from index.store.store import Store

_THOUSANDTHS = 1000
_MOST_BAR = 1023  # what two letters hold


@dataclass(slots=True)
class NegativeReceipts:
    """Makes the receipts of answers that are none. For all threads.

    The corpus of the last generation that one was made for is held.
    """

    data: Path
    _lock: Lock = field(default_factory=Lock, init=False)
    _held: tuple[int, SearchedCorpus, str] | None = field(default=None, init=False)

    def of_answer(self, answer: Answer, day: date) -> str:
        """Make the receipt of an answer with the outcome `nothing` or `related`, on a day.

        Raises `GenerationRefused` if what was searched is not there any more, `StoreRefused` where
        it cannot be read, and ValueError for an answer that answers.
        """
        if answer.outcome == "answer":
            raise ValueError("an answer has the receipts of its quotes")
        if answer.outcome == "unreached" or answer.searched.unreached:
            raise GenerationRefused("a part of the corpus was not searched, which proves nothing")
        nearest = answer.quotes[0] if answer.quotes else None
        asked = (answer.question, answer.filters)
        return self._make(answer.outcome, answer.searched, asked, nearest, day)

    def of_quotation(self, quotation: str, searched: Searched, day: date) -> str:
        """Make the receipt of a quotation that is not in the corpus; raises as `of_answer`."""
        return self._make("absent", searched, (quotation, NO_FILTERS), None, day)

    def is_of(self, receipt: Negative, question: str, filters: Filters) -> bool:
        """Tell whether a receipt is of a question with these filters; raises as `of_answer`."""
        corpus, _ = self._corpus(receipt.generation)
        is_question = receipt.question == negatives.question_mark(corpus.key, question)
        return is_question and receipt.filters == negatives.filter_mark(corpus.key, filters)

    def _make(
        self,
        silence: Silence,
        searched: Searched,
        asked: tuple[str, Filters],
        nearest: RankedQuote | None,
        day: date,
    ) -> str:
        corpus, fingerprint = self._corpus(searched.generation)
        key, (question, filters) = corpus.key, asked
        negative = Negative(
            silence,
            day,
            searched.generation,
            searched.articles,
            searched.paragraphs,
            bar=min(round(searched.threshold * _THOUSANDTHS), _MOST_BAR),
            model=negatives.model_mark(fingerprint),
            question=negatives.question_mark(key, question),
            filters=negatives.filter_mark(key, filters),
            nearest=None if nearest is None else _place(corpus, nearest),
        )
        return negatives.write(negative, key)

    def _corpus(self, generation: int) -> tuple[SearchedCorpus, str]:
        """Return the corpus of a generation, and the fingerprint of its model."""
        with self._lock:
            if self._held is None or self._held[0] != generation:
                fingerprint = directory.read_manifest(self.data, generation).fingerprint
                with closing(Store(self.data)) as store:
                    corpus = corpora.read(store, generation)
                if corpus is None:
                    raise GenerationRefused(f"generation {generation} was never published here")
                self._held = generation, corpus, fingerprint
            return self._held[1:]


def _place(corpus: SearchedCorpus, nearest: RankedQuote) -> Near:
    cited = nearest.quote.citation
    return Near(list(corpus.articles).index(cited.article_id), cited.start)
