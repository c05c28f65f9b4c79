"""The Bot API: a method for each thing that is said or done, tried again until it is done."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
    Update,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.replies import Button, Speak
from bot.sentences.say import speaker
from bot.serving.monitoring import Monitoring
from bot.telegram.keyboard import keyboard
from bot.telegram.messages.message import TelegramText
from bot.telegram.retry import FOREVER, Undeliverable, persist
from bot.telegram.updates import KINDS, Me, Where

SEND_PATIENCE_SECONDS = 3600.0  # an answer that comes later than this helps nobody
DOWNLOAD_PATIENCE_SECONDS = 60.0  # of a file; whoever sent it waits, and can send it again
QUERY_PATIENCE_SECONDS = 10.0  # Telegram forgets a press or an inline question soon after
POLL_SECONDS = 30  # how long Telegram holds a poll open while nothing comes
# A crash may leave so many answers that stand in the chat while nothing remembers it, and they are
# sent twice. Eighty a second at 100 ms each, where Telegram takes thirty.
SENDS_AT_ONCE = 8
TOAST_CHARACTERS = 60  # a longer notice stays until it is closed
INLINE_CACHE_SECONDS = 10  # a reindex is seen soon

_CONNECTIONS = 256
_TIMEOUT_SECONDS = 20.0
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_ENGLISH = speaker("en")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it stands in the chat; `text` is `None` where an edit changed nothing."""

    message_id: int
    text: str | None


@dataclass(frozen=True, slots=True)
class Rows:
    """Buttons, and what words their labels."""

    rows: tuple[tuple[Button, ...], ...] = ()
    speak: Speak = _ENGLISH


NO_BUTTONS = Rows()


@dataclass(frozen=True, slots=True)
class InlineResult:
    """What is offered inline: chosen, `message` is sent."""

    title: str
    description: str
    message: TelegramText


