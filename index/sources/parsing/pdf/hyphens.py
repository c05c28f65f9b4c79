"""Lines of text -> one text; a word broken at the end of a line is made whole. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HYPHENS = "-\N{SOFT HYPHEN}\N{HYPHEN}"

_WORD = re.compile(r"[^\W\d_]+(?:[-\N{HYPHEN}][^\W\d_]+)*")
_LAST_PART = re.compile(r"([^\W\d_]+)[-\N{HYPHEN}]\Z")
_FIRST_PART = re.compile(r"[^\W\d_]+(?:[-\N{HYPHEN}][^\W\d_]+)*")
# Words that keep their hyphen before another, looked at where the text does not tell. None begins
# many other words, as "ex" and "so" do.
_BEFORE = "half self then three two vice well кое северо юго западно восточно вице північно віце"
_BEFORE_LONG = "high left long low right short single"
_INDEFINITE = "что кто как где когда какой какая какое какие куда откуда почему чего кого кому чем"
# “Two- and three-storey houses” break after a hyphen that ends a word.
_BETWEEN = "and or und oder et ou или або чи"
_BEFORE_A_HYPHEN, _BEFORE_A_LONG_WORD, _BEFORE_TO, _AND = (
    frozenset(words.split()) for words in (_BEFORE, _BEFORE_LONG, _INDEFINITE, _BETWEEN)
)
_AFTER_A_HYPHEN = frozenset({"based", "либо", "нибудь", "небудь"})
_LONG = 4


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a whole text, in small letters, those with a hyphen whole."""

    known: frozenset[str]

    def is_one(self, first: str, second: str) -> bool:
        """Tell whether the parts of a word broken at a hyphen are written together."""
        first, second = first.lower(), second.lower()
        if min(len(first), len(second)) == 1:  # “г-н”, “р-н”: no word is broken so near its end
            return False
        if f"{first}{second}" in self.known:
            return True
        if f"{first}-{second}" in self.known:
            return False
        return not _keeps_hyphen(first, second)


def _keeps_hyphen(first: str, second: str) -> bool:
    if first in _BEFORE_A_HYPHEN or second in _AFTER_A_HYPHEN:
        return True
    is_long = first in _BEFORE_A_LONG_WORD and len(second) >= _LONG
    return is_long or (second == "то" and first in _BEFORE_TO)


def read_words(lines: Iterable[str]) -> Words:
    """Collect the words of lines, but not the parts of those broken at their ends."""
    known: set[str] = set()
    for line in lines:
        found = _WORD.findall(line.replace("\N{SOFT HYPHEN}", "").replace("\N{HYPHEN}", "-"))
        known.update(word.lower() for word in found)
    return Words(frozenset(known))


def join_lines(lines: Sequence[str], words: Words) -> str:
    """Join lines with a space, and without a hyphen where it only broke a word.

    >>> join_lines(["It was re-", "ported in the well-", "known paper."], read_words(()))
    'It was reported in the well-known paper.'
    """
    text = ""
    for line in lines:
        text = _joined(text, line, words) if text else line
    return without_soft_hyphens(text)


def without_soft_hyphens(text: str) -> str:
    """Leave out the hyphens that are shown only at the end of a line."""
    return text.replace("\N{SOFT HYPHEN}", "")


def is_broken(line: str) -> bool:
    """Tell whether a line ends within a word."""
    return line.endswith("\N{SOFT HYPHEN}") or _LAST_PART.search(line) is not None


def _joined(text: str, line: str, words: Words) -> str:
    if text.endswith("\N{SOFT HYPHEN}"):
        return text[:-1] + line
    if (before := _LAST_PART.search(text)) is None:
        ends_with_hyphen = text[-1] in HYPHENS and text[-2:-1].isalnum()
        return f"{text}{line}" if ends_with_hyphen else f"{text} {line}"
    after = _FIRST_PART.match(line)
    if after is None or not after[0][0].islower():
        # "Anglo-American" and "COVID-19" keep it; "two- and threefold" keep their space.
        return f"{text}{line}"
    if after[0] in _AND:
        return f"{text} {line}"
    return text[:-1] + line if words.is_one(before[1], after[0]) else f"{text}{line}"
