"""A message as the server keeps it, and as it stands in an answer or an update."""

from dataclasses import dataclass

from bot_api.texts.sent import utf16_length
from bot_api.values import Chat, FormattedText, JsonObject, Person


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a message carries; `file_id` leads to its bytes."""

    file_id: str
    file_name: str
    mime_type: str
    file_size: int

    def to_json(self) -> JsonObject:
        """Return Telegram's Document object."""
        return {
            "file_id": self.file_id,
            "file_unique_id": f"u{self.file_id}",
            "file_name": self.file_name,
            "mime_type": self.mime_type,
            "file_size": self.file_size,
        }


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message; an edit makes a new record with the same id.

    `content` is what Telegram shows (a document's caption included), `given` what the bot asked
    for: where they differ, Telegram changed the text. `given` is None for people's messages.
    """

    message_id: int
    chat: Chat
    sender: Person
    date: int
    content: FormattedText
    given: FormattedText | None = None
    edit_date: int | None = None
    reply_markup: JsonObject | None = None
    reply_to_message_id: int | None = None
    quote: str = ""
    thread_id: int | None = None
    document: Document | None = None
    link_preview_options: JsonObject | None = None
    via_bot: Person | None = None
    inline_message_id: str | None = None
    reactions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text shown, or the caption."""
        return self.content.text


def message_json(message: StoredMessage, replied: StoredMessage | None = None) -> JsonObject:
    """Return Telegram's Message object, with what it replies to one level deep."""
    result: JsonObject = {
        "message_id": message.message_id,
        "from": message.sender.to_json(),
        "chat": message.chat.to_json(),
        "date": message.date,
        **_content_json(message),
        **_place_json(message),
    }
    if message.edit_date is not None:
        result["edit_date"] = message.edit_date
    if replied is not None:
        result["reply_to_message"] = message_json(replied)
    if replied is not None and message.quote:
        before = replied.text[: replied.text.index(message.quote)]
        result["quote"] = {"text": message.quote, "position": utf16_length(before)}
    return result


def _content_json(message: StoredMessage) -> JsonObject:
    text, entities = "text", "entities"
    content: JsonObject = {}
    if message.document is not None:
        text, entities = "caption", "caption_entities"
        content["document"] = message.document.to_json()
    if message.content.text:
        content[text] = message.content.text
    if message.content.entities:
        content[entities] = [entity.to_json() for entity in message.content.entities]
    if message.reply_markup is not None:
        content["reply_markup"] = message.reply_markup
    if message.link_preview_options is not None:
        content["link_preview_options"] = message.link_preview_options
    return content


def _place_json(message: StoredMessage) -> JsonObject:
    place: JsonObject = {}
    if message.thread_id is not None:
        place["message_thread_id"] = message.thread_id
        place["is_topic_message"] = True
    if message.via_bot is not None:
        place["via_bot"] = message.via_bot.to_json()
    return place