class TelegramApi:
    """One bot's connection. Methods raise `TelegramRefused`, most of them `Undeliverable`."""

    def __init__(self, token: str, api: str, monitoring: Monitoring) -> None:
        """Take a token and the address of a Bot API server, as `https://api.telegram.org`."""
        self._monitoring = monitoring
        self._sending = asyncio.Semaphore(SENDS_AT_ONCE)
        self._bot = Bot(
            token,
            base_url=f"{api.rstrip('/')}/bot",
            base_file_url=f"{api.rstrip('/')}/file/bot",
            request=_request(_CONNECTIONS),
            get_updates_request=_request(1),
        )

    async def start(self) -> Me:
        """Learn who this bot is; waits for Telegram as long as it takes."""
        await self._persist(self._bot.initialize, FOREVER)
        return Me(self._bot.id, self._bot.username)

    async def close(self) -> None:
        """Close all connections."""
        with suppress(TelegramError, RuntimeError):
            await self._bot.shutdown()

    async def updates(self, offset: int, wait_seconds: int) -> tuple[Update, ...]:
        """Fetch the updates from `offset`, oldest first; those before it are confirmed."""

        def call() -> Awaitable[tuple[Update, ...]]:
            return self._bot.get_updates(
                offset=offset, timeout=timedelta(seconds=wait_seconds), allowed_updates=KINDS
            )

        return await self._persist(call, FOREVER)

    async def send(
        self, where: Where, message: TelegramText, reply_to: int | None, buttons: Rows = NO_BUTTONS
    ) -> Sent:
        """Send a message, as a reply if the message it answers still stands."""
        reply = (
            None
            if reply_to is None
            else ReplyParameters(reply_to, allow_sending_without_reply=True)
        )

        async def call() -> Message:
            async with self._sending:
                return await self._bot.send_message(
                    where.chat,
                    message.text,
                    entities=_entities(message),
                    message_thread_id=where.thread,
                    reply_parameters=reply,
                    reply_markup=keyboard(buttons.rows, buttons.speak),
                    link_preview_options=_NO_PREVIEW,
                )

        sent = await self._persist(call, SEND_PATIENCE_SECONDS)
        return Sent(sent.message_id, sent.text)

    async def edit(
        self, where: Where, message_id: int, message: TelegramText, buttons: Rows = NO_BUTTONS
    ) -> Sent:
        """Put another text and other buttons in a message's place."""
        try:
            edited = await self._persist(
                lambda: self._bot.edit_message_text(
                    message.text,
                    where.chat,
                    message_id,
                    entities=_entities(message),
                    reply_markup=keyboard(buttons.rows, buttons.speak),
                    link_preview_options=_NO_PREVIEW,
                ),
                SEND_PATIENCE_SECONDS,
            )
        except Undeliverable as error:
            if "not modified" in str(error):
                return Sent(message_id, None)
            raise
        return Sent(message_id, None if isinstance(edited, bool) else edited.text)

    async def delete(self, where: Where, message_id: int) -> None:
        """Delete one of this bot's messages."""
        await self._persist(
            lambda: self._bot.delete_message(where.chat, message_id), SEND_PATIENCE_SECONDS
        )

    async def download(self, file_id: str) -> bytes:
        """Download a file that somebody sent, of at most 20 MB; raises `Undeliverable`."""

        async def call() -> bytes:
            found = await self._bot.get_file(file_id)
            try:
                return bytes(await found.download_as_bytearray())
            except InvalidToken as error:
                # The library takes every 404 for that, also of a file that is not there any more.
                raise BadRequest("the file is not there any more") from error

        return await self._persist(call, DOWNLOAD_PATIENCE_SECONDS)

    async def show_typing(self, where: Where) -> None:
        """Show for five seconds that an answer is under way; once, as it is of no importance."""
        with suppress(TelegramError):
            await self._bot.send_chat_action(
                where.chat, ChatAction.TYPING, message_thread_id=where.thread
            )

    async def acknowledge(self, query_id: str, notice: str | None) -> None:
        """End the waiting on a pressed button, with a notice if there is one."""
        await self._persist(
            lambda: self._bot.answer_callback_query(
                query_id, notice, show_alert=len(notice or "") > TOAST_CHARACTERS
            ),
            QUERY_PATIENCE_SECONDS,
        )

    async def offer(self, query_id: str, results: Sequence[InlineResult], hint: str | None) -> None:
        """Offer results to one person; `hint` is on a button that opens the private chat."""
        button = None if hint is None else InlineQueryResultsButton(hint, start_parameter="inline")
        await self._persist(
            lambda: self._bot.answer_inline_query(
                query_id,
                [_article(str(number), one) for number, one in enumerate(results, 1)],
                cache_time=INLINE_CACHE_SECONDS,
                is_personal=True,
                button=button,
            ),
            QUERY_PATIENCE_SECONDS,
        )

    async def set_menu(
        self, commands: Sequence[tuple[str, str]], where: str | int, language: str
    ) -> None:
        """Set the menu of commands: for "everywhere", "private chats" or one chat's id."""
        if isinstance(where, int):
            scope: BotCommandScope = BotCommandScopeChat(where)
        elif where == "private chats":
            scope = BotCommandScopeAllPrivateChats()
        else:
            scope = BotCommandScopeDefault()
        menu = [BotCommand(name, description) for name, description in commands]
        await self._persist(
            lambda: self._bot.set_my_commands(menu, scope=scope, language_code=language), FOREVER
        )

    async def remove_menu(self, chat: int, language: str) -> None:
        """Take back the menu of commands of one chat."""
        scope = BotCommandScopeChat(chat)
        await self._persist(
            lambda: self._bot.delete_my_commands(scope, language_code=language), FOREVER
        )

    async def set_profile(self, description: str, short: str, language: str) -> None:
        """Set what Telegram shows of the bot before anybody has written to it."""
        await self._persist(
            lambda: self._bot.set_my_description(description, language_code=language), FOREVER
        )
        await self._persist(
            lambda: self._bot.set_my_short_description(short, language_code=language), FOREVER
        )

    async def set_webhook(self, url: str, secret: str) -> None:
        """Ask Telegram to push updates to an address from now on."""
        await self._persist(
            lambda: self._bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS), FOREVER
        )

    async def delete_webhook(self) -> None:
        """Make polling possible; what waits is kept."""
        await self._persist(self._bot.delete_webhook, FOREVER)

    def read_update(self, pushed: object) -> Update | None:
        """Read an update that was pushed; `None` if it is none."""
        if not isinstance(pushed, dict) or not isinstance(pushed.get("update_id"), int):
            return None
        return Update.de_json(pushed, self._bot)

    async def _persist(self, call: Callable[[], Awaitable[T]], patience_seconds: float) -> T:
        return await persist(call, patience_seconds, self._monitoring)


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=_TIMEOUT_SECONDS,
        write_timeout=_TIMEOUT_SECONDS,
        connect_timeout=_TIMEOUT_SECONDS,
        pool_timeout=_TIMEOUT_SECONDS,
    )


def _entities(message: TelegramText) -> list[MessageEntity]:
    return [
        MessageEntity(one.kind, one.offset, one.length, url=one.url) for one in message.entities
    ]


def _article(result_id: str, result: InlineResult) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        result.message.text,
        entities=_entities(result.message),
        link_preview_options=_NO_PREVIEW,
    )
    return InlineQueryResultArticle(
        result_id, result.title, content, description=result.description
    )
