"""A strict Telegram Bot API server for tests, over real HTTP on loopback, and the people behind it.

It refuses what Telegram refuses, in Telegram's words, and changes what Telegram changes. Where
that is known from stands in the docstring of each module. Use it so::

    with BotApiServer() as server:
        bot = telegram.Bot(server.token, base_url=server.base_url)

Calls of the bot run on the server's own thread; everything here may be called from any thread.
"""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from bot_api import people as people
from bot_api.messages import StoredMessage
from bot_api.methods.menus import Command, InlineAnswer, Scope
from bot_api.methods.rules import CallbackAnswer
from bot_api.people import Place, Written
from bot_api.state import World
from bot_api.transport.dispatch import Call
from bot_api.transport.faults import ChooseFault
from bot_api.transport.flood import FloodLimits
from bot_api.transport.thread import ServerThread
from bot_api.values import BotApiLimits, Chat, FormattedText, JsonObject, Person, Upload

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"
BOT_USERNAME = "pullquote_bot"


class BotApiServer:
    """Listens from construction until `close`, or until its `with` block ends.

    `flood` is off unless given. `clock` returns seconds since 1970 for dates, flood control and
    the age of queries; waiting is done in real time.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        limits: BotApiLimits | None = None,
        flood: FloodLimits | None = None,
        clock: Callable[[], float] = time.time,
        webhook_retry_seconds: float = 0.05,
    ) -> None:
        self.token = token
        self.bot = Person(int(token.partition(":")[0]), "Pullquote", BOT_USERNAME, is_bot=True)
        self._world = World(self.bot, limits or BotApiLimits(), flood, clock)
        self._thread = ServerThread(self._world, token, webhook_retry_seconds)
        origin = f"http://127.0.0.1:{self._thread.port}"
        self.base_url = f"{origin}/bot"
        self.base_file_url = f"{origin}/file/bot"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection and end the server's thread."""
        self._thread.stop()

    # What goes wrong on purpose

    @property
    def faults(self) -> ChooseFault:
        """What decides, for each call, whether it fails: method in lower case and parameters."""
        return self._thread.dispatcher.choose_fault

    @faults.setter
    def faults(self, choose: ChooseFault) -> None:
        self._thread.dispatcher.choose_fault = choose

    # What people do

    def add_chat(self, chat: Chat) -> None:
        """Let the bot know a chat before anybody writes there, or write there again."""
        with self._world.changed:
            self._world.chats[chat.id] = chat
            self._world.forbidden.pop(chat.id, None)

    def add_topic(self, chat: Chat, thread_id: int) -> None:
        """Open a topic of a forum."""
        with self._world.changed:
            self._world.chats[chat.id] = chat
            self._world.topics.add((chat.id, thread_id))

    def block(self, chat: Chat) -> None:
        """Block the bot in a private chat, or throw it out of a group: its calls get 403."""
        kicked = f"bot was kicked from the {chat.type} chat"
        is_private = chat.type == "private"
        with self._world.changed:
            self._world.forbidden[chat.id] = "bot was blocked by the user" if is_private else kicked

    def upgrade_group(self, group: Chat, person: Person, *, is_told: bool = True) -> Chat:
        """Make a supergroup of a group: its id changes, and calls with the one before get 400.

        Not told, the bot learns it from a refused call alone, as while the update is on its way.
        """
        with self._world.changed:
            return people.upgrade(self._world, group, person, is_told=is_told)

    def send_text(
        self,
        chat: Chat,
        sender: Person,
        text: str,
        place: Place = Place(),  # noqa: B008  # frozen, so shared safely
    ) -> Written:
        """Write a message; commands, mentions and links in it are found as Telegram finds them."""
        with self._world.changed:
            return people.write(self._world, chat, sender, FormattedText(text), place)

    def edit_text(self, chat: Chat, message_id: int, text: str) -> int | None:
        """Edit a person's message; return the update's id."""
        with self._world.changed:
            return people.rewrite(self._world, chat, message_id, FormattedText(text))

    def send_document(
        self,
        chat: Chat,
        sender: Person,
        upload: Upload,
        caption: str = "",
        place: Place = Place(),  # noqa: B008  # as above
    ) -> Written:
        """Send a file."""
        with self._world.changed:
            return people.hand_over(self._world, chat, sender, upload, caption, place)

    def press(
        self,
        chat: Chat,
        message_id: int,
        person: Person,
        button: str,
        seen: JsonObject | None = None,
    ) -> str:
        """Press a button, also one that is gone by now; return the callback query's id."""
        with self._world.changed:
            return people.press(self._world, chat, message_id, person, button, seen)

    def inline_query(self, person: Person, text: str, offset: str = "") -> str:
        """Ask inline; return the query's id."""
        with self._world.changed:
            return people.ask_inline(self._world, person, text, offset)

    def choose_inline(self, chat: Chat, person: Person, query_id: str, result_id: str) -> Written:
        """Send an offered result into a chat, via the bot."""
        with self._world.changed:
            return people.choose(self._world, chat, person, query_id, result_id)

    def push_update(self, kind: str, payload: JsonObject, queue_key: int = 0) -> int | None:
        """Queue an update of any other kind."""
        with self._world.changed:
            return self._world.updates.push(kind, payload, queue_key)

    def push_garbled(self, body: object) -> None:
        """Queue what is no update; where it says that its id is "its own", it is given the next."""
        with self._world.changed:
            self._world.updates.push_garbled(body)

    def expire_queries(self) -> None:
        """Make every callback and inline query asked so far too old to be answered."""
        with self._world.changed:
            self._world.expire_queries()

    # What a test looks at

    def messages(self, chat: Chat) -> tuple[StoredMessage, ...]:
        """Return the messages that stand in a chat, oldest first."""
        with self._world.changed:
            return tuple(m for m in self._world.messages.values() if m.chat.id == chat.id)

    def bot_messages(self, chat: Chat) -> tuple[StoredMessage, ...]:
        """Return the messages in a chat that the bot sent."""
        return tuple(message for message in self.messages(chat) if message.sender == self.bot)

    def deleted(self, chat: Chat) -> tuple[StoredMessage, ...]:
        """Return what the bot deleted from a chat, in that order."""
        with self._world.changed:
            return tuple(m for m in self._world.deleted if m.chat.id == chat.id)

    def actions(self, chat: Chat) -> tuple[str, ...]:
        """Return the chat actions shown, such as "typing"."""
        with self._world.changed:
            return tuple(action for chat_id, action in self._world.actions if chat_id == chat.id)

    def calls(self, method: str | None = None) -> tuple[Call, ...]:
        """Return the calls that came, or those of one method, in the order of their answers."""
        wanted = None if method is None else method.lower()
        with self._world.changed:
            calls = tuple(self._thread.dispatcher.calls)
        return tuple(call for call in calls if wanted in (None, call.method))

    def callback_answer(self, query_id: str) -> CallbackAnswer | None:
        """Return how a button press was answered, None while it is not."""
        return self._world.callback_answers.get(query_id)

    def inline_answer(self, query_id: str) -> InlineAnswer | None:
        """Return how an inline query was answered, None while it is not."""
        return self._world.inline_answers.get(query_id)

    def menu(self, scope: Scope = Scope(), language: str = "") -> tuple[Command, ...]:  # noqa: B008
        """Return the command menu that was set for exactly this scope and language."""
        return self._world.profile.menus.get((scope, language), ())

    def file(self, file_id: str) -> Upload:
        """Return a file that somebody sent."""
        return self._world.files[file_id]

    def pending_updates(self) -> int:
        """Count the updates that are not confirmed."""
        return len(self._world.updates)

    def wait_for(self, is_true: Callable[[], bool], timeout_seconds: float = 120.0) -> None:
        """Block until something is true of this server; raise TimeoutError with the last refusals.

        Never call it on the event loop on which the bot runs: `eventually` is for that.
        """
        with self._world.changed:
            if self._world.changed.wait_for(is_true, timeout_seconds):
                return
        refused = [f"{c.method}: {c.description}" for c in self.calls() if c.description]
        raise TimeoutError(f"not true after {timeout_seconds} s; refused calls: {refused[-5:]}")

    async def eventually(self, is_true: Callable[[], bool], timeout_seconds: float = 120.0) -> None:
        """Do as `wait_for` without blocking the event loop."""
        await asyncio.to_thread(self.wait_for, is_true, timeout_seconds)
