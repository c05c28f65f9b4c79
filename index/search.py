"""A question -> passages, best first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import passages, ranking
from index.calibration import Calibration
from index.embedder import Embedder
from index.generation import Generation
from index.passages import Fit
from index.ranking import Candidate, Measured, QuestionWords
from index.records import Passage
from index.stems import split_words, stem
from index.stopwords import STOPWORDS
from index.views import PARAGRAPH_VIEWS

# A sentence ends at a stop before a space, unless one or two letters precede it (Mr., U.S.).
_SENTENCE = re.compile(r"\S.*?(?:(?<=\w\w\w)[.!?]+(?=\s)|$)", re.DOTALL)
_MOST_SENTENCES = 3  # each costs as much as a question of its own
_NEAREST_ROWS = 150  # vectors taken from the nearest; some 60 paragraphs, several rows each
_NEAREST_PARAGRAPHS = 75  # of those; in a large corpus nearly each row is another paragraph's
_BEST_BY_WORDS = 30  # paragraphs taken from word search; more did not help on the benchmark
_COMMON_IN = 2000  # paragraphs; to score one that holds a stem takes word search half a µs
_ALL_TAKEN = 30  # paragraphs left by filters that are all candidates; more would only cost time


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one question, what was measured of them, and with which weights."""

    candidates: tuple[Candidate, ...]
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
) -> tuple[Passage, ...]:
    """Find at most `limit` passages for a question, best first; ties in the order of the corpus.

    None that is less probable than `least` is given, but at the place of one that it says fully.

    Of a question in several sentences, each is asked by itself as well as all together, and a
    passage has the highest of its probabilities. Only the ordinals `among`, int64 (p,) without
    headings, are searched if they are given: the best of those, not those of the best. Where one
    passage says all that another says, as a later version of a report does, only the fuller is
    given, at the better one's place.
    """
    best: dict[int, Fit] = {}
    for phrasing in phrasings(question):
        for fit in _fits(generation, embedder, calibration, phrasing, among):
            ordinal = fit.text.ordinal
            if ordinal not in best or fit.probability > best[ordinal].probability:
                best[ordinal] = fit
    ordered = sorted(best.values(), key=lambda one: (-one.probability, one.text.ordinal))
    return passages.choose(generation, ordered[:limit], least)


def phrasings(question: str) -> tuple[str, ...]:
    """List the ways a question is asked: all of it, and its sentences if it has several.

    Of those, the ones that end in a question mark, or all where none does; a sentence of stop words
    alone is left to its neighbours.

    >>> phrasings("I am writing about Kherson. Who left the army?")
    ('I am writing about Kherson. Who left the army?', 'Who left the army?')
    """
    parts = [part for part in _SENTENCE.findall(question) if _says_something(part)]
    asking = [part for part in parts if part.endswith("?")] or parts
    several = asking[:_MOST_SENTENCES] if len(parts) > 1 else []
    return tuple(dict.fromkeys([question, *several]))


def find_candidates(
    generation: Generation,
    embedder: Embedder,
    question: str,
    among: NDArray[np.int64] | None = None,
) -> Found | None:
    """Collect candidates from vectors and from words and measure them; `None` if there are none.

    The candidates stand in the order of the corpus. The vectors are left out where the model does
    not read the question's script. `among` as in `find`.
    """
    if among is not None and len(among) == 0:
        return None
    words = _question_words(generation, question)
    reads = embedder.reads(question)
    vector = embedder.embed_questions([question])[0] if reads else None
    if among is not None and len(among) <= _ALL_TAKEN:
        ordinals = set(among.tolist())
    else:
        ordinals = _nearby(generation, words, vector, among)
    if not ordinals:
        return None
    candidates = _candidates(generation, words, sorted(ordinals), vector)
    return Found(
        candidates, ranking.measure(words, candidates, generation.words.mean_length), reads
    )


def _nearby(
    generation: Generation,
    words: QuestionWords,
    vector: NDArray[np.float32] | None,
    among: NDArray[np.int64] | None,
) -> set[int]:
    """Find the ordinals of the candidates by words, and by vectors if there is one."""
    only = None if among is None else among.tolist()
    ordinals = set(generation.words.bm25(_rare(generation, words), _BEST_BY_WORDS, only))
    if vector is not None:
        only_rows = None if among is None else generation.rows_of(among)
        rows = generation.vectors.nearest(vector, _NEAREST_ROWS, only_rows)
        ordinals.update(generation.paragraphs_of(rows)[:_NEAREST_PARAGRAPHS].tolist())
    return ordinals


def _rare(generation: Generation, words: QuestionWords) -> list[str]:
    """Choose the stems that word search looks for: a common one says little, and takes long.

    They are told from the rare ones only in a large corpus, and the two rarest are always looked
    for.
    """
    counted = zip(generation.words.paragraphs_with(words.content), words.content, strict=True)
    ordered = sorted(counted, key=lambda one: one[0])
    return [stem for at, (count, stem) in enumerate(ordered) if at < 2 or count <= _COMMON_IN]


def _question_words(generation: Generation, question: str) -> QuestionWords:
    known = [
        word if word.casefold() in STOPWORDS else generation.words.repaired(word)
        for word in split_words(question)
    ]
    stems = [stem(word) for word in known]
    told = {stem(word): word for word in known if word.casefold() not in STOPWORDS}
    told = told or dict(zip(stems, known, strict=True))  # a question of stop words alone
    content = list(told)
    return ranking.weigh_words(
        stems=stems,
        content=content,
        paragraphs_with=generation.words.paragraphs_with(content),
        names=[generation.words.is_name(word) for word in told.values()],
        paragraphs=generation.words.paragraphs,
    )


def _candidates(
    generation: Generation,
    words: QuestionWords,
    ordinals: list[int],
    vector: NDArray[np.float32] | None,
) -> tuple[Candidate, ...]:
    names = [stem for stem, is_name in zip(words.content, words.is_name, strict=True) if is_name]
    texts = generation.texts.candidates(ordinals, names)
    starts, ends = generation.rows[ordinals], generation.rows[np.asarray(ordinals) + 1]
    if vector is None:
        every = np.zeros(int((ends - starts).sum()), dtype=np.float32)
    else:
        rows = np.concatenate([np.arange(*one) for one in zip(starts, ends, strict=True)])
        every = generation.vectors.similarities(vector, rows)
    candidates, at = [], 0
    for text, views in zip(texts, (ends - starts).tolist(), strict=True):
        sentences = every[at + PARAGRAPH_VIEWS : at + views]
        candidates.append(Candidate(text, float(every[at]), sentences))
        at += views
    return tuple(candidates)


def _fits(
    generation: Generation,
    embedder: Embedder,
    calibration: Calibration,
    question: str,
    among: NDArray[np.int64] | None,
) -> Iterator[Fit]:
    """Say of each candidate how well it fits this phrasing."""
    found = find_candidates(generation, embedder, question, among)
    if found is None:
        return
    weights = calibration.with_vectors if found.reads else calibration.words_only
    probabilities = ranking.probabilities(found.measured, weights)
    rows = zip(found.candidates, probabilities, found.measured.best_sentences, strict=True)
    for candidate, probability, sentence in rows:
        yield Fit(candidate.text, float(probability), sentence)


def _says_something(text: str) -> bool:
    return any(word.casefold() not in STOPWORDS for word in split_words(text))
