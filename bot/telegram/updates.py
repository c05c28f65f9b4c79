"""Updates from Telegram -> events for the conversation, and the buttons that come back in them.

A button is a key with 64 bytes of data, which an update gives back when the key is pressed.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence

from telegram import (
    Chat,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)

from bot.desk.commands import is_for_groups
from bot.desk.links import fragment_link, is_linkable
from bot.replies import Button, ButtonKind, button_label
from bot.sentences.say import Speak, Words, sentence
from bot.serving.platform import (
    Answered,
    Chosen,
    Event,
    Me,
    Medium,
    Moved,
    Person,
    SentFile,
    TakeEvent,
    Tapped,
    Typed,
    Where,
    Written,
    shown_name,
)
from bot.telegram.messages.text import shorten, units

_COMMAND = re.compile(r"/([A-Za-z0-9_]+)(?:@([A-Za-z0-9_]+))?")

Take = Callable[[Update], "asyncio.Task[None] | None"]
"""Begins to deal with an update; `None` if that was done before."""

KINDS = (
    *("message", "edited_message", "callback_query"),
    *("inline_query", "chosen_inline_result"),
)
"""The kinds of updates that are read; Telegram is asked for no others."""

LONGEST_ABOUT = 24  # UTF-16 units of what a label names: a phone shows some forty in a row
LONGEST_COPIED = 256  # characters that a button can put on the clipboard

# Buttons that were sent once carry these letters for ever: none may come to mean another kind.
_LETTERS: Mapping[ButtonKind, str] = {
    "context": "c",
    "source": "s",
    "copy": "y",
    "wrong": "w",
    "more": "m",
    "open": "o",
    "page_of": "L",
    "sources": "t",
    "back": "g",
    "cite": "C",
    "without": "i",
    "alone": "J",
    "instead": "z",
    "example": "E",
    "add": "A",
    "let_in": "l",
    "refuse": "f",
    "revoke": "v",
    "approve": "a",
    "publish": "h",
    "decline": "n",
    "edit": "e",
    "skips": "p",
    "skip_one": "k",
    "keep_one": "q",
    "cancel": "x",
    "publish_anyway": "b",
    "discard": "d",
    "undo": "u",
    "recheck": "r",
    "take_title": "T",
    "take_author": "G",
    "take_date": "D",
    "changes": "H",
    "as_new": "N",
    "replace": "P",
    "revoke_sure": "V",
    "revoke_not": "K",
    "forget_sure": "Z",
    "copy_id": "I",
    "read": "R",
    "page": "S",
    "reopen": "O",
    "take_out": "U",
    "settle": "W",
    "why": "Y",
}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}
_DATA = re.compile(r"([A-Za-z]):([A-Za-z0-9_-]{1,40}):([1-9]\d{0,3})")


def taker(take_event: TakeEvent, me: Me) -> Take:
    """Make what reads updates for the bot `me` and gives them on as events."""

    def take(update: Update) -> asyncio.Task[None] | None:
        return take_event(str(update.update_id), lambda: read(update, me))

    return take


def read(update: Update, me: Me) -> Event | None:
    """Read the event; `None` if it is not meant for this bot, or comes from another."""
    if update.callback_query is not None:
        return _tapped(update)
    if update.inline_query is not None:
        query = update.inline_query
        return Typed(query.id, _person(query.from_user), query.query)
    if update.chosen_inline_result is not None:
        chosen = update.chosen_inline_result
        return Chosen(_person(chosen.from_user), chosen.result_id)
    if update.message is not None:
        return _moved(update.message) or _written(update.message, me, is_edit=False)
    if update.edited_message is not None:
        return _written(update.edited_message, me, is_edit=True)
    return None


def keyboard(rows: Sequence[Sequence[Button]], speak: Speak) -> InlineKeyboardMarkup | None:
    """Lay buttons out; `None` where there are none."""
    if not rows:
        return None
    shown = [[button for button in row if _can_be_pressed(button)] for row in rows]
    return InlineKeyboardMarkup([[_key(button, speak) for button in row] for row in shown if row])


def read_button(data: str) -> Button | None:
    """Read the button from what it carried; `None` if it is none of ours.

    >>> read_button("c:AbC-_9:2") == Button("context", "AbC-_9", 2)
    True
    """
    match = _DATA.fullmatch(data)
    if match is None or match[1] not in _KINDS:
        return None
    return Button(_KINDS[match[1]], match[2], int(match[3]))


def _tapped(update: Update) -> Tapped | None:
    query = update.callback_query
    if query is None or query.data is None:
        return None
    message, button, who = query.message, read_button(query.data), _person(query.from_user)
    if message is None:
        return Tapped(query.id, None, who, "", button)
    thread = message.message_thread_id if isinstance(message, Message) else None
    is_topic = isinstance(message, Message) and bool(message.is_topic_message)
    where = _where(message.chat, thread if is_topic else None)
    return Tapped(query.id, where, who, str(message.message_id), button)


def _moved(message: Message) -> Moved | None:
    """Read what became of a group: Telegram tells it in the group and in the supergroup."""
    chat = str(message.chat.id)
    if message.migrate_to_chat_id is not None:
        return Moved(chat, str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(str(message.migrate_from_chat_id), chat)
    return None


def _written(message: Message, me: Me, *, is_edit: bool) -> Written | None:
    who = _writer(message)
    if who is None or (message.via_bot is not None and _is_me(message.via_bot, me)):
        return None  # what was sent through this bot is its own quote
    where = _where(message.chat, message.message_thread_id if message.is_topic_message else None)
    is_group, message_id = where.is_group, str(message.message_id)
    if is_group and _puts_in(message, me):  # a moderator lets the group in; of others it is nothing
        return Written(where, who, message_id, "allow", "", is_edit)
    written = message.text or message.caption
    if written is None:
        is_shown = not is_group and not is_edit and message.effective_attachment is not None
        if not is_shown:
            return None
        file = _file(message)
        return Written(where, who, message_id, None, None, is_edit, file, medium=_medium(message))
    is_others = message.forward_origin is not None or message.via_bot is not None
    # What somebody else wrote is a question at most: it gives no command and answers no card.
    command, for_whom, argument = (None, None, "") if is_others else _command(message)
    if for_whom is not None and for_whom.casefold() != me.name.casefold():
        return None
    if command is not None:
        is_ours = not is_group or for_whom is not None or is_for_groups(command)
        text = argument
    else:
        mentions = _mentions(message, me)
        is_ours = not is_group or bool(mentions) or _answers(message, me)
        text = _without(written, mentions) or _meant(message)
    if not is_ours:
        return None
    answered = None if is_others else message.reply_to_message
    return Written(
        where,
        who,
        message_id,
        command,
        text,
        is_edit,
        file=None if is_group and command is None else _file(message),
        answers=None if is_group or answered is None else str(answered.message_id),
        medium=_medium(message),
        is_forwarded=is_others,
        answered=None if command is None else _answered(message),
    )


def _puts_in(message: Message, me: Me) -> bool:
    """Tell whether a message is Telegram's, that somebody has brought this bot into a group."""
    is_new = any(_is_me(joined, me) for joined in message.new_chat_members)
    return is_new or bool(message.group_chat_created)


