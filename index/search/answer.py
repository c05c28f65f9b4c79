"""A question and one corpus, live or not -> an answer: outcome, quotes, what was searched."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from index.embedding.embedder import Embedder
from index.errors import BadQuestion
from index.generation.asking import Chosen, Corpus, Readable
from index.generation.filters import point_to_phrase
from index.generation.words import stands_within
from index.records import (
    NO_FILTERS,
    Answer,
    Filters,
    Outcome,
    Passage,
    Quote,
    RankedQuote,
    Searched,
    Span,
)
from index.search import claims, dates, framing
from index.search.calibration import Calibration
from index.search.find import EVERYTHING, Asking, Fit, Scope, find, spelled_otherwise
from index.search.forms import Form
from index.search.judging import LEAST_SHOWN, FoundPassage, Judged, ReadingMeans, judge
from index.text import quoting
from index.text.forms import DATE_FORMS, iso_date
from index.text.stems import is_mostly_latin

# The least probability of a quote behind the first: on the benchmark, 95 % of the right paragraphs
# that stand second or third have more.
_FURTHER_QUOTE = 0.016
# The least probability, by what was read, of a passage that is near the subject though search
# thinks nothing of it. It gives all three of the 106 news questions that found nothing what answers
# them; of questions on other subjects, 2 of 50 over the news and 12 of 151 over squad are shown
# what is near where they had nothing.
_NEAR_AS_READ = 0.08
LONGEST_QUESTION = 1000  # characters; what is longer is a text, not a question
# Passages wanted by date are ordered so among those that fit nearly as well as the best: at least
# this share of its probability.
_FITS_AS_WELL = 0.2
_NO_QUOTES: frozenset[Form | None] = frozenset({"text", "count"})
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
    """A paragraph that is kept, what is read of it, and the stems of its sentences."""

    fit: Fit
    read: Readable
    stems: bytes


def answer(
    corpus: Corpus, means: Means, question: str, limit: int, filters: Filters = NO_FILTERS
) -> Answer:
    """Answer a question with at most `limit` quotes, best first, that meet the filters.

    No two quotes have the same words, and they stand by date where that is wanted. There are none
    unless the best passage is near the subject; a passage that holds the phrases of the filters is.
    A question without words is asked by those phrases. Raises `BadQuestion` if there are no words
    at all, or more than `LONGEST_QUESTION`.
    """
    asked = question.strip() or " ".join(filters.phrases)
    check(asked, filters)
    typed, asked = asked, framing.bare(asked)
    form = framing.form_wanted(typed) if asked != typed else None
    asking = Asking(corpus.asked)
    scope = choose(asking, filters)
    most = _PASSAGES_PER_QUOTE * limit
    fits = find(asking, means.embedder, means.calibration, asked, most, scope)
    spelled = () if filters.spelling == "exact" else spelled_otherwise(asking, asked)
    reading = means.reading if _is_for_reader(means.embedder, asked, fits) else None
    bar = means.threshold if reading is None else reading.bar
    if reading is None:
        least = 0.0 if filters.phrases else _FURTHER_QUOTE
        near = _near(choose_passages(asking, fits, least), means, filters)
    else:
        read = tuple(_chosen(asking, fits, least=0.0))
        fitting = sum(left.fitting for left in _left(asking, scope))
        judged = judge(reading, asked, read, fitting, spelled)
        near = _near_as_read(judged, means, bar, filters)
    if filters.phrases:
        near = (point_to_phrase(passage, filters) for passage in near)
    quotes = _different(map(quoting.quote_passage, near), limit)
    found = _searched(corpus.number, asking, scope, bar)  # last: it tells which shards were lost
    came = _outcome(asked, quotes, found, is_read=reading is not None)
    has_digit = any(map(str.isdigit, asked))
    if came == "answer" and (form in _NO_QUOTES or (has_digit and dates.is_date(asked))):
        came = "related"  # no passage is a summary or a count, and a date alone asks nothing
    if form == "newest" or form == "oldest":
        quotes = _by_date(quotes, is_newest_first=form == "newest")
    return Answer(typed, came, quotes, found, filters, spelled)


def _is_for_reader(embedder: Embedder, question: str, fits: Sequence[Fit]) -> bool:
    """Tell whether a question may be given to the reader, which reads English alone."""
    is_across = bool(fits) and fits[0].is_across
    return embedder.reads(question) and is_mostly_latin(question) and not is_across


def choose_passages(asking: Asking, ordered: Sequence[Fit], least: float) -> Iterator[Passage]:
    """Skip passages below `least`, and of passages with the same words all but the fullest.

    The fullest takes the place and the probability of the best of them, even if it is itself below
    `least`. Stems are compared first, which tells most passages apart, so that only those that are
    taken from here, and the few that look alike, are read.
    """
    for found in _chosen(asking, ordered, least):
        yield found.passage


def choose(asking: Asking, filters: Filters = NO_FILTERS) -> Scope:
    """Choose what is searched: what the filters leave; all of the shards if none is set."""
    if filters == NO_FILTERS:
        return EVERYTHING
    return Scope(filters, asking.each(lambda _, shard: shard.select(filters)))


def searched(corpus: Corpus, means: Means) -> Searched:
    """Describe what is searched without filters: all of a corpus."""
    bar = means.threshold if means.reading is None else means.reading.bar
    return _searched(corpus.number, Asking(corpus.asked), EVERYTHING, bar)


def _searched(number: int, asking: Asking, scope: Scope, bar: float) -> Searched:
    """Count what was searched: what was chosen of those shards that are still reached."""
    left = _left(asking, scope)
    return Searched(
        articles=sum(part.articles for part in left),
        paragraphs=sum(part.paragraphs for part in left),
        oldest=min((part.oldest for part in left if part.oldest is not None), default=None),
        newest=max((part.newest for part in left if part.newest is not None), default=None),
        generation=number,
        threshold=bar,
        unreached=sum(shard.size.paragraphs for shard in asking.unreached.values()),
    )


def _left(asking: Asking, scope: Scope) -> list[Chosen]:
    """List what the filters leave of each shard that is still reached."""
    if scope.filters != NO_FILTERS:
        return [scope.chosen[at] for at in asking.reached]
    sizes = [shard.size for shard in asking.reached.values()]
    return [
        Chosen(size.articles, size.paragraphs, size.oldest, size.newest, size.paragraphs)
        for size in sizes
    ]


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


def _chosen(asking: Asking, ordered: Sequence[Fit], least: float) -> Iterator[FoundPassage]:
    """Yield what `choose_passages` does, each with what stands before it."""
    own: dict[int, list[int]] = {}
    for fit in ordered:
        own.setdefault(fit.shard, []).append(fit.ordinal)
    found = asking.each(lambda at, shard: shard.read(own[at]), own)
    read = {
        ordinal: paragraph
        for at, paragraphs in found.items()
        for ordinal, paragraph in zip(own[at], paragraphs, strict=True)
    }
    kept: list[_Kept] = []
    for fit in ordered:
        if fit.ordinal not in read:
            continue  # its shard is not reached any more
        candidate = _Kept(fit, read[fit.ordinal], read[fit.ordinal].stems)
        if _repeats_one(kept, candidate):
            continue
        if fit.probability >= least:
            kept.append(candidate)
        elif not kept:
            break
    for each in kept:
        yield FoundPassage(_passage(each), each.read)


def _repeats_one(kept: list[_Kept], candidate: _Kept) -> bool:
    """Tell whether a candidate has the words of a kept passage; a fuller one takes its place."""
    for at, better in enumerate(kept):
        if not _hold_same_stems(better.stems, candidate.stems):
            continue
        better_text, text = better.read.text.paragraph.text, candidate.read.text.paragraph.text
        if quoting.holds_same_words(better_text, text):
            if len(text) > len(better_text):
                fit = replace(candidate.fit, probability=better.fit.probability)
                kept[at] = replace(candidate, fit=fit)
            return True
    return False


def _hold_same_stems(stems: bytes, other: bytes) -> bool:
    shorter, longer = sorted((stems, other), key=len)
    return stands_within(shorter, longer)


def _passage(kept: _Kept) -> Passage:
    text = kept.read.text
    return Passage(
        article=text.article,
        paragraph=text.paragraph,
        sentences=text.sentences,
        best=text.sentences[kept.fit.best_sentence],
        probability=kept.fit.probability,
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

    It is near if search found anything near, or if what was read does not seem to be of something
    else. With a bar below that, an answer is near too.
    """
    is_near = max((each.searched for each in judged), default=0.0) >= means.calibration.related
    least = min(bar, _NEAR_AS_READ)
    if not filters.phrases and judged and not is_near and judged[0].own < least:
        return
    for at, each in enumerate(judged):
        is_worth_it = each.own >= LEAST_SHOWN or each.searched >= _FURTHER_QUOTE
        if at == 0 or filters.phrases or is_worth_it:
            is_any = not (filters.phrases or filters.without)  # a heading has not been filtered
            yield each.headed if each.headed is not None and is_any else each.passage


