"""A text -> the stems of its words, alike for articles and questions; imports Stemmer. Pure."""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

# A number keeps its thousands together (22,000), a word its apostrophe (O'Neil, п'ять).
_WORD = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)|[^\W_]+(?:['’ʼ][^\W_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_POSSESSIVE = re.compile(r"['’]s?$")
# There is no Snowball stemmer for Ukrainian; spelt this way its endings fall together as Russian
# ones do (армії, армія -> арм; солдатів, солдати -> солдат).
_UKRAINIAN = str.maketrans({"і": "и", "ї": "и", "є": "е", "ґ": "г", "ё": "е"})
_INNER_MARKS = str.maketrans("", "", "'’ʼ,")
_KEPT_STEMS = 200_000  # a newsroom's whole vocabulary, some 20 MB

_per_thread = threading.local()  # a Stemmer must not be shared between threads


def split_words(text: str) -> list[str]:
    """Split a text into its words, as written, in order.

    >>> split_words("Who paid 22,000 to O’Neil, sir?")
    ['Who', 'paid', '22,000', 'to', 'O’Neil', 'sir']
    """
    return _WORD.findall(_composed(text))


def split_stems(text: str) -> list[str]:
    """Split a text into the stems of its words, in order.

    >>> split_stems("The officers’ REFUSALS; офицеры, Beyoncé's")
    ['the', 'offic', 'refus', 'офицер', 'beyonc']
    """
    return [stem(word) for word in split_words(text)]


@lru_cache(maxsize=_KEPT_STEMS)
def stem(word: str) -> str:
    """Reduce one word to its stem: Russian rules for Cyrillic words, English for all others.

    >>> stem("Soldiers"), stem("солдатами"), stem("солдатів")
    ('soldier', 'солдат', 'солдат')
    """
    plain = _POSSESSIVE.sub("", word.casefold()).translate(_INNER_MARKS)
    if _CYRILLIC.search(plain):
        return str(_stemmer("russian").stemWord(plain.translate(_UKRAINIAN)))
    return str(_stemmer("english").stemWord(_without_accents(plain)))


def _composed(text: str) -> str:
    """Compose letters with their marks, as in articles; a typed question may part them."""
    return unicodedata.normalize("NFC", text)


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _stemmer(language: str) -> Stemmer.Stemmer:
    found = getattr(_per_thread, language, None)
    if found is None:
        found = Stemmer.Stemmer(language)
        setattr(_per_thread, language, found)
    return found
