"""A question -> an answer from the live generation: the read path, end to end."""

import os
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

from index.embedding.embedder import Embedder
from index.errors import GenerationRefused
from index.generation import directory
from index.generation.asked import open_here
from index.generation.asking import LiveCorpus, Opener
from index.records import (
    NO_FILTERS,
    Answer,
    Article,
    Citation,
    Filters,
    GoldenQuestion,
    KeptArticle,
    Paragraph,
    Quote,
    RankedQuote,
    Searched,
    Source,
)
from index.search.answer import Means, answer, searched
from index.search.calibration import Calibration
from index.search.judging import ReadingMeans
from index.store import standing
from index.store.file import state_of
from index.store.store import Store
from index.text import answering, paragraphs, quoting
from index.text.answering import Brief

RecordedField = Literal["outlet", "author"]
"""A field of a source that names who wrote or printed it."""


class Asker:
    """Answers questions from the live generation, and moves to a new one between two questions.

    Holds open files; one thread at a time.
    """

    def __init__(
        self,
        data: Path,
        embedder: Embedder,
        calibration: Calibration,
        threshold: float | None = None,
        reading: ReadingMeans | None = None,
        opener: Opener = open_here,
        read_bar: Callable[[], float] | None = None,
    ) -> None:
        """Open the live generation; raises `StoreRefused` or `GenerationRefused` if there is none.

        `threshold`, the probability from which a passage answers, replaces the calibration's.
        Without `reading`, search alone decides; with it, `read_bar` reads its bar whenever the
        store has changed. The `opener` opens generations.
        """
        self._data = data
        self._opener = opener
        bar = calibration.threshold if threshold is None else threshold
        self._means = Means(embedder, calibration, bar, reading)
        self._read_bar = read_bar
        self._read_in: tuple[int, bytes] | None = None  # the store's state when last read
        self._corpus = self._open(self._live())

    def close(self) -> None:
        """Close the files of the generation."""
        self._corpus.close()

    def answer(self, question: str, limit: int, filters: Filters = NO_FILTERS) -> Answer:
        """Answer one question with at most `limit` quotes; raises `BadQuestion`.

        Raises `GenerationRefused` where a large file, which is not digested when it is opened,
        turns out to be damaged.
        """
        current = self._current()
        try:
            return answer(current, self._means, question, limit, filters)
        except directory.LED_NOWHERE:
            current.check_files()
            raise

    def context(self, citation: Citation, reach: int) -> tuple[Quote, ...]:
        """Quote the paragraphs around a citation, `reach` on either side, in reading order.

        They are of the revision that is cited, also where the article has a newer text. Raises
        `GenerationRefused` if the store has no such revision.
        """
        current = self._current()
        article = current.texts.article(citation.article_id)
        if article is not None and article.revision == citation.revision:
            near = current.texts.paragraphs_near(article, citation.paragraph_number, reach)
        else:
            article = self.kept(citation.article_id, citation.revision).article
            near = tuple(_paragraphs_near(article, citation, reach))
        return tuple(
            quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)
            for paragraph in near
        )

    def in_brief(self, article: Article, ranked: RankedQuote) -> Brief:
        """Cut a quote of an article, live or not, to what answers and what that needs."""
        return answering.in_brief(
            article, ranked, lambda: self._before(article, ranked.quote.citation)
        )

    def kept(self, article_id: str, revision: int) -> KeptArticle:
        """Read a revision that was quoted once, live or not, and what became of it.

        Raises `GenerationRefused` if the store has no such revision.
        """
        live = self.article(article_id)
        if live is not None and live.revision == revision:
            return KeptArticle(live, "live", None)
        with closing(Store(self._data)) as store:
            found = standing.find(store, article_id, revision)
        if found is None:
            raise GenerationRefused(
                f"{article_id} revision {revision} is not in the corpus any more"
            )
        return found

    def withdrawn(self, article_id: str) -> KeptArticle | None:
        """Read the last revision of an article that was withdrawn.

        `None` if the article is in the corpus, or there never was one of this id.
        """
        with closing(Store(self._data)) as store:
            return standing.withdrawn(store, article_id)

    def article(self, article_id: str) -> Article | None:
        """Read an article of the live generation by its id."""
        return self._current().texts.article(article_id)

    def sources(self) -> tuple[Source, ...]:
        """Read the sources of the live generation in order of id."""
        return self._current().texts.sources()

    def recorded(self, name: RecordedField) -> tuple[str, ...]:
        """List the outlets or the authors of the live generation, each once."""
        return self._current().texts.values(name)

    def golden_questions(self) -> tuple[GoldenQuestion, ...]:
        """Read the moderators' golden questions in the order of their numbers."""
        with closing(Store(self._data)) as store:
            return store.golden_questions()

    def reads(self, text: str) -> bool:
        """Tell whether the embedding model was trained on the script of a text."""
        return self._means.embedder.reads(text)

    def searched(self) -> Searched:
        """Count what a question without filters is searched in now."""
        return searched(self._current(), self._means)

    def _before(self, article: Article, citation: Citation) -> Quote | None:
        """Quote what stands before a quote: in its paragraph, or the paragraph before."""
        near = {each.citation.paragraph_number: each for each in self.context(citation, 1)}
        own = near[citation.paragraph_number]
        length = citation.start - own.citation.start
        if length <= 0:
            return near.get(citation.paragraph_number - 1)
        end = own.citation.start + len(own.text[:length].rstrip())
        return quoting.quote_slice(article, citation.paragraph_number, own.citation.start, end)

    def _current(self) -> LiveCorpus:
        """Return the live generation, opened anew if another was published since."""
        before = state_of(self._data)
        if before == self._read_in:
            self._refuse_cut_off()
            return self._corpus
        if self._means.reading is not None and self._read_bar is not None:
            reading = replace(self._means.reading, bar=self._read_bar())
            self._means = replace(self._means, reading=reading)
        live = self._live()
        while live != self._corpus.number or not self._corpus.is_kept():
            try:
                following = self._open(live, self._corpus)
            except GenerationRefused:
                newer = self._live()
                if newer == live:
                    raise
                live = newer  # it was removed while it was opened: others have come since
                continue
            if following is self._corpus:
                return following  # the live one is not where it is asked yet
            self._corpus.close()
            self._corpus = following
        self._read_in = before if before == state_of(self._data) else None
        return self._corpus

    def _refuse_cut_off(self) -> None:
        """Raise `GenerationRefused` if a file was cut off: to read it, mapped, ends the process.

        One that is gone can still be read where it is mapped. It takes 20 microseconds.
        """
        for path, size in self._corpus.sizes.items():
            with suppress(OSError):
                if os.stat(path).st_size < size:  # noqa: PTH116 - `Path` takes twice the time
                    raise GenerationRefused(
                        f"{path} was cut off while it was open; mend it with: pullquote reindex"
                        " (or go back with: pullquote undo)"
                    )

    def _live(self) -> int:
        with closing(Store(self._data)) as store:
            live = store.live()
        if live is None:
            raise GenerationRefused(
                f"there is no index in {self._data} yet; make one with: pullquote reindex FOLDER"
            )
        return live

    def _open(self, number: int, beside: LiveCorpus | None = None) -> LiveCorpus:
        return self._opener(self._data, number, self._means.embedder.fingerprint, beside)


def _paragraphs_near(article: Article, citation: Citation, reach: int) -> Sequence[Paragraph]:
    """Split an earlier revision again, and find the paragraphs around the place that is cited."""
    split = paragraphs.split(article)
    for order, paragraph in enumerate(split):
        if paragraph.start <= citation.start < paragraph.end:
            return split[max(0, order - reach) : order + reach + 1]
    return ()
