"""A question's words and its candidate paragraphs -> what is measured of each of them. Pure.

No feature depends on the size of the corpus, so that one set of coefficients serves all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

RANK_FEATURES = (
    "paragraph_similarity",
    "sentence_similarity",
    "sentence_fit",
    "word_share",
    "local_word_share",
    "pair_share",
    "length",
)
_WORDS_IN_SENTENCE_FIT = 0.5  # of the words' share beside the cosine, when a sentence is chosen
_SUPPORT_DEPTH = 5  # the best paragraphs whose mean similarity says that the subject is covered
# Of the mean length. A paragraph of a word or two ("Yes.") counts as one of a short sentence: as
# hardly one of them answers a labelled question, how it would count is not known.
_SHORTEST_LENGTH = 0.2


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A stem of a question, and its number in the corpus: below 0 if it stands in no paragraph.

    `says_something` unless it is a stop word; `is_name` where the corpus writes it as one.
    """

    stem: str
    number: int
    paragraphs: int
    says_something: bool
    is_name: bool


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of a question: the c that say something, each once, and its neighbouring pairs.

    `numbers` int32 (c,) are their stems, `paragraphs` int64 (c,) how many paragraphs hold each;
    `rarity` float64 (c,) their share of the question's inverse document frequency, summing to 1;
    `is_name` bool (c,) whether the corpus writes them as names. `pairs` int32 (q, 2) are the
    neighbours of which one says something.
    """

    numbers: NDArray[np.int32]
    paragraphs: NDArray[np.int64]
    rarity: NDArray[np.float64]
    is_name: NDArray[np.bool_]
    pairs: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Paragraphs to rank, n of them, in the order of the corpus, with r runs of stems in all.

    Each has `runs`, int64 (n,), at least two: one of what stands above it, then its sentences.
    `stems` int32 (m,) are the stem numbers of all runs, of `run_lengths` int64 (r,);
    `similarities` float32 (r,) are cosines to the question, beside the first run of a paragraph
    that of the paragraph as it is read in its article, all 0 when the model cannot read the
    question; `in_article` bool (n, c) marks the names that stand in its article.
    """

    ordinals: NDArray[np.int64]
    runs: NDArray[np.int64]
    stems: NDArray[np.int32]
    run_lengths: NDArray[np.int64]
    similarities: NDArray[np.float32]
    in_article: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """The features of n candidates, float64 (n, f), and of each the index of its best sentence.

    The others are for the gate: `name_missing` float64 (n,) of each candidate, and three numbers of
    the question as a whole.
    """

    features: NDArray[np.float64]
    best_sentences: tuple[int, ...]
    name_missing: NDArray[np.float64]
    unknown_share: float
    question_length: float
    support: float


def weigh_words(asked: Sequence[QuestionWord], paragraphs: int) -> QuestionWords:
    """Weigh the words by how few of all the paragraphs they stand in (BM25's idf).

    Where none says something, all do.
    """
    content = {one.stem: one for one in asked if one.says_something}
    content = content or {one.stem: one for one in asked}
    counts = np.array([one.paragraphs for one in content.values()], dtype=np.int64)
    pairs = [
        (one.number, other.number)
        for one, other in pairwise(asked)
        if one.stem in content or other.stem in content
    ]
    return QuestionWords(
        numbers=np.array([one.number for one in content.values()], dtype=np.int32),
        paragraphs=counts,
        rarity=_shares(counts, paragraphs),
        is_name=np.array([one.is_name for one in content.values()], dtype=bool),
        pairs=np.array(pairs, dtype=np.int32).reshape(-1, 2),
    )


def measure(question: QuestionWords, candidates: Candidates, mean_length: float) -> Measured:
    """Measure every candidate (at least one); `mean_length` is the corpus's mean, in stems.

    A name counts as present wherever its article has it: in most paragraphs it is "he" or "she".
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


def _shares(counts: NDArray[np.int64], total: int) -> NDArray[np.float64]:
    """Turn counts out of a total into each word's share of the summed idf."""
    idf = np.log(1 + (total - counts + 0.5) / (counts + 0.5))
    shares: NDArray[np.float64] = idf / idf.sum()
    return shares


@dataclass(frozen=True, slots=True)
class _Hits:
    """Where the stems that matter to a question stand among its candidates', int64 (h,) each.

    `places` ascending, `runs` that they belong to, and the stems' `numbers` there.
    """

    places: NDArray[np.int64]
    runs: NDArray[np.int64]
    numbers: NDArray[np.int32]


def _hits(question: QuestionWords, candidates: Candidates) -> _Hits:
    """Look once for all stems: of a hundred paragraphs' eight thousand, some hundred are hit."""
    wanted = np.unique(np.concatenate([question.numbers, question.pairs.ravel()]))
    nearest = np.searchsorted(wanted, candidates.stems).clip(max=len(wanted) - 1)
    places = np.flatnonzero(wanted[nearest] == candidates.stems)
    run_ends = np.cumsum(candidates.run_lengths)
    runs = np.searchsorted(run_ends, places, side="right")
    return _Hits(places, runs, candidates.stems[places])


def _in_runs(question: QuestionWords, hits: _Hits, runs: int) -> NDArray[np.bool_]:
    """Mark which content stems stand in each run: bool (r, c)."""
    at, which = np.nonzero(hits.numbers[:, None] == question.numbers)
    marks = np.zeros((runs, len(question.numbers)), dtype=bool)
    marks[hits.runs[at], which] = True
    return marks


def _pair_shares(
    question: QuestionWords, hits: _Hits, owners: NDArray[np.int64], count: int
) -> NDArray[np.float64]:
    """Compute the share of the question's pairs that are neighbours in a sentence of each: (n,).

    `owners`, int64 (r,), are the candidates that runs are a sentence of, below 0 for other runs.
    """
    is_pair = (np.diff(hits.places) == 1) & (np.diff(hits.runs) == 0)
    ones = np.flatnonzero(is_pair & (owners[hits.runs[:-1]] >= 0))
    pairs = np.stack([hits.numbers[ones], hits.numbers[ones + 1]], axis=1)
    at, which = np.nonzero((pairs[:, None, :] == question.pairs).all(axis=2))
    marks = np.zeros((count, len(question.pairs)), dtype=bool)
    marks[owners[hits.runs[ones[at]]], which] = True
    shares: NDArray[np.float64] = marks.sum(axis=1) / max(1, len(question.pairs))
    return shares


def _first_bests(fits: NDArray[np.float64], starts: NDArray[np.int64]) -> tuple[int, ...]:
    """Find of each candidate the first of its best sentences."""
    ends = (*starts[1:].tolist(), len(fits))
    return tuple(
        int(fits[start:end].argmax()) for start, end in zip(starts.tolist(), ends, strict=True)
    )
