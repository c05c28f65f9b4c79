"""Passages found for a question -> the same, read: in a better order, with other probabilities."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

from index.generation.asking import Readable
from index.reading import outcome
from index.reading.outcome import Doubts, Heard, Mixture
from index.reading.reader import InContext, Reader, Reading, ReadTwice, ToRead, read_again
from index.records import Paragraph, Passage, Sentence, Span
from index.search import claims
from index.text import paragraphs, sentences

MOST_READ = 6
"""The passages that are read, at most: the right one is seldom behind, and each costs time."""

LEAST_SHOWN = 0.05
"""The probability from which a passage is shown however little search thinks of it."""

_LEAST = 1e-9  # a probability and its complement, where their logarithm is taken


@dataclass(frozen=True, slots=True)
class ReadingMeans:
    """A reader, how it is mixed with search, and the bar that an answer must reach if it was read.

    The bar is a probability.
    """

    reader: Reader
    mixture: Mixture
    bar: float


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that search found, and the paragraph that it was read from."""

    passage: Passage
    read: Readable


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage, and the probabilities that it answers: its own when read, and search's.

    `headed` is the heading right above it, where only that says what is asked to be so.
    """

    passage: Passage
    own: float
    searched: float
    headed: Passage | None = None


def judge(
    means: ReadingMeans,
    question: str,
    found: Sequence[FoundPassage],
    searched: int,
    spelled: Sequence[str] = (),
) -> tuple[Judged, ...]:
    """Read the first passages and order them anew; those that are not read follow, as they stand.

    The passages found stand best first; `searched` counts the paragraphs that were searched, and
    `spelled` are other spellings of the question's names. No passage's probability is above that of
    the one before it.
    """
    if not found:
        return ()
    pairs = [ToRead(question, in_context(passage)) for passage in found[:MOST_READ]]
    passages = [each.passage for each in found]
    read, unread = passages[:MOST_READ], passages[MOST_READ:]
    search_log_odds = _log_odds(read[0].probability)
    readings, heard = _read(means, pairs, read)
    order = outcome.judge(heard, search_log_odds, searched, means.mixture).order
    claim = claims.pointed_to(question) if claims.ASKS_WHETHER.search(question) else None
    unnamed = _of_others(question, found[:MOST_READ], spelled)
    order = tuple(sorted(order, key=lambda at: at in unnamed))
    judged: list[Judged] = []
    most = 1.0
    for at in order:
        doubts = doubt(pairs[at], readings[at].whole, read[at].article.text, spelled)
        own = outcome.probability(
            readings[at],
            search_log_odds,
            searched,
            means.mixture,
            doubts if at not in unnamed else replace(doubts, is_unsaid=True),
        )
        most = min(most, own)
        pointed = _pointed(read[at], readings[at].whole, most, question, claim)
        headed = _headed(pointed, found[at].read.before, question, claim)
        judged.append(Judged(pointed, own, read[at].probability, headed))
    for passage in unread:
        most = min(most, passage.probability)
        judged.append(Judged(replace(passage, probability=most), 0.0, passage.probability))
    return tuple(judged)


def _read(
    means: ReadingMeans, pairs: Sequence[ToRead], passages: Sequence[Passage]
) -> tuple[Sequence[ReadTwice], list[Heard]]:
    """Read passages, and of those that may come first the part that fits, too."""
    ranks = [log(max(passage.probability, _LEAST)) for passage in passages]

    def hear(readings: Sequence[ReadTwice]) -> list[Heard]:
        return [Heard(rank, said) for rank, said in zip(ranks, readings, strict=True)]

    whole = means.reader.read(pairs)
    once = hear([ReadTwice(said, said.log_odds) for said in whole])
    chosen = outcome.choose_again(once, means.mixture)
    readings = read_again(means.reader, pairs, whole, chosen)
    return readings, hear(readings)


def in_context(found: FoundPassage) -> InContext:
    """Give a passage with what stands around it, as a reader takes it."""
    passage = found.passage
    article, paragraph = passage.article, passage.paragraph
    return InContext(
        text=paragraph.text,
        sentences=tuple(
            Span(sentence.start - paragraph.start, sentence.end - paragraph.start)
            for sentence in passage.sentences
        ),
        above="\n".join(paragraphs.above(article, paragraph)),
        before=paragraphs.end_before(found.read.before, paragraph),
    )


def doubt(pair: ToRead, said: Reading, article: str, spelled: Sequence[str] = ()) -> Doubts:
    """Find what the wording holds against a passage of an article, given with its whole text.

    A name that is asked about and stands nowhere in the article is like a kind that is not said. A
    claim of which the paragraph names not even the noun, or says nothing, is like what the question
    denies and it does not.
    """
    passage = pair.passage
    best = passage.sentences[said.weights.index(max(said.weights))]
    doubts = outcome.doubt(pair.question, passage.text[best.start : best.end])
    if claims.ASKS_WHETHER.search(pair.question) is None:
        return doubts
    claim = claims.claimed(pair.question)
    if claim is None:
        return doubts
    around = "\n".join((passage.above, passage.before, passage.text))
    claim = replace(claim, subject=(*claim.subject, *spelled) if claim.subject else ())
    is_there = claims.says_subject(claim, around)
    if claim.is_named and not is_there:
        is_there = claims.names_subject(claim, article)
        doubts = replace(doubts, is_unsaid=doubts.is_unsaid or not is_there)
    is_said = is_there and claims.says_predicate(claim, _without_others(claim, passage))
    # What only a headline says, of others, is the very thing for the reader, and is not said.
    is_of_others = is_there and not is_said and claims.says_predicate(claim, around)
    return replace(
        doubts,
        is_unsaid=doubts.is_unsaid or is_of_others,
        is_undenied=doubts.is_undenied or not is_said,
    )


def _of_others(
    question: str, found: Sequence[FoundPassage], spelled: Sequence[str]
) -> frozenset[int]:
    """List the passages whose articles have none of the names in a question that another has.

    Where no article has any of them they may be misspelt, which tells nothing.
    """
    names = claims.named(question)
    if names is None:
        return frozenset()
    names = replace(names, subject=(*names.subject, *spelled))
    has_name = [_names_any(names, each.passage) for each in found]
    without = frozenset(at for at, has in enumerate(has_name) if not has)
    return without if any(has_name) else frozenset()


def _names_any(names: claims.Claim, passage: Passage) -> bool:
    """Tell whether a passage, its article or what is recorded of it has any of some names."""
    source = passage.article.source
    recorded = " ".join(filter(None, (source.title, source.author, source.outlet)))
    near = f"{recorded}\n{passage.paragraph.text}"
    if claims.names_subject(names, near):
        return True
    return claims.names_subject(names, passage.article.text)


def _without_others(claim: claims.Claim, passage: InContext) -> str:
    """Leave out of what stands around a passage the headlines in which others are meant.

    "They beat my son" above a passage on the father says nothing of the father.
    """
    above = [
        line
        for line in passage.above.split("\n")
        if line.rstrip().endswith("?") or claims.says_subject(claim, line)
    ]
    return "\n".join((*above, passage.before, passage.text))


def _pointed(
    passage: Passage,
    reading: Reading,
    probability: float,
    question: str,
    claim: claims.Claim | None,
) -> Passage:
    """Point a passage to the sentence with the most weight, of several the first.

    Where it is asked whether something is so, it is one of those that say so, if any does, unless
    it says less of the question: who fled to Riga may have deserted there.
    """
    weights = dict(zip(passage.sentences, reading.weights, strict=True))
    best = max(passage.sentences, key=weights.__getitem__)
    saying = _saying(passage.sentences, question, claim, best)
    return replace(
        passage, best=max(saying or [best], key=weights.__getitem__), probability=probability
    )


def _headed(
    passage: Passage, before: Paragraph | None, question: str, claim: claims.Claim | None
) -> Passage | None:
    """Give the heading right above a passage, if that alone says what is asked to be so."""
    if claim is None or before is None or not before.is_heading:
        return None
    split = sentences.split(before)
    saying = _saying(split, question, claim, passage.best)
    if not saying or not claims.says_subject(claim, before.text):
        return None
    if claims.says_predicate(claim, passage.best.text):
        return None
    return replace(passage, paragraph=before, sentences=split, best=saying[0])


def _saying(
    split: Sequence[Sentence], question: str, claim: claims.Claim | None, best: Sentence
) -> list[Sentence]:
    """Choose the sentences that say anything of what is asked to be so, and as much as the best."""
    if claim is None or not claim.predicate:
        return []
    least = claims.count_said(question, best.text)
    return [
        sentence
        for sentence in split
        if claims.says_predicate(claim, sentence.text)
        and claims.count_said(question, sentence.text) >= least
    ]


def _log_odds(probability: float) -> float:
    held = min(max(probability, _LEAST), 1 - _LEAST)
    return log(held / (1 - held))
