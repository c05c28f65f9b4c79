"""What the test Bot API server's modules hand to each other: people, chats, entities, refusals."""

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

JsonObject: TypeAlias = dict[str, Any]  # Any: JSON as it stands on the wire; the rules check it

ChatType = Literal["private", "group", "supergroup"]


class Refused(Exception):
    """A call that Telegram answers with an error, in Telegram's own words."""

    def __init__(
        self,
        code: int,
        description: str,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
    ) -> None:
        super().__init__(f"{code} {description}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id

    def to_json(self) -> JsonObject:
        """Return the body of the answer."""
        body: JsonObject = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to_chat_id is not None:
            body["parameters"] = {"migrate_to_chat_id": self.migrate_to_chat_id}
        return body


def bad_request(message: str) -> Refused:
    """Return a 400 worded as the Bot API server words TDLib's messages.

    `Client::fail_query_with_error` lowers the first letter unless the second is "_" or a capital.

    >>> bad_request("Text must be non-empty").description
    'Bad Request: text must be non-empty'
    >>> bad_request("BUTTON_DATA_INVALID").description
    'Bad Request: BUTTON_DATA_INVALID'
    """
    is_constant = len(message) > 1 and (message[1] == "_" or "A" <= message[1] <= "Z")
    worded = message if is_constant else message[:1].lower() + message[1:]
    return Refused(400, f"Bad Request: {worded}")


def too_many_requests(retry_after_seconds: int) -> Refused:
    """Return the 429 that names how long to wait."""
    return Refused(
        429, f"Too Many Requests: retry after {retry_after_seconds}", retry_after_seconds
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A Telegram user, human unless `is_bot`."""

    id: int
    first_name: str = "Ada"
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def to_json(self) -> JsonObject:
        """Return Telegram's User object; what is unknown is left out."""
        user: JsonObject = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username is not None:
            user["username"] = self.username
        if self.language_code is not None:
            user["language_code"] = self.language_code
        return user


@dataclass(frozen=True, slots=True)
class Chat:
    """Where messages stand. Groups have negative ids, supergroups begin with -100."""

    id: int
    type: ChatType
    title: str = ""
    is_forum: bool = False

    def to_json(self) -> JsonObject:
        """Return Telegram's Chat object."""
        chat: JsonObject = {"id": self.id, "type": self.type}
        chat["first_name" if self.type == "private" else "title"] = self.title
        if self.is_forum:
            chat["is_forum"] = True
        return chat


def private_chat(person: Person) -> Chat:
    """Return the chat that the bot has with one person: same id as the person."""
    return Chat(person.id, "private", person.first_name)


@dataclass(frozen=True, slots=True)
class Entity:
    """A formatted range of a text; offset and length in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    user_id: int | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None

    @property
    def end(self) -> int:
        """The first UTF-16 offset behind it."""
        return self.offset + self.length

    def to_json(self) -> JsonObject:
        """Return Telegram's MessageEntity object."""
        entity: JsonObject = {"type": self.type, "offset": self.offset, "length": self.length}
        for name in ("url", "language", "custom_emoji_id", "unix_time", "date_time_format"):
            if getattr(self, name) is not None:
                entity[name] = getattr(self, name)
        if self.user_id is not None:
            entity["user"] = Person(self.user_id).to_json()
        return entity


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text with its entities, sorted by offset, the longer first."""

    text: str
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart body, or that a person sent."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class BotApiLimits:
    """What a test may lower: file sizes in bytes, as the public server has them by default."""

    upload_bytes: int = 50 * 1024 * 1024
    download_bytes: int = 20 * 1024 * 1024
    query_lifetime_seconds: float = 15.0 * 60
