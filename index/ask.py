"""A question -> an answer: the read path, end to end."""

from collections.abc import Sequence
from pathlib import Path

from index import quoting, search, selection
from index.calibration import Calibration
from index.embedder import Embedder
from index.errors import BadQuestion, GenerationRefused
from index.fields import DATE_FORMS, iso_date
from index.filters import point_to_phrase
from index.generation import Generation
from index.records import (
    NO_FILTERS,
    Answer,
    Article,
    Citation,
    Filters,
    Outcome,
    Passage,
    Quote,
    RankedQuote,
    Searched,
    Source,
)
from index.selection import Selection
from index.store import Store

# The probability from which a further quote is worth a reader's glance: on the benchmark, 95 % of
# the right paragraphs that stand second or third have more.
_FURTHER_QUOTE = 0.016
LONGEST_QUESTION = 1000  # characters; what is longer is a text, not a question
_PASSAGES_PER_QUOTE = 4  # to choose from, where articles say the same words: a wire report, a copy


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
        self._embedder = embedder
        self._calibration = calibration
        self._threshold = calibration.threshold if threshold is None else threshold
        self._generation = self._open(self._live())

    def close(self) -> None:
        """Give the files back; the instance is of no use afterwards."""
        self._generation.close()

    def answer(self, question: str, limit: int, filters: Filters = NO_FILTERS) -> Answer:
        """Answer one question with at most `limit` quotes, best first, that meet the filters.

        None is given unless the best is near the subject, as each is that holds the phrases of the
        filters; no two say the same words. Raises `BadQuestion` if the question has
        no words (of no phrase either), or is longer than `LONGEST_QUESTION`.
        """
        asked = question.strip() or " ".join(filters.phrases)
        _check(asked, filters)
        current = self._current()
        chosen = selection.select(current, filters)
        most = _PASSAGES_PER_QUOTE * limit
        passages = search.find(
            current, self._embedder, self._calibration, asked, most, chosen.among
        )
        near = [point_to_phrase(one, filters) for one in self._near(passages, filters)]
        quotes = _different(tuple(quoting.quote_passage(passage) for passage in near))
        searched = self._searched(current, chosen)
        return Answer(asked, self._outcome(quotes), quotes[:limit], searched, filters)

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
        current = self._current()
        return self._searched(current, selection.select(current, NO_FILTERS))

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
        return Generation(self._data, number, self._embedder.fingerprint)

    def _near(self, passages: Sequence[Passage], filters: Filters) -> Sequence[Passage]:
        if filters.phrases:
            return passages
        if not passages or passages[0].probability < self._calibration.related:
            return ()
        return [one for one in passages if one.probability >= _FURTHER_QUOTE]

    def _outcome(self, quotes: tuple[RankedQuote, ...]) -> Outcome:
        if not quotes:
            return "nothing"
        return "answer" if quotes[0].probability >= self._threshold else "related"

    def _searched(self, current: Generation, chosen: Selection) -> Searched:
        return Searched(
            articles=chosen.articles,
            paragraphs=chosen.paragraphs,
            oldest=chosen.oldest,
            newest=chosen.newest,
            generation=current.manifest.number,
            threshold=self._threshold,
        )


def _check(question: str, filters: Filters) -> None:
    named = (filters.outlet or "", filters.author or "", filters.source or "")
    whole = "".join((question, *named, *filters.phrases, *filters.without))
    if any("\ud800" <= character <= "\udfff" for character in whole):
        raise BadQuestion("the question holds characters that are no text; type it anew")
    if not any(character.isalnum() for character in question):
        if filters != NO_FILTERS:
            raise BadQuestion(
                "there are filters but no question; add one, for instance:"
                " outlet:Meduza who refused to fight?"
            )
        raise BadQuestion("the question has no words; ask for instance: who refused to fight?")
    for date in (filters.after, filters.before):
        if date is not None and iso_date(date) != date:
            raise BadQuestion(f"{date!r} is no date to filter by; write it as {DATE_FORMS}")
    if len(question) > LONGEST_QUESTION:
        raise BadQuestion(
            f"the question has {len(question)} characters, at most {LONGEST_QUESTION} are"
            " searched; ask in one or two sentences"
        )
    if sum(map(len, (*filters.phrases, *filters.without))) > LONGEST_QUESTION:
        raise BadQuestion(
            f"the filters hold over {LONGEST_QUESTION} characters of words; leave some out"
        )


def _different(quotes: tuple[RankedQuote, ...]) -> tuple[RankedQuote, ...]:
    """Drop each quote that says the same words as a better one."""
    kept: list[RankedQuote] = []
    for ranked in quotes:
        if not any(quoting.say_the_same(ranked.quote.text, one.quote.text) for one in kept):
            kept.append(ranked)
    return tuple(kept)
