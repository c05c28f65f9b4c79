"""What is measured of a candidate paragraph -> the probability that it answers. Pure.

Two small linear models over features that do not depend on the size of the corpus. The first orders
the candidates of one question (conditional logit, McFadden 1974: a softmax over the candidates).
The second looks at the best of them and at the question, and says how probable it is that it
answers (logistic regression). A paragraph's probability is that of the best, times its softmax
weight over the best's, so that one number both ranks and decides the outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.texts import CandidateText

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
_WORDS_IN_SENTENCE_FIT = 0.5  # of the words' share beside the cosine, when a sentence is chosen
_SUPPORT_DEPTH = 5  # the best paragraphs whose mean similarity says that the subject is covered
_SHORTEST_LENGTH = 0.05  # of the mean length: keeps the logarithm of an empty paragraph finite


@dataclass(frozen=True, slots=True)
class QuestionWords:
    """The words of a question: its stems in order, and what is known of those that say something.

    `content` are the c stems that are no stop words, each once; `rarity` float64 (c,) their share
    of the question's inverse document frequency, summing to 1; `is_name` and `is_unknown` bool (c,)
    whether the corpus writes them as names, and whether it lacks them.
    """

    stems: tuple[str, ...]
    content: tuple[str, ...]
    rarity: NDArray[np.float64]
    is_name: NDArray[np.bool_]
    is_unknown: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph to rank: its stems, and the cosines of its views to the question.

    `paragraph` is of the paragraph as it is read in its article, `sentences` float32 (k,) of each
    of its sentences; all zero when the model cannot read the question.
    """

    text: CandidateText
    paragraph: float
    sentences: NDArray[np.float32]


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


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted coefficients: of the ranking (f,), and of the gate (g,) with its intercept."""

    rank: NDArray[np.float64]
    gate: NDArray[np.float64]
    intercept: float


def weigh_words(
    stems: Sequence[str],
    content: Sequence[str],
    paragraphs_with: Sequence[int],
    names: Sequence[bool],
    paragraphs: int,
) -> QuestionWords:
    """Weigh the content stems by how few of all the paragraphs they stand in (BM25's idf)."""
    counts = np.asarray(paragraphs_with, dtype=np.float64)
    return QuestionWords(
        stems=tuple(stems),
        content=tuple(content),
        rarity=_shares(counts, paragraphs),
        is_name=np.asarray(names, dtype=bool),
        is_unknown=counts == 0,
    )


def measure(
    question: QuestionWords, candidates: Sequence[Candidate], mean_length: float
) -> Measured:
    """Measure every candidate (at least one); `mean_length` is the corpus's mean, in stems.

    A name counts as present wherever its article has it: in most paragraphs it is "he" or "she".
    """
    counts = np.array([len(candidate.text.sentence_stems) for candidate in candidates], np.int64)
    starts: NDArray[np.int64] = np.cumsum(counts) - counts
    sentences = [stems for candidate in candidates for stems in candidate.text.sentence_stems]
    in_sentences = _presence(question, sentences)
    own = np.logical_or.reduceat(in_sentences, starts, axis=0)
    context = _presence(question, [candidate.text.context_stems for candidate in candidates])
    anywhere = own | context | _names_in_articles(question, candidates)
    local_rarity = _shares(anywhere.sum(axis=0).astype(np.float64), len(candidates))
    cosines = np.concatenate([candidate.sentences for candidate in candidates]).clip(min=0)
    fits = cosines + _WORDS_IN_SENTENCE_FIT * (in_sentences @ local_rarity)
    bodies = ["".join(candidate.text.sentence_stems) for candidate in candidates]
    lengths = np.array([len(body.split()) for body in bodies])
    similarity = np.array([candidate.paragraph for candidate in candidates])
    columns = (
        similarity,
        np.maximum.reduceat(cosines, starts),
        np.maximum.reduceat(fits, starts),
        anywhere @ question.rarity,
        own @ local_rarity,
        _pair_shares(question, bodies),
        np.log(lengths / max(1.0, mean_length) + _SHORTEST_LENGTH),
    )
    nearest = np.sort(similarity)[-_SUPPORT_DEPTH:]
    return Measured(
        features=np.stack(columns, axis=1).astype(np.float64),
        best_sentences=tuple(
            int(fits[start : start + count].argmax())
            for start, count in zip(starts.tolist(), counts.tolist(), strict=True)
        ),
        name_missing=(~anywhere) @ (question.rarity * question.is_name),
        unknown_share=float(question.rarity @ question.is_unknown),
        question_length=float(np.log(max(1, len(question.content)))),
        support=float(nearest.mean()),
    )


def gate_features(measured: Measured, rank: NDArray[np.float64]) -> NDArray[np.float64]:
    """Lay out what the gate looks at, float64 (g,), given the ranking's coefficients."""
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
    """Compute for every candidate the probability that it answers: float64 (n,)."""
    values = measured.features @ weights.rank
    gate = float(gate_features(measured, weights.rank) @ weights.gate) + weights.intercept
    best = 1.0 / (1.0 + np.exp(-gate))
    relative: NDArray[np.float64] = np.exp(values - values.max())
    return np.asarray(best * relative, dtype=np.float64)


def _shares(counts: NDArray[np.float64], total: int) -> NDArray[np.float64]:
    """Turn counts out of a total into each word's share of the summed idf."""
    idf = np.log(1 + (total - counts + 0.5) / (counts + 0.5))
    shares: NDArray[np.float64] = idf / idf.sum()
    return shares


def _presence(question: QuestionWords, texts: Sequence[str]) -> NDArray[np.bool_]:
    """Mark which content stems stand in each text of stems: bool (n, c)."""
    return _held([f" {stem} " for stem in question.content], texts)


def _held(wanted: Sequence[str], texts: Sequence[str]) -> NDArray[np.bool_]:
    """Mark which of some runs of stems, w, stand in each text of stems: bool (n, w).

    All texts are searched as one: most runs stand in few of them, and looking into each for each
    took three times as long.
    """
    marks = np.zeros((len(texts), len(wanted)), dtype=bool)
    joined = "\n".join(texts)
    ends = np.cumsum([len(text) + 1 for text in texts])
    for column, run in enumerate(wanted):
        marks[np.searchsorted(ends, _places(joined, run), side="right"), column] = True
    return marks


def _places(text: str, run: str) -> list[int]:
    """List where a run begins in a text, also where two share a space."""
    places = []
    at = text.find(run)
    while at >= 0:
        places.append(at)
        at = text.find(run, at + 1)
    return places


def _names_in_articles(
    question: QuestionWords, candidates: Sequence[Candidate]
) -> NDArray[np.bool_]:
    """Mark which of the question's names stand anywhere in each candidate's article: (n, c)."""
    names = zip(question.content, question.is_name, strict=True)
    wanted = [f" {stem} " if is_name else None for stem, is_name in names]
    found: dict[str, list[bool]] = {}
    for stems in {candidate.text.article_stems for candidate in candidates}:
        found[stems] = [name is not None and name in stems for name in wanted]
    return np.array([found[candidate.text.article_stems] for candidate in candidates], dtype=bool)


def _pair_shares(question: QuestionWords, bodies: Sequence[str]) -> NDArray[np.float64]:
    """Compute the share of the question's neighbouring stems that are neighbours in each: (n,)."""
    content = set(question.content)
    pairs = [pair for pair in pairwise(question.stems) if content.intersection(pair)]
    wanted = [f" {one} {other} " for one, other in pairs]
    shares: NDArray[np.float64] = _held(wanted, bodies).sum(axis=1) / max(1, len(wanted))
    return shares
