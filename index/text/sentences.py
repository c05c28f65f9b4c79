"""A paragraph -> its sentences with offsets, for English, Russian and Ukrainian. Pure.

A sentence ends at a run of stops and its closing quotes or brackets, or where a list line begins.
A stop is no end before a lower-case letter, after an abbreviation or initial, where a speaker is
named next ("Why?" Oxana asks), or inside quotation marks or brackets within a sentence that goes on
after them. In doubt nothing is cut: a long sentence is still quoted whole, while half a sentence
misleads ("It is false that Pvt. Orlov shot them").
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from index.records import Paragraph, Sentence
from index.text.abbreviations import (
    AFTER_NUMBER,
    BEFORE_NUMBER,
    CAPITALISED,
    CLAUSE_OPENERS,
    EXCLAIMED,
    LIST_ENDS,
    NEVER_LAST,
    SELDOM_LAST,
    STARTERS,
)

# A stop run, also spaced (". . ."), and what still belongs to it: quotes, brackets, footnote marks,
# Markdown emphasis. The last part is for tokenised text, which writes "end . ''" and "etc. )".
# The look-behinds let a run be tried once only: leader dots come by the thousand.
# (Possessive quantifiers would say the rest, but those of Python before 3.11.5 match wrongly.)
STOP = (
    r"(?<![.!?…])(?<![.!?…][ \xa0])"
    r"(?P<stop>[.!?…]+(?:[ \xa0][.!?…]+)*)(?![ \xa0]?[.!?…])"
)
CLOSERS = r"""(?P<closers>(?:["”»’'“)\]}*_]|\[\w{1,8}\])*(?:[ \xa0](?:''|[)\]”»]))*)"""
# A full stop without a space after it ends a sentence only between two ordinary words in prose.
GLUED_STOP = r"(?P<glued>(?<=[a-zа-яёіїєґ]{4})\.(?=[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ]{2,},? [a-zа-яёіїєґ]))"
LIST_LINE = r"(?P<line>\n(?=[^\S\n]*(?:[-*•–]|\d{1,2}[.)]|[^\W\d_]\))[^\S\n]+\S))"
CANDIDATE = re.compile(rf"{STOP}{CLOSERS}(?=\s|\Z)|{LIST_LINE}|{GLUED_STOP}")

OPENERS = re.compile(r"""[\s"“„«‘'`(\[{*_—–\\-]*""")
# "It's" begins as "It" does; "O'Neil" and the initial "O." are other words.
WORD = re.compile(
    r"(?P<word>\w+)(?:[’'](?:s|d|m|ve|re|ll)\b|(?!\w|[’'](?:s|d|m|ve|re|ll)\b))(?![’'.])"
)
# A brand: "iPhone sales fell."
CAMEL = re.compile(r"[a-z]{1,4}[A-Z]")
# No pronoun: "Go!" He said it twice.
ATTRIBUTION = re.compile(
    r"(?!(?:He|She|They|We|It|You|I|Like|But|And|Then)\b)(?:[^\W\d_][\w’'-]*\.?\s+){1,5}?"
    r"(?:said|says|asked|asks|told|tells|replied|replies|added|adds|wrote|writes|recalled|recalls"
    r"|answered|shouted|cried|exclaimed|wondered|stated|instructed|explained|explains|insisted"
    r"|insists|claimed|claims|denied|denies|demanded|declared|announced|yelled|screamed|whispered"
    r"|murmured|muttered|enquired|inquired|repeated|responded|remarked|argued|warned|warns|joked"
    r"|testified|tweeted|wanted\s+to\s+know)\b(?P<ends>[.,:;])?"
)
QUOTE_END = re.compile(r"[\"'”’»“]")
DASH = re.compile(r"[ \xa0]?[—–-][ \xa0]")
DOTTED_LETTERS = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
CLAUSE_OPENER = re.compile(rf"\b(?:{'|'.join(sorted(CLAUSE_OPENERS))})\s(?:the\s|an?\s)?\Z")
SPACED_LETTERS = re.compile(r"(?:(?<!\w)[^\W\d_]\.[ \xa0]){1,3}\Z")
WITHOUT_VOWEL = re.compile(
    "[BCDFGHJKLMNPQRSTVWXZБВГҐДЖЗЙКЛМНПРСТФХЦЧШЩ]?[bcdfghjklmnpqrstvwxzбвгґджзйклмнпрстфхцчшщ]{1,5}"
)
# An unknown abbreviation after "that" is not longer; more would only join sentences.
LONGEST_RANK = 5
LIST_NUMBER = re.compile(r"\d{1,3}|[IVX]{1,5}|[^\W\d_]")
NUMBER = re.compile(r"\d|[IVXLC]{2,}\b|[VX]\b")
AFTER_DIGIT = re.compile(r"\d[ \xa0]?\Z")
NEVER_FIRST = ",;:)]}.!?…"
ADDRESS_SIGNS = ("/", "@", "www.", "\\")
# The longest abbreviation with its dots, and room for an address; more would only cost time.
TOKEN_WINDOW = 40
CLAUSE_WINDOW = 16
TOKEN_OPENERS = "\"“„«‘'`([{*_—–-"

# What stands between two marks of a pair inside a sentence; longer passages are cut inside.
LONGEST_INSIDE = 250
LOWER = "a-zß-öø-ÿа-яёіїєґ"
# Quotation marks or brackets, after which the sentence goes on.
EMBEDDED = re.compile(
    rf"[“«„(\"](?:(?<=“)[^”]{{1,{LONGEST_INSIDE}}}”|(?<=«)[^»]{{1,{LONGEST_INSIDE}}}»"
    rf"|(?<=„)[^“”]{{1,{LONGEST_INSIDE}}}[“”]|(?<=\()[^)]{{1,{LONGEST_INSIDE}}}\)"
    rf"|(?<![^\s(\[—–-]\")(?<=\")(?=\S)[^\"]{{1,{LONGEST_INSIDE}}}\")"
    rf"(?=(?P<mark>[,;]?(?:\s+[—–-])?)\s+[{LOWER}])"
)


def split(paragraph: Paragraph) -> tuple[Sentence, ...]:
    """Cut a paragraph into sentences whose offsets are into the article's text.

    The sentences stand in reading order, do not overlap, begin and end with a visible character,
    and hold every non-space character of the paragraph.

    "He left. Why?" at offset 10 -> Sentence(10, 18, "He left."), Sentence(19, 23, "Why?")
    """
    text = paragraph.text
    cuts = [0, *_cuts(text), len(text)]
    sentences = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        visible = piece.strip()
        if visible:
            first = paragraph.start + start + len(piece) - len(piece.lstrip())
            sentences.append(Sentence(first, first + len(visible), visible))
    return tuple(sentences)


def _cuts(text: str) -> Iterator[int]:
    sentence_start = _skip_openers(text, 0)
    pairs = tuple(EMBEDDED.finditer(text))
    starts = [pair.start() for pair in pairs]
    for candidate in CANDIDATE.finditer(text):
        if not _is_boundary(text, candidate, sentence_start):
            continue
        pair_before = bisect_left(starts, candidate.end()) - 1
        if pair_before < 0 or not _holds(text, pairs[pair_before], candidate.end(), sentence_start):
            yield candidate.end()
            sentence_start = _skip_openers(text, candidate.end())


def _is_boundary(text: str, candidate: re.Match[str], sentence_start: int) -> bool:
    if candidate["line"]:
        return True
    if candidate["glued"]:
        return not (
            _is_in_address(text, candidate.start())
            or _is_abbreviation(text, candidate.start(), candidate.end(), sentence_start)
        )
    following = _skip_openers(text, candidate.end())
    return _can_begin(text, following) and not (
        _belongs_to_word(text, candidate, following, sentence_start)
        or _is_attributed(text, candidate, following)
    )


def _can_begin(text: str, following: int) -> bool:
    """Tell whether a sentence can begin here; loose marks at the end of a text begin none."""
    character = text[following : following + 1]
    if character == "" or character in NEVER_FIRST:
        return False
    return not character.islower() or CAMEL.match(text, following) is not None


def _is_in_address(text: str, stop: int) -> bool:
    token = _token_before(text, stop)
    return "." in token or any(sign in token for sign in ADDRESS_SIGNS)


def _belongs_to_word(
    text: str, candidate: re.Match[str], following: int, sentence_start: int
) -> bool:
    """Tell whether the stop is part of a word, or leaves something out inside a sentence."""
    stop = candidate["stop"]
    if stop == ".":
        return _is_abbreviation(text, candidate.start(), following, sentence_start)
    if candidate["closers"] or _is_starter(text, following):
        return False
    if stop == "!":
        return _token_before(text, candidate.start()).lower() in EXCLAIMED
    return not stop.strip(".… \xa0")


def _is_attributed(text: str, candidate: re.Match[str], following: int) -> bool:
    """Tell whether the quotation that closes here is followed by who says it."""
    if not QUOTE_END.search(candidate["closers"] or ""):
        return False
    if DASH.match(text, candidate.end()):
        return True
    attribution = ATTRIBUTION.match(text, following)
    if attribution is None or following > candidate.end() + 1:
        return False
    return candidate["stop"] != "." or attribution["ends"] is not None


def _holds(text: str, pair: re.Match[str], end: int, sentence_start: int) -> bool:
    """Tell whether `end`, which stands after `pair` opens, is inside of it within a sentence.

    A quotation that opens the sentence counts only where it is part of its grammar ("Oh! What a
    Lovely War" was shown), not where a speaker is named after a comma.
    """
    if end >= pair.end():
        return False
    return pair.start() >= sentence_start or (not pair["mark"] and text[pair.end() - 2].isalnum())


def _is_abbreviation(text: str, stop: int, following: int, sentence_start: int) -> bool:
    """Tell whether the full stop at `stop` belongs to the word before it, not to the sentence."""
    token = _token_before(text, stop)
    word = token.lower()
    if not word or word in LIST_ENDS:
        return False
    if word in NEVER_LAST or word.rpartition("-")[2] in NEVER_LAST:
        return True
    if LIST_NUMBER.fullmatch(token) and stop - len(token) <= sentence_start:
        return True
    if word in BEFORE_NUMBER and NUMBER.match(text, following):
        return True
    return not _is_starter(text, following) and _is_seldom_last(text, stop, token)


def _token_before(text: str, stop: int) -> str:
    """Return the word that ends at `stop`, without opening quotes; empty after a space.

    Spaced letters are one word: "т. д" is returned as "т.д".
    """
    if stop == 0 or text[stop - 1].isspace():
        return ""
    token = text[max(0, stop - TOKEN_WINDOW) : stop].split()[-1].lstrip(TOKEN_OPENERS)
    if len(token) > 1:
        return token
    spaced = SPACED_LETTERS.search(text, max(0, stop - 10), stop - 1)
    return "".join(spaced[0].split()) + token if spaced else token


def _is_seldom_last(text: str, stop: int, token: str) -> bool:
    word = token.lower()
    last_part = word.rpartition("-")[2]
    return (
        (len(token) == 1 and token.isalpha())
        or DOTTED_LETTERS.fullmatch(token) is not None
        or last_part in SELDOM_LAST
        or token in CAPITALISED
        or WITHOUT_VOWEL.fullmatch(token) is not None
        or (word in AFTER_NUMBER and _is_after(AFTER_DIGIT, text, stop - len(token)))
        or (_is_like_rank(token) and _is_after(CLAUSE_OPENER, text, stop - len(token)))
    )


def _is_like_rank(token: str) -> bool:
    """Tell whether a word is short and, in English, capital: a last word may follow "that" too."""
    return len(token) <= LONGEST_RANK and (token[0].isupper() or not token.isascii())


def _is_after(before: re.Pattern[str], text: str, start: int) -> bool:
    return before.search(text, max(0, start - CLAUSE_WINDOW), start) is not None


def _is_starter(text: str, following: int) -> bool:
    """Tell whether a word that usually begins a sentence stands here, and is no initial."""
    begun = WORD.match(text, following)
    return begun is not None and begun["word"] in STARTERS


def _skip_openers(text: str, position: int) -> int:
    openers = OPENERS.match(text, position)
    return openers.end() if openers else position
