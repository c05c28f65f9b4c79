"""The methods about messages: what the bot sends, edits, deletes and answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot_api.messages import Document, StoredMessage
from bot_api.methods.fields import Parameters, integer
from bot_api.methods.keyboards import reply_markup
from bot_api.methods.menus import inline_answer
from bot_api.methods.rules import (
    OutgoingText,
    ReplyTo,
    callback_answer,
    caption,
    chat_action,
    link_preview_options,
    message_text,
    reactions,
    reply_to,
)
from bot_api.state import World
from bot_api.values import Chat, JsonObject, Refused, Upload, bad_request
from telegram.constants import ReactionEmoji

EDITABLE_SECONDS = 48 * 60 * 60
_EMOJI = frozenset(emoji.value for emoji in ReactionEmoji)


@dataclass(frozen=True, slots=True)
class Request:
    """One call's parameters and files."""

    parameters: Parameters
    files: Mapping[str, Upload]


def send_message(world: World, request: Request) -> JsonObject:
    """Send a text."""
    text = message_text(request.parameters)
    options = link_preview_options(request.parameters)
    message = _new_message(world, request.parameters, text)
    return world.as_json(world.keep(replace(message, link_preview_options=options)))


def send_document(world: World, request: Request) -> JsonObject:
    """Send a file: an upload, or the `file_id` of one the server has."""
    text = caption(request.parameters)
    upload = request.files.get(_attached_name(request.parameters.get("document", "")))
    known = world.files.get(request.parameters.get("document", ""))
    if upload is None and known is None:
        raise bad_request("There is no document in the request")
    if upload is not None and not upload.content:
        raise bad_request("File must be non-empty")
    message = _new_message(world, request.parameters, text)
    document: Document = world.store_file(upload or known)  # type: ignore[arg-type]  # one is there
    return world.as_json(world.keep(replace(message, document=document)))


def edit_message_text(world: World, request: Request) -> JsonObject | bool:
    """Replace a message's text and keyboard; a keyboard not given again is gone."""
    text = message_text(request.parameters, is_edit=True)
    options = link_preview_options(request.parameters)
    markup = reply_markup(request.parameters)
    message = _editable(world, request.parameters)
    if message.document is not None:
        raise bad_request("There is no text in the message to edit")
    edited = replace(
        message,
        content=text.sent,
        given=text.given,
        reply_markup=markup,
        link_preview_options=options,
    )
    return _edited(world, message, edited)


def edit_message_reply_markup(world: World, request: Request) -> JsonObject | bool:
    """Replace a message's keyboard."""
    markup = reply_markup(request.parameters)
    message = _editable(world, request.parameters)
    return _edited(world, message, replace(message, reply_markup=markup))


def delete_message(world: World, request: Request) -> bool:
    """Delete the bot's own message of the last 48 hours, or a person's in a private chat."""
    chat = world.chat(request.parameters.get("chat_id", ""))
    message = world.message(chat, integer(request.parameters, "message_id"), "message to delete")
    is_old = world.clock() - message.date > EDITABLE_SECONDS
    if is_old or (message.sender != world.bot and chat.type != "private"):
        raise bad_request("Message can't be deleted")
    world.delete(message)
    return True


def send_chat_action(world: World, request: Request) -> bool:
    """Say that the bot is typing."""
    action = chat_action(request.parameters)
    chat = world.writable_chat(request.parameters.get("chat_id", ""))
    world.actions.append((chat.id, action))
    return True


def set_message_reaction(world: World, request: Request) -> bool:
    """Put the bot's one reaction under a message, or take it back."""
    emoji = reactions(request.parameters, _EMOJI)
    chat = world.writable_chat(request.parameters.get("chat_id", ""))
    message_id = integer(request.parameters, "message_id")
    message = world.message(chat, message_id, "message to react")
    world.keep(replace(message, reactions=emoji))
    return True


def answer_callback_query(world: World, request: Request) -> bool:
    """Answer a pressed button."""
    answer = callback_answer(request.parameters)
    world.close_query(answer.query_id)
    world.callback_answers[answer.query_id] = answer
    return True


def answer_inline_query(world: World, request: Request) -> bool:
    """Offer results to whoever typed the bot's name in some chat."""
    answer = inline_answer(request.parameters)
    world.close_query(answer.query_id)
    world.inline_answers[answer.query_id] = answer
    return True


def _new_message(world: World, parameters: Parameters, text: OutgoingText) -> StoredMessage:
    """Return the message to be sent, once everything is checked and counted."""
    wanted_reply = reply_to(parameters)
    markup = reply_markup(parameters)
    chat = world.writable_chat(parameters.get("chat_id", ""))
    replied = _replied(world, chat, wanted_reply)
    thread_id = _thread_id(world, chat, integer(parameters, "message_thread_id"), replied)
    world.flood.admit(chat)
    return StoredMessage(
        message_id=world.new_message_id(chat),
        chat=chat,
        sender=world.bot,
        date=int(world.clock()),
        content=text.sent,
        given=text.given,
        reply_markup=markup,
        reply_to_message_id=replied.message_id if replied else None,
        quote=wanted_reply.quote if wanted_reply and replied else "",
        thread_id=thread_id,
    )


def _replied(world: World, chat: Chat, wanted: ReplyTo | None) -> StoredMessage | None:
    if wanted is None:
        return None
    if wanted.chat_id is not None and wanted.chat_id != chat.id:
        raise bad_request("This test server has no replies across chats")
    try:
        replied = world.message(chat, wanted.message_id, "message to be replied")
    except Refused:
        if wanted.is_optional:
            return None
        raise
    if wanted.quote not in replied.text:
        raise bad_request("QUOTE_TEXT_INVALID")  # openclaw/openclaw issue 74581
    return replied


def _thread_id(world: World, chat: Chat, wanted: int, replied: StoredMessage | None) -> int | None:
    """Return the topic: the one asked for, else that of the message replied to."""
    if wanted and (chat.id, wanted) not in world.topics:
        raise bad_request("Message thread not found")
    if wanted:
        return wanted
    return replied.thread_id if replied else None


def _editable(world: World, parameters: Parameters) -> StoredMessage:
    inline_message_id = parameters.get("inline_message_id", "")
    if inline_message_id and not parameters.get("chat_id"):
        for message in world.messages.values():
            if message.inline_message_id == inline_message_id:
                return message
        raise bad_request("MESSAGE_ID_INVALID")
    chat = world.writable_chat(parameters.get("chat_id", ""))
    message = world.message(chat, integer(parameters, "message_id"), "message to edit")
    if message.sender != world.bot:
        raise bad_request("Message can't be edited")
    return message


def _edited(world: World, before: StoredMessage, after: StoredMessage) -> JsonObject | bool:
    if replace(after, given=before.given) == before:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly "
            "the same as a current content and reply markup of the message"
        )
    world.flood.admit(before.chat)
    kept = world.keep(replace(after, edit_date=int(world.clock())))
    return world.as_json(kept) if before.inline_message_id is None else True


def _attached_name(value: str) -> str:
    return value.removeprefix("attach://") or "document"
