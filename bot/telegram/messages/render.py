"""A reply -> the Telegram messages that show it, as text and entities; pure.

Every character inside a blockquote is the quote and nothing else. Nothing here is markup that
Telegram parses, so `<b>` and `*` in a quote stay as they are.
"""

from collections.abc import Iterable, Sequence
from math import ceil

from bot.desk.links import fragment_link
from bot.desk.wording import CITED_SEPARATOR, cited_words, note_words, source_fields
from bot.replies import Beside, Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import Speak, Words, sentence
from bot.telegram.messages.text import (
    CUT_SHORT,
    MOST_UNITS,
    NOTHING,
    Entity,
    QuotedSlice,
    TelegramText,
    clean,
    cut,
    encode_units,
    fits,
    is_blank,
    join,
    shorten,
    unit_offsets,
    units,
    would_change,
)
from index.records import Paragraph, Quote, Span
from index.text import sentences

PHONE_LINE = 40  # characters in a line of a phone
OPEN_LINES = 4  # of them: a longer paragraph of a card is folded, so that the card is seen whole
LONGEST_FIELD = 300  # UTF-16 units of a title or the like: with all of them long a quote has room
PART_UNITS = 3600  # of a message with a part of a quote: the first and last lines still fit beside

_CITED = "— "
_BLANK_LINE = "\n\n"


def render(reply: Reply, speak: Speak) -> tuple[TelegramText, ...]:
    """Lay a reply out as messages, top to bottom; none if it says nothing.

    What a message cannot hold goes into the next, cut between quotes where that is possible.
    """
    portions: list[TelegramText] = []
    for group in _groups(reply.blocks):
        portions.extend(_portions(group, speak))
    return _packed(portions)


def differences(sent: str, wanted: TelegramText) -> tuple[QuotedSlice, ...]:
    """List the quotes that do not read as they must in `sent`, the text that Telegram returned.

    Only the text is compared: Telegram adds entities of its own to it.
    """
    read = encode_units(sent)
    return tuple(
        quoted
        for quoted in wanted.slices
        if read[2 * quoted.offset : 2 * (quoted.offset + quoted.length)]
        != encode_units(quoted.text)
    )


def _groups(blocks: Iterable[Block]) -> list[list[Block]]:
    """Keep a quote without a citation of its own together with the quote below it."""
    groups: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, ShowQuote) and groups and _has_no_citation(groups[-1][-1]):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _has_no_citation(block: Block) -> bool:
    return isinstance(block, ShowQuote) and not block.cited


def _portions(group: Sequence[Block], speak: Speak) -> tuple[TelegramText, ...]:
    """Lay blocks out that belong together: as one portion, unless it would be too long."""
    portions = tuple(portion for block in group for portion in _block_portions(block, speak))
    if len(portions) < 2:
        return portions
    together = join(portions, _BLANK_LINE)
    return (together,) if fits(together) else portions


def _block_portions(block: Block, speak: Speak) -> tuple[TelegramText, ...]:
    if isinstance(block, Say):
        lead = "" if block.lead is None else f"{speak(block.lead)} — "
        return _plain_portions(lead + speak(block.words))
    if isinstance(block, ShowSource):
        lines = (f"{speak(name)}: {clean(speak(value))}" for name, value in source_fields(block))
        return _plain_portions("\n".join(lines))
    return _quote_portions(block, speak)


def _plain_portions(text: str) -> tuple[TelegramText, ...]:
    """Cut what is no quote where a line ends; blanks at a cut are left out."""
    cleaned = clean(text)
    line_starts = [i + 1 for i, character in enumerate(cleaned) if character == "\n"]
    spans = cut(cleaned, line_starts, MOST_UNITS)
    pieces = (cleaned[span.start : span.end].strip() for span in spans)
    return tuple(TelegramText(piece) for piece in pieces if not is_blank(piece))


def _packed(portions: Iterable[TelegramText]) -> tuple[TelegramText, ...]:
    """Put portions into as few messages as their order allows."""
    messages: list[TelegramText] = []
    for portion in portions:
        together = join((messages[-1], portion), _BLANK_LINE) if messages else None
        if together is not None and fits(together):
            messages[-1] = together
        else:
            messages.append(portion)
    return tuple(messages)


