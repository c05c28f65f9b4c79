"""A question -> the ways in which it is asked of a generation, and the words of each."""

import re
from dataclasses import dataclass

from index import features
from index.features import QuestionWord, QuestionWords
from index.generation import Generation
from index.stems import split_words, stem
from index.stopwords import STOPWORDS

# A sentence ends at a stop before a space, unless one or two letters precede it (Mr., U.S.).
_SENTENCE = re.compile(r"\S.*?(?:(?<=\w\w\w)[.!?]+(?=\s)|$)", re.DOTALL)
_MOST_SENTENCES = 3  # each costs as much as a question of its own


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way a question is asked: its text, and its words as the corpus knows them."""

    text: str
    words: QuestionWords


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
            says_something=word.word.casefold() not in STOPWORDS,
            is_name=word.is_name,
        )
        for one, word in zip(stems, words, strict=True)
    ]
    return Phrasing(text, features.weigh_words(asked, generation.postings.paragraphs))


def _says_something(text: str) -> bool:
    return any(word.casefold() not in STOPWORDS for word in split_words(text))
