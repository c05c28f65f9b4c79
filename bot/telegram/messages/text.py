"""Text as Telegram takes it: with entities, counted in UTF-16 units, cleaned and cut; pure.

All offsets and lengths are in UTF-16 code units, of which most characters are one and an emoji is
two. Which characters Telegram changes in
silence is read off TDLib's `clean_input_string`, `replace_offending_characters` and
`strip_empty_characters` (`td/telegram/misc.cpp`, 2026), and its `fix_formatted_text`, which trims a
message's ends.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from index.records import Span

MOST_UNITS = 4096  # telegram.constants.MessageLimit.MAX_TEXT_LENGTH, counted in the wider unit
MOST_ENTITIES = 100  # MessageLimit.MESSAGE_ENTITIES; Telegram drops the others in silence
CUT_SHORT = "…"  # stands for the end of a field that was too long
LONGEST_CLUSTER = 64  # characters looked back over for one that a reader sees as one

_ENCODING = "utf-16-le"  # names its byte order, so no mark is written before the text

# Taken out: the directional embeddings may turn a sentence round, the marks hide other letters.
_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_SPACED = re.compile("[\x00-\x09\x0b-\x1f]")  # come back as spaces: so do tabs
_MARKS_BEFORE_A_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")  # become U+200C
_SURROGATE = re.compile("[\ud800-\udfff]")  # no UTF-8 for it
# TDLib leaves the controls from U+007F to U+009F alone, but nobody has promised that.
_CHANGED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u030a\u0333\u033f\ud800-\udfff]|[\u200e\u200f]{2}"
)
_BLANK = re.compile(r"[\s\u180e\u200b-\u200f\u202e\u2800\ufeff\ufffc\U000e0000-\U000e007f]*")

_JOINER = "\u200d"
_NEVER_FIRST = ("M", "Cf")  # categories: marks; joiners, and the tags in the flags of regions
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_REGION_LETTERS = ("\U0001f1e6", "\U0001f1ff")  # two of them are a flag
_LATER_JAMO = ("\u1160", "\u11ff")  # vowels and finals of a Hangul syllable
_VIRAMA = 9  # combining class of the sign that binds two consonants of an Indic script


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted range; `kind` is the Bot API's word: 'bold', 'blockquote' or 'text_link'."""

    kind: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class QuotedSlice:
    """A range of the message that must read exactly `text`, which stands so in an article."""

    offset: int
    length: int
    text: str


@dataclass(frozen=True, slots=True)
class TelegramText:
    """A message, or a part of one; `slices` are its quotes, or their parts, in order."""

    text: str
    entities: tuple[Entity, ...] = ()
    slices: tuple[QuotedSlice, ...] = ()


NOTHING = TelegramText("")


def fits(message: TelegramText) -> bool:
    """Tell whether Telegram takes this as one message."""
    return len(message.entities) <= MOST_ENTITIES and units(message.text) <= MOST_UNITS


def join(parts: Iterable[TelegramText], separator: str) -> TelegramText:
    """Put the parts that hold any text one after the other."""
    texts: list[str] = []
    entities: list[Entity] = []
    slices: list[QuotedSlice] = []
    offset = 0
    for part in parts:
        if not part.text:
            continue
        entities.extend(
            Entity(entity.kind, offset + entity.offset, entity.length, entity.url)
            for entity in part.entities
        )
        slices.extend(
            QuotedSlice(offset + quoted.offset, quoted.length, quoted.text)
            for quoted in part.slices
        )
        texts.append(part.text)
        offset += units(part.text) + len(separator)
    return TelegramText(separator.join(texts), tuple(entities), tuple(slices))


def units(text: str) -> int:
    """Count the code units.

    >>> units("a😀")
    3
    """
    return len(encode_units(text)) // 2


def unit_offsets(text: str) -> tuple[int, ...]:
    """Give the code units before each character, and at last those of the whole text.

    >>> unit_offsets("a😀b")
    (0, 1, 3, 4)
    """
    if units(text) == len(text):
        return tuple(range(len(text) + 1))
    return tuple(accumulate((1 + (character > "\uffff") for character in text), initial=0))


