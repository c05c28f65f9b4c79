"""A reply -> the messages that show it in Matrix, each as plain text and as HTML; pure.

Both say the same, and each is complete: many clients show only one of them. A quote stands in both
as the same slice of its article, between blocks of its own; HTML escapes it and marks what answers.
"""

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.desk.commands import TABLE
from bot.desk.links import fragment_link
from bot.desk.wording import CITED_SEPARATOR, cited_words, note_words, source_fields
from bot.replies import Beside, Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import Joined, Speak, Words, sentence
from index.records import Paragraph, Quote, Span
from index.text import sentences

# An event holds 65,536 bytes, and encrypted a third more than it says. An edit says it twice.
PACKED_BYTES = 20_000  # of a message in which several blocks are put together
MOST_BYTES = 40_000  # of a message whose one block would else be cut
PART_BYTES = 36_000  # of a part of a quote: the lines around it still fit beside
LONGEST_FIELD = 300  # characters of a title or the like
COMMAND = "!pq"
"""What a command begins with: clients keep `/…` for themselves."""

_CITED = "— "
_CUT_SHORT = "…"
_BLANK_LINE = "\n\n"
# NUL and carriage return do not outlive HTML, and a lone surrogate has no UTF-8.
_CHANGED = re.compile("[\x00\r\ud800-\udfff]")
_SLASHED = re.compile(rf"(?<![\w/])/({'|'.join(known.name for known in TABLE)})(?![\w/])")


@dataclass(frozen=True, slots=True)
class QuotedSlice:
    """Where a quote, or a part of one, begins in the plain text, and how it must read there."""

    offset: int
    text: str


@dataclass(frozen=True, slots=True)
class MatrixText:
    """A message, or a part of one; `slices` are its quotes, or their parts, in order."""

    body: str
    html: str
    slices: tuple[QuotedSlice, ...] = ()


_NOTHING = MatrixText("", "")


def render(reply: Reply, speak: Speak) -> tuple[MatrixText, ...]:
    """Lay a reply out as messages, top to bottom; none if it says nothing.

    What one message cannot hold goes into the next, between two blocks. A quote is cut only where
    no message could hold it.
    """
    portions: list[MatrixText] = []
    for group in _groups(reply.blocks):
        portions.extend(_together([part for block in group for part in _block(block, speak)]))
    return _packed(portions)


def plain(words: Words, speak: Speak) -> str:
    """Put words into the reader's language, with commands as they are given in Matrix."""
    if isinstance(words, str):
        return words
    if isinstance(words, Joined):
        return words.by.join(plain(part, speak) for part in words.parts)
    return _SLASHED.sub(rf"{COMMAND} \1", speak(words))


def differences(body: object, formatted: object, wanted: MatrixText) -> tuple[QuotedSlice, ...]:
    """List the quotes that do not read as they must in what the homeserver gave back."""
    if not isinstance(body, str) or not isinstance(formatted, str):
        return wanted.slices
    return tuple(
        quoted
        for quoted in wanted.slices
        if body[quoted.offset : quoted.offset + len(quoted.text)] != quoted.text
        or quoted.text not in quotes_in(formatted)
    )


def quotes_in(formatted: str) -> tuple[str, ...]:
    """Read the texts inside the blockquotes of a message's HTML."""
    found = re.findall("<blockquote>(.*?)</blockquote>", formatted, re.DOTALL)
    return tuple(
        html.unescape(re.sub("</?strong>", "", quoted).replace("<br>", "\n")) for quoted in found
    )


def json_bytes(content: object) -> int:
    """Count the bytes that a value takes as JSON."""
    return len(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))


def _size(text: MatrixText) -> int:
    return json_bytes((text.body, text.html))


def _groups(blocks: Iterable[Block]) -> list[list[Block]]:
    """Keep a quote without a citation of its own together with the quote below it."""
    groups: list[list[Block]] = []
    for block in blocks:
        before = groups[-1][-1] if groups else None
        is_led = isinstance(before, ShowQuote) and not before.cited
        if isinstance(block, ShowQuote) and is_led:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _together(portions: Sequence[MatrixText]) -> Sequence[MatrixText]:
    """Join portions that belong together, unless no message could hold them."""
    joined = _join(portions, _BLANK_LINE)
    return portions if len(portions) < 2 or _size(joined) > MOST_BYTES else (joined,)


def _packed(portions: Iterable[MatrixText]) -> tuple[MatrixText, ...]:
    """Put portions into as few messages as their order allows."""
    messages: list[MatrixText] = []
    for portion in portions:
        joined = _join((messages[-1], portion), _BLANK_LINE) if messages else None
        if joined is not None and _size(joined) <= PACKED_BYTES:
            messages[-1] = joined
        else:
            messages.append(portion)
    return tuple(messages)


def _block(block: Block, speak: Speak) -> tuple[MatrixText, ...]:
    if isinstance(block, Say):
        lead = "" if block.lead is None else f"{plain(block.lead, speak)} — "
        return _said(lead + plain(block.words, speak))
    if isinstance(block, ShowSource):
        lines = (f"{speak(name)}: {speak(value)}" for name, value in source_fields(block))
        return _said("\n".join(lines))
    return _quote_portions(block, speak)


def _said(text: str) -> tuple[MatrixText, ...]:
    """Lay out what is no quote, cut between lines where one message could not hold it."""
    groups: list[list[str]] = [[]]
    for line in _clean(text).split("\n"):
        if json_bytes([*groups[-1], line]) > PACKED_BYTES // 2:
            groups.append([])
        groups[-1].append(line)
    return tuple(
        MatrixText("\n".join(lines), f"<p>{_escaped(chr(10).join(lines))}</p>")
        for lines in groups
        if any(line.strip() for line in lines)
    )