def _quote_portions(block: ShowQuote, speak: Speak) -> tuple[TelegramText, ...]:
    """Lay a quote out with its label and citation; in parts if one message is too short.

    Its number stands before the citation, so that a message begins with what answers.

    The slices of the parts are the whole quote, one after the other. A quote that Telegram would
    change is not in it: a sentence says so instead.
    """
    quote = block.quote
    head = _head(None if block.cited else block.number, block.label, speak)
    cited = _stack(
        *(_set_beside(beside, speak) for beside in block.beside),
        _cited(block, speak) if block.cited else NOTHING,
    )
    if would_change(quote.text):
        return (_stack(head, TelegramText(speak(sentence("not_shown"))), cited),)
    offsets = unit_offsets(quote.text)
    whole = _stack(head, *_folded(block, offsets, speak), cited)
    if fits(whole):
        return (whole,)
    later_head = _head(None, sentence("continued"), speak)
    goes_on = TelegramText(speak(sentence("goes_on")))
    around = max(units(_stack(first, goes_on, cited).text) for first in (head, later_head))
    spans = cut(quote.text, _sentence_starts(quote), PART_UNITS - around - len("\n"))
    return tuple(
        _stack(
            head if span.start == 0 else later_head,
            _quoted(block, span, offsets),
            goes_on if span.end < len(quote.text) else NOTHING,
            cited,
        )
        for span in spans
    )


def _head(number: int | None, label: Words | None, speak: Speak) -> TelegramText:
    numbered = "" if number is None else f"[{number}]"
    labelled = "" if label is None else clean(speak(label))
    return TelegramText(" ".join(part for part in (numbered, labelled) if part))


def _set_beside(beside: Beside, speak: Speak) -> TelegramText:
    """Lay out what a quote needs to be understood, below it."""
    head, quote = _head(None, beside.label, speak), beside.quote
    if would_change(quote.text):
        return _stack(head, TelegramText(speak(sentence("not_shown"))))
    quoted = _quoted(ShowQuote(quote, 0), Span(0, len(quote.text)), unit_offsets(quote.text))
    return _stack(head, quoted)


def _folded(block: ShowQuote, offsets: tuple[int, ...], speak: Speak) -> tuple[TelegramText, ...]:
    """Lay out a whole quote; what may be folded of it in a blockquote of its own."""
    length, border = len(block.quote.text), block.folded_from
    if border is None or not 0 < border < length:
        return (_quoted(block, Span(0, length), offsets),)
    return (
        _quoted(block, Span(0, border), offsets),
        TelegramText(speak(sentence("continued"))),
        _quoted(block, Span(border, length), offsets, "expandable_blockquote"),
    )


def _quoted(
    block: ShowQuote, span: Span, offsets: tuple[int, ...], kind: str | None = None
) -> TelegramText:
    """Put the characters of `span` into a blockquote, what of them is highlighted in bold."""
    quote = block.quote
    text = quote.text[span.start : span.end]
    begin, length = offsets[span.start], offsets[span.end] - offsets[span.start]
    entities = [Entity(kind or _blockquote(block, text), 0, length)]
    if quote.highlight is not None:
        first, last = max(span.start, quote.highlight.start), min(span.end, quote.highlight.end)
        if first < last:
            bold = Entity("bold", offsets[first] - begin, offsets[last] - offsets[first])
            entities.append(bold)
    return TelegramText(text, tuple(entities), (QuotedSlice(0, length, text),))


def _blockquote(block: ShowQuote, text: str) -> str:
    """Fold what is long, but never what may be an answer: three lines would be left of it."""
    lines = sum(max(1, ceil(len(line) / PHONE_LINE)) for line in text.split("\n"))
    is_folded = lines > OPEN_LINES and not block.cited and block.number is None
    return "expandable_blockquote" if is_folded else "blockquote"


def _cited(block: ShowQuote, speak: Speak) -> TelegramText:
    """Word the citation; its first part is the link, if Telegram takes the source's address."""
    title, *others = (_as_shown(speak(words)) for words in cited_words(block).parts)
    address, recorded = fragment_link(block.quote), block.quote.citation.source.url
    if address is None and recorded is not None and block.cited_as is None:
        others.append(_as_shown(recorded))
    mark = _CITED if block.number is None else f"[{block.number}] "
    link = () if address is None else (Entity("text_link", units(mark), units(title), address),)
    note = note_words(block)
    return _stack(
        TelegramText(mark + CITED_SEPARATOR.join((title, *others)), link),
        NOTHING if note is None else TelegramText(clean(speak(note))),
    )


def _as_shown(field: str) -> str:
    cleaned = clean(field)
    return CUT_SHORT if is_blank(cleaned) else shorten(cleaned, LONGEST_FIELD)


def _sentence_starts(quote: Quote) -> tuple[int, ...]:
    number = quote.citation.paragraph_number
    paragraph = Paragraph(quote.citation.article_id, number, 0, len(quote.text), quote.text)
    return tuple(sentence.start for sentence in sentences.split(paragraph))


def _stack(*parts: TelegramText) -> TelegramText:
    return join(parts, "\n")
