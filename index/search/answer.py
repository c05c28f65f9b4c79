"""A question and one generation, live or not -> an answer: outcome, quotes, what was searched."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from index.embedding.embedder import Embedder
from index.errors import BadQuestion
from index.generation.opened import Generation
from index.generation.words import stands_within
from index.records import (
    NO_FILTERS,
    Answer,
    Filters,
    Outcome,
    Passage,
    RankedQuote,
    Searched,
    Span,
)
from index.search.calibration import Calibration
from index.search.filters import Selection, point_to_phrase, select
from index.search.find import Fit, find, other_spellings
from index.search.judging import LEAST_SHOWN, Judged, ReadingMeans, judge
from index.text import quoting
from index.text.forms import DATE_FORMS, iso_date
from index.text.stems import is_mostly_latin, split_stems, split_words, stem
from index.text.stopwords import STOPWORDS

# The least probability of a quote behind the first: on the benchmark, 95 % of the right paragraphs
# that stand second or third have more.
_FURTHER_QUOTE = 0.016
LONGEST_QUESTION = 1000  # characters; what is longer is a text, not a question
# "Who did not leave?", "Which of them never came?"; not "Why did he not leave?"
_ASKS_WHO_NOT = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:who|whom|which|what)\b[^,;?]*?(?:\b(?:not|never)\b|n['’]t\b)"
    r"|^\W*(?:а\s+)?(?:кто|кого|кому|какие|какой|какая|хто|які|який|яка)\s(?:[^,;?]*?\s)?(?:не|ни|ні)\s",
    re.IGNORECASE,
)
# What denies the words behind it: "did not leave", "refused to leave", "nobody left".
_DENIES = re.compile(
    r"\b(?:not|never|no|none|nobody|nor|neither|without|except|cannot)\b|n['’]t\b"
    r"|\b(?:refus|declin|den[iy]|reject|fail|oppos)\w*"
    r"|\b(?:не|ни|нет|без|кроме|никто|никогда|ні|немає|крім|ніхто|ніколи)\b"
    r"|\b(?:отказ|отриц|отверг|відмов|запереч)\w*",
    re.IGNORECASE,
)
# What denies by itself, in other words than the question's: who stayed did not leave.
_IS_OTHERWISE = re.compile(
    r"\b(?:unable|absent|un\w+ed)\b|\b(?:avoid|lack|miss|stay|remain|abstain)\w*"
    r"|\b(?:избе|уник)\w*",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"\s*(?:[.!?…,;:”\"»)]|$)")
_DENIED_WITHIN = 8  # words
_PASSAGES_PER_QUOTE = 4  # to choose from, where articles hold the same words: wire reports, copies


@dataclass(frozen=True, slots=True)
class Means:
    """The means of answering: the model, the calibration, and the bar that an answer must reach.

    With the means of reading, the best passages are read too, and their bar decides, unless the
    model does not read the question.
    """

    embedder: Embedder
    calibration: Calibration
    threshold: float
    reading: ReadingMeans | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A paragraph that is kept, and the stems of its sentences."""

    fit: Fit
    stems: bytes


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
    typed = filters.spelling == "exact"
    fits = find(generation, means.embedder, means.calibration, asked, most, chosen.among, typed)
    reading = means.reading if _is_for_reader(means.embedder, asked, fits) else None
    bar = means.threshold if reading is None else reading.bar
    if reading is None:
        least = 0.0 if filters.phrases else _FURTHER_QUOTE
        near = _near(choose_passages(generation, fits, least), means, filters)
    else:
        passages = tuple(choose_passages(generation, fits, least=0.0))
        counted = chosen.paragraphs if chosen.among is None else len(chosen.among)
        judged = judge(generation, reading, asked, passages, counted)
        near = _near_as_read(judged, means, bar, filters)
    if filters.phrases:
        near = (point_to_phrase(passage, filters) for passage in near)
    quotes = _different(map(quoting.quote_passage, near), limit)
    found = replace(searched(generation, means, chosen), threshold=bar)
    spelled = () if typed else other_spellings(generation, asked)
    return Answer(asked, _outcome(asked, quotes, bar), quotes, found, filters, spelled)


def _is_for_reader(embedder: Embedder, question: str, fits: Sequence[Fit]) -> bool:
    """Tell whether a question may be given to the reader, which reads English alone."""
    is_across = bool(fits) and fits[0].is_across
    return embedder.reads(question) and is_mostly_latin(question) and not is_across


