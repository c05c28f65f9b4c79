"""A Telegram message before it is sent: its text, its entities, and which parts must stay exact.

All offsets and lengths are in UTF-16 code units.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.telegram.messages.text import units

MOST_UNITS = 4096  # telegram.constants.MessageLimit.MAX_TEXT_LENGTH, counted in the wider unit
MOST_ENTITIES = 100  # MessageLimit.MESSAGE_ENTITIES; Telegram drops the others in silence


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted range; `kind` is the Bot API's word: 'bold', 'blockquote' or 'text_link'."""

    kind: str
    offset: int
    length: int
    url: str | None = None


@dataclass(frozen=True, slots=True)
class QuotedSlice:
    """A range of the message that must read exactly `text`, which stands so in an article."""

    offset: int
    length: int
    text: str


@dataclass(frozen=True, slots=True)
class TelegramText:
    """A message, or a part of one; `slices` are its quotes, or their parts, in order."""

    text: str
    entities: tuple[Entity, ...] = ()
    slices: tuple[QuotedSlice, ...] = ()


NOTHING = TelegramText("")


def fits(message: TelegramText) -> bool:
    """Tell whether Telegram takes this as one message."""
    return len(message.entities) <= MOST_ENTITIES and units(message.text) <= MOST_UNITS


def join(parts: Iterable[TelegramText], separator: str) -> TelegramText:
    """Put the parts that hold any text one after the other."""
    texts: list[str] = []
    entities: list[Entity] = []
    slices: list[QuotedSlice] = []
    offset = 0
    for part in parts:
        if not part.text:
            continue
        entities.extend(
            Entity(entity.kind, offset + entity.offset, entity.length, entity.url)
            for entity in part.entities
        )
        slices.extend(
            QuotedSlice(offset + quoted.offset, quoted.length, quoted.text)
            for quoted in part.slices
        )
        texts.append(part.text)
        offset += units(part.text) + len(separator)
    return TelegramText(separator.join(texts), tuple(entities), tuple(slices))
