"""A question -> an answer: the read path, end to end."""

from pathlib import Path

from index import answering, quoting
from index.answering import Means
from index.calibration import Calibration
from index.embedder import Embedder
from index.errors import GenerationRefused
from index.generation import Generation
from index.records import NO_FILTERS, Answer, Article, Citation, Filters, Quote, Searched, Source
from index.store import Store


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
    ) -> None:
        """Open the live generation; raises `StoreRefused` or `GenerationRefused` if there is none.

        `threshold` replaces the calibration's: the probability from which a passage answers.
        """
        self._data = data
        bar = calibration.threshold if threshold is None else threshold
        self._means = Means(embedder, calibration, bar)
        self._generation = self._open(self._live())

    def close(self) -> None:
        """Give the files back; the instance is of no use afterwards."""
        self._generation.close()

    def answer(self, question: str, limit: int, filters: Filters = NO_FILTERS) -> Answer:
        """Answer one question, as `answering.answer` does, from the live generation."""
        return answering.answer(self._current(), self._means, question, limit, filters)

    def context(self, citation: Citation, reach: int) -> tuple[Quote, ...]:
        """Quote the paragraphs around a citation, `reach` on either side, in reading order.

        Raises `GenerationRefused` if the live generation no longer holds that revision.
        """
        current = self._current()
        article = current.texts.article(citation.article_id)
        if article is None or article.revision != citation.revision:
            raise GenerationRefused(
                f"{citation.article_id} revision {citation.revision} is not in the corpus any more"
            )
        near = current.texts.paragraphs_near(article, citation.paragraph_number, reach)
        return tuple(
            quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)
            for paragraph in near
        )

    def article(self, article_id: str) -> Article | None:
        """Read an article of the live generation by its id."""
        return self._current().texts.article(article_id)

    def sources(self) -> tuple[Source, ...]:
        """Read the sources of the live generation in order of id."""
        return self._current().texts.sources()

    def searched(self) -> Searched:
        """Say what a question is searched in now."""
        return answering.searched(self._current(), self._means)

    def _current(self) -> Generation:
        live = self._live()
        if live != self._generation.manifest.number:
            following = self._open(live)
            self._generation.close()
            self._generation = following
        return self._generation

    def _live(self) -> int:
        store = Store(self._data)
        try:
            live = store.live()
        finally:
            store.close()
        if live is None:
            raise GenerationRefused(
                f"there is no index in {self._data} yet; make one with: pullquote reindex FOLDER"
            )
        return live

    def _open(self, number: int) -> Generation:
        return Generation(self._data, number, self._means.embedder.fingerprint)
