"""A reply -> the Telegram messages that show it, as text and entities; pure.

Nothing here is markup that Telegram parses, so `<b>` and `*` in a quote stay as they are.
"""

from collections.abc import Iterable, Sequence

from bot.desk.wording import citation_words, source_fields
from bot.replies import Block, Reply, Say, ShowQuote, ShowSource, Speak
from bot.telegram.messages import utf16
from bot.telegram.messages.characters import clean, is_blank
from bot.telegram.messages.cuts import cut
from bot.telegram.messages.message import MOST_UNITS, QuotedSlice, TelegramText, fits, join
from bot.telegram.messages.quotes import quote_portions
from index.records import Citation

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
    """Give the quotes that do not read in `sent`, which Telegram returned, as they must.

    Only the text is compared: Telegram adds entities of its own to it.
    """
    units = utf16.encode(sent)
    return tuple(
        one
        for one in wanted.slices
        if units[2 * one.offset : 2 * (one.offset + one.length)] != utf16.encode(one.text)
    )


def citation_text(citation: Citation, speak: Speak) -> str:
    """Word a citation to be copied: with the address itself, and nothing shortened."""
    return clean(speak(citation_words(citation)))


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
    return quote_portions(block, speak)


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
