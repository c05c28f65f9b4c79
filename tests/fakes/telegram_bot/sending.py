"""Rendered messages sent through the emulation of Telegram, and quotes to render."""

import json

from bot_api.methods.rules import message_text
from bot_api.texts.entities import FOUND_BY_TELEGRAM
from bot_api.values import FormattedText

from bot.replies import Reply
from bot.sentences.say import speaker
from bot.telegram.messages.render import differences, render
from bot.telegram.messages.text import Entity, TelegramText, encode_units, units
from index.records import Citation, Quote, Source, Span

FERRY = Source(
    "ferry",
    "ferry.txt",
    title="Ferry sinks",
    outlet="Harbour News",
    author="A. Mate",
    published="2024-06-30",
    url="https://example.org/ferry",
)
UNKNOWN = Source("x", "x.txt")
FERRY_CITED = "— Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph 2"
UNKNOWN_CITED = "— [x.txt] · paragraph 2"


def quote(text: str, highlight: Span | None = None, source: Source = UNKNOWN) -> Quote:
    return Quote(text, highlight, Citation(source, source.id, 1, 2, 0, len(text), "ab" * 32))


def send(message: TelegramText) -> FormattedText:
    """Return the text as Telegram answers with it; raises `Refused` as Telegram does."""
    entities = [
        {"type": entity.kind, "offset": entity.offset, "length": entity.length}
        | ({} if entity.url is None else {"url": entity.url})
        for entity in message.entities
    ]
    return message_text({"text": message.text, "entities": json.dumps(entities)}).sent


def delivered(reply: Reply, language: str = "en") -> tuple[TelegramText, ...]:
    """Render and send, check what every message must be, and return the messages."""
    messages = render(reply, speaker(language))
    for message in messages:
        assert units(message.text) <= 4096
        assert len(message.entities) <= 100
        returned = send(message)
        assert returned.text == message.text
        assert differences(returned.text, message) == ()
        if not FOUND_BY_TELEGRAM & {entity.type for entity in returned.entities}:
            kept = [
                Entity(entity.type, entity.offset, entity.length) for entity in returned.entities
            ]
            given = [
                Entity(entity.kind, entity.offset, entity.length) for entity in message.entities
            ]
            assert kept == given
    return messages


def marked(message: TelegramText) -> list[tuple[str, str]]:
    """List the kind and text of every entity."""
    encoded = encode_units(message.text)
    return [
        (one.kind, encoded[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le"))
        for one in message.entities
    ]


def quoted(messages: tuple[TelegramText, ...]) -> str:
    """Put all quotes of all messages together, as the blockquotes hold them."""
    return "".join(
        text for message in messages for kind, text in marked(message) if "blockquote" in kind
    )
