"""An update from Telegram -> what is meant by it, if it is meant for this bot; pure."""

import asyncio
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from telegram import Message, MessageEntity, Update, User

from bot.desk.commands import COMMANDS

_COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?")

LONGEST_NAME = 100  # characters, of a name that moderators are shown

KINDS = ("message", "edited_message", "callback_query", "inline_query")
"""The kinds of updates that are read; Telegram is asked for no others."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who this bot is."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Where:
    """A chat, and a topic in it."""

    chat: int
    thread: int | None
    is_group: bool


@dataclass(frozen=True, slots=True)
class Asker:
    """Who means something: their id, the language of their Telegram (`en` if unknown), a name."""

    id: str
    language: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent, by Telegram's id of it; `size` in bytes, if Telegram says."""

    id: str
    name: str
    size: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """A message for this bot: a command with its argument, or a question.

    `text` is `None` where there is none to read: a photo, a voice message, a `file`. `answers` is
    the message that it answers, in a chat of somebody's own.
    """

    where: Where
    who: Asker
    message_id: int
    command: str | None
    text: str | None
    is_edit: bool
    file: SentFile | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button pressed; `where` is `None` if its message is too old for Telegram to say."""

    query_id: str
    where: Where | None
    who: Asker
    message_id: int
    data: str


@dataclass(frozen=True, slots=True)
class Typed:
    """A question being typed in any chat, behind this bot's name."""

    query_id: str
    who: Asker
    text: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A group has become a supergroup, under another id."""

    before: int
    now: int


Meant = Said | Tapped | Typed | Moved

Take = Callable[[Update], "asyncio.Task[None] | None"]
"""Begins to deal with an update; `None` if that was done before."""


def read(update: Update, me: Me) -> Meant | None:
    """Say what is meant; `None` if it is not meant for this bot, or comes from another."""
    if update.callback_query is not None:
        return _tapped(update)
    if update.inline_query is not None:
        query = update.inline_query
        return Typed(query.id, _asker(query.from_user), query.query)
    if update.message is not None:
        return _moved(update.message) or _said(update.message, me, is_edit=False)
    if update.edited_message is not None:
        return _said(update.edited_message, me, is_edit=True)
    return None


def _tapped(update: Update) -> Tapped | None:
    query = update.callback_query
    if query is None or query.data is None:
        return None
    message = query.message
    if message is None:
        return Tapped(query.id, None, _asker(query.from_user), 0, query.data)
    thread = message.message_thread_id if isinstance(message, Message) else None
    is_topic = isinstance(message, Message) and bool(message.is_topic_message)
    where = Where(message.chat.id, thread if is_topic else None, _is_group(message.chat.type))
    return Tapped(query.id, where, _asker(query.from_user), message.message_id, query.data)


def _moved(message: Message) -> Moved | None:
    """Say what became of a group: Telegram tells it in the group and in the supergroup."""
    if message.migrate_to_chat_id is not None:
        return Moved(message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return Moved(message.migrate_from_chat_id, message.chat.id)
    return None


def _said(message: Message, me: Me, *, is_edit: bool) -> Said | None:
    who = _writer(message)
    if who is None or (message.via_bot is not None and message.via_bot.id == me.id):
        return None  # what was sent through this bot is its own quote
    is_group = _is_group(message.chat.type)
    thread = message.message_thread_id if message.is_topic_message else None
    where = Where(message.chat.id, thread, is_group)
    if message.text is None:
        is_shown = not is_group and not is_edit and message.effective_attachment is not None
        if not is_shown:
            return None
        return Said(where, who, message.message_id, None, None, is_edit, _file(message))
    command, for_whom, argument = _command(message)
    if for_whom is not None and for_whom.casefold() != me.username.casefold():
        return None
    if command is not None:
        is_ours = not is_group or for_whom is not None or command in COMMANDS
        text = argument
    else:
        mentions = _mentions(message, me)
        is_ours = not is_group or bool(mentions) or _answers(message, me)
        text = _without(message.text, mentions)
    if not is_ours:
        return None
    answered = message.reply_to_message
    answers = None if is_group or answered is None else answered.message_id
    return Said(where, who, message.message_id, command, text, is_edit, answers=answers)


def _file(message: Message) -> SentFile | None:
    sent = message.document
    if sent is None:
        return None
    return SentFile(sent.file_id, sent.file_name or sent.file_unique_id, sent.file_size)


def _command(message: Message) -> tuple[str | None, str | None, str]:
    """Give the command at the front, whom it names, and what stands behind it."""
    text = message.text or ""
    is_command = any(
        one.type == MessageEntity.BOT_COMMAND and one.offset == 0 for one in message.entities
    )
    match = _COMMAND.match(text) if is_command else None
    if match is None:
        return None, None, ""
    return match[1].casefold(), match[2], text[match.end() :].strip()


def _mentions(message: Message, me: Me) -> list[str]:
    """List the words of the message that name this bot."""
    found = message.parse_entities([MessageEntity.MENTION, MessageEntity.TEXT_MENTION])
    own_name = f"@{me.username}".casefold()
    return [
        words
        for entity, words in found.items()
        if words.casefold() == own_name or (entity.user is not None and entity.user.id == me.id)
    ]


def _without(text: str, mentions: list[str]) -> str:
    for mention in mentions:
        text = text.replace(mention, " ", 1)
    return text.strip(" ,:\n") if mentions else text.strip()


def _answers(message: Message, me: Me) -> bool:
    """Tell whether a message is a reply to one of this bot's own.

    In a topic every message is a reply to the one that opened it, which is not meant.
    """
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return False
    return answered.from_user is not None and answered.from_user.id == me.id


def _writer(message: Message) -> Asker | None:
    """Say who wrote; `None` for another bot and for a channel."""
    sender = message.from_user
    if message.sender_chat is not None and message.sender_chat.id == message.chat.id:
        # An administrator who stays anonymous writes in the name of the group.
        return Asker(str(message.chat.id), "en")
    if sender is None or sender.is_bot or message.sender_chat is not None:
        return None
    return _asker(sender)


def _asker(user: User) -> Asker:
    language = (user.language_code or "en").partition("-")[0].casefold()
    return Asker(str(user.id), language, _name(user))


def _name(user: User) -> str:
    """Put a person's names into one line, without what could pass for other words of the bot."""
    names = f"{user.full_name} @{user.username}" if user.username else user.full_name
    shown = (one if unicodedata.category(one)[0] != "C" else " " for one in names)
    return " ".join("".join(shown).split())[:LONGEST_NAME]


def _is_group(chat_type: str) -> bool:
    return chat_type != "private"
