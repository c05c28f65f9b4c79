"""Candidates -> what is measured of each -> the probability that it answers the question. Pure.

A feature compares a candidate with the words of the question; none counts paragraphs of the corpus,
so that the same coefficients serve a small corpus and a large one. Two small linear models weigh
the features. The ranking orders the candidates of a question (conditional logit, McFadden 1974: a
softmax over the candidates). The gate looks at the best candidate and at the question, and computes
how probable it is that this candidate answers (logistic regression). The probability of another
candidate is that of the best times the ratio of their softmax weights. So the same number ranks the
passages and decides the outcome.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from index.generation.asking import Candidates

RANK_FEATURES = (
    "paragraph_similarity",
    "sentence_similarity",
    "sentence_fit",
    "word_share",
    "local_word_share",
    "pair_share",
    "length",
)
GATE_FEATURES = (
    "paragraph_similarity",
    "sentence_similarity",
    "word_share",
    "name_missing",
    "unknown_share",
    "question_length",
    "rank_value",
    "rank_weight",
    "support",
)
NO_SPELLINGS: Mapping[int, int] = MappingProxyType({})
_WORDS_IN_SENTENCE_FIT = 0.5  # weight of the share of words beside the cosine of a sentence
_SUPPORT_DEPTH = 5  # the best paragraphs whose mean similarity says that the subject is covered
# Of the mean length. A paragraph of a word or two ("Yes.") counts like a short sentence: hardly any
# of the labelled questions is answered by so short a paragraph, so that its weight is not known.
_SHORTEST_LENGTH = 0.2


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A stem of a question, its number in the corpus, and how many paragraphs hold it.

    The number is below 0 if no paragraph holds the stem. `is_telling` is false for a stop word;
    `is_name` is true where the corpus writes the word as a name.
    """

    stem: str
    number: int
    paragraphs: int
    is_telling: bool
    is_name: bool


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The c telling words of a question, each once, and the pairs of neighbours in it.

    Of each word: `numbers` int32 (c,) is its stem, `paragraphs` int64 (c,) how many paragraphs hold
    it, `rarity` float64 (c,) its share of the summed inverse document frequency, `is_name` bool
    (c,) whether the corpus writes it as a name. `pairs` int32 (q, 2) are the stems of two
    neighbouring words, at least one of them telling. `spellings` are stems of other ways to write
    a word, each with the stem that it is counted as.
    """

    numbers: NDArray[np.int32]
    paragraphs: NDArray[np.int64]
    rarity: NDArray[np.float64]
    is_name: NDArray[np.bool_]
    pairs: NDArray[np.int32]
    spellings: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """The features of n candidates, float64 (n, f), and the index of the best sentence of each.

    The other fields are for the gate: `name_missing` float64 (n,) is of each candidate, the three
    numbers are of the question as a whole.
    """

    features: NDArray[np.float64]
    best_sentences: tuple[int, ...]
    name_missing: NDArray[np.float64]
    unknown_share: float
    question_length: float
    support: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted coefficients: those of the ranking (f,), and of the gate (g,) with its intercept."""

    rank: NDArray[np.float64]
    gate: NDArray[np.float64]
    intercept: float


def weigh_words(
    asked: Sequence[QuestionWord], paragraphs: int, spellings: Mapping[int, int] = NO_SPELLINGS
) -> QuestionWords:
    """Weigh words by how few of all paragraphs hold them (the idf of BM25).

    Of a question of stop words alone, all words count as telling.
    """
    telling = {word.stem: word for word in asked if word.is_telling}
    telling = telling or {word.stem: word for word in asked}
    counts = np.array([word.paragraphs for word in telling.values()], dtype=np.int64)
    pairs = [
        (word.number, following.number)
        for word, following in pairwise(asked)
        if word.stem in telling or following.stem in telling
    ]
    return QuestionWords(
        numbers=np.array([word.number for word in telling.values()], dtype=np.int32),
        paragraphs=counts,
        rarity=_shares(counts, paragraphs),
        is_name=np.array([word.is_name for word in telling.values()], dtype=bool),
        pairs=np.array(pairs, dtype=np.int32).reshape(-1, 2),
        spellings=spellings,
    )


