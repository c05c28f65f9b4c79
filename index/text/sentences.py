"""A paragraph -> its sentences with offsets, for English, Russian and Ukrainian. Pure.

A sentence ends at a run of stops and its closing quotes or brackets, or where a list line begins.
A stop is no end before a lower-case letter, after an abbreviation or initial, or where a speaker is
named next ("Why?" Oxana asks). In doubt nothing is cut: a long sentence is still quoted whole,
while half a sentence misleads.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.records import Paragraph, Sentence


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A stop run, also spaced (". . ."), and what still belongs to it: quotes, brackets, footnote marks,
# Markdown emphasis. The last part is for tokenised text, which writes "end . ''" and "etc. )".
# The look-behinds let a run be tried once only: leader dots come by the thousand.
STOP = (
    r"(?<![.!?…])(?<![.!?…][ \xa0])"
    r"(?P<stop>[.!?…]++(?:[ \xa0][.!?…]++)*+)"
)
CLOSERS = r"""(?P<closers>(?:["”»’'“)\]}*_]|\[\w{1,8}\])*(?:[ \xa0](?:''|[)\]”»]))*)"""
# A full stop without a space after it ends a sentence only between two ordinary words in prose.
GLUED_STOP = r"(?P<glued>(?<=[a-zа-яёіїєґ]{4})\.(?=[A-ZА-ЯЁІЇЄҐ][a-zа-яёіїєґ]{3,},? [a-zа-яёіїєґ]))"
LIST_LINE = r"(?P<line>\n(?=[^\S\n]*(?:[-*•–]|\d{1,2}[.)])[^\S\n]+\S))"
CANDIDATE = re.compile(rf"{STOP}{CLOSERS}(?=\s|\Z)|{LIST_LINE}|{GLUED_STOP}")

OPENERS = re.compile(r"""[\s"“„«‘'`(\[{*_—–\\-]*""")
WORD = re.compile(r"\w+(?:[’']\w+)*")
ATTRIBUTION = re.compile(
    r"(?!(?:He|She|They|We|It|You|Like)\b)(?:[^\W\d_][\w’'-]*\s+){1,3}"
    r"(?:said|says|asked|asks|told|tells|replied|replies|added|adds|wrote|writes|recalled|recalls"
    r"|answered|shouted|cried|exclaimed|wondered|stated|instructed|explained|explains)\b"
)
DOTTED_LETTERS = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
LIST_NUMBER = re.compile(r"\d{1,3}")
NEVER_FIRST = ",;:)]}.!?…"
ADDRESS_SIGNS = ("/", "@", "www.", "\\")
# The longest abbreviation with its dots, and room for an address; more would only cost time.
TOKEN_WINDOW = 40
TOKEN_OPENERS = "\"“„«‘'`([{*_—–-"

# A name or an explanation follows these, so they never end a sentence.
NEVER_LAST = _words(
    "mr mrs ms dr prof sen sens gov gen lt col sgt capt cmdr cpl maj rev hon rep reps pres adm brig"
    " amb vs v e.g i.e cf ca viz"
    " им ул просп т.е т.к т.н напр проф акад доц ген полк ім вул див т.зв тобто"
)
# These end a sentence only before a word of `STARTERS`; so do initials, "U.S." and "p.m.".
SELDOM_LAST = _words(
    "st mt ft inc ltd co corp jr sr bros esq dept univ ave blvd al est approx"
    " jan feb mar apr jun jul aug sept sep oct nov dec"
    " гг вв руб коп тыс млн млрд трлн др пр обл корп кв тел чел долл св см ср рис стр гл ст табл"
    " рр тис грн мал пл пер"
)
# These are abbreviations only before a number: "No. 5", but also "No. That is wrong."
BEFORE_NUMBER = _words("no nos fig figs vol vols pp ch sec art п пп ч т")
# These look like initials, but a list that they close often closes its sentence too.
LIST_ENDS = _words("т.д т.п")

STARTERS = _words(
    "The A An He She It They We You I In On At As But And However If When While After Before Since"
    " This That These Those There His Her Its Their Our My For From With Under By To Then Now"
    " Although Though Despite During Many Most Some Several Both Also Yet Or Not What Who Where Why"
    " How Another According Meanwhile Later Today Because Until Such Each Every All Thus Again Is"
    " Are Did Does"
    " Он Она Оно Они Это Этот Эта Эти Но А И В Во На По Из За Мы Я Вы Ты Как Когда Если Однако"
    " Также После Для При С Со К У О Об От До Так Там Тогда Затем Все Его Её Ее Их Потом Позже"
    " Сейчас Теперь Сам Что Кто Где Почему Тот Та Те Не"
    " Він Вона Воно Вони Це Цей Ця Ці Але І Й З Із Зі Ми Ви Ти Як Коли Якщо Однак Також Після Під"
    " Тоді Потім Усі Всі Його Її Їх Тепер Що Хто Де Чому Той Ті"
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
    sentence_start = 0
    for candidate in CANDIDATE.finditer(text):
        if _is_boundary(text, candidate, sentence_start):
            yield candidate.end()
            sentence_start = _skip_openers(text, candidate.end())


def _is_boundary(text: str, candidate: re.Match[str], sentence_start: int) -> bool:
    if candidate["line"]:
        return True
    if candidate["glued"]:
        return not _is_in_address(text, candidate.start())
    following = _skip_openers(text, candidate.end())
    if not _can_begin(text[following : following + 1]):
        return False
    if candidate["stop"] == ".":
        return not _is_abbreviation(text, candidate.start(), following, sentence_start)
    return not (candidate["closers"] and ATTRIBUTION.match(text, following))


def _can_begin(character: str) -> bool:
    """Tell whether a sentence can begin with a character; loose marks at the end begin none."""
    return character != "" and character not in NEVER_FIRST and not character.islower()


def _is_in_address(text: str, stop: int) -> bool:
    token = _token_before(text, stop)
    return "." in token or any(sign in token for sign in ADDRESS_SIGNS)


def _is_abbreviation(text: str, stop: int, following: int, sentence_start: int) -> bool:
    """Tell whether the full stop at `stop` belongs to the word before it, not to the sentence."""
    token = _token_before(text, stop)
    word = token.lower()
    if not word or word in LIST_ENDS:
        return False
    if word in NEVER_LAST:
        return True
    if LIST_NUMBER.fullmatch(word):
        return stop - len(token) <= sentence_start
    if text[following : following + 1].isdigit() and word in BEFORE_NUMBER:
        return True
    if _is_seldom_last(token):
        return not _is_starter(text, following)
    return False


def _token_before(text: str, stop: int) -> str:
    """Return the word that ends at `stop`, without opening quotes; empty after a space."""
    if stop == 0 or text[stop - 1].isspace():
        return ""
    return text[max(0, stop - TOKEN_WINDOW) : stop].split()[-1].lstrip(TOKEN_OPENERS)


def _is_seldom_last(token: str) -> bool:
    is_initial = len(token) == 1 and token.isalpha()
    is_dotted = DOTTED_LETTERS.fullmatch(token) is not None
    return is_initial or is_dotted or token.lower() in SELDOM_LAST


def _is_starter(text: str, following: int) -> bool:
    """Tell whether a word that usually begins a sentence follows, and is not itself an initial."""
    word = WORD.match(text, following)
    return word is not None and word[0] in STARTERS and text[word.end() : word.end() + 1] != "."


def _skip_openers(text: str, position: int) -> int:
    openers = OPENERS.match(text, position)
    return openers.end() if openers else position