def _meant(message: Message) -> str:
    """Read the message that somebody answers with the bot's name alone: that is the question."""
    answered = message.reply_to_message
    return "" if answered is None else (answered.text or answered.caption or "").strip()


def _answered(message: Message) -> Answered | None:
    """Read the message that a command answers."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return None
    text = (answered.text or answered.caption or "").strip()
    return Answered(text, _file(answered), str(answered.message_id))


def _medium(message: Message) -> Medium | None:
    """Tell what a message holds instead of words."""
    if message.voice is not None or message.audio is not None or message.video_note is not None:
        return "voice"
    if message.sticker is not None or message.animation is not None or message.dice is not None:
        return "sticker"
    if message.photo or message.video is not None:
        return "picture"
    return None if message.effective_attachment is None else "other"


def _file(message: Message) -> SentFile | None:
    sent = message.document
    if sent is None:
        return None
    return SentFile(sent.file_id, sent.file_name or sent.file_unique_id, sent.file_size)


def _command(message: Message) -> tuple[str | None, str | None, str]:
    """Read the command at the front of a message, the bot that it names, and its argument."""
    text = message.text or message.caption or ""
    is_command = any(
        entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0
        for entity in (*message.entities, *message.caption_entities)
    )
    match = _COMMAND.match(text) if is_command else None
    if match is None:
        return None, None, ""
    return match[1].casefold(), match[2], text[match.end() :].strip()


def _mentions(message: Message, me: Me) -> list[str]:
    """List the words of the message that name this bot."""
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    found = message.parse_entities(kinds) if message.text else message.parse_caption_entities(kinds)
    own_name = f"@{me.name}".casefold()
    return [
        words
        for entity, words in found.items()
        if words.casefold() == own_name or _is_me(entity.user, me)
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
    return _is_me(answered.from_user, me)


def _writer(message: Message) -> Person | None:
    """Read who wrote; `None` for another bot and for a channel."""
    sender = message.from_user
    if message.sender_chat is not None and message.sender_chat.id == message.chat.id:
        # An administrator who stays anonymous writes in the name of the group.
        return Person(str(message.chat.id), "en")
    if sender is None or sender.is_bot or message.sender_chat is not None:
        return None
    return _person(sender)


def _person(user: User) -> Person:
    language = (user.language_code or "en").partition("-")[0].casefold()
    names = f"{user.full_name} @{user.username}" if user.username else user.full_name
    return Person(str(user.id), language, shown_name(names))


def _where(chat: Chat, thread: int | None) -> Where:
    topic = None if thread is None else str(thread)
    return Where(str(chat.id), topic, is_group=chat.type != "private")


def _is_me(user: User | None, me: Me) -> bool:
    return user is not None and str(user.id) == me.id


def _can_be_pressed(button: Button) -> bool:
    """Tell whether a button is of use: not one that opens an address that Telegram refuses."""
    if button.address is not None:
        return is_linkable(button.address)
    return button.opened is None or fragment_link(button.opened) is not None


def _key(button: Button, speak: Speak) -> InlineKeyboardButton:
    about = None if button.about is None else shorten(speak(button.about), LONGEST_ABOUT)
    label = speak(button_label(button, about)).strip()
    address = button.address
    if button.opened is not None:
        address = fragment_link(button.opened)
    if address is not None:
        return InlineKeyboardButton(label, url=address)
    copied = _copied(button.copied, button.receipt, speak)
    if copied is None and button.kind == "copy":
        # The citation alone, which is sent where even that is too long.
        label = speak(sentence("button_copy_citation", number=button.number))
    copied = copied or _copied(button.shorter, button.receipt, speak)
    if copied is not None:
        return InlineKeyboardButton(label, copy_text=copied)
    data = f"{_LETTERS[button.kind]}:{button.token}:{button.number}"
    return InlineKeyboardButton(label, callback_data=data)


def _copied(text: Words | None, receipt: Words | None, speak: Speak) -> CopyTextButton | None:
    """Make what puts a text on the clipboard, with its receipt if there is room for it."""
    if text is None:
        return None
    alone = speak(text)
    received = alone if receipt is None else f"{alone}\n{speak(receipt)}"
    fitting = (words for words in (received, alone) if 0 < units(words) <= LONGEST_COPIED)
    found = next(fitting, None)
    return None if found is None else CopyTextButton(found)