def encode_units(text: str) -> bytes:
    """Encode so that code unit n is at bytes 2n and 2n + 1."""
    return text.encode(_ENCODING, "surrogatepass")


def would_change(quoted: str) -> bool:
    r"""Tell whether a quote might not come back from Telegram as it was sent; yes in doubt.

    A message that is all blank is refused, and one that ends in a blank is trimmed.

    >>> would_change("Row\tby row"), would_change("It ended. "), would_change("A\xa0b, `<b>`")
    (True, True, False)
    """
    is_trimmed = quoted != quoted.strip()
    return is_trimmed or is_blank(quoted) or _CHANGED.search(quoted) is not None


def clean(text: str) -> str:
    r"""Return what Telegram would make of a field or of the bot's own sentence, never of a quote.

    Done here, so that the offsets of what follows stay right.

    >>> clean(" Tab\tand\u202e turn\r\n")
    'Tab and turn'
    """
    if not _CHANGED.search(text):
        return text.strip()
    spaced = _SPACED.sub(" ", _REMOVED.sub("", text))
    return _SURROGATE.sub("\ufffd", _MARKS_BEFORE_A_MARK.sub("\u200c", spaced)).strip()


def is_blank(text: str) -> bool:
    """Tell whether Telegram finds nothing to see in the text."""
    return _BLANK.fullmatch(text) is not None


def cut(text: str, preferred: Sequence[int], room: int) -> tuple[Span, ...]:
    """Cut into ranges of at most `room` UTF-16 units (2 or more) that together hold all of it.

    A range ends at the last of the `preferred` positions (ascending) that is in reach, else before
    a word, else between two characters as readers see them, else between two code points.

    >>> cut("One. Two three", (5,), 9)
    (Span(start=0, end=5), Span(start=5, end=14))
    """
    offsets = unit_offsets(text)
    spans: list[Span] = []
    start = 0
    while start < len(text):
        reach = bisect_right(offsets, offsets[start] + room) - 1
        end = reach if reach == len(text) else _end(text, preferred, start, reach)
        spans.append(Span(start, end))
        start = end
    return tuple(spans)


def shorten(text: str, room: int) -> str:
    """Return a text of at most `room` UTF-16 units, its end replaced by `…` where it was longer.

    >>> shorten("Ferry sinks", 8)
    'Ferry…'
    """
    if units(text) <= room:
        return text
    first = cut(text, (), room - len(CUT_SHORT))[0]
    return text[: first.end].rstrip() + CUT_SHORT


def _end(text: str, preferred: Sequence[int], start: int, reach: int) -> int:
    chosen = bisect_right(preferred, reach) - 1
    if chosen >= 0 and preferred[chosen] > start:
        return preferred[chosen]
    for position in range(reach, start, -1):
        if _begins_word(text, position):
            return position
    for position in range(reach, max(start, reach - LONGEST_CLUSTER), -1):
        if not _is_inside_cluster(text, position):
            return position
    return reach


def _begins_word(text: str, position: int) -> bool:
    if not text[position - 1].isspace() or text[position].isspace():
        return False
    return not _is_inside_cluster(text, position)


def _is_inside_cluster(text: str, position: int) -> bool:
    """Tell whether a reader sees what stands before and behind `position` as one character.

    The common cases of Unicode's annex 29, in doubt one character.
    """
    before, behind = text[position - 1], text[position]
    return (
        unicodedata.category(behind).startswith(_NEVER_FIRST)
        or before == _JOINER
        or unicodedata.combining(before) == _VIRAMA
        or _SKIN_TONES[0] <= behind <= _SKIN_TONES[1]
        or _LATER_JAMO[0] <= behind <= _LATER_JAMO[1]
        or (_is_region_letter(behind) and _region_letters_before(text, position) % 2 == 1)
    )


def _region_letters_before(text: str, position: int) -> int:
    first = position
    while first > 0 and _is_region_letter(text[first - 1]):
        first -= 1
    return position - first


def _is_region_letter(character: str) -> bool:
    return _REGION_LETTERS[0] <= character <= _REGION_LETTERS[1]
