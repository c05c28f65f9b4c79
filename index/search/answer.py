"""A question and one generation, live or not -> an answer: outcome, quotes, what was searched."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.embedding.embedder import Embedder
from index.errors import BadQuestion
from index.generation.opened import Generation
from index.records import (
    NO_FILTERS,
    Answer,
    Filters,
    Outcome,
    Passage,
    RankedQuote,
    Searched,
)
from index.search import find
from index.search.calibration import Calibration
from index.search.filters import Selection, point_to_phrase, select
from index.text import quoting
from index.text.forms import DATE_FORMS, iso_date

# The least probability of a quote behind the first: on the benchmark, 95 % of the right paragraphs
# that stand second or third have more.
_FURTHER_QUOTE = 0.016
LONGEST_QUESTION = 1000  # characters; what is longer is a text, not a question
_PASSAGES_PER_QUOTE = 4  # to choose from, where articles hold the same words: wire reports, copies


@dataclass(frozen=True, slots=True)
class Means:
    """The means of answering: the model, the calibration, and the bar that an answer must reach."""

    embedder: Embedder
    calibration: Calibration
    threshold: float


def answer(
    generation: Generation, means: Means, question: str, limit: int, filters: Filters = NO_FILTERS
) -> Answer:
    """Answer a question with at most `limit` quotes, best first, that meet the filters.

    No two quotes have the same words. There are none unless the best passage is near the subject;
    a passage that holds the phrases of the filters is. A question without words is asked by those
    phrases. Raises `BadQuestion` if there are no words at all, or more than `LONGEST_QUESTION`.
    """
    asked = question.strip() or " ".join(filters.phrases)
    check(asked, filters)
    chosen = selected(generation, filters)
    most = _PASSAGES_PER_QUOTE * limit
    least = 0.0 if filters.phrases else _FURTHER_QUOTE
    passages = find.find(
        generation, means.embedder, means.calibration, asked, most, chosen.among, least
    )
    near = _near(passages, means, filters)
    if filters.phrases:
        near = (point_to_phrase(passage, filters) for passage in near)
    quotes = _different(map(quoting.quote_passage, near), limit)
    found = searched(generation, means, chosen)
    return Answer(asked, _outcome(quotes, means), quotes, found, filters)


def selected(generation: Generation, filters: Filters = NO_FILTERS) -> Selection:
    """Select what is searched: what the filters leave; all of a generation if none is set."""
    if filters != NO_FILTERS:
        return select(generation, filters)
    manifest = generation.manifest
    return Selection(manifest.articles, manifest.paragraphs, manifest.oldest, manifest.newest)


def searched(generation: Generation, means: Means, chosen: Selection | None = None) -> Searched:
    """Describe the part of a generation that is searched: what was chosen, or all of it."""
    chosen = chosen or selected(generation)
    return Searched(
        articles=chosen.articles,
        paragraphs=chosen.paragraphs,
        oldest=chosen.oldest,
        newest=chosen.newest,
        generation=generation.manifest.number,
        threshold=means.threshold,
    )


def check(question: str, filters: Filters = NO_FILTERS) -> None:
    """Raise `BadQuestion` if a question or its filters cannot be asked, with the reason."""
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


def _near(passages: Iterator[Passage], means: Means, filters: Filters) -> Iterator[Passage]:
    """Yield the passages, none if the best of them is not near the subject."""
    for at, passage in enumerate(passages):
        if at == 0 and not filters.phrases and passage.probability < means.calibration.related:
            return
        yield passage


def _outcome(quotes: tuple[RankedQuote, ...], means: Means) -> Outcome:
    if not quotes:
        return "nothing"
    return "answer" if quotes[0].probability >= means.threshold else "related"


def _different(quotes: Iterable[RankedQuote], limit: int) -> tuple[RankedQuote, ...]:
    """Take quotes up to the limit, but none with the same words as a better quote."""
    kept: list[RankedQuote] = []
    for ranked in quotes:
        if not any(
            quoting.holds_same_words(ranked.quote.text, better.quote.text) for better in kept
        ):
            kept.append(ranked)
        if len(kept) == limit:
            break
    return tuple(kept)
