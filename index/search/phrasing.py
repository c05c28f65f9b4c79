"""A question -> its phrasings, the texts that are searched for it, with the words of each."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.generation.opened import Generation
from index.search import ranking
from index.search.ranking import QuestionWord, QuestionWords
from index.text.stems import split_words, stem
from index.text.stopwords import STOPWORDS

# A sentence ends at a stop before a space, unless one or two letters precede it (Mr., U.S.).
_SENTENCE = re.compile(r"\S.*?(?:(?<=\w\w\w)[.!?]+(?=\s)|$)", re.DOTALL)
_MOST_SENTENCES = 3  # that are asked; each costs as much as a question of its own


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


def understand(generation: Generation, text: str) -> Phrasing:
    """Look up the words of a phrasing in a generation; slips in them are repaired."""
    words = generation.words.understood(split_words(text))
    stems = [stem(word.word) for word in words]
    known = generation.words.known_stems(stems)
    asked = [
        QuestionWord(
            stem=own_stem,
            number=known[own_stem].number,
            paragraphs=known[own_stem].paragraphs,
            is_telling=_is_telling(word.word),
            is_name=word.is_name,
        )
        for own_stem, word in zip(stems, words, strict=True)
    ]
    names, answers = _interviewed(generation, {word.number for word in asked if word.is_name})
    kept = [at for at, word in enumerate(asked) if word.number not in names]
    interviewed = None
    if names and any(asked[at].is_telling for at in kept):
        interviewed = Interviewed(" ".join(words[at].word for at in kept), answers)
    weighed = ranking.weigh_words(asked, generation.postings.paragraphs)
    return Phrasing(text, weighed, interviewed)


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
    articles = generation.articles_of(answers)
    own: set[int] = set()
    is_theirs = np.ones(len(answers), dtype=bool)
    for name in sorted(names):
        is_held = generation.stands_in_articles(name, articles)
        if not is_held.any():
            continue
        is_naming = np.isin(answers, generation.postings.holding([name], above=False))
        is_own = is_held & ~np.isin(articles, articles[is_naming])
        if is_own.any():
            own.add(name)
            is_theirs &= is_own
    return (own, answers[is_theirs]) if is_theirs.any() else (frozenset(), answers[:0])


def _has_telling_word(text: str) -> bool:
    return any(map(_is_telling, split_words(text)))


def _is_telling(word: str) -> bool:
    return word.casefold() not in STOPWORDS
