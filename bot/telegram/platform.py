"""Telegram as a platform of the conversation: replies as messages, presses, files, chats, offers.

Every quote is compared, once it is sent, with what was meant to stand in the chat.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputFile,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, InvalidToken, NetworkError

from bot.replies import Offered, Served, said
from bot.sentences.say import Speak, Words
from bot.serving.documents import document
from bot.serving.monitoring import Monitoring
from bot.serving.platform import NoteMove, SentFile, Spot, TooLarge, Undeliverable, Where
from bot.telegram.api import Migrated, TelegramApi
from bot.telegram.menus import remove_moderators_menu, set_moderators_menu
from bot.telegram.messages.inline import InlineResult, results
from bot.telegram.messages.links import start_link
from bot.telegram.messages.render import differences, render
from bot.telegram.messages.text import TelegramText, shorten
from bot.telegram.once import SentOnce
from bot.telegram.updates import keyboard

SEND_PATIENCE_SECONDS = 3600.0  # an answer that comes later than this helps nobody
DOWNLOAD_PATIENCE_SECONDS = 60.0  # of a file; whoever sent it waits, and can send it again
QUERY_PATIENCE_SECONDS = 10.0  # Telegram forgets a press or an inline question soon after
# A crash may leave so many answers that stand in the chat while nothing remembers it, and they are
# sent twice. Eighty a second at 100 ms each, where Telegram takes thirty.
SENDS_AT_ONCE = 8
MOST_FILE_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download
TOAST_CHARACTERS = 60  # a longer notice stays until it is closed
LONGEST_NOTICE = 200  # UTF-16 code units
INLINE_CACHE_SECONDS = 10  # a reindex is seen soon
TYPING_SECONDS = 4.5  # Telegram shows it for five

_ONCE: ContextVar[str | None] = ContextVar("once", default=None)  # the key of what is sent
_SEEN = "👀"
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_log = logging.getLogger("pullquote.telegram")


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message as it stands in the chat; `text` is `None` where an edit changed nothing."""

    message: int
    text: str | None


@dataclass(frozen=True, slots=True)
class _LaidOut:
    """A reply as messages, with the buttons under the last of them."""

    platform: "TelegramPlatform"
    messages: tuple[TelegramText, ...]
    buttons: InlineKeyboardMarkup | None
    speak: Speak
    attached: InputFile | None = None

    async def deliver(self, spot: Spot) -> tuple[str, ...]:
        """Send every message, in the place of the earlier ones first; return their ids."""
        return await self.platform.deliver(self, spot)


