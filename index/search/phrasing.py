"""A question -> the ways in which it is asked of a generation, and the words of each."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.generation.opened import Generation
from index.search import features
from index.search.features import QuestionWord, QuestionWords
from index.text.stems import split_words, stem
from index.text.stopwords import STOPWORDS

# A sentence ends at a stop before a space, unless one or two letters precede it (Mr., U.S.).
_SENTENCE = re.compile(r"\S.*?(?:(?<=\w\w\w)[.!?]+(?=\s)|$)", re.DOTALL)
_MOST_SENTENCES = 3  # each costs as much as a question of its own


@dataclass(frozen=True, slots=True)
class Interviewed:
    """Whom a question names is interviewed: the question `nameless`, and what that person says.

    `answers`, int64 (a,), are the ordinals of the paragraphs, ascending.
    """

    nameless: str
    answers: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way a question is asked: its text, and its words as the corpus knows them."""

    text: str
    words: QuestionWords
    interviewed: Interviewed | None


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


def understand(generation: Generation, text: str) -> Phrasing:
    """Look up the words of one phrasing; slips in them are repaired."""
    words = generation.words.understood(split_words(text))
    stems = [stem(one.word) for one in words]
    known = generation.words.known_stems(stems)
    asked = [
        QuestionWord(
            stem=one,
            number=known[one].number,
            paragraphs=known[one].paragraphs,
            says_something=_is_telling(word.word),
            is_name=word.is_name,
        )
        for one, word in zip(stems, words, strict=True)
    ]
    names, answers = _interviewed(generation, {one.number for one in asked if one.is_name})
    kept = [at for at, one in enumerate(asked) if one.number not in names]
    interviewed = None
    if names and any(asked[at].says_something for at in kept):
        interviewed = Interviewed(" ".join(words[at].word for at in kept), answers)
    weighed = features.weigh_words(asked, generation.postings.paragraphs)
    return Phrasing(text, weighed, interviewed)


def _interviewed(
    generation: Generation, names: AbstractSet[int]
) -> tuple[AbstractSet[int], NDArray[np.int64]]:
    """Find which names are of people interviewed, and the ordinals of what these say: int64 (a,).

    A name is taken for that of the one who answers where it stands in an interview, but in none of
    its answers: nobody speaks of himself by his name.
    """
    answers = generation.answers
    if not len(answers):
        return frozenset(), answers
    articles = generation.articles_of(answers)
    own: set[int] = set()
    is_theirs = np.ones(len(answers), dtype=bool)
    for name in sorted(names):
        is_held = generation.stands_in_articles(name, articles)
        if not is_held.any():
            continue
        saying = np.isin(answers, generation.postings.holding([name], above=False))
        is_own = is_held & ~np.isin(articles, articles[saying])
        if is_own.any():
            own.add(name)
            is_theirs &= is_own
    return (own, answers[is_theirs]) if is_theirs.any() else (frozenset(), answers[:0])


def _says_something(text: str) -> bool:
    return any(map(_is_telling, split_words(text)))


def _is_telling(word: str) -> bool:
    return word.casefold() not in STOPWORDS