def _quote_portions(block: ShowQuote, speak: Speak) -> tuple[MatrixText, ...]:
    """Lay a quote out with its label and citation, in parts if no message could hold it.

    Its number stands before the citation, so that a message begins with what answers.

    The slices of the parts are the whole quote, one after the other. A quote that Matrix would
    change is not in it: a sentence says so instead.
    """
    quote = block.quote
    number = None if block.cited else block.number
    head = _head(number, "" if block.label is None else speak(block.label))
    cited = _stack(
        *(_set_beside(beside, speak) for beside in block.beside),
        _cited(block, speak) if block.cited else _NOTHING,
    )
    if _CHANGED.search(quote.text):
        return (_stack(head, _line(speak(sentence("not_shown_matrix"))), cited),)
    whole = _stack(head, _quoted(quote, Span(0, len(quote.text))), cited)
    if _size(whole) <= MOST_BYTES:
        return (whole,)
    continued = _head(None, speak(sentence("continued")))
    goes_on = _line(speak(sentence("goes_on")))
    return tuple(
        _stack(
            head if span.start == 0 else continued,
            _quoted(quote, span),
            goes_on if span.end < len(quote.text) else _NOTHING,
            cited,
        )
        for span in _parts(quote)
    )


def _set_beside(beside: Beside, speak: Speak) -> MatrixText:
    """Lay out what a quote needs to be understood, below it."""
    head, quote = _head(None, speak(beside.label)), beside.quote
    if _CHANGED.search(quote.text):
        return _stack(head, _line(speak(sentence("not_shown_matrix"))))
    return _stack(head, _quoted(quote, Span(0, len(quote.text))))


def _head(number: int | None, label: str) -> MatrixText:
    numbered = "" if number is None else f"[{number}]"
    return _line(" ".join(part for part in (numbered, _clean(label)) if part))


def _line(text: str) -> MatrixText:
    return MatrixText(text, f"<p>{_escaped(text)}</p>") if text else _NOTHING


def _quoted(quote: Quote, span: Span) -> MatrixText:
    """Put the characters of `span` into a blockquote, what of them is highlighted in bold."""
    text = quote.text[span.start : span.end]
    first, last = len(text), len(text)
    if quote.highlight is not None:
        first = max(quote.highlight.start - span.start, 0)
        last = min(quote.highlight.end - span.start, len(text))
    marked = _escaped(text)
    if first < last:
        bold = f"<strong>{_escaped(text[first:last])}</strong>"
        marked = f"{_escaped(text[:first])}{bold}{_escaped(text[last:])}"
    return MatrixText(text, f"<blockquote>{marked}</blockquote>", (QuotedSlice(0, text),))


def _cited(block: ShowQuote, speak: Speak) -> MatrixText:
    """Word the citation; its first part is the link, if the source's address can be one."""
    mark = _CITED if block.number is None else f"[{block.number}] "
    title, *others = (_field(speak(words)) for words in cited_words(block).parts)
    address, recorded = fragment_link(block.quote), block.quote.citation.source.url
    note = note_words(block)
    noted = _NOTHING if note is None else _line(_clean(speak(note)))
    if address is None:
        links = () if recorded is None or block.cited_as is not None else (_field(recorded),)
        plainly = mark + CITED_SEPARATOR.join((title, *others, *links))
        return _stack(_line(plainly), noted)
    shown = CITED_SEPARATOR.join((title, *others))
    linked = f'<a href="{html.escape(address)}">{_escaped(title)}</a>'
    rest = _escaped("".join(CITED_SEPARATOR + other for other in others))
    # Where only the plain text is read, the address is the only way to the page.
    named = MatrixText(f"{mark}{shown}\n{address}", f"<p>{mark}{linked}{rest}</p>")
    return _stack(named, noted)


def _field(text: str) -> str:
    line = " ".join(_clean(text).split()) or _CUT_SHORT
    return line if len(line) <= LONGEST_FIELD else line[: LONGEST_FIELD - 1] + _CUT_SHORT


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _clean(text: str) -> str:
    return _CHANGED.sub("\ufffd", text.replace("\r\n", "\n")).strip()


def _parts(quote: Quote) -> list[Span]:
    """Cut a quote where sentences begin, into parts that a message holds."""
    number = quote.citation.paragraph_number
    paragraph = Paragraph(quote.citation.article_id, number, 0, len(quote.text), quote.text)
    borders = [found.start for found in sentences.split(paragraph)]
    spans: list[Span] = []
    start = 0
    while start < len(quote.text):
        reach = _reach(quote, start)
        fitting = [border for border in borders if start < border <= reach]
        end = reach if reach == len(quote.text) or not fitting else fitting[-1]
        spans.append(Span(start, end))
        start = end
    return spans


def _reach(quote: Quote, start: int) -> int:
    """Find the furthest end of a part that begins at `start`, by halving."""
    low, high = start + 1, len(quote.text)
    while low < high:
        middle = (low + high + 1) // 2
        if _size(_quoted(quote, Span(start, middle))) <= PART_BYTES:
            low = middle
        else:
            high = middle - 1
    return low


def _stack(*parts: MatrixText) -> MatrixText:
    return _join(parts, "\n")


def _join(parts: Iterable[MatrixText], separator: str) -> MatrixText:
    """Put the parts that hold any text one after the other; in HTML each is a block of its own."""
    bodies: list[str] = []
    blocks: list[str] = []
    slices: list[QuotedSlice] = []
    offset = 0
    for part in parts:
        if not part.body:
            continue
        slices.extend(QuotedSlice(offset + quoted.offset, quoted.text) for quoted in part.slices)
        bodies.append(part.body)
        blocks.append(part.html)
        offset += len(part.body) + len(separator)
    return MatrixText(separator.join(bodies), "".join(blocks), tuple(slices))