class TelegramPlatform:
    """Does in Telegram what the conversation asks of a platform; see `bot.serving.platform`."""

    tells_of_search = True

    def __init__(
        self,
        api: TelegramApi,
        bot_name: str,
        monitoring: Monitoring,
        note_move: NoteMove,
        once: SentOnce,
    ) -> None:
        """Send with `api`, and after a group that has become a supergroup, which is noted.

        `once` knows what was being sent when an earlier process ended.
        """
        self._api = api
        self._bot_name = bot_name
        self._monitoring = monitoring
        self._note_move = note_move
        self._once = once
        self._sending = asyncio.Semaphore(SENDS_AT_ONCE)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._reactions: set[asyncio.Task[None]] = set()

    def lay_out(self, served: Served, speak: Speak) -> _LaidOut:
        """Render a reply."""
        buttons = keyboard(served.rows, speak)
        file = served.attached
        attached = None
        if file is not None:
            written = document(file, speak)
            attached = InputFile(written.content, written.name)
        return _LaidOut(self, render(served.reply, speak), buttons, speak, attached)

    async def deliver(self, laid_out: _LaidOut, spot: Spot) -> tuple[str, ...]:
        """Send what was laid out, and take back a message in which a quote did not arrive whole."""
        ids: list[str] = []
        last = len(laid_out.messages) - 1
        for number, message in enumerate(laid_out.messages):
            buttons = laid_out.buttons if number == last else None
            try:
                sent = await self._place(message, buttons, spot, number)
            except Migrated as error:
                await self._note_move(spot.where.chat, error.chat)
                # Messages are counted anew there: what the ids of those before name is another's.
                spot = Spot(Where(error.chat, None, is_group=True), None)
                sent = await self._place(message, buttons, spot, number)
            ids.append(str(await self._compared(sent, message, spot, laid_out.speak)))
        for superfluous in spot.earlier[len(laid_out.messages) :]:
            await self._delete(spot.where, int(superfluous))
        if laid_out.attached is not None:
            ids.append(await self._send_document(spot.where, laid_out.attached))
        return tuple(ids)

    @asynccontextmanager
    async def seen(self, where: Where, message: str) -> AsyncIterator[None]:
        """React to a message with a pair of eyes, and take that back when the block ends."""
        reacting = asyncio.create_task(self._react(where, message, _SEEN))
        try:
            yield
        finally:  # beside the answer, which must not wait for it
            begun = asyncio.create_task(self._take_back(reacting, where, message))
            self._reactions.add(begun)
            begun.add_done_callback(self._reactions.discard)

    @asynccontextmanager
    async def working(self, where: Where) -> AsyncIterator[None]:
        """Show until the block ends that the bot is typing."""
        typing = asyncio.create_task(self._keep_typing(where))
        try:
            yield
        finally:
            typing.cancel()
            await asyncio.gather(typing, return_exceptions=True)

    async def acknowledge(self, press: str, notice: str | None) -> None:
        """End the waiting on a pressed button, with a notice if there is one."""
        shown = None if notice is None else shorten(notice, LONGEST_NOTICE)
        try:
            await self._api.call(
                lambda bot: bot.answer_callback_query(
                    press, shown, show_alert=len(shown or "") > TOAST_CHARACTERS
                ),
                QUERY_PATIENCE_SECONDS,
            )
        except Undeliverable as error:
            # Too old, as after a restart: what was asked for is sent all the same.
            _log.info("a press could not be acknowledged: %s", error)

    async def take_buttons(self, where: Where, message: str) -> None:
        """Take the buttons from under a message, which may have none by now."""
        try:
            await self._api.call(
                lambda bot: bot.edit_message_reply_markup(int(where.chat), int(message)),
                SEND_PATIENCE_SECONDS,
            )
        except Undeliverable as error:
            if "not modified" not in str(error):
                raise

    async def download(self, file: SentFile) -> bytes:
        """Download a file; raises `Undeliverable`, which may be `TooLarge`."""
        if file.size is not None and file.size > MOST_FILE_BYTES:
            raise TooLarge(f"{file.size} bytes")
        try:
            return await self._api.call(
                lambda bot: _download(bot, file.id), DOWNLOAD_PATIENCE_SECONDS
            )
        except Undeliverable as error:
            if "too big" in str(error):
                raise TooLarge(str(error)) from error
            raise

    async def private_place(self, person: str) -> Where:
        """Return the chat of a person's own, which has their id."""
        return Where(person, None, is_group=False)

    def invitation(self, code: str) -> str:
        """Make the link that opens the chat with the bot and sends it the code."""
        return start_link(self._bot_name, code)

    async def offer(
        self, query: str, offered: Sequence[Offered], otherwise: Words | None, speak: Speak
    ) -> None:
        """Offer quotes to one person; `otherwise` is on a button that opens the private chat."""
        found = await asyncio.to_thread(results, offered, speak)
        hint = None if found or otherwise is None else speak(otherwise)
        button = None if hint is None else InlineQueryResultsButton(hint, start_parameter="inline")
        articles = [_article(number, result) for number, result in enumerate(found, 1)]
        await self._api.call(
            lambda bot: bot.answer_inline_query(
                query, articles, cache_time=INLINE_CACHE_SECONDS, is_personal=True, button=button
            ),
            QUERY_PATIENCE_SECONDS,
        )

    @contextmanager
    def once(self, key: str) -> Iterator[None]:
        """Look, before anything in the block is sent, whether an earlier process had sent it.

        The block ends when its sender has noted that it is done, after which the key is forgotten.
        """
        before = _ONCE.set(key)
        try:
            yield
        finally:
            _ONCE.reset(before)
        self._once.end(key)

    async def set_menu(self, person: str, *, is_moderator: bool) -> bool:
        """Show a moderator the moderators' menu, and anybody else the menu of everybody."""
        if is_moderator:
            return await set_moderators_menu(self._api, person)
        await remove_moderators_menu(self._api, person)
        return True

    async def _place(
        self, message: TelegramText, buttons: InlineKeyboardMarkup | None, spot: Spot, number: int
    ) -> _Sent:
        if number < len(spot.earlier):
            try:
                return await self._edit(spot.where, int(spot.earlier[number]), message, buttons)
            except Undeliverable as error:
                _log.info("an answer cannot be edited, so it is sent anew: %s", error)
        reply_to = spot.reply_to if number == 0 else None
        key = _ONCE.get()
        if key is None:
            return await self._send(spot.where, message, reply_to, buttons)
        return await self._send_once(key, number, Spot(spot.where, reply_to), message, buttons)

    async def _send(
        self,
        where: Where,
        message: TelegramText,
        reply_to: str | None,
        buttons: InlineKeyboardMarkup | None = None,
    ) -> _Sent:
        """Send a message, as a reply if the message it answers still stands."""

        async def send(bot: Bot) -> Message:
            async with self._sending:
                return await _send_message(bot, where, message, reply_to, buttons)

        async with self._turns[where.chat]:
            sent = await self._api.call(send, SEND_PATIENCE_SECONDS)
            self._once.note(where.chat, sent.message_id)
        return _Sent(sent.message_id, sent.text)

    async def _send_once(
        self,
        key: str,
        number: int,
        spot: Spot,
        message: TelegramText,
        buttons: InlineKeyboardMarkup | None,
    ) -> _Sent:
        """Send a message that must come once; what may have been taken is looked for before.

        Nothing else is sent to the chat meanwhile, so that nothing else can be taken for it.
        """
        where = spot.where

        async def send(bot: Bot) -> _Sent:
            while left:
                found = await _find(bot, where, left[0], message, buttons)
                if found is not None:
                    return found
                del left[0]
            try:
                sent = await _send_message(bot, where, message, spot.reply_to, buttons)
            except BadRequest:  # a NetworkError, too, but a refusal
                raise
            except NetworkError:
                left.extend(self._once.places(key, number, where.chat))
                raise
            return _Sent(sent.message_id, sent.text)

        async with self._turns[where.chat]:
            left = list(self._once.begin(key, number, where.chat))
            sent = await self._api.call(send, SEND_PATIENCE_SECONDS)
            self._once.keep(key, number, where.chat, sent.message)
            self._once.note(where.chat, sent.message)
        return sent

    async def _send_document(self, where: Where, file: InputFile) -> str:
        async def send(bot: Bot) -> Message:
            async with self._sending:
                return await bot.send_document(
                    int(where.chat), file, message_thread_id=_thread(where)
                )

        async with self._turns[where.chat]:
            sent = await self._api.call(send, SEND_PATIENCE_SECONDS)
            self._once.note(where.chat, sent.message_id)
        return str(sent.message_id)

    async def _edit(
        self,
        where: Where,
        message_id: int,
        message: TelegramText,
        buttons: InlineKeyboardMarkup | None,
    ) -> _Sent:
        """Put another text and other buttons in a message's place."""
        try:
            edited = await self._api.call(
                lambda bot: _edit_message(bot, where, message_id, message, buttons),
                SEND_PATIENCE_SECONDS,
            )
        except Undeliverable as error:
            if "not modified" in str(error):
                return _Sent(message_id, None)
            raise
        return _Sent(message_id, None if isinstance(edited, bool) else edited.text)

    async def _compared(self, sent: _Sent, message: TelegramText, spot: Spot, speak: Speak) -> int:
        """Return the id of what stands there now: the message, or the sentence in its place."""
        wrong = () if sent.text is None else differences(sent.text, message)
        if not wrong:
            return sent.message
        self._monitoring.differences.inc()
        _log.error("%d quotes did not arrive as they stand; the message is deleted", len(wrong))
        await self._delete(spot.where, sent.message)
        told = render(said("differs").reply, speak)[0]
        return (await self._send(spot.where, told, spot.reply_to)).message

    async def _delete(self, where: Where, message_id: int) -> None:
        try:
            await self._api.call(
                lambda bot: bot.delete_message(int(where.chat), message_id), SEND_PATIENCE_SECONDS
            )
        except Undeliverable as error:
            _log.warning("a message could not be deleted: %s", error)

    async def _take_back(self, reacting: asyncio.Task[None], where: Where, message: str) -> None:
        await asyncio.wait({reacting})
        await self._react(where, message, None)

    async def _react(self, where: Where, message: str, emoji: str | None) -> None:
        await self._api.try_once(
            lambda bot: bot.set_message_reaction(int(where.chat), int(message), emoji)
        )

    async def _keep_typing(self, where: Where) -> None:
        while True:
            await self._api.try_once(
                lambda bot: bot.send_chat_action(
                    int(where.chat), ChatAction.TYPING, message_thread_id=_thread(where)
                )
            )
            await asyncio.sleep(TYPING_SECONDS)


