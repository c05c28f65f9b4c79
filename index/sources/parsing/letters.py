"""Bytes of an unknown encoding -> the one reading that is words of some language, if there is one.

Each language is written with few letters beyond ASCII. Bytes read in a wrong encoding show other
letters, symbols inside words, two scripts in one word, or capitals in the middle of words. What two
encodings read alike may be taken from either; where they differ and both could be right, nothing is
guessed. Measured on made-up texts of 24 languages: `tests/index/sources/parsing/test_letters.py`.
"""

import re
from collections import Counter
from collections.abc import Iterator

FITTING_SHARE = 0.95
"""The share of the letters beyond ASCII that one language must explain; names are foreign."""

WRONG_SHARE = 0.03
"""The share of words with two scripts or a symbol inside from which a reading is wrong."""

_WESTERN = ("cp1252", "iso8859_15", "mac_roman")
_CENTRAL = ("cp1250", "iso8859_2", "mac_latin2")
_BALTIC = ("cp1257", "iso8859_13")
_CYRILLIC = ("cp1251", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic")
_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_GREEK = "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ"
_LANGUAGES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("en", _WESTERN, "éèêëïöüñçàáâóíæœ"),
    ("de", _WESTERN, "äöüßé"),
    ("fr", _WESTERN, "àâæçéèêëîïôœùûüÿñ"),
    ("es", _WESTERN, "áéíñóúüºªç"),
    ("pt", _WESTERN, "ãáâàçéêíõóôúüºª"),
    ("it", _WESTERN, "àèéìíîòóùúº"),
    ("nl", _WESTERN, "éèëïöüáóíê"),
    ("sv", _WESTERN, "åäöéàü"),
    ("da", _WESTERN, "æøåéöäü"),
    ("is", _WESTERN, "áéíóúýþæöð"),
    ("ca", _WESTERN, "àçéèíïóòúü·"),
    ("pl", _CENTRAL, "ąćęłńóśźż"),
    ("cs", _CENTRAL, "áčďéěíňóřšťúůýž"),
    ("sk", _CENTRAL, "áäčďéíĺľňóôŕšťúýž"),
    ("hu", _CENTRAL, "áéíóöőúüű"),
    ("ro", _CENTRAL, "ăâîşţ"),
    ("hr", _CENTRAL, "čćđšž"),
    ("et", _BALTIC, "äõöüšž"),
    ("lv", _BALTIC, "āčēģīķļņšūž"),
    ("lt", _BALTIC, "ąčęėįšųūž"),
    ("tr", ("cp1254", "mac_turkish"), "çğıİöşüâîû"),
    ("el", ("cp1253", "iso8859_7", "mac_greek"), _GREEK),
    ("ru", _CYRILLIC, _RUSSIAN),
    ("uk", _CYRILLIC, "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"),
    ("be", _CYRILLIC, "абвгдеёжзійклмнопрстуўфхцчшыьэюя"),
    ("bg", _CYRILLIC, "абвгдежзийклмнопрстуфхцчшщъьюя"),
    ("sr", ("cp1251", "iso8859_5"), "абвгдђежзијклљмнњопрстћуфхцчџш"),
    ("he", ("cp1255", "iso8859_8"), "אבגדהוזחטיךכלםמןנסעףפץצקרשת"),
)
# The letters that each script has most; a text in which they are rare was read wrongly.
_FREQUENT = {"cyrillic": "оеаинтср", "greek": "αοιετσνη"}
_FREQUENT_SHARE = 0.4
_ENOUGH_LETTERS = 20
_ENOUGH_KINDS = 3
_MARKS = frozenset("“”„‘’‚«»‹›–—…•·°§©®™€£¥\u00a0¡¿½¼¾²³¹×÷†‡№´µ±º\u00adªΆ·―\ufffd\u200e\u200f")
_SYMBOL_IN_WORD = re.compile(
    r"[^\W\d_][¡¢£¤¥¦§¨©ª¬®¯±²³¶¸¹º¼½¾¿÷×†‡°№][^\W\d_]|[^\W\d_][€¢£¤¥¦§¨¬¯±¶¸¹¼½¾¡¿÷×†‡№]"
)
_TWO_SCRIPTS = re.compile(
    r"[a-zA-ZÀ-ÖØ-öø-ž][\u0370-\u05ff]|[\u0370-\u05ff][a-zA-ZÀ-ÖØ-öø-ž]"
    r"|[\u0370-\u03ff][\u0400-\u05ff]|[\u0400-\u05ff][\u0370-\u03ff]"
)
# "Ìîñò ðåêó": no language of Latin script writes words without one letter of the English alphabet.
_NO_ENGLISH_LETTER = re.compile(r"\b[À-ÖØ-öø-ÿŒœŠšŽžŸ]{3,}\b")
_FOREIGN_WORD = re.compile(r"\w*[^\W\d_a-zA-Z]\w*")
_CAPITAL_INSIDE = re.compile(
    r"[a-zß-öø-ÿа-яёіїєґα-ωāăąćčďđēęěėģīıķļłńņňőœřśşšťūůűųźżž]"
    r"[À-ÖØ-ÞА-ЯЁІЇЄҐΑ-ΩŠŽŸČĆĐĘŁŚŹŻĀĒĪŪŠŤŇŘŮÝ]|ς[α-ωά-ώ]"
)


