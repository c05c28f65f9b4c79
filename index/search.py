"""A question -> passages, best first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index import ranking
from index.calibration import Calibration
from index.embedder import Embedder
from index.generation import Generation
from index.quoting import say_the_same
from index.ranking import Candidate, Measured, QuestionWords
from index.records import Passage
from index.stems import split_words, stem
from index.stopwords import STOPWORDS
from index.views import PARAGRAPH_VIEWS

# A sentence ends at a stop before a space, unless one or two letters precede it (Mr., U.S.).
_SENTENCE = re.compile(r"\S.*?(?:(?<=\w\w\w)[.!?]+(?=\s)|$)", re.DOTALL)
_MOST_SENTENCES = 3  # each costs as much as a question of its own
_NEAREST_ROWS = 150  # vectors taken from the nearest; some 60 paragraphs, several rows each
_BEST_BY_WORDS = 30  # paragraphs taken from word search; more did not help on the benchmark
_ALL_TAKEN = 30  # paragraphs left by filters that are all candidates; more would only cost time


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one question, what was measured of them, and with which weights."""

    candidates: tuple[Candidate, ...]
    measured: Measured
    reads: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    """How probably a paragraph answers, and the index of the sentence that fits best."""

    probability: float
    best_sentence: int


def find(
    generation: Generation,
    embedder: Embedder,
    calibration: Calibration,
    question: str,
    limit: int,
    among: NDArray[np.int64] | None = None,
) -> tuple[Passage, ...]:
    """Find at most `limit` passages for a question, best first; ties in the order of the corpus.

    Of a question in several sentences, each is asked by itself as well as all together, and a
    passage has the highest of its probabilities. Only the ordinals `among`, int64 (p,) without
    headings, are searched if they are given: the best of those, not those of the best. Where one
    passage says all that another says, as a later version of a report does, only the fuller is
    given, at the better one's place.
    """
    best: dict[int, _Fit] = {}
    for phrasing in phrasings(question):
        for ordinal, fit in _fits(generation, embedder, calibration, phrasing, among):
            if ordinal not in best or fit.probability > best[ordinal].probability:
                best[ordinal] = fit
    ordered = sorted(best.items(), key=lambda one: (-one[1].probability, one[0]))
    return _fuller([_passage(generation, ordinal, fit) for ordinal, fit in ordered[:limit]])


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
    candidates = _candidates(generation, sorted(ordinals), vector)
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
    ordinals = set(generation.words.bm25(words.content, _BEST_BY_WORDS, only))
    if vector is not None:
        only_rows = None if among is None else generation.rows_of(among)
        rows = generation.vectors.nearest(vector, _NEAREST_ROWS, only_rows)
        ordinals.update(int(one) for one in generation.paragraphs_of(rows))
    return ordinals


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
    generation: Generation, ordinals: list[int], vector: NDArray[np.float32] | None
) -> tuple[Candidate, ...]:
    texts = generation.texts.candidates(ordinals)
    ranges = [generation.row_range(text.ordinal) for text in texts]
    if vector is None:
        cosines = [np.zeros(len(rows), dtype=np.float32) for rows in ranges]
    else:
        every = generation.vectors.similarities(vector, np.concatenate(ranges))
        cosines = np.split(every, np.cumsum([len(rows) for rows in ranges])[:-1])
    return tuple(
        Candidate(text, float(own[0]), own[PARAGRAPH_VIEWS:])
        for text, own in zip(texts, cosines, strict=True)
    )


def _fits(
    generation: Generation,
    embedder: Embedder,
    calibration: Calibration,
    question: str,
    among: NDArray[np.int64] | None,
) -> Iterator[tuple[int, _Fit]]:
    """Give each candidate's ordinal and how well it fits this phrasing."""
    found = find_candidates(generation, embedder, question, among)
    if found is None:
        return
    weights = calibration.with_vectors if found.reads else calibration.words_only
    probabilities = ranking.probabilities(found.measured, weights)
    rows = zip(found.candidates, probabilities, found.measured.best_sentences, strict=True)
    for candidate, probability, sentence in rows:
        yield candidate.text.ordinal, _Fit(float(probability), sentence)


def _fuller(passages: list[Passage]) -> tuple[Passage, ...]:
    """Leave out each passage whose words another says too, and give the other its place."""
    kept: list[Passage] = []
    for passage in passages:
        for at, better in enumerate(kept):
            if say_the_same(better.paragraph.text, passage.paragraph.text):
                if len(passage.paragraph.text) > len(better.paragraph.text):
                    kept[at] = replace(passage, probability=better.probability)
                break
        else:
            kept.append(passage)
    return tuple(kept)


def _says_something(text: str) -> bool:
    return any(word.casefold() not in STOPWORDS for word in split_words(text))


def _passage(generation: Generation, ordinal: int, fit: _Fit) -> Passage:
    article = generation.texts.article_of(ordinal)
    sentences = generation.texts.sentences(ordinal, article)
    return Passage(
        article=article,
        paragraph=generation.texts.paragraph(ordinal, article),
        sentences=sentences,
        best=sentences[fit.best_sentence],
        probability=fit.probability,
    )
