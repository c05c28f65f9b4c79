"""A question -> the paragraphs that fit it, best first: the search, in the order of its steps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import reduce
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.generation.opened import Generation
from index.generation.texts import article_bounds
from index.generation.vectors import Part, owners_of, ranges, rows_of
from index.generation.words import UNKNOWN_STEM, KnownWord
from index.search import dates, ranking
from index.search.calibration import Calibration
from index.search.ranking import Candidates, Measured, QuestionWord, QuestionWords
from index.text.stems import split_words, stem
from index.text.stopwords import STOPWORDS

# A sentence ends at a stop before a space, unless one or two letters precede it (Mr., U.S.).
_SENTENCE = re.compile(r"\S.*?(?:(?<=\w\w\w)[.!?]+(?=\s)|$)", re.DOTALL)
_FIGURE = re.compile(r"\d")
_MOST_SENTENCES = 3  # that are asked; each costs as much as a question of its own
_NEAREST_ROWS = 80  # vectors; the nearest are of some 35 paragraphs, which have several each
_NEAREST_PARAGRAPHS = 30  # of those; in a large corpus nearly each vector is of another paragraph
_BEST_BY_WORDS = 30  # paragraphs from word search; twice as many candidates found no more
_COMMON_IN = 2000  # paragraphs; a stem in more tells little, and its places take long to weigh
_NOT_ASKED = -2  # in the place of a stem's number; below 0 stands for what the corpus lacks
# The share, by rarity, of a question's telling words that the corpus has nowhere: of questions in
# another language 95 % have more, of English ones over English articles, whatever about, 5 %.
_MOSTLY_UNKNOWN = 0.5
_ALL_TAKEN = 30  # paragraphs; if filters leave no more, all are candidates. More cost only time


@dataclass(frozen=True, slots=True)
class Interviewed:
    """A question about a person who is interviewed: `nameless` is the question without the name.

    `answers`, int64 (a,) ascending, are the ordinals of the paragraphs in which that person speaks.
    """

    nameless: str
    answers: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A text that is searched for a question, and its words as the corpus knows them."""

    text: str
    words: QuestionWords
    interviewed: Interviewed | None