def guess(content: bytes, language: str | None = None) -> str | None:
    """Return the characters of a text; `None` where no reading is words, or two readings are.

    `language` is the one that a page says it is in; its encodings are looked at alone, if given.
    """
    readings: dict[str, tuple[float, bool]] = {}
    foreign = content.translate(None, bytes(range(128)))
    is_enough = len(set(foreign)) >= _ENOUGH_KINDS
    for encodings, alphabet in _of(language):
        for encoding in encodings:
            share = _fitting(foreign, encoding, alphabet)
            if share >= FITTING_SHARE and (text := _read(content, encoding)) is not None:
                # Of two that fit alike, that of Windows, as few texts are old ones of a Mac; not
                # where there is little to judge by.
                rank = (share, is_enough and encoding.startswith("cp125"))
                readings[text] = max(rank, readings.get(text, rank))
    if not readings and language is not None:
        return guess(content)
    best = [text for text, rank in readings.items() if rank == max(readings.values())]
    return best[0] if len(best) == 1 else None


def look_wrong(text: str, allowed: int = 0) -> bool:
    """Tell whether a reading shows what no language writes, in more than a few of its words.

    >>> look_wrong("wszed\N{SUPERSCRIPT THREE}szy"), look_wrong("5 m\N{SUPERSCRIPT TWO}")
    (True, False)
    """
    words = _FOREIGN_WORD.findall(text)
    wrong = sum(1 for word in words if _TWO_SCRIPTS.search(word) or _CAPITAL_INSIDE.search(word))
    wrong += len(_SYMBOL_IN_WORD.findall(text)) + len(_NO_ENGLISH_LETTER.findall(text))
    return wrong > max(allowed, WRONG_SHARE * len(words))


def _of(language: str | None) -> Iterator[tuple[tuple[str, ...], str]]:
    known = [entry for entry in _LANGUAGES if entry[0] == language]
    return ((encodings, alphabet) for _, encodings, alphabet in known or _LANGUAGES)


def _fitting(foreign: bytes, encoding: str, alphabet: str) -> float:
    """Return the share of the characters beyond ASCII that are of an alphabet, or marks."""
    try:
        counts = Counter(foreign.decode(encoding).lower())
    except UnicodeDecodeError:
        return 0.0
    marks = sum(
        number for mark, number in counts.items() if mark in _MARKS and mark not in alphabet
    )
    fitting = sum(counts[letter] for letter in set(alphabet.lower()))
    letters = sum(counts.values()) - marks
    if letters and not _is_frequent(counts, letters):
        return 0.0
    return fitting / letters if letters else 1.0


def _is_frequent(counts: Counter[str], letters: int) -> bool:
    if letters < _ENOUGH_LETTERS:
        return True
    for frequent in _FREQUENT.values():
        script = sum(number for letter, number in counts.items() if _is_of(letter, frequent[0]))
        if script > letters / 2:
            return sum(counts[letter] for letter in frequent) >= _FREQUENT_SHARE * letters
    return True


def _is_of(letter: str, sample: str) -> bool:
    return ord(letter) >> 8 == ord(sample) >> 8


def _read(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if look_wrong(text) else text
