"""A text -> the stems of its words, alike for articles and questions; imports Stemmer. Pure."""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

APOSTROPHES = "'’ʼ‘`´′＇"
"""The marks that are typed and printed for an apostrophe."""

# A number keeps its thousands together, however they are parted (22,000, 22.000, 22 000), and a
# word its apostrophe (O'Neil, п'ять).
_PARTED = "|".join(rf"(?:{mark}\d{{3}})+" for mark in (",", r"\.", "['’]", "[ \u00a0\u2009\u202f]"))
_REST = rf"[^\W_]*(?:[{APOSTROPHES}][^\W_]+)*"
_WORD = re.compile(
    rf"[^\W\d_]{_REST}|(?<!\d)(?<!\d[.,])[1-9]\d{{0,2}}(?:{_PARTED})(?!\d)|\d{_REST}"
)
# What nobody sees inside a word: soft hyphens, zero-width spaces, joiners and byte order marks.
_AS_READ = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""))
_AS_READ |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_AS_READ |= {0x2080 + digit: str(digit) for digit in range(10)}  # CO₂ is typed CO2
_READ_OTHERWISE = re.compile(f"[{''.join(map(chr, _AS_READ))}]")
# A word that is broken at the end of a line goes on with a small letter. A raised number behind
# another is its power, or points to a note, as it does behind a word; behind a unit (km²) or one
# letter (x²) it is typed as a plain one.
_UNREAD = re.compile(
    r"(?<=[^\W\d_])[-\u2010][^\S\n]*\n[^\S\n]*(?=[^\W\d_A-ZА-ЯЁІЇЄҐ])"
    r"|(?:(?<=\d)|(?<=[^\W\d_]{3}))[\u00b2\u00b3\u00b9\u2070-\u2079]+"
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?$")
# There is no Snowball stemmer for Ukrainian; spelt this way its endings fall together as Russian
# ones do (армії, армія -> арм; солдатів, солдати -> солдат).
_UKRAINIAN = str.maketrans({"і": "и", "ї": "и", "є": "е", "ґ": "г", "ё": "е"})
_INNER_MARKS = str.maketrans("", "", f"{APOSTROPHES},. \u00a0\u2009\u202f")
_ONE_APOSTROPHE = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
_KEPT_STEMS = 200_000  # a newsroom's whole vocabulary, some 20 MB

_per_thread = threading.local()  # a Stemmer must not be shared between threads


def split_words(text: str) -> list[str]:
    r"""Split a text into its words, as read, in order.

    A word is without what nobody sees in it: soft hyphens, ligatures, the end of a line.

    >>> split_words("Who paid 22 000 to O’Neil, the of\u00adﬁcer?")
    ['Who', 'paid', '22 000', 'to', 'O’Neil', 'the', 'officer']
    """
    return _WORD.findall(_as_read(text))


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word in its plain form, and its range in the text."""

    plain: str
    start: int
    end: int


def place_words(text: str, first: int = 0) -> tuple[PlacedWord, ...]:
    r"""Split a text in NFC into its words, as `split_words` does, with the range of each.

    `first` is what the offset of the text's first character is counted as.

    >>> [(word.plain, word.start, word.end) for word in place_words("Two ﬁnal affi-\ndavits.")]
    [('two', 0, 3), ('final', 4, 8), ('affidavits', 9, 21)]
    """
    read = _as_read(text)
    if read == text:
        return tuple(
            PlacedWord(plain(word[0]), first + word.start(), first + word.end())
            for word in _WORD.finditer(text)
        )
    places = _places_as_read(text)
    return tuple(
        PlacedWord(plain(word[0]), first + places[word.start()], first + places[word.end() - 1] + 1)
        for word in _WORD.finditer(read)
    )


@lru_cache(maxsize=_KEPT_STEMS)
def plain(word: str) -> str:
    """Return a word without case, kind of apostrophe and marks between thousands.

    >>> plain("O’NEIL"), plain("22.000")
    ("o'neil", '22000')
    """
    if word[0].isdigit():
        return word.translate(_INNER_MARKS).casefold()
    return word.translate(_ONE_APOSTROPHE).casefold()


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
    bare = _POSSESSIVE.sub("", word.casefold()).translate(_INNER_MARKS)
    if _CYRILLIC.search(bare):
        return str(_stemmer("russian").stemWord(bare.translate(_UKRAINIAN)))
    return str(_stemmer("english").stemWord(without_accents(bare)))


def without_accents(word: str) -> str:
    """Return a word with bare letters.

    >>> without_accents("Wiśniewski")
    'Wisniewski'
    """
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _places_as_read(text: str) -> list[int]:
    """List where each character of a text as it is read stands in the text as it is written."""
    written = [(each, at) for at, mark in enumerate(text) for each in mark.translate(_AS_READ)]
    broken = _UNREAD.finditer("".join(each for each, _ in written))
    unread = {at for match in broken for at in range(*match.span())}
    return [at for order, (_, at) in enumerate(written) if order not in unread]


def _as_read(text: str) -> str:
    """Compose letters with their marks and join words, as a reader sees them."""
    text = unicodedata.normalize("NFC", text)
    if _READ_OTHERWISE.search(text):
        text = text.translate(_AS_READ)
    if text.isascii() and "\n" not in text:
        return text
    return _UNREAD.sub("", text).translate(_RAISED)


def _stemmer(language: str) -> Stemmer.Stemmer:
    found = getattr(_per_thread, language, None)
    if found is None:
        found = Stemmer.Stemmer(language)
        setattr(_per_thread, language, found)
    return found


def is_mostly_latin(text: str) -> bool:
    """Tell whether at least half of a text's letters are Latin.

    >>> is_mostly_latin("Who was Пушкин, the poet?")
    True
    """
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" or "\u1e00" <= character < "\u1f00" for character in letters)
    return 2 * latin >= len(letters)