def _outcome(
    question: str, quotes: tuple[RankedQuote, ...], found: Searched, *, is_read: bool
) -> Outcome:
    if not quotes:
        return "unreached" if found.unreached else "nothing"
    best = quotes[0]
    if best.probability < found.threshold or _affirms_what_is_denied(question, best.quote):
        return "related"
    return "related" if not is_read and _leaves_claim_open(question, best.quote) else "answer"


def _by_date(quotes: tuple[RankedQuote, ...], *, is_newest_first: bool) -> tuple[RankedQuote, ...]:
    """Order the quotes that fit about as well as the first by date; the undated follow them."""
    count = sum(quote.probability >= _FITS_AS_WELL * quotes[0].probability for quote in quotes)
    fitting = quotes[:count]
    dated = [quote for quote in fitting if quote.quote.citation.source.published]
    dated.sort(
        key=lambda quote: quote.quote.citation.source.published or "", reverse=is_newest_first
    )
    undated = [quote for quote in fitting if not quote.quote.citation.source.published]
    return (*dated, *undated, *quotes[count:])


def _leaves_claim_open(question: str, quote: Quote) -> bool:
    """Tell whether it is asked if something is so, and a quote says nothing of that.

    A quote that was read is less probable for it already.
    """
    if claims.ASKS_WHETHER.search(question) is None:
        return False
    claim = claims.claimed(question)
    return claim is not None and not claims.says_predicate(claim, quote.text)


def _affirms_what_is_denied(question: str, quote: Quote) -> bool:
    """Tell whether it is asked who did NOT, and the sentence that fits says only who did."""
    if claims.DENIES.search(question) is None:
        return False
    span = quote.highlight or Span(0, len(quote.text))
    return claims.affirms_what_is_denied(question, quote.text[span.start : span.end])


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
