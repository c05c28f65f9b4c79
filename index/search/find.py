"""A question -> passages, best first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.embedding.embedder import Embedder
from index.generation.opened import Generation
from index.records import Passage
from index.search import features, passages, ranking
from index.search.calibration import Calibration
from index.search.features import Candidates, Measured, QuestionWords
from index.search.passages import Fit
from index.search.phrasing import Phrasing, phrasings, understand

_NEAREST_ROWS = 80  # vectors taken from the nearest; some 35 paragraphs, several rows each
_NEAREST_PARAGRAPHS = 30  # of those; in a large corpus nearly each row is another paragraph's
_BEST_BY_WORDS = 30  # paragraphs taken from word search; twice as many candidates found no more
_COMMON_IN = 2000  # paragraphs; a stem of more tells little, and its places take long to weigh
_ALL_TAKEN = 30  # paragraphs left by filters that are all candidates; more would only cost time


@dataclass(frozen=True, slots=True)
class Query:
    """A unit vector, float32 (d,), for the paragraphs with these ordinals, int64; `None`: for all.

    A paragraph's similarity is the highest to any vector that is for it.
    """

    vector: NDArray[np.float32]
    among: NDArray[np.int64] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates' ordinals, what was measured of them, and whether vectors were compared."""

    ordinals: tuple[int, ...]
    measured: Measured
    reads: bool


def find(
    generation: Generation,
    embedder: Embedder,
    calibration: Calibration,
    question: str,
    limit: int,
    among: NDArray[np.int64] | None = None,
    least: float = 0.0,
) -> Iterator[Passage]:
    """Find at most `limit` passages for a question, best first; ties in the order of the corpus.

    Each is read when it is taken. None that is less probable than `least` is given, but at the
    place of one that it says fully.

    Of a question in several sentences, each is asked by itself as well as all together, and a
    passage has the highest of its probabilities. Only the ordinals `among`, int64 (p,) without
    headings, are searched if they are given: the best of those, not those of the best. Where one
    passage says all that another says, as a later version of a report does, only the fuller is
    given, at the better one's place.
    """
    best: dict[int, Fit] = {}
    asked = [understand(generation, one) for one in phrasings(question)]
    for phrasing, queries in zip(asked, embedded(embedder, asked), strict=True):
        for fit in _fits(generation, calibration, phrasing.words, queries, among):
            known = best.get(fit.ordinal)
            if known is None or fit.probability > known.probability:
                best[fit.ordinal] = fit
    ordered = sorted(best.values(), key=lambda one: (-one.probability, one.ordinal))
    return passages.choose(generation, ordered[:limit], least)


def embedded(embedder: Embedder, asked: Sequence[Phrasing]) -> tuple[tuple[Query, ...], ...]:
    """Embed phrasings, all at once: what each is compared by, nothing if the model cannot read it.

    Who is interviewed says "I" and never his own name, which would lead away from what he says: to
    that, the phrasing without the name is compared too.
    """
    read = [one for one in asked if embedder.reads(one.text)]
    nameless = [one.interviewed.nameless for one in read if one.interviewed is not None]
    texts = list(dict.fromkeys([*(one.text for one in read), *nameless]))
    vectors = dict(zip(texts, embedder.embed_questions(texts) if texts else (), strict=True))
    return tuple(_queries(one, vectors) for one in asked)


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
    """Collect candidates from vectors and from words and measure them; `None` if there are none.

    The candidates stand in the order of the corpus. Without `queries` no vectors are compared.
    `among` as in `find`.
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
    measured = features.measure(words, candidates, generation.postings.mean_length)
    return Found(tuple(candidates.ordinals.tolist()), measured, reads=bool(queries))


def _nearby(
    generation: Generation,
    words: QuestionWords,
    queries: Sequence[Query],
    among: NDArray[np.int64] | None,
) -> set[int]:
    """Find the ordinals of the candidates by words, and by each vector there is."""
    ordinals = set(generation.postings.bm25(_rare(words), _BEST_BY_WORDS, among))
    for query in queries:
        only = [one for one in (among, query.among) if one is not None]
        only_rows = generation.rows_of(reduce(np.intersect1d, only)) if only else None
        rows = generation.vectors.nearest(query.vector, _NEAREST_ROWS, only_rows)
        ordinals.update(generation.paragraphs_of(rows)[:_NEAREST_PARAGRAPHS].tolist())
    return ordinals


def _rare(words: QuestionWords) -> list[int]:
    """Choose the stems that word search looks for: a common one says little, and takes long.

    They are told from the rare ones only in a large corpus, and the two rarest are always looked
    for.
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
    """Read what is measured of the paragraphs with these ordinals, ascending."""
    ordinals = np.array(ordered, dtype=np.int64)
    postings = generation.postings
    firsts, ends = generation.rows[ordinals], generation.rows[ordinals + 1]
    runs, rows = ends - firsts, _ranges(firsts, ends)
    run_starts = postings.run_starts[rows]
    run_lengths = postings.run_starts[rows + 1] - run_starts
    articles = generation.articles_of(ordinals)
    in_article = np.zeros((len(ordinals), len(words.numbers)), dtype=bool)
    for at in np.flatnonzero(words.is_name):
        in_article[:, at] = generation.stands_in_articles(int(words.numbers[at]), articles)
    similarities = np.full(len(rows), -1 if queries else 0, dtype=np.float32)
    for query in queries:
        is_for = np.full(len(rows), True)
        if query.among is not None:
            is_for = np.repeat(np.isin(ordinals, query.among), runs)
        found = generation.vectors.similarities(query.vector, rows[is_for])
        similarities[is_for] = np.maximum(similarities[is_for], found)
    return Candidates(
        ordinals=ordinals,
        runs=runs,
        stems=postings.stems[_ranges(run_starts, run_starts + run_lengths)],
        run_lengths=run_lengths,
        similarities=similarities,
        in_article=in_article,
    )


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the numbers from each start up to its end, one range after another."""
    counts = ends - starts
    offsets = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    ranges: NDArray[np.int64] = offsets + np.arange(len(offsets))
    return ranges


def _fits(
    generation: Generation,
    calibration: Calibration,
    words: QuestionWords,
    queries: Sequence[Query],
    among: NDArray[np.int64] | None,
) -> Iterator[Fit]:
    """Say of each candidate how well it fits a phrasing."""
    found = find_candidates(generation, words, queries, among)
    if found is None:
        return
    weights = calibration.with_vectors if found.reads else calibration.words_only
    probabilities = ranking.probabilities(found.measured, weights)
    rows = zip(found.ordinals, probabilities, found.measured.best_sentences, strict=True)
    for ordinal, probability, sentence in rows:
        yield Fit(ordinal, float(probability), sentence)
