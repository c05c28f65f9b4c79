"""Who is said to have spoken: in the sentence around a quotation, and in an article. Pure.

A name is compared by its last word, in any of its spellings, since a second mention has no more.
"""

import re
from collections.abc import Iterable

from index.records import Article, Paragraph
from index.text.spellings import are_spellings, keys
from index.text.stems import split_words, stem
from index.text.stopwords import STOPWORDS

_VERBS = (
    "said|says|told|tells|wrote|writes|added|adds|asked|argued|argues|claimed|claims|stated|states"
    "|insisted|recalled|recalls|explained|explains|replied|warned|warns|admitted|according to"
    "|сказал[аи]?|говорит|заявил[аи]?|рассказал[аи]?|рассказывает|написал[аи]?|пишет|добавил[аи]?"
    "|отметил[аи]?|по словам|ответил[аи]?|объяснил[аи]?|объясняет|вспоминает|считает|признал[аи]?"
    "|сказа(?:в|ла|ли)|каже|заяви(?:в|ла|ли)|розпові(?:в|ла|ли|дає)|написа(?:в|ла|ли)|дода(?:в|ла|ли)"
    "|зазначи(?:в|ла|ли)|за словами|відпові(?:в|ла|ли)|поясни(?:в|ла|ли)|пояснює|згадує|вважає"
)
_SPOKE = re.compile(rf"\b(?:{_VERBS})\b", re.IGNORECASE)
_CAPITAL = "[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĢĪĶŁŃŅŇŌŐŘŚŠŤŪŮŰŹŻŽА-ЯЁІЇЄҐ]"
_PARTICLE = r"(?:(?:de|del|di|da|van|von|der|al|bin|ibn)\s+)?"
_NAME = re.compile(rf"{_CAPITAL}[\w’ʼ'-]*\w(?:\s+{_PARTICLE}{_CAPITAL}[\w’ʼ'-]*\w)*")
_ENDS = re.compile(r"(?<=\w\w\w)[.!?](?=\s)|[“”«»„\"]")
_FARTHEST = 80  # characters between a name and its verb: a clause with the person's office
# What begins a sentence with a capital and names nobody, beside the stop words.
_BEGINNINGS = """
but we you i in after when while yesterday today later also still however according
ранее позже вчера сегодня потом по за раніше пізніше вчора сьогодні потім
"""
_OTHERS = STOPWORDS | frozenset(_BEGINNINGS.split())
# A name behind one of these is where, or of what, not who.
_PREPOSITION = re.compile(
    r"\b(?:in|from|at|on|of|near|for|with|about|against|into|outside|over|since|under|via"
    r"|в|во|на|из|от|под|о|об|про|с|со|у|при|для|за|з|із|зі|від|біля|до|під)\s+$",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"(?:according to|по словам|за словами)\s+$", re.IGNORECASE)
_BEFORE = 300  # characters above a passage in which its speaker may be named


def speaker_in(narration: str) -> str | None:
    """Find who speaks by the words around a quotation; `None` if no name is by a verb of saying.

    >>> speaker_in(", said the ministry's spokesman, Lio Marten, on Friday.")
    'Lio Marten'
    """
    names = [found for found in _NAME.finditer(narration) if _may_speak(narration, found)]
    verbs = list(_SPOKE.finditer(narration))
    pairs = [(_distance(narration, name, verb), name[0]) for name in names for verb in verbs]
    distance, speaker = min(pairs, default=(_FARTHEST, ""), key=lambda pair: pair[0])
    return _without_stopwords(speaker) if distance < _FARTHEST else None


def is_named(name: str, texts: Iterable[str]) -> bool:
    """Tell whether the last word of a name stands in one of some texts, in any spelling."""
    words = split_words(name)
    named = {word for text in texts for word in split_words(text) if not word[0].islower()}
    return bool(words) and any(_are_one(words[-1], word) for word in named)


def recorded_speaker(article: Article, paragraph: Paragraph, start: int, end: int) -> str | None:
    """Find who says a range of a paragraph: the label of its turn, or who is named beside it."""
    if paragraph.speaker is not None:
        return article.text[paragraph.speaker.start : paragraph.speaker.end]
    above = article.text[max(0, paragraph.start - _BEFORE) : paragraph.start]
    own = article.text[paragraph.start : start] + " " + article.text[end : paragraph.end]
    return speaker_in(own) or speaker_in(above)


def _are_one(name: str, word: str) -> bool:
    if stem(name) == stem(word):
        return True
    return bool(keys(name) & keys(word)) and are_spellings(name, word)


def _distance(narration: str, name: re.Match[str], verb: re.Match[str]) -> int:
    """Count the characters between a name and a verb; far if a sentence ends between them."""
    first, second = sorted((name, verb), key=lambda found: found.start())
    between = narration[first.end() : second.start()]
    return _FARTHEST if _ENDS.search(between) else len(between)


def _may_speak(narration: str, name: re.Match[str]) -> bool:
    before = narration[: name.start()]
    is_place = _PREPOSITION.search(before) and not _ACCORDING.search(before)
    is_put_in = before.endswith("[")  # by whoever quotes: "He said the [Russian] soldiers …"
    return bool(_without_stopwords(name[0])) and not is_place and not is_put_in


def _without_stopwords(name: str) -> str:
    """Take stop words off the beginning of a name: The Ministry, But Marten."""
    words = name.split()
    while words and words[0].casefold() in _OTHERS:
        words.pop(0)
    return " ".join(words)