def measure(question: QuestionWords, candidates: Candidates, mean_length: float) -> Measured:
    """Measure all candidates, at least one; `mean_length` is that of the corpus, in stems.

    A name counts as present in a paragraph whose article has it: most paragraphs write "he" or
    "she" instead.
    """
    firsts: NDArray[np.int64] = np.cumsum(candidates.runs) - candidates.runs
    is_sentence = np.ones(len(candidates.run_lengths), dtype=bool)
    is_sentence[firsts] = False
    starts = firsts - np.arange(len(firsts))  # of each candidate's sentences
    owners = np.repeat(np.arange(len(firsts)), candidates.runs)
    hits = _hits(question, candidates)
    in_runs = _in_runs(question, hits, len(is_sentence))
    in_sentences = in_runs[is_sentence]
    own = np.logical_or.reduceat(in_sentences, starts, axis=0)
    anywhere = own | in_runs[firsts] | candidates.in_article
    local_rarity = _shares(anywhere.sum(axis=0), len(firsts))
    cosines = candidates.similarities[is_sentence].clip(min=0)
    fits = cosines + _WORDS_IN_SENTENCE_FIT * (in_sentences @ local_rarity)
    lengths = np.add.reduceat(candidates.run_lengths[is_sentence], starts)
    similarity = candidates.similarities[firsts]
    columns = (
        similarity,
        np.maximum.reduceat(cosines, starts),
        np.maximum.reduceat(fits, starts),
        anywhere @ question.rarity,
        own @ local_rarity,
        _pair_shares(question, hits, np.where(is_sentence, owners, -1), len(firsts)),
        np.log((lengths / max(1.0, mean_length)).clip(min=_SHORTEST_LENGTH)),
    )
    return Measured(
        features=np.stack(columns, axis=1).astype(np.float64),
        best_sentences=_first_bests(fits, starts),
        name_missing=(~anywhere) @ (question.rarity * question.is_name),
        unknown_share=float(question.rarity @ (question.paragraphs == 0)),
        question_length=float(np.log(max(1, len(question.numbers)))),
        support=float(np.sort(similarity)[-_SUPPORT_DEPTH:].mean()),
    )


def gate_features(measured: Measured, rank: NDArray[np.float64]) -> NDArray[np.float64]:
    """Compute the features of the gate, float64 (g,), from the coefficients of the ranking."""
    values = measured.features @ rank
    top = int(values.argmax())
    weight = 1.0 / np.exp(values - values[top]).sum()
    by_name = dict(zip(RANK_FEATURES, measured.features[top], strict=True))
    return np.array(
        [
            by_name["paragraph_similarity"],
            by_name["sentence_similarity"],
            by_name["word_share"],
            measured.name_missing[top],
            measured.unknown_share,
            measured.question_length,
            values[top],
            np.log(weight),
            measured.support,
        ]
    )


def probabilities(measured: Measured, weights: Weights) -> NDArray[np.float64]:
    """Compute the probability that each candidate answers: float64 (n,)."""
    values = measured.features @ weights.rank
    gate = float(gate_features(measured, weights.rank) @ weights.gate) + weights.intercept
    best = 1.0 / (1.0 + np.exp(-gate))
    relative: NDArray[np.float64] = np.exp(values - values.max())
    return np.asarray(best * relative, dtype=np.float64)


def _shares(counts: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """Compute the share of each word in the summed idf, from the paragraphs that hold it."""
    idf = np.log(1 + (total - counts + 0.5) / (counts + 0.5))
    shares: NDArray[np.float64] = idf / idf.sum()
    return shares


@dataclass(frozen=True, slots=True)
class _Hits:
    """The h places where stems of a question stand among the stems of its candidates.

    `places` int64 (h,) ascending, the `runs` int64 (h,) that they belong to, and the `numbers` of
    the stems, int32 (h,).
    """

    places: NDArray[np.int64]
    runs: NDArray[np.int64]
    numbers: NDArray[np.int32]


def _hits(question: QuestionWords, candidates: Candidates) -> _Hits:
    """Find the places of all stems of a question at once: few of the candidates' stems are hit."""
    wanted = np.unique(np.concatenate([question.numbers, question.pairs.ravel()]))
    nearest = np.searchsorted(wanted, candidates.stems).clip(max=len(wanted) - 1)
    places = np.flatnonzero(wanted[nearest] == candidates.stems)
    run_ends = np.cumsum(candidates.run_lengths)
    runs = np.searchsorted(run_ends, places, side="right")
    return _Hits(places, runs, candidates.stems[places])


def _in_runs(question: QuestionWords, hits: _Hits, runs: int) -> NDArray[np.bool_]:
    """Mark which telling words stand in each run: bool (r, c)."""
    at, which = np.nonzero(hits.numbers[:, None] == question.numbers)
    marks = np.zeros((runs, len(question.numbers)), dtype=bool)
    marks[hits.runs[at], which] = True
    return marks


def _pair_shares(
    question: QuestionWords, hits: _Hits, owners: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """Compute which share of the question's pairs each candidate has in a sentence: float64 (n,).

    `owners`, int64 (r,), are the candidates whose sentence a run is, below 0 for other runs.
    """
    is_pair = (np.diff(hits.places) == 1) & (np.diff(hits.runs) == 0)
    firsts = np.flatnonzero(is_pair & (owners[hits.runs[:-1]] >= 0))
    pairs = np.stack([hits.numbers[firsts], hits.numbers[firsts + 1]], axis=1)
    at, which = np.nonzero((pairs[:, None, :] == question.pairs).all(axis=2))
    marks = np.zeros((count, len(question.pairs)), dtype=bool)
    marks[owners[hits.runs[firsts[at]]], which] = True
    shares: NDArray[np.float64] = marks.sum(axis=1) / max(1, len(question.pairs))
    return shares


def _first_bests(fits: NDArray[np.float64], starts: NDArray[np.int64]) -> tuple[int, ...]:
    """Find the first of the best sentences of each candidate."""
    ends = (*starts[1:].tolist(), len(fits))
    return tuple(
        int(fits[start:end].argmax()) for start, end in zip(starts.tolist(), ends, strict=True)
    )
