"""A quote of a paragraph -> what of it answers, first, and what that needs, as a phone shows it.

Who reads "He was arrested at noon." must learn who: the sentences before come along as a quote of
their own, back to the one that names him, also out of the paragraph before. Where the article
itself quotes somebody, the quotation is not begun in its middle. The rest of the paragraph stays
where it was: each quote that is returned cites its place. Pure.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.records import Article, Paragraph, Quote, RankedQuote, Sentence, Span
from index.text import sentences
from index.text.quoting import is_inside, quote_slice
from index.text.stopwords import STOPWORDS

WHOLE = 200  # characters; a shorter quote is read at a glance, and nothing of it is left out
LONGEST_PART = 420  # characters; about ten lines of a phone, the answering sentences aside
_LONGEST_QUESTION = 140  # characters of an interviewer's question: only its end is shown of more
_MOST_BEFORE = 3  # sentences looked back over for a name; who was named further up is forgotten
_LONGEST_NAMING = 250  # characters of a sentence further up, which is shown only for a name
_FIRST_WORDS = 3  # of a sentence: a pronoun further inside may stand for a word before it
_LINE = 40  # characters of a line of a phone: what is not longer need not be put behind the answer

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


@dataclass(frozen=True, slots=True)
class Brief:
    """A quote in brief: `answer` begins with the sentence that answers, and is shown first.

    `before` are the sentences that it needs to be understood, in the order of the article: those
    that stand before it, and those of another paragraph that name somebody. `part` is all that is
    shown of the quote itself, as it stands there. `asked` is the end of the interviewer's question.
    """

    part: Quote
    answer: Quote
    before: tuple[Quote, ...]
    asked: Quote | None
    probability: float


@dataclass(frozen=True, slots=True)
class _Cut:
    """What of a quote is shown: its sentences, by position, up to `end`; `answering` are first."""

    split: tuple[Sentence, ...]
    first: int
    answering: int
    end: int

    @property
    def lacks_name(self) -> bool:
        """Whether it speaks of somebody or something whom none of its sentences names."""
        if not _points_back(self.split[self.answering].text):
            return False
        return not any(
            _needs_nothing(each.text) for each in self.split[self.first : self.answering]
        )

    @property
    def begins_with_pronoun(self) -> bool:
        """Whether it begins with somebody who must be named before: "the men, as they ran" do not.

        Only then something further up is worth its room.
        """
        words = _WORD.findall(self.split[self.answering].text.casefold())
        return any(word in PRONOUNS for word in words[:_FIRST_WORDS])

    @property
    def led_by(self) -> int:
        """How many characters stand before the sentence that answers."""
        return self.split[self.answering].start - self.split[self.first].start


def in_brief(
    article: Article, ranked: RankedQuote, read_before: Callable[[], Quote | None]
) -> Brief:
    """Cut a quote to its highlighted sentences and what they need to be understood.

    Of a short quote nothing is left out; one without a highlight is its own answer. `read_before`
    quotes what stands before the quote, and is asked only for somebody's name. Raises
    `QuoteMismatch` if the article is not the one that is cited.
    """
    quote, asked = ranked.quote, ranked.asked
    if asked is not None:
        asked = _last_question(article, asked)
    if quote.highlight is None or _stands_alone_whole(quote, quote.highlight):
        return Brief(quote, quote, (), asked, ranked.probability)
    cut = _cut(quote, quote.highlight, is_interview=asked is not None)
    is_unnamed = asked is None and cut.lacks_name and cut.begins_with_pronoun
    named = _named(article, quote, cut, read_before) if is_unnamed else ()
    if not named:
        cut = _with_sentence_before(cut)
    number = quote.citation.paragraph_number
    at = quote.citation.start + quote.highlight.start
    highlight = Span(at, min(quote.citation.start + quote.highlight.end, cut.end))
    part = quote_slice(article, number, cut.split[cut.first].start, cut.end, highlight)
    if cut.led_by <= _LINE:
        return Brief(part, part, named, asked, ranked.probability)
    start, before = cut.split[cut.answering].start, cut.split[cut.answering - 1].end
    return Brief(
        part=part,
        answer=quote_slice(article, number, start, cut.end, highlight),
        before=(*named, quote_slice(article, number, part.citation.start, before)),
        asked=asked,
        probability=ranked.probability,
    )


def _stands_alone_whole(quote: Quote, highlight: Span) -> bool:
    """Tell whether a short quote begins with what answers, and that needs nothing before it."""
    is_short = len(quote.text) <= WHOLE and highlight.start <= _LINE
    return is_short and not _points_back(quote.text[: highlight.end])


def _cut(quote: Quote, highlight: Span, *, is_interview: bool) -> _Cut:
    """Choose what is shown; in an interview the question says who speaks."""
    paragraph = _as_paragraph(quote)
    split = sentences.split(paragraph)
    start, end = (paragraph.start + at for at in (highlight.start, highlight.end))
    held = [at for at, each in enumerate(split) if each.start < end and start < each.end]
    first, last = held[0], held[-1]
    if not is_interview:
        first = _outside_quotation(paragraph, split, first, last)
    if len(quote.text) <= WHOLE:
        return _Cut(split, 0, first, split[-1].end)
    return _Cut(split, _first_named(split, first, last), first, split[last].end)


def _with_sentence_before(cut: _Cut) -> _Cut:
    """Take the sentence before along where nothing names who is spoken of, if it is short."""
    if not cut.lacks_name or cut.first < cut.answering or cut.first == 0:
        return cut
    is_short = cut.end - cut.split[cut.first - 1].start <= LONGEST_PART
    return replace(cut, first=cut.first - 1) if is_short else cut


def _named(
    article: Article, quote: Quote, cut: _Cut, read_before: Callable[[], Quote | None]
) -> tuple[Quote, ...]:
    """Quote the sentence that names somebody further up in a quote, or in what stands before it."""
    number = quote.citation.paragraph_number
    naming = _last_with_name(cut.split[: cut.first])
    if naming is None:
        before = read_before()
        if before is None:
            return ()
        number = before.citation.paragraph_number
        naming = _last_with_name(sentences.split(_as_paragraph(before)))
    if naming is None or naming.end - naming.start > _LONGEST_NAMING:
        return ()
    return (quote_slice(article, number, naming.start, naming.end),)


def _last_with_name(split: Sequence[Sentence]) -> Sentence | None:
    """Find the last sentence that has a name in it, of the few that a reader still remembers."""
    near = reversed(split[-_MOST_BEFORE:])
    return next((sentence for sentence in near if _has_name(sentence.text)), None)


def _last_question(article: Article, asked: Quote) -> Quote:
    """Keep the last sentence of a long question, and any before it that it needs."""
    if len(asked.text) <= _LONGEST_QUESTION:
        return asked
    split = sentences.split(_as_paragraph(asked))
    last = len(split) - 1
    cut = _Cut(split, _first_named(split, last, last), last, asked.citation.end)
    start = split[_with_sentence_before(cut).first].start
    return quote_slice(article, asked.citation.paragraph_number, start, cut.end)


def _as_paragraph(quote: Quote) -> Paragraph:
    cited = quote.citation
    return Paragraph(cited.article_id, cited.paragraph_number, cited.start, cited.end, quote.text)


def _first_named(split: tuple[Sentence, ...], first: int, last: int) -> int:
    """Go back to the sentence that names whom the first one speaks of, if one near does."""
    if first == 0 or not _points_back(split[first].text):
        return first
    for at in range(first - 1, max(first - 1 - _MOST_BEFORE, -1), -1):
        if split[last].end - split[at].start > LONGEST_PART:
            break
        if _needs_nothing(split[at].text):
            return at
    return first


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


def _needs_nothing(text: str) -> bool:
    """Tell whether a sentence names somebody, or speaks of nobody who must be named before."""
    return _has_name(text) or not _points_back(text)


def _has_name(text: str) -> bool:
    """Tell whether a word inside the sentence is written like a name."""
    return any(_is_name(word, is_first=False) for word in _WORD.findall(text)[1:])


def _is_name(word: str, *, is_first: bool) -> bool:
    """Tell whether a word is written like a name; the first of a sentence if it means something."""
    if not word[0].isupper() or word == "I" or word.casefold() in _CALENDAR:
        return False
    return not is_first or word.casefold() not in _NAMELESS
