"""What people do, as messages and updates: they write, edit, press, ask inline, send files."""

from dataclasses import dataclass, replace

from bot_api.messages import Document, StoredMessage
from bot_api.state import World
from bot_api.texts.sent import with_found
from bot_api.values import Chat, FormattedText, JsonObject, Person, Upload

_FIRST_SUPERGROUP = -(10**12)
_GROUP_ITSELF = Person(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
"""Who writes in the name of a group, also that it was made of another."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a person wrote; `update_id` is None where the bot does not get to see it."""

    message_id: int
    update_id: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a chat somebody writes: in a topic, as a reply, with a part of it quoted."""

    reply_to: int | None = None
    quote: str = ""
    thread_id: int | None = None


def write(
    world: World, chat: Chat, sender: Person, content: FormattedText, place: Place
) -> Written:
    """Put a person's text into a chat and tell the bot, if privacy mode lets it see this."""
    message = world.keep(_message(world, chat, sender, with_found(content), place))
    return Written(message.message_id, _tell(world, "message", message))


def rewrite(world: World, chat: Chat, message_id: int, content: FormattedText) -> int | None:
    """Edit a person's message; return the update's id."""
    before = world.message(chat, message_id, "message to edit")
    edited = replace(before, content=with_found(content), edit_date=int(world.clock()))
    return _tell(world, "edited_message", world.keep(edited))


def hand_over(
    world: World, chat: Chat, sender: Person, upload: Upload, caption: str, place: Place
) -> Written:
    """Send a file as a document."""
    document: Document = world.store_file(upload)
    message = _message(world, chat, sender, with_found(FormattedText(caption)), place)
    kept = world.keep(replace(message, document=document))
    return Written(kept.message_id, _tell(world, "message", kept))


def upgrade(world: World, group: Chat, person: Person, *, is_told: bool) -> Chat:
    """Make a supergroup of a group and return it; both chats tell the bot, if it is told at all."""
    supergroup = replace(group, id=_FIRST_SUPERGROUP + group.id, type="supergroup")
    world.chats[group.id], world.chats[supergroup.id] = group, supergroup
    world.upgraded[group.id] = supergroup.id
    if is_told:
        moved_to = {"migrate_to_chat_id": supergroup.id}
        world.updates.push("message", _service(world, group, person, moved_to), group.id)
        moved_from = {"sender_chat": supergroup.to_json(), "migrate_from_chat_id": group.id}
        tells = _service(world, supergroup, _GROUP_ITSELF, moved_from)
        world.updates.push("message", tells, supergroup.id)
    return supergroup


def press(
    world: World,
    chat: Chat,
    message_id: int,
    person: Person,
    button: str,
    seen: JsonObject | None = None,
) -> str:
    """Press a button, named by its text or its data; return the callback query's id.

    A button of the markup `seen` may be gone by now: a phone shows it until it hears of that.
    Raises LookupError where the message has no such button that calls back.
    """
    message = world.message(chat, message_id, "message to press on")
    markups = (message.reply_markup or {}, seen or {})
    rows = [row for markup in markups for row in markup.get("inline_keyboard", [])]
    for pressed in (each for row in rows for each in row if "callback_data" in each):
        if button in {pressed["text"], pressed["callback_data"]}:
            return _call_back(world, message, person, pressed["callback_data"])
    raise LookupError(f"no button {button!r} calls back under message {message_id}")


def ask_inline(world: World, person: Person, text: str, offset: str) -> str:
    """Type the bot's name and a question in any chat; return the inline query's id."""
    query_id = world.ask()
    query = {"id": query_id, "from": person.to_json(), "query": text, "offset": offset}
    world.updates.push("inline_query", query, person.id)
    return query_id


def choose(world: World, chat: Chat, person: Person, query_id: str, result_id: str) -> Written:
    """Send one of the offered results into a chat, as the person, via the bot."""
    answer = world.inline_answers[query_id]
    result = next(result for result in answer.results if result.id == result_id)
    message = replace(
        _message(world, chat, person, result.content, Place()),
        reply_markup=result.reply_markup,
        via_bot=world.bot,
    )
    if result.reply_markup is not None:
        message = replace(message, inline_message_id=f"inline{message.message_id}")
    world.keep(message)
    chosen = {"result_id": result_id, "from": person.to_json(), "query": ""}
    return Written(
        message.message_id, world.updates.push("chosen_inline_result", chosen, person.id)
    )


def _message(
    world: World, chat: Chat, sender: Person, content: FormattedText, place: Place
) -> StoredMessage:
    world.chats.setdefault(chat.id, chat)
    return StoredMessage(
        message_id=world.new_message_id(chat),
        chat=chat,
        sender=sender,
        date=int(world.clock()),
        content=content,
        reply_to_message_id=place.reply_to,
        quote=place.quote,
        thread_id=place.thread_id,
    )


def _service(world: World, chat: Chat, sender: Person, fields: JsonObject) -> JsonObject:
    return {
        "message_id": world.new_message_id(chat),
        "from": sender.to_json(),
        "chat": chat.to_json(),
        "date": int(world.clock()),
        **fields,
    }


def _tell(world: World, kind: str, message: StoredMessage) -> int | None:
    if not _is_visible(world, message):
        return None
    return world.updates.push(kind, world.as_json(message), message.chat.id)


def _is_visible(world: World, message: StoredMessage) -> bool:
    """Say whether privacy mode shows the message to the bot: Telegram's "Privacy mode" rules.

    Left out: a command without the bot's name reaches only the bot that spoke last, where a group
    has several bots.
    """
    if message.chat.type == "private":
        return True
    replied = world.messages.get((message.chat.id, message.reply_to_message_id or 0))
    if replied is not None and replied.sender == world.bot:
        return True
    units = message.text.encode("utf-16-le")
    own_name = f"@{world.bot.username}".lower()
    for entity in message.content.entities:
        marked = units[2 * entity.offset : 2 * entity.end].decode("utf-16-le").lower()
        if entity.type == "mention" and marked == own_name:
            return True
        if entity.type == "bot_command" and ("@" not in marked or marked.endswith(own_name)):
            return True
    return False


def _call_back(world: World, message: StoredMessage, person: Person, data: str) -> str:
    query_id = world.ask()
    query: JsonObject = {
        "id": query_id,
        "from": person.to_json(),
        "chat_instance": str(message.chat.id),
        "data": data,
    }
    if message.inline_message_id is not None:
        query["inline_message_id"] = message.inline_message_id
    else:
        query["message"] = world.as_json(message)
    world.updates.push("callback_query", query, message.chat.id)
    return query_id
