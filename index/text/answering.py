"""A quote of a long paragraph -> the sentences of it that answer, as a phone shows them. Pure.

Who reads "He was arrested at noon." must learn who: the sentences before come along, back to the
one that names him. Where the article itself quotes somebody, the quotation is not begun in its
middle. The rest of the paragraph stays where it was: the quote that is returned cites its place.
"""

import re

from index.records import Article, Paragraph, Quote, RankedQuote, Sentence, Span
from index.text import sentences
from index.text.quoting import is_inside, quote_slice
from index.text.stopwords import STOPWORDS

WHOLE = 200  # characters; a shorter quote is read at a glance, and shown as it is
LONGEST_PART = 420  # characters; about ten lines of a phone, the answering sentences aside
_LONGEST_QUESTION = 140  # characters of an interviewer's question: only its end is shown of more
_MOST_BEFORE = 3  # sentences looked back over for a name; who was named further up is forgotten

# Who reads one of these must know already who or what is meant. "It" may stand for nothing
# ("it rained"), and "this" for what follows, so that they count only at a sentence's beginning.
_PERSONS = """
he she they him her his hers their theirs them himself herself themselves
он она они его её ее их ему ей им него неё нее них ним ней нём
він вона вони його її їх йому їй їм нього неї ній ньому
"""
_THINGS = "it its this these those that это оно це воно"
_STANDING_ALONE = """
is was are were has had have will would can could may might should does did
was made means meant came comes happened был была было было значит означает сталося було означає
"""
_BEFORE_SUBJECT = "but and so then yet или и а но але й та і"
_DATES = """
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday
"""

PRONOUNS = frozenset(_PERSONS.split())
"""The pronouns for somebody who must have been named before."""

_POINTING = frozenset(_THINGS.split())
_VERBS = frozenset(_STANDING_ALONE.split())
_OPENING = frozenset(_BEFORE_SUBJECT.split())
# Written like names, but nobody is called so in "In May he left."
_CALENDAR = frozenset(_DATES.split())
_NAMELESS = STOPWORDS | PRONOUNS | _POINTING | _OPENING
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")


def answering_part(article: Article, ranked: RankedQuote) -> RankedQuote:
    """Cut a quote to its highlighted sentences and what they need to be understood.

    A short quote, or one without a highlight, stays whole. Of a long question of an interviewer the
    last sentence is kept. Raises `QuoteMismatch` if the article is not the one that is cited.
    """
    return RankedQuote(
        quote=_part(article, ranked.quote, is_answer=ranked.asked is not None),
        probability=ranked.probability,
        asked=None if ranked.asked is None else _last_question(article, ranked.asked),
    )


def _part(article: Article, quote: Quote, *, is_answer: bool) -> Quote:
    """Cut a quote; `is_answer` tells that an interviewer's question says who speaks in it."""
    if len(quote.text) <= WHOLE or quote.highlight is None:
        return quote
    paragraph = _as_paragraph(quote)
    split = sentences.split(paragraph)
    start, end = (paragraph.start + at for at in (quote.highlight.start, quote.highlight.end))
    held = [at for at, each in enumerate(split) if each.start < end and start < each.end]
    first = _first_named(split, held[0], held[-1])
    if not is_answer:
        first = _outside_quotation(paragraph, split, first, held[-1])
    cited, last = quote.citation, split[held[-1]].end
    return quote_slice(
        article, cited.paragraph_number, split[first].start, last, Span(start, min(end, last))
    )


def _last_question(article: Article, asked: Quote) -> Quote:
    """Keep the last sentence of a long question, and any before it that it needs."""
    if len(asked.text) <= _LONGEST_QUESTION:
        return asked
    split = sentences.split(_as_paragraph(asked))
    first = _first_named(split, len(split) - 1, len(split) - 1)
    cited = asked.citation
    return quote_slice(article, cited.paragraph_number, split[first].start, cited.end)


def _as_paragraph(quote: Quote) -> Paragraph:
    cited = quote.citation
    return Paragraph(cited.article_id, cited.paragraph_number, cited.start, cited.end, quote.text)


def _first_named(split: tuple[Sentence, ...], first: int, last: int) -> int:
    """Go back to the sentence that names whom the first one speaks of, or to the one before it."""
    if first == 0 or not _points_back(split[first].text):
        return first
    for at in range(first - 1, max(first - 1 - _MOST_BEFORE, -1), -1):
        if split[last].end - split[at].start > LONGEST_PART:
            break
        if _has_name(split[at].text) or not _points_back(split[at].text):
            return at
    nearest = first - 1
    return nearest if split[last].end - split[nearest].start <= LONGEST_PART else first


def _outside_quotation(
    paragraph: Paragraph, split: tuple[Sentence, ...], first: int, last: int
) -> int:
    """Go back to where a quotation begins, unless that is too far."""
    begins = first
    while begins > 0 and is_inside(paragraph, split[begins].start):
        begins -= 1
    return begins if split[last].end - split[begins].start <= LONGEST_PART else first


def _points_back(text: str) -> bool:
    """Tell whether a sentence speaks of somebody or something that it has not named before.

    >>> _points_back("He was arrested at noon."), _points_back("Popova said he was arrested.")
    (True, False)
    """
    words = _WORD.findall(text)
    folded = [word.casefold() for word in words]
    begins = next((at for at, word in enumerate(folded) if word not in _OPENING), 0)
    if folded and folded[begins] in _POINTING and _stands_alone(folded, begins):
        return True
    for at, word in enumerate(folded):
        if word in PRONOUNS:
            return True
        if _is_name(words[at], is_first=at == 0):
            return False
    return False


def _stands_alone(folded: list[str], at: int) -> bool:
    """Tell whether a pointing word is all that is named: "this was", but not "this summer"."""
    if folded[at].startswith("it"):
        return True
    return at + 1 < len(folded) and folded[at + 1] in _VERBS


def _has_name(text: str) -> bool:
    """Tell whether a word inside the sentence is written like a name."""
    return any(_is_name(word, is_first=False) for word in _WORD.findall(text)[1:])


def _is_name(word: str, *, is_first: bool) -> bool:
    """Tell whether a word is written like a name; the first of a sentence if it means something."""
    if not word[0].isupper() or word == "I" or word.casefold() in _CALENDAR:
        return False
    return not is_first or word.casefold() not in _NAMELESS
