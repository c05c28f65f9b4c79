"""A question -> the paragraphs that fit it, best first: the search, in the order of its steps."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.errors import ShardUnreached
from index.generation.asking import (
    BEST_BY_WORDS,
    FEW,
    NEAREST_ROWS,
    Askable,
    Asked,
    Candidates,
    Chosen,
    Known,
    KnownStem,
    Near,
    Pending,
    Query,
    Result,
    Usage,
    Wanted,
)
from index.generation.vectors import ranges
from index.generation.words import (
    UNKNOWN_STEM,
    KnownWord,
    count_in,
    other_spellings,
    understood,
)
from index.records import NO_FILTERS, Filters
from index.search import dates, ranking
from index.search.calibration import Calibration
from index.search.ranking import Measured, QuestionWord, QuestionWords
from index.text.stems import is_mostly_latin, split_words, stem
from index.text.stopwords import STOPWORDS

# A sentence ends at a stop before a space, unless one or two letters precede it (Mr., U.S.).
_SENTENCE = re.compile(r"\S.*?(?:(?<=\w\w\w)[.!?]+(?=\s)|$)", re.DOTALL)
_FIGURE = re.compile(r"\d")
_MOST_SENTENCES = 3  # that are asked; each costs as much as a question of its own
_NEAREST_PARAGRAPHS = (
    30  # of the nearest rows; in a large corpus nearly each vector is of another paragraph
)
_COMMON_IN = 2000  # paragraphs; a stem in more tells little, and its places take long to weigh
# The share, by rarity, of a question's telling words that the corpus has nowhere: of questions in
# another language 95 % have more, of English ones over English articles, whatever about, 5 %.
_MOSTLY_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Interviewed:
    """A question about a person who is interviewed: `nameless` is the question without the name.

    `answers`, int64 (a,) ascending, are the ordinals of the paragraphs in which that person speaks.
    """

    nameless: str
    answers: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A text that is searched for a question, and its words as the corpus knows them.

    `is_foreign` tells of a text in another script than ours that the corpus hardly knows as it
    stands: of most of its words it has nothing, or a name in another script.
    """

    text: str
    words: QuestionWords
    interviewed: Interviewed | None
    is_foreign: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """What is searched: what filters leave of each shard, by its place; without filters all."""

    filters: Filters = NO_FILTERS
    chosen: Mapping[int, Chosen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The ordinals of the candidates, their features, and whether vectors were compared.

    `shards` are the places of the shards that hold them.
    """

    ordinals: tuple[int, ...]
    measured: Measured
    reads: bool
    shards: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A paragraph, the probability that it answers, and the index of its best sentence.

    `is_across` tells that the question is taken to be in another language than the corpus; `shard`
    is the place of the shard that holds the paragraph.
    """

    ordinal: int
    probability: float
    best_sentence: int
    is_across: bool = False
    shard: int = 0


EVERYTHING = Scope()


class Asking:
    """A question on its way through the shards of a corpus: those it still reaches, their words.

    A shard that fails once is left out from then on: what is counted and weighed is that of the
    others. Each word and stem is looked up once. One question; one thread.
    """

    def __init__(self, shards: Sequence[Askable]) -> None:
        """Begin a question with all shards, in the order of the generation."""
        self.reached = dict(enumerate(shards))
        self.unreached: dict[int, Askable] = {}
        self.is_alone = len(shards) == 1
        self._usage: dict[str, Usage | None] = {}
        self._stems: dict[str, dict[int, KnownStem]] = {}  # by shard
        self._answers: dict[str, dict[int, NDArray[np.int64]]] = {}  # by shard
        self._numbers: dict[str, int] = {}
        self._numbered: dict[int, str] = {}

    def each(
        self,
        call: Callable[[int, Askable], Pending[Result]],
        only: Iterable[int] | None = None,
    ) -> dict[int, Result]:
        """Ask the shards, or `only` some, all at once; those that fail give no result."""
        wanted = [at for at in (self.reached if only is None else only) if at in self.reached]
        pending = [call(at, self.reached[at]) for at in wanted]
        found: dict[int, Result] = {}
        for at, wait in zip(wanted, pending, strict=True):
            try:
                found[at] = wait()
            except ShardUnreached:
                self.unreached[at] = self.reached.pop(at)
        return found

    @property
    def paragraphs(self) -> int:
        """Count the searched paragraphs of the shards that are reached."""
        return sum(shard.size.paragraphs for shard in self.reached.values())

    @property
    def mean_length(self) -> float:
        """Tell how many stems a paragraph has in the mean."""
        return sum(shard.size.stems for shard in self.reached.values()) / max(1, self.paragraphs)

    def usage_of(self, words: Sequence[str]) -> Mapping[str, Usage]:
        """Count the uses of words, given without case, in all shards; of unknown words none."""
        new = tuple(word for word in dict.fromkeys(words) if word not in self._usage)
        self._usage |= dict.fromkeys(new)
        for known in self._look_up(Wanted(words=new)) if new else ():
            for word, used in known.usage.items():
                counted = self._usage[word] or Usage()
                count_in(counted, used.sentences, used.inside, used.capitals)
                self._usage[word] = counted
        return {word: found for word in words if (found := self._usage[word]) is not None}

    def alike(self, words: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """List, for each word, the words that a spelling of it is kept for in any shard."""
        found: dict[str, dict[str, None]] = {}
        for known in self._look_up(Wanted(alike=tuple(words))):
            for word, others in known.alike.items():
                found.setdefault(word, {}).update(dict.fromkeys(others))
        return {word: tuple(others) for word, others in found.items()}

    def near(self, word: str) -> Mapping[str, int]:
        """Find the words one slip from a word without case, and how many sentences hold each."""
        found: dict[str, int] = {}
        for known in self._look_up(Wanted(slips=(word,))):
            for other, sentences in known.slips[word].items():
                found[other] = found.get(other, 0) + sentences
        return found

    def known_stems(self, stems: Iterable[str], names: Iterable[str]) -> dict[str, KnownStem]:
        """Look stems up; one that the corpus lacks gets `UNKNOWN_STEM`.

        The number is the shard's if there is a single one; else it holds for this question. Of
        `names` among the stems it is looked up, too, which answers they give in interviews.
        """
        wanted = tuple(dict.fromkeys(stems))
        new = [each for each in wanted if each not in self._stems]
        told = tuple(name for name in dict.fromkeys(names) if name not in self._answers)
        if new or told:
            asked = Wanted(stems=tuple(dict.fromkeys((*new, *told))), names=told)
            self._keep(asked, self.each(lambda _, shard: shard.look_up(asked)))
        return {each: self._known_stem(each) for each in wanted}

    def in_shard(self, at: int, number: int) -> int:
        """Translate the number of a stem into that which a shard has for it; below 0 if none."""
        if number < 0:
            return number
        return self._stems[self._numbered[number]].get(at, UNKNOWN_STEM).number

    def holding(self, number: int) -> int:
        """Count the paragraphs that hold a stem, given by its number."""
        known = self._stems[self._numbered[number]]
        return sum(known[at].paragraphs for at in self.reached if at in known)

    def stem_of(self, number: int) -> str | None:
        """Return the stem that was looked up and has a number; `None` below 0."""
        return self._numbered.get(number)

    def answers(self, names: Iterable[str]) -> tuple[AbstractSet[str], NDArray[np.int64]]:
        """Find which names are of people interviewed, and the ordinals of their answers, int64.

        If several are interviewed, of the answers those that all of them give.
        """
        own = [name for name in names if self._answers[name]]
        parts = [self._given_in(at, own) for at in self.reached] if own else []
        answers = np.sort(np.concatenate([*parts, np.empty(0, dtype=np.int64)]))
        return (frozenset(own) if len(answers) else frozenset()), answers

    def _given_in(self, at: int, names: Sequence[str]) -> NDArray[np.int64]:
        none = np.empty(0, dtype=np.int64)
        return reduce(np.intersect1d, [self._answers[name].get(at, none) for name in names])

    def _look_up(self, wanted: Wanted) -> Iterable[Known]:
        return self.each(lambda _, shard: shard.look_up(wanted)).values()

    def _keep(self, asked: Wanted, found: Mapping[int, Known]) -> None:
        for each in asked.stems:
            self._stems[each] = {
                at: known.stems[each] for at, known in found.items() if each in known.stems
            }
        for name in asked.names:
            self._answers[name] = {
                at: known.answers[name] for at, known in found.items() if name in known.answers
            }

    def _known_stem(self, looked_up: str) -> KnownStem:
        known = self._stems[looked_up]
        if not known:
            return UNKNOWN_STEM
        own = known[0].number if self.is_alone else len(self._numbers)
        number = self._numbers.setdefault(looked_up, own)
        self._numbered[number] = looked_up
        return KnownStem(number, self.holding(number))


def find(
    asking: Asking,
    embedder: Embedder,
    calibration: Calibration,
    question: str,
    limit: int,
    scope: Scope = EVERYTHING,
) -> list[Fit]:
    """Find at most `limit` paragraphs for a question, best first; ties in the order of the corpus.

    A question in several sentences is asked as a whole and by each sentence; a paragraph has the
    highest of its probabilities.
    """
    best: dict[int, Fit] = {}
    as_typed = scope.filters.spelling == "exact"
    asked = [understand(asking, text, as_typed) for text in phrasings(question)]
    for phrasing, queries in zip(asked, embedded(embedder, asked), strict=True):
        for fit in _fits(asking, calibration, phrasing, queries, scope):
            known = best.get(fit.ordinal)
            if known is None or fit.probability > known.probability:
                best[fit.ordinal] = fit
    ordered = sorted(best.values(), key=lambda fit: (-fit.probability, fit.ordinal))
    return ordered[:limit]


def spelled_otherwise(asking: Asking, question: str) -> tuple[str, ...]:
    """List the other spellings of its names that a question is searched in, in its order."""
    found: dict[str, str] = {}
    words = list(dict.fromkeys(split_words(question)))
    for typed, others in zip(words, other_spellings(asking, words), strict=True):
        for spelling in others:
            if stem(spelling) != stem(typed):
                found.setdefault(stem(spelling), f"{spelling[0].upper()}{spelling[1:]}")
    return tuple(found.values())


def phrasings(question: str) -> tuple[str, ...]:
    """List the texts that are searched: the whole question, and its sentences if it has several.

    Of the sentences, those that end in a question mark are searched, or all where none does. A
    sentence of stop words alone is searched only as a part of the whole question.

    >>> phrasings("I am writing about Kherson. Who left the army?")
    ('I am writing about Kherson. Who left the army?', 'Who left the army?')
    """
    parts = [part for part in _SENTENCE.findall(question) if _has_telling_word(part)]
    asking = [part for part in parts if part.endswith("?")] or parts
    several = asking[:_MOST_SENTENCES] if len(parts) > 1 else []
    return tuple(dict.fromkeys([question, *several]))


def understand(asking: Asking, text: str, as_typed: bool = False) -> Phrasing:
    """Look up the words of a phrasing in the shards; slips in them are repaired.

    Unless it is to be understood `as_typed`, names are searched for in their other spellings too.
    """
    text = dates.spell_out(text) if _FIGURE.search(text) else text
    typed = split_words(text)
    words = understood(asking, typed, as_typed)
    looked_up = _look_up(asking, words)
    names, answers = asking.answers(looked_up.names)
    asked = looked_up.words
    kept = [at for at, word in enumerate(asked) if asking.stem_of(word.number) not in names]
    interviewed = None
    if names and any(asked[at].is_telling for at in kept):
        interviewed = Interviewed(" ".join(words[at].word for at in kept), answers)
    weighed = ranking.weigh_words(asked, asking.paragraphs, looked_up.spellings)
    is_foreign = not is_mostly_latin(text) and _is_foreign(typed, words, asked, weighed)
    return Phrasing(text, weighed, interviewed, is_foreign)


def _is_foreign(
    typed: Sequence[str],
    words: Sequence[KnownWord],
    asked: Sequence[QuestionWord],
    weighed: QuestionWords,
) -> bool:
    """Tell whether the corpus has most telling words not at all, or in another script only."""
    own = {
        looked_up.number
        for as_typed, word, looked_up in zip(typed, words, asked, strict=True)
        if is_mostly_latin(as_typed) == is_mostly_latin(word.word)
    }
    has = np.isin(weighed.numbers, list(own)) & (weighed.paragraphs > 0)
    return bool(weighed.rarity @ ~has >= _MOSTLY_UNKNOWN)


@dataclass(frozen=True, slots=True)
class _LookedUp:
    """The words of a phrasing, the stems that are names, and the stems of other ways to write them.

    The number of the stem of another way is given with that of the stem that it is counted as.
    """

    words: Sequence[QuestionWord]
    names: Sequence[str]
    spellings: Mapping[int, int]


def _look_up(asking: Asking, words: Sequence[KnownWord]) -> _LookedUp:
    """Look up the stems of words, and those of the other ways to write them."""
    ways = _ways([word.word for word in words])
    stems = [
        tuple(dict.fromkeys(map(stem, (word.word, *word.spellings, *others))))
        for word, others in zip(words, ways, strict=True)
    ]
    named = chain.from_iterable(own for word, own in zip(words, stems, strict=True) if word.is_name)
    known = asking.known_stems(list(chain.from_iterable(stems)), named)
    spellings: dict[int, int] = {}
    asked: list[QuestionWord] = []
    names: list[str] = []
    for word, (own, *others) in zip(words, stems, strict=True):
        written = [each for each in (own, *others) if known[each].number >= 0]
        first = written[0] if written else own
        counted = sum(known[each].paragraphs for each in written)
        is_telling = _is_telling(word.word)
        asked.append(QuestionWord(own, known[first].number, counted, is_telling, word.is_name))
        names += [first] if word.is_name else []
        spellings |= {known[each].number: known[first].number for each in written[1:]}
    for own_word in asked:
        spellings.pop(own_word.number, None)  # asked for itself
    return _LookedUp(asked, list(dict.fromkeys(names)), spellings)


def _ways(words: Sequence[str]) -> Sequence[tuple[str, ...]]:
    """List how else each word may be written in a date."""
    if any(word[0].isdigit() for word in words):
        return dates.written_otherwise(words)
    return [()] * len(words)


def embedded(embedder: Embedder, asked: Sequence[Phrasing]) -> tuple[tuple[Query, ...], ...]:
    """Embed phrasings, all at once; a phrasing gets no query if the model cannot read it.

    A person who is interviewed says "I" and never the own name, so that a name in the question
    would lead away from the answers: they are compared with the phrasing without the name as well.
    """
    readable = [phrasing for phrasing in asked if embedder.reads(phrasing.text)]
    nameless = [
        phrasing.interviewed.nameless for phrasing in readable if phrasing.interviewed is not None
    ]
    texts = list(dict.fromkeys([*(phrasing.text for phrasing in readable), *nameless]))
    vectors = dict(zip(texts, embedder.embed_questions(texts) if texts else (), strict=True))
    return tuple(_queries(phrasing, vectors) for phrasing in asked)


def _queries(phrasing: Phrasing, vectors: Mapping[str, NDArray[np.float32]]) -> tuple[Query, ...]:
    if phrasing.text not in vectors:
        return ()
    whole, person = Query(vectors[phrasing.text]), phrasing.interviewed
    return (whole,) if person is None else (whole, Query(vectors[person.nameless], person.answers))


def find_candidates(
    asking: Asking,
    words: QuestionWords,
    queries: Sequence[Query],
    scope: Scope = EVERYTHING,
) -> Found | None:
    """Collect candidates by vectors and by words, and measure them; `None` if there are none.

    The candidates stand in the order of the corpus. Without `queries` no vectors are compared.
    """
    asked = {at: _asked(asking, at, words, queries, scope.filters) for at in asking.reached}
    if scope.filters == NO_FILTERS or sum(left.fitting for left in scope.chosen.values()) > FEW:
        holders = _nearby(asking, asked)
    else:
        holders = {place: at for at, left in scope.chosen.items() for place in left.few}
    own: dict[int, list[int]] = {}
    for ordinal, at in sorted(holders.items()):
        own.setdefault(at, []).append(ordinal)
    read = asking.each(lambda at, shard: shard.candidates(asked[at], own[at]), own)
    if not read:
        return None
    candidates = _in_order(list(read.values()))
    measured = ranking.measure(words, candidates, asking.mean_length)
    ordinals = tuple(candidates.ordinals.tolist())
    shards = tuple(holders[ordinal] for ordinal in ordinals)
    return Found(ordinals, measured, bool(queries), shards)


def _asked(
    asking: Asking, at: int, words: QuestionWords, queries: Sequence[Query], filters: Filters
) -> Asked:
    """Put a phrasing as one shard is asked it: with its numbers of the stems."""
    rare = _rare(words)
    sought = [*rare, *(other for other, number in words.spellings.items() if number in rare)]
    counted = dict(words.spellings)
    if not asking.is_alone:
        every = {*words.numbers.tolist(), *words.pairs.ravel().tolist()}
        counted = {number: number for number in sorted(every) if number >= 0} | counted
    names = {}
    for column in np.flatnonzero(words.is_name).tolist():
        number = int(words.numbers[column])
        others = [other for other, own in words.spellings.items() if own == number]
        names[column] = tuple(asking.in_shard(at, each) for each in (number, *others))
    own = {asking.in_shard(at, number): number for number in sought}
    return Asked(
        sought={number: asking.holding(each) for number, each in own.items() if number >= 0},
        paragraphs=asking.paragraphs,
        mean_length=asking.mean_length,
        counted={asking.in_shard(at, number): each for number, each in counted.items()},
        names=names,
        words=len(words.numbers),
        queries=queries,
        filters=filters,
    )


def _nearby(asking: Asking, asked: Mapping[int, Asked]) -> dict[int, int]:
    """Find the ordinals of the candidates, by words and by the vector of each query.

    Each is given with the place of its shard.
    """
    places = asking.each(lambda at, shard: shard.places(asked[at]))
    by_words = [
        (-weight, ordinal, at)
        for at, found in places.items()
        for ordinal, weight in found.by_words.items()
    ]
    holders = {ordinal: at for _, ordinal, at in sorted(by_words)[:BEST_BY_WORDS]}
    for nearest in zip(*(found.near for found in places.values()), strict=True):
        holders |= _nearest(dict(zip(places, nearest, strict=True)))
    return holders


def _nearest(found: Mapping[int, Near]) -> dict[int, int]:
    """Choose the paragraphs that have the nearest vectors, by those that each shard found.

    Each shard finds as many vectors as the corpus is to give; the nearest of all are taken.
    """
    ordinals = np.concatenate([near.ordinals for near in found.values()])
    holders = np.repeat(list(found), [len(near.ordinals) for near in found.values()])
    similarities = [each.similarities for each in found.values() if each.similarities is not None]
    if similarities:
        order = np.lexsort((ordinals, -np.concatenate(similarities)))[:NEAREST_ROWS]
        ordinals, holders = ordinals[order], holders[order]
    nearest = dict(zip(ordinals.tolist(), holders.tolist(), strict=True))
    return dict(islice(nearest.items(), _NEAREST_PARAGRAPHS))


def _rare(words: QuestionWords) -> list[int]:
    """Choose the stems that word search looks for: common stems tell little and take long.

    Only a large corpus has common stems. The two rarest are always looked for.
    """
    rarest = np.argsort(words.paragraphs, kind="stable")
    is_rare = words.paragraphs[rarest] <= _COMMON_IN
    is_rare[:2] = True
    chosen: list[int] = words.numbers[rarest[is_rare]].tolist()
    return chosen


def _in_order(read: Sequence[Candidates]) -> Candidates:
    """Put what was read from several shards together, in the order of the corpus."""
    if len(read) == 1:
        return read[0]
    ordinals, runs, stems, run_lengths, similarities, in_article = (
        np.concatenate([getattr(part, name) for part in read]) for name in Candidates.__slots__
    )
    order = np.argsort(ordinals)
    ends = np.cumsum(runs)
    by_run = ranges((ends - runs)[order], ends[order])
    stem_ends = np.cumsum(run_lengths)
    by_stem = ranges((stem_ends - run_lengths)[by_run], stem_ends[by_run])
    return Candidates(
        ordinals=ordinals[order],
        runs=runs[order],
        stems=stems[by_stem],
        run_lengths=run_lengths[by_run],
        similarities=similarities[by_run],
        in_article=in_article[order],
    )


def _fits(
    asking: Asking,
    calibration: Calibration,
    phrasing: Phrasing,
    queries: Sequence[Query],
    scope: Scope,
) -> Iterator[Fit]:
    """Yield how well each candidate fits a phrasing."""
    found = find_candidates(asking, phrasing.words, queries, scope)
    if found is None:
        return
    across = calibration.across if found.reads else None
    is_unknown = phrasing.is_foreign or found.measured.unknown_share >= _MOSTLY_UNKNOWN
    is_across = across is not None and is_unknown
    weights = calibration.with_vectors if found.reads else calibration.words_only
    if across is not None and is_across:
        weights = across
    probabilities = ranking.probabilities(found.measured, weights)
    sentences = found.measured.best_sentences
    rows = zip(found.ordinals, probabilities, sentences, found.shards, strict=True)
    for ordinal, probability, sentence, shard in rows:
        yield Fit(ordinal, float(probability), sentence, is_across, shard)


def _has_telling_word(text: str) -> bool:
    return any(map(_is_telling, split_words(text)))


def _is_telling(word: str) -> bool:
    return word.casefold() not in STOPWORDS
