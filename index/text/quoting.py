"""A passage -> a quote that provably stands in its article. Pure; no other module makes quotes.

A sentence cut out of a quotation reads as if the article said it: of “I was ill. He shot them,” the
sergeant claimed. the second half alone has its speaker, and the first has none. So the sentence
that says who is quoted comes along.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import sha256

from index.errors import QuoteMismatch
from index.records import (
    Article,
    Citation,
    Paragraph,
    Passage,
    Quote,
    RankedQuote,
    Sentence,
    Source,
    Span,
)
from index.text.stems import split_words

WHOLE_PARAGRAPH = 600  # characters; a longer paragraph is quoted in part, in whole sentences
PART = 450  # characters; about six lines of a phone: the longest part, its best sentence aside
_LONGEST = 2000  # characters; longer is no quotation but a mark that was never closed
_QUOTATION = re.compile(
    rf"“[^”]{{1,{_LONGEST}}}”|«(?:[^«»]|«[^«»]{{1,{_LONGEST}}}»){{1,{_LONGEST}}}»"
    rf"|„[^“”]{{1,{_LONGEST}}}[“”]|(?<![^\s(\[—–-])\"(?=\S)[^\"]{{1,{_LONGEST}}}\""
)
# Russian and Ukrainian dialogue: a paragraph that begins with a dash is speech to its end.
_SPEECH = re.compile(r"[—–]\s")
# «Я не стрелял, — сказал он. — Я был дома»: who says it stands inside the marks.
_INSERTED = re.compile(r"[,.!?…»”\"]\s*[—–-]\s+[a-zа-яёіїєґ]")
_BETWEEN = re.compile(r"[”»“\"][^”»“«„\"]*[“«„\"]|[,.!?…]\s*[—–-]\s[^—–]*[—–-]\s")
_WORD = re.compile(r"\w")


def quote_slice(
    article: Article, number: int, start: int, end: int, highlight: Span | None = None
) -> Quote:
    """Quote `article.text[start:end]`, which stands in paragraph `number`.

    `highlight` is a range of the article's text inside the quote. Raises `QuoteMismatch` if the
    ranges do not fit, or the text is not the one that the article's digest was made from.
    """
    if not 0 <= start < end <= len(article.text):
        raise QuoteMismatch(f"{_place(article, start, end)} is not inside the article")
    if highlight is not None and not start <= highlight.start < highlight.end <= end:
        raise QuoteMismatch(f"{_place(article, start, end)} does not hold its highlight")
    citation = Citation(
        source=article.source,
        article_id=article.id,
        revision=article.revision,
        paragraph_number=number,
        start=start,
        end=end,
        text_sha256=article.sha256,
    )
    inside = None if highlight is None else Span(highlight.start - start, highlight.end - start)
    quote = Quote(article.text[start:end], inside, citation)
    check_quote(quote, article)
    return quote


def untitled(source: Source) -> str:
    """Name a source without a title by its file or address, in brackets, as citations mark that.

    >>> untitled(Source("scan", "scan-0412.txt")), untitled(Source("b", "https://a.example/bridge/"))
    ('[scan-0412.txt]', '[a.example/bridge]')
    """
    return f"[{source.origin.partition('://')[2].rstrip('/') or source.origin}]"


def check_quote(quote: Quote, article: Article) -> None:
    """Raise `QuoteMismatch` unless the quote is exactly the slice of the article that it cites."""
    cited = quote.citation
    place = _place(article, cited.start, cited.end)
    if (cited.article_id, cited.revision) != (article.id, article.revision):
        raise QuoteMismatch(f"{place} is cited as {cited.article_id} revision {cited.revision}")
    if sha256(article.text.encode()).hexdigest() != cited.text_sha256:
        raise QuoteMismatch(
            f"the text of {article.id} revision {article.revision} is not the text that was"
            " indexed; mend it with: pullquote reindex"
        )
    if article.text[cited.start : cited.end] != quote.text:
        raise QuoteMismatch(f"{place} does not read as it was quoted; nothing was shown")


def quote_passage(passage: Passage) -> RankedQuote:
    """Quote a passage: the whole paragraph if it is short, else sentences around the best sentence.

    The best sentence is highlighted, and who says it if it is quoted speech. The interviewer's
    question comes along as a quote of its own.
    """
    article, paragraph, sentences = passage.article, passage.paragraph, passage.sentences
    best = sentences.index(passage.best)
    first, last = widen(paragraph, sentences, best, best)
    highlight = Span(sentences[first].start, sentences[last].end)
    whole = Span(paragraph.start, paragraph.end)
    if paragraph.end - paragraph.start > WHOLE_PARAGRAPH:
        whole = _part_around(paragraph, sentences, first, last)
    quote = quote_slice(article, paragraph.number, whole.start, whole.end, highlight)
    asked = paragraph.question
    return RankedQuote(
        quote=quote,
        probability=passage.probability,
        asked=None
        if asked is None
        else quote_slice(article, paragraph.number, asked.start, asked.end),
    )


def widen(
    paragraph: Paragraph, sentences: Sequence[Sentence], first: int, last: int
) -> tuple[int, int]:
    """Widen sentences whose words all stand in one quotation to the nearest that names its speaker.

    That is one with words of its own before or after the quotation, or with the speaker inserted in
    it, else the sentence before if it ends in another quotation's speaker. `first` and `last` are
    positions among the paragraph's sentences; they stay where nothing names the speaker.

    “I left. I was ill,” he said. -> (0, 0) becomes (0, 1)
    """
    for said in _quotations(paragraph):
        if _holds(said, sentences[first].start, sentences[last].end):
            speaking = _nearest_speaker(paragraph, sentences, said, first)
            if speaking is not None:
                return min(first, speaking), max(last, speaking)
    return first, last


def is_inside(paragraph: Paragraph, offset: int) -> bool:
    """Tell whether a quotation that began before an offset into the article goes on after it."""
    return any(said.start < offset < said.end for said in _marked(paragraph))


def is_between_quotations(text: str) -> bool:
    """Tell whether a text ends one quotation and begins the next.

    >>> is_between_quotations(",” he said, “"), is_between_quotations(" he said ")
    (True, False)
    """
    return _BETWEEN.search(text) is not None


def holds_same_words(text: str, other: str) -> bool:
    """Tell whether one of two texts holds all words of the other, one after another.

    >>> holds_same_words("“We left,” he said.", 'We left, he said. Nobody came.')
    True
    """
    shorter, longer = sorted((_words(text), _words(other)), key=len)
    return shorter in longer


def _part_around(
    paragraph: Paragraph, sentences: tuple[Sentence, ...], best_first: int, best_last: int
) -> Span:
    """Widen from the best sentences, first after them and then before, while the part is short.

    It does not begin inside a quotation, which would read as if the article said it.
    """
    first, last = best_first, best_last
    while True:
        if last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= PART:
            last += 1
        elif first > 0 and sentences[last].end - sentences[first - 1].start <= PART:
            first -= 1
        else:
            break
    while first < best_first and is_inside(paragraph, sentences[first].start):
        first += 1
    while first > 0 and is_inside(paragraph, sentences[first].start):
        first -= 1
    return Span(sentences[first].start, sentences[last].end)


def _quotations(paragraph: Paragraph) -> Iterator[Span]:
    """Yield the ranges of the article that are said by somebody, their marks included."""
    yield from _marked(paragraph)
    if _SPEECH.match(paragraph.text):
        yield Span(paragraph.start, paragraph.end)


def _marked(paragraph: Paragraph) -> Iterator[Span]:
    for found in _QUOTATION.finditer(paragraph.text):
        yield Span(paragraph.start + found.start(), paragraph.start + found.end())


def _holds(said: Span, start: int, end: int) -> bool:
    """Tell whether a range lies in a quotation; a stop may follow the closing mark."""
    return said.start <= start and end <= said.end + 1


def _nearest_speaker(
    paragraph: Paragraph, sentences: Sequence[Sentence], said: Span, first: int
) -> int | None:
    """Find the sentence that names the speaker; of two as near the earlier."""
    touching = [
        at for at, each in enumerate(sentences) if each.start < said.end and said.start < each.end
    ]
    naming = [at for at in touching if _names_speaker(paragraph, sentences[at], said)]
    if naming:
        return min(naming, key=lambda at: (abs(at - first), at))
    before = touching[0] - 1
    return before if before >= 0 and _ends_in_speaker(paragraph, sentences[before]) else None


def _names_speaker(paragraph: Paragraph, sentence: Sentence, said: Span) -> bool:
    outside = _has_words(paragraph, sentence.start, said.start) or _has_words(
        paragraph, said.end, sentence.end
    )
    return outside or _INSERTED.search(sentence.text) is not None


def _ends_in_speaker(paragraph: Paragraph, sentence: Sentence) -> bool:
    """Tell whether the sentence has words of its own after a quotation that it closes."""
    return any(
        sentence.start < said.end < sentence.end and _has_words(paragraph, said.end, sentence.end)
        for said in _marked(paragraph)
    )


def _has_words(paragraph: Paragraph, start: int, end: int) -> bool:
    between = paragraph.text[max(0, start - paragraph.start) : max(0, end - paragraph.start)]
    return _WORD.search(between) is not None


@lru_cache(maxsize=256)  # every passage of a question is compared with every other
def _words(text: str) -> str:
    """Join the words of a text so that a run of whole words is a substring of the result."""
    return f" {' '.join(split_words(text.casefold()))} "


def _place(article: Article, start: int, end: int) -> str:
    return f"{article.id} revision {article.revision}, characters {start} to {end},"