def choose_passages(
    generation: Generation, ordered: Sequence[Fit], least: float
) -> Iterator[Passage]:
    """Skip passages below `least`, and of passages with the same words all but the fullest.

    The fullest takes the place and the probability of the best of them, even if it is itself below
    `least`. Stems are compared first, which tells most passages apart, so that only those that are
    taken from here, and the few that look alike, are read.
    """
    read = cache(partial(_passage, generation))
    kept: list[_Kept] = []
    for fit in ordered:
        candidate = _Kept(fit, generation.postings.sentence_stems(fit.ordinal))
        if _repeats_one(kept, candidate, read):
            continue
        if fit.probability >= least:
            kept.append(candidate)
        elif not kept:
            break
    for passage in kept:
        yield read(passage.fit)


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
        threshold=means.threshold if means.reading is None else means.reading.bar,
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
                " outlet:Meduza who refused to fight?",
                "only filters",
            )
        raise BadQuestion(
            "the question has no words; ask for instance: who refused to fight?", "no words"
        )
    for date in (filters.after, filters.before):
        if date is not None and iso_date(date) != date:
            raise BadQuestion(f"{date!r} is no date to filter by; write it as {DATE_FORMS}")
    if len(question) > LONGEST_QUESTION:
        raise BadQuestion(
            f"the question has {len(question)} characters, at most {LONGEST_QUESTION} are"
            " searched; ask in one or two sentences",
            "too long",
            (len(question), LONGEST_QUESTION),
        )
    if sum(map(len, (*filters.phrases, *filters.without))) > LONGEST_QUESTION:
        raise BadQuestion(
            f"the filters hold over {LONGEST_QUESTION} characters of words; leave some out"
        )


def _repeats_one(kept: list[_Kept], candidate: _Kept, read: Callable[[Fit], Passage]) -> bool:
    """Tell whether a candidate has the words of a kept passage; a fuller one takes its place."""
    for at, better in enumerate(kept):
        if not _hold_same_stems(better.stems, candidate.stems):
            continue
        better_text, text = read(better.fit).paragraph.text, read(candidate.fit).paragraph.text
        if quoting.holds_same_words(better_text, text):
            if len(text) > len(better_text):
                fit = replace(candidate.fit, probability=better.fit.probability)
                kept[at] = _Kept(fit, candidate.stems)
            return True
    return False


def _hold_same_stems(stems: bytes, other: bytes) -> bool:
    shorter, longer = sorted((stems, other), key=len)
    return stands_within(shorter, longer)


def _passage(generation: Generation, fit: Fit) -> Passage:
    article, paragraph = generation.texts.passage_of(fit.ordinal)
    sentences = generation.texts.sentences(fit.ordinal, article)
    return Passage(
        article=article,
        paragraph=paragraph,
        sentences=sentences,
        best=sentences[fit.best_sentence],
        probability=fit.probability,
    )


def _near(passages: Iterator[Passage], means: Means, filters: Filters) -> Iterator[Passage]:
    """Yield the passages, none if the best of them is not near the subject."""
    for at, passage in enumerate(passages):
        if at == 0 and not filters.phrases and passage.probability < means.calibration.related:
            return
        yield passage


def _near_as_read(
    judged: Sequence[Judged], means: Means, bar: float, filters: Filters
) -> Iterator[Passage]:
    """Yield the passages that search or the reader thinks near, none if the best is not near.

    It is near if search found anything near, or if it is an answer by what was read.
    """
    is_near = max((each.searched for each in judged), default=0.0) >= means.calibration.related
    if not filters.phrases and judged and not is_near and judged[0].own < bar:
        return
    for at, each in enumerate(judged):
        is_worth_it = each.own >= LEAST_SHOWN or each.searched >= _FURTHER_QUOTE
        if at == 0 or filters.phrases or is_worth_it:
            yield each.passage


def _outcome(question: str, quotes: tuple[RankedQuote, ...], bar: float) -> Outcome:
    if not quotes:
        return "nothing"
    is_answer = quotes[0].probability >= bar and not _affirms_what_is_denied(question, quotes[0])
    return "answer" if is_answer else "related"


def _affirms_what_is_denied(question: str, ranked: RankedQuote) -> bool:
    """Tell whether it is asked who did NOT, and the sentence that fits says only who did.

    Similarity does not see a "not". Where why or when something did not happen is asked, a sentence
    without one may well answer.
    """
    if _ASKS_WHO_NOT.search(question) is None:
        return False
    quote = ranked.quote
    span = quote.highlight or Span(0, len(quote.text))
    sentence = quote.text[span.start : span.end]
    asked = frozenset(map(stem, frozenset(split_words(question)) - STOPWORDS))
    return not _denies(sentence, asked)


def _denies(sentence: str, asked: frozenset[str]) -> bool:
    """Tell whether a sentence denies something that is asked, by its stems, or says otherwise.

    What it denies stands behind the word that denies it, or was said before, where that word ends
    its clause.
    """
    if _IS_OTHERWISE.search(sentence) is not None:
        return True
    for denial in _DENIES.finditer(sentence):
        rest = sentence[denial.end() :]
        behind = frozenset(split_stems(rest)[:_DENIED_WITHIN])
        if not asked or behind & asked or _CLAUSE_END.match(rest):
            return True
    return False


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
