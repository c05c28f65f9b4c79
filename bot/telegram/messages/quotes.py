"""A quote -> how it stands in a Telegram message: number, blockquote, citation; pure.

Every character inside a blockquote is the quote and nothing else.
"""

from math import ceil

from bot.desk.wording import CITED_SEPARATOR, citation_fields
from bot.replies import ShowQuote, Speak, sentence
from bot.telegram.messages import utf16
from bot.telegram.messages.characters import clean, is_blank, would_change
from bot.telegram.messages.cuts import CUT_SHORT, cut, shorten
from bot.telegram.messages.links import fragment_link
from bot.telegram.messages.message import NOTHING, Entity, QuotedSlice, TelegramText, fits, join
from index.records import Paragraph, Quote, Span
from index.text import sentences

PHONE_LINE = 40  # characters in a line of a phone
OPEN_LINES = 4  # of them: a longer quote is folded, so that several can be taken in at a glance
LONGEST_FIELD = 300  # UTF-16 units of a title or the like: with all of them long a quote has room
PART_UNITS = 3600  # of a message with a part of a quote: the first and last lines still fit beside

_CITED = "— "


def quote_portions(block: ShowQuote, speak: Speak) -> tuple[TelegramText, ...]:
    """Lay a quote out with its number, label and citation; in parts if one message is too short.

    The slices of the parts are the whole quote, one after the other. A quote that Telegram would
    change is not in it: a sentence says so instead.
    """
    quote = block.quote
    head = _head(block.number, "" if block.label is None else speak(block.label))
    cited = _cited(quote, speak) if block.cited else NOTHING
    if would_change(quote.text):
        return (_stack(head, TelegramText(speak(sentence("not_shown"))), cited),)
    offsets = utf16.offsets(quote.text)
    whole = _stack(head, _quoted(quote, Span(0, len(quote.text)), offsets), cited)
    if fits(whole):
        return (whole,)
    later_head = _head(block.number, speak(sentence("continued")))
    goes_on = TelegramText(speak(sentence("goes_on")))
    around = max(utf16.length(_stack(one, goes_on, cited).text) for one in (head, later_head))
    spans = cut(quote.text, _sentence_starts(quote), PART_UNITS - around - len("\n"))
    return tuple(
        _stack(
            head if span.start == 0 else later_head,
            _quoted(quote, span, offsets),
            goes_on if span.end < len(quote.text) else NOTHING,
            cited,
        )
        for span in spans
    )


def _head(number: int | None, label: str) -> TelegramText:
    numbered = "" if number is None else f"[{number}]"
    return TelegramText(" ".join(part for part in (numbered, clean(label)) if part))


def _quoted(quote: Quote, span: Span, offsets: tuple[int, ...]) -> TelegramText:
    """Put the characters of `span` into a blockquote, what of them is highlighted in bold."""
    text = quote.text[span.start : span.end]
    begin, length = offsets[span.start], offsets[span.end] - offsets[span.start]
    entities = [Entity(_blockquote(text), 0, length)]
    if quote.highlight is not None:
        first, last = max(span.start, quote.highlight.start), min(span.end, quote.highlight.end)
        if first < last:
            bold = Entity("bold", offsets[first] - begin, offsets[last] - offsets[first])
            entities.append(bold)
    return TelegramText(text, tuple(entities), (QuotedSlice(0, length, text),))


def _blockquote(text: str) -> str:
    lines = sum(max(1, ceil(len(line) / PHONE_LINE)) for line in text.split("\n"))
    return "expandable_blockquote" if lines > OPEN_LINES else "blockquote"


def _cited(quote: Quote, speak: Speak) -> TelegramText:
    """Word the citation; the title is the link, if Telegram takes the source's address for one."""
    title, *others, link = (_as_shown(speak(words)) for words in citation_fields(quote.citation))
    address = fragment_link(quote)
    if address is None:
        return TelegramText(_CITED + CITED_SEPARATOR.join((title, *others, link)))
    linked = Entity("text_link", utf16.length(_CITED), utf16.length(title), address)
    return TelegramText(_CITED + CITED_SEPARATOR.join((title, *others)), (linked,))


def _as_shown(field: str) -> str:
    cleaned = clean(field)
    return CUT_SHORT if is_blank(cleaned) else shorten(cleaned, LONGEST_FIELD)


def _sentence_starts(quote: Quote) -> tuple[int, ...]:
    number = quote.citation.paragraph_number
    paragraph = Paragraph(quote.citation.article_id, number, 0, len(quote.text), quote.text)
    return tuple(sentence.start for sentence in sentences.split(paragraph))


def _stack(*parts: TelegramText) -> TelegramText:
    return join(parts, "\n")