async def _send_message(
    bot: Bot,
    where: Where,
    message: TelegramText,
    reply_to: str | None,
    buttons: InlineKeyboardMarkup | None,
) -> Message:
    reply = None
    if reply_to is not None:
        reply = ReplyParameters(int(reply_to), allow_sending_without_reply=True)
    return await bot.send_message(
        int(where.chat),
        message.text,
        entities=_entities(message),
        message_thread_id=_thread(where),
        reply_parameters=reply,
        reply_markup=buttons,
        link_preview_options=_NO_PREVIEW,
    )


async def _edit_message(
    bot: Bot,
    where: Where,
    message_id: int,
    message: TelegramText,
    buttons: InlineKeyboardMarkup | None,
) -> Message | bool:
    return await bot.edit_message_text(
        message.text,
        int(where.chat),
        message_id,
        entities=_entities(message),
        reply_markup=buttons,
        link_preview_options=_NO_PREVIEW,
    )


async def _find(
    bot: Bot,
    where: Where,
    message_id: int,
    message: TelegramText,
    buttons: InlineKeyboardMarkup | None,
) -> _Sent | None:
    """Find a message of the bot's own, which then says what it is to say; `None` if none is."""
    try:
        edited = await _edit_message(bot, where, message_id, message, buttons)
    except BadRequest as error:
        return _Sent(message_id, None) if "not modified" in str(error) else None
    return _Sent(message_id, None if isinstance(edited, bool) else edited.text)


async def _download(bot: Bot, file_id: str) -> bytes:
    found = await bot.get_file(file_id)
    try:
        return bytes(await found.download_as_bytearray())
    except InvalidToken as error:
        # The library takes every 404 for that, also of a file that is not there any more.
        raise BadRequest("the file is not there any more") from error


def _thread(where: Where) -> int | None:
    return None if where.thread is None else int(where.thread)


def _entities(message: TelegramText) -> list[MessageEntity]:
    return [
        MessageEntity(entity.kind, entity.offset, entity.length, url=entity.url)
        for entity in message.entities
    ]


def _article(number: int, result: InlineResult) -> InlineQueryResultArticle:
    """Lay out what is offered; its id, which Telegram tells once it was chosen, is the receipt."""
    content = InputTextMessageContent(
        result.message.text,
        entities=_entities(result.message),
        link_preview_options=_NO_PREVIEW,
    )
    return InlineQueryResultArticle(
        result.receipt or str(number), result.title, content, description=result.description
    )