@dataclass(frozen=True, slots=True)
class Query:
    """A unit vector, float32 (d,), and the ordinals, int64, of the paragraphs it is compared with.

    `None` stands for all paragraphs. The similarity of a paragraph is its highest to any of the
    vectors that it is compared with.
    """

    vector: NDArray[np.float32]
    among: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The ordinals of the candidates, their features, and whether vectors were compared."""

    ordinals: tuple[int, ...]
    measured: Measured
    reads: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """A paragraph, the probability that it answers, and the index of its best sentence.

    `is_across` tells that the question is taken to be in another language than the corpus.
    """

    ordinal: int
    probability: float
    best_sentence: int
    is_across: bool = False


def find(
    generation: Generation,
    embedder: Embedder,
    calibration: Calibration,
    question: str,
    limit: int,
    among: NDArray[np.int64] | None = None,
    as_typed: bool = False,
) -> list[Fit]:
    """Find at most `limit` paragraphs for a question, best first; ties in the order of the corpus.

    A question in several sentences is asked as a whole and by each sentence; a paragraph has the
    highest of its probabilities. If ordinals `among`, int64 (p,) without headings, are given, only
    those paragraphs are searched. `as_typed` searches for no other spelling of a name.
    """
    best: dict[int, Fit] = {}
    asked = [understand(generation, text, as_typed) for text in phrasings(question)]
    for phrasing, queries in zip(asked, embedded(embedder, asked), strict=True):
        for fit in _fits(generation, calibration, phrasing.words, queries, among):
            known = best.get(fit.ordinal)
            if known is None or fit.probability > known.probability:
                best[fit.ordinal] = fit
    ordered = sorted(best.values(), key=lambda fit: (-fit.probability, fit.ordinal))
    return ordered[:limit]


def other_spellings(generation: Generation, question: str) -> tuple[str, ...]:
    """List the other spellings of its names that a question is searched in, in its order."""
    found: dict[str, str] = {}
    words = list(dict.fromkeys(split_words(question)))
    for typed, others in zip(words, generation.words.other_spellings(words), strict=True):
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


def understand(generation: Generation, text: str, as_typed: bool = False) -> Phrasing:
    """Look up the words of a phrasing in a generation; slips in them are repaired.

    Unless it is to be understood `as_typed`, names are searched for in their other spellings too.
    """
    text = dates.spell_out(text) if _FIGURE.search(text) else text
    words = generation.words.understood(split_words(text), as_typed)
    asked, spellings = _look_up(generation, words)
    names, answers = _interviewed(generation, {word.number for word in asked if word.is_name})
    kept = [at for at, word in enumerate(asked) if word.number not in names]
    interviewed = None
    if names and any(asked[at].is_telling for at in kept):
        interviewed = Interviewed(" ".join(words[at].word for at in kept), answers)
    weighed = ranking.weigh_words(asked, generation.postings.paragraphs, spellings)
    return Phrasing(text, weighed, interviewed)


def _look_up(
    generation: Generation, words: Sequence[KnownWord]
) -> tuple[list[QuestionWord], dict[int, int]]:
    """Look up the stems of words, and those of the other ways to write them.

    The stem of another way is given with the stem that it is counted as.
    """
    ways = _ways([word.word for word in words])
    stems = [
        tuple(dict.fromkeys(map(stem, (word.word, *word.spellings, *others))))
        for word, others in zip(words, ways, strict=True)
    ]
    known = generation.words.known_stems(chain.from_iterable(stems))
    spellings: dict[int, int] = {}
    asked = []
    for word, (own, *others) in zip(words, stems, strict=True):
        written = [known[each] for each in (own, *others) if known[each].number >= 0]
        first = written[0] if written else UNKNOWN_STEM
        counted = sum(each.paragraphs for each in written)
        is_telling = _is_telling(word.word)
        asked.append(QuestionWord(own, first.number, counted, is_telling, word.is_name))
        spellings |= {each.number: first.number for each in written[1:]}
    for own_word in asked:
        spellings.pop(own_word.number, None)  # asked for itself
    return asked, spellings


def _ways(words: Sequence[str]) -> Sequence[tuple[str, ...]]:
    """List how else each word may be written in a date."""
    if any(word[0].isdigit() for word in words):
        return dates.written_otherwise(words)
    return [()] * len(words)


def _interviewed(
    generation: Generation, names: AbstractSet[int]
) -> tuple[AbstractSet[int], NDArray[np.int64]]:
    """Find which names are of people interviewed, and the ordinals of their answers: int64 (a,).

    A name is that of the person who answers where it stands in an interview but in none of its
    answers: nobody speaks of himself by his name.
    """
    answers = generation.answers
    if not len(answers):
        return frozenset(), answers
    firsts, ends = article_bounds(generation.article_starts, answers)
    own: set[int] = set()
    is_theirs = np.ones(len(answers), dtype=bool)
    for name in sorted(names):
        is_held = generation.postings.stand_in(name, firsts, ends)
        if not is_held.any():
            continue
        is_naming = np.isin(answers, generation.postings.holding([name], above=False))
        is_own = is_held & ~np.isin(firsts, firsts[is_naming])
        if is_own.any():
            own.add(name)
            is_theirs &= is_own
    return (own, answers[is_theirs]) if is_theirs.any() else (frozenset(), answers[:0])


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
    generation: Generation,
    words: QuestionWords,
    queries: Sequence[Query],
    among: NDArray[np.int64] | None = None,
) -> Found | None:
    """Collect candidates by vectors and by words, and measure them; `None` if there are none.

    The candidates stand in the order of the corpus. Without `queries` no vectors are compared.
    `among` is as in `find`.
    """
    if among is not None and len(among) == 0:
        return None
    if among is not None and len(among) <= _ALL_TAKEN:
        ordinals = set(among.tolist())
    else:
        ordinals = _nearby(generation, words, queries, among)
    if not ordinals:
        return None
    candidates = _candidates(generation, words, sorted(ordinals), queries)
    measured = ranking.measure(words, candidates, generation.postings.mean_length)
    return Found(tuple(candidates.ordinals.tolist()), measured, reads=bool(queries))


def _nearby(
    generation: Generation,
    words: QuestionWords,
    queries: Sequence[Query],
    among: NDArray[np.int64] | None,
) -> set[int]:
    """Find the ordinals of the candidates, by words and by the vector of each query."""
    rare = _rare(words)
    others = [other for other, number in words.spellings.items() if number in rare]
    found = set(generation.postings.bm25([*rare, *others], _BEST_BY_WORDS, among))
    for query in queries:
        only = [ordinals for ordinals in (among, query.among) if ordinals is not None]
        nearest = _nearest(generation, query.vector, reduce(np.intersect1d, only) if only else None)
        found.update(nearest)
    return found


def _nearest(
    generation: Generation, vector: NDArray[np.float32], among: NDArray[np.int64] | None
) -> Sequence[int]:
    """Find the ordinals of the paragraphs that have the nearest vectors, the nearest first.

    Each shard finds as many vectors as the corpus is to give; the nearest of all are taken.
    """
    owners, similarities = [], []
    for at, shard in enumerate(generation.shards):
        own = generation.ordinals.within(at, among)
        only_rows = None if own is None else rows_of(shard.rows, own)
        rows = shard.vectors.nearest(vector, _NEAREST_ROWS, only_rows)
        owners.append(generation.ordinals.of_shard[at][owners_of(shard.rows, rows)])
        if len(generation.shards) > 1:
            similarities.append(shard.vectors.similarities(vector, rows))
    found = np.concatenate(owners)
    if similarities:
        found = found[np.lexsort((found, -np.concatenate(similarities)))][:_NEAREST_ROWS]
    return list(dict.fromkeys(found.tolist()))[:_NEAREST_PARAGRAPHS]


def _rare(words: QuestionWords) -> list[int]:
    """Choose the stems that word search looks for: common stems tell little and take long.

    Only a large corpus has common stems. The two rarest are always looked for.
    """
    rarest = np.argsort(words.paragraphs, kind="stable")
    is_rare = words.paragraphs[rarest] <= _COMMON_IN
    is_rare[:2] = True
    chosen: list[int] = words.numbers[rarest[is_rare]].tolist()
    return chosen


def _candidates(
    generation: Generation,
    words: QuestionWords,
    ordered: list[int],
    queries: Sequence[Query],
) -> Candidates:
    """Read all that is measured of the paragraphs with these ordinals, ascending."""
    ordinals = np.array(ordered, dtype=np.int64)
    read = [
        _read(generation, part, ordinals[part.at], words, queries)
        for part in generation.ordinals.parts(ordinals)
    ]
    candidates = _in_order(read)
    firsts, ends = article_bounds(generation.article_starts, ordinals)
    for at in np.flatnonzero(words.is_name):
        number = int(words.numbers[at])
        others = [other for other, own in words.spellings.items() if own == number]
        for each in (number, *others):
            candidates.in_article[:, at] |= generation.postings.stand_in(each, firsts, ends)
    return candidates


def _read(
    generation: Generation,
    part: Part,
    ordinals: NDArray[np.int64],
    words: QuestionWords,
    queries: Sequence[Query],
) -> Candidates:
    """Read from one shard what is measured of those paragraphs that it has."""
    shard = generation.shards[part.shard]
    rows = rows_of(shard.rows, part.ordinals)
    counts = shard.rows[part.ordinals + 1] - shard.rows[part.ordinals]
    runs = shard.postings.runs(rows)
    similarities = np.full(len(rows), -1 if queries else 0, dtype=np.float32)
    for query in queries:
        is_for = np.full(len(rows), True)
        if query.among is not None:
            is_for = np.repeat(np.isin(ordinals, query.among), counts)
        found = shard.vectors.similarities(query.vector, rows[is_for])
        similarities[is_for] = np.maximum(similarities[is_for], found)
    return Candidates(
        ordinals=ordinals,
        runs=counts,
        stems=_as_asked(generation, part.shard, runs.stems, words),
        run_lengths=runs.lengths,
        similarities=similarities,
        in_article=np.zeros((len(ordinals), len(words.numbers)), dtype=bool),
    )


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


def _as_asked(
    generation: Generation, shard: int, stems: NDArray[np.int32], words: QuestionWords
) -> NDArray[np.int32]:
    """Give the stems of a question that a shard holds the numbers that the question has for them.

    The stem of another spelling counts as that of the word that was asked. In a single shard
    all stems have their numbers already; of several, those that are not asked get none.
    """
    counted = dict(words.spellings)
    if len(generation.shards) > 1:
        asked = {*words.numbers.tolist(), *words.pairs.ravel().tolist()}
        counted = {number: number for number in sorted(asked) if number >= 0} | counted
    own = generation.words.in_shard(shard, counted)
    found = stems if len(generation.shards) == 1 else np.full_like(stems, _NOT_ASKED)
    for number, asked_as in zip(own, counted.values(), strict=True):
        found = np.where(stems == number, np.int32(asked_as), found)
    return found


def _fits(
    generation: Generation,
    calibration: Calibration,
    words: QuestionWords,
    queries: Sequence[Query],
    among: NDArray[np.int64] | None,
) -> Iterator[Fit]:
    """Yield how well each candidate fits a phrasing."""
    found = find_candidates(generation, words, queries, among)
    if found is None:
        return
    across = calibration.across if found.reads else None
    is_across = across is not None and found.measured.unknown_share >= _MOSTLY_UNKNOWN
    weights = calibration.with_vectors if found.reads else calibration.words_only
    if across is not None and is_across:
        weights = across
    probabilities = ranking.probabilities(found.measured, weights)
    rows = zip(found.ordinals, probabilities, found.measured.best_sentences, strict=True)
    for ordinal, probability, sentence in rows:
        yield Fit(ordinal, float(probability), sentence, is_across)


def _has_telling_word(text: str) -> bool:
    return any(map(_is_telling, split_words(text)))


def _is_telling(word: str) -> bool:
    return word.casefold() not in STOPWORDS
