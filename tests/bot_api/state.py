"""What the server knows: chats, messages, files, questions asked with buttons and inline."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot_api.messages import Document, StoredMessage, message_json
from bot_api.methods.menus import Command, InlineAnswer, Scope
from bot_api.methods.rules import CallbackAnswer
from bot_api.transport.flood import FloodControl, FloodLimits
from bot_api.transport.updates import UpdateQueue
from bot_api.values import (
    BotApiLimits,
    Chat,
    JsonObject,
    Person,
    Refused,
    Upload,
    bad_request,
)

QUERY_PROBLEM = "Query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class Webhook:
    """Where updates are pushed; an empty url means that the bot polls."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error: str = ""
    last_error_date: int = 0


@dataclass(slots=True)
class Profile:
    """The bot's menus and descriptions, by language code."""

    menus: dict[tuple[Scope, str], tuple[Command, ...]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)


class World:
    """Everything behind the API. `changed` guards it and wakes whoever waits for it."""

    def __init__(
        self,
        bot: Person,
        limits: BotApiLimits,
        flood: FloodLimits | None,
        clock: Callable[[], float],
    ) -> None:
        self.bot = bot
        self.limits = limits
        self.clock = clock
        self.changed = threading.Condition(threading.RLock())
        self.flood = FloodControl(flood, clock)
        self.updates = UpdateQueue()
        self.webhook = Webhook()
        self.profile = Profile()
        self.chats: dict[int, Chat] = {}
        self.topics: set[tuple[int, int]] = set()
        self.forbidden: dict[int, str] = {}
        self.upgraded: dict[int, int] = {}
        self.messages: dict[tuple[int, int], StoredMessage] = {}
        self.deleted: list[StoredMessage] = []
        self.actions: list[tuple[int, str]] = []
        self.files: dict[str, Upload] = {}
        self.callback_answers: dict[str, CallbackAnswer] = {}
        self.inline_answers: dict[str, InlineAnswer] = {}
        self._asked_at: dict[str, float] = {}
        self._last_ids: dict[int, int] = {}

    def chat(self, chat_id: str) -> Chat:
        """Return a chat the bot knows."""
        if not chat_id:
            raise Refused(400, "Bad Request: chat_id is empty")
        digits = chat_id.removeprefix("-")
        chat = self.chats.get(int(chat_id)) if digits.isdecimal() else None
        if chat is None:
            raise Refused(400, "Bad Request: chat not found")
        return chat

    def writable_chat(self, chat_id: str) -> Chat:
        """Return a chat the bot may write to.

        The refusal of a group that was upgraded, with its new id: TwiN/gatus issue 179.
        """
        chat = self.chat(chat_id)
        if chat.id in self.upgraded:
            words = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, words, migrate_to_chat_id=self.upgraded[chat.id])
        if chat.id in self.forbidden:
            raise Refused(403, f"Forbidden: {self.forbidden[chat.id]}")
        return chat

    def new_message_id(self, chat: Chat) -> int:
        """Count upwards: each supergroup by itself, all other chats together."""
        counter = chat.id if chat.type == "supergroup" else 0
        self._last_ids[counter] = self._last_ids.get(counter, 100) + 1
        return self._last_ids[counter]

    def keep(self, message: StoredMessage) -> StoredMessage:
        """Store a new message or a new version of one, and return it."""
        self.messages[message.chat.id, message.message_id] = message
        self.changed.notify_all()
        return message

    def message(self, chat: Chat, message_id: int, role: str) -> StoredMessage:
        """Return a message that stands in the chat; `role` begins the refusal."""
        message = self.messages.get((chat.id, message_id))
        if message is None:
            raise bad_request(f"{role} not found")
        return message

    def delete(self, message: StoredMessage) -> None:
        """Take a message away; people's replies to it stay."""
        del self.messages[message.chat.id, message.message_id]
        self.deleted.append(message)
        self.changed.notify_all()

    def as_json(self, message: StoredMessage) -> JsonObject:
        """Return the Message object, with what it replies to if that still stands."""
        replied = self.messages.get((message.chat.id, message.reply_to_message_id or 0))
        if replied is not None and message.quote not in replied.text:
            message = replace(message, quote="")
        return message_json(message, replied)

    def store_file(self, upload: Upload) -> Document:
        """Keep a file and return what a message says about it."""
        file_id = f"BQACAgIAAx{len(self.files) + 1:010d}"
        self.files[file_id] = upload
        return Document(file_id, upload.name, upload.mime_type, len(upload.content))

    def ask(self) -> str:
        """Return the id of a new query that waits for its answer."""
        query_id = str(4_611_686_018_000_000_001 + len(self._asked_at))
        self._asked_at[query_id] = self.clock()
        return query_id

    def close_query(self, query_id: str) -> None:
        """Accept an answer to a query that is known and not too old."""
        asked_at = self._asked_at.get(query_id)
        is_late = asked_at is None or self.clock() - asked_at > self.limits.query_lifetime_seconds
        if is_late:
            raise bad_request(QUERY_PROBLEM)

    def expire_queries(self) -> None:
        """Make every query asked so far too old to be answered."""
        self._asked_at = dict.fromkeys(self._asked_at, float("-inf"))
