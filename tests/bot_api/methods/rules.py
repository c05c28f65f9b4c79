"""What Telegram checks of a call's parameters, answered in its own words. Pure: no state here."""

import re
from dataclasses import dataclass

from bot_api.methods.fields import (
    Malformed,
    Parameters,
    clamped,
    decoded,
    flag_field,
    integer_field,
    json_object,
    string_field,
    within,
)
from bot_api.texts.given import given_text
from bot_api.texts.sent import as_sent
from bot_api.values import FormattedText, JsonObject, bad_request
from telegram.constants import ChatAction

CHAT_ACTIONS = frozenset({*(action.value for action in ChatAction), "cancel"})
MAX_CALLBACK_ANSWER_CHARACTERS = 200
MAX_QUOTE_CHARACTERS = 1024
MAX_CAPTION_CHARACTERS = 1024
MAX_DESCRIPTION_CHARACTERS = 512
MAX_SHORT_DESCRIPTION_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """What a new message answers: `quote` is empty where the whole message is meant."""

    message_id: int
    chat_id: int | None = None
    is_optional: bool = False
    quote: str = ""
    quote_position: int = 0


@dataclass(frozen=True, slots=True)
class OutgoingText:
    """A text as the bot gave it and as Telegram sends it; they differ where Telegram changed it."""

    given: FormattedText
    sent: FormattedText


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What a person sees after pressing a button."""

    query_id: str
    text: str
    show_alert: bool
    url: str
    cache_time: int


def message_text(parameters: Parameters, *, is_edit: bool = False) -> OutgoingText:
    """Return the text of a new or edited message, as given and as the Message will carry it."""
    text = parameters.get("text", "")
    if not text:
        raise bad_request("Message text is empty")
    given = given_text(text, parameters, "entities")
    return OutgoingText(given, as_sent(given, is_edit=is_edit))


def caption(parameters: Parameters) -> OutgoingText:
    """Return a document's caption; it may be missing."""
    text = parameters.get("caption", "")
    given = given_text(text, parameters, "caption_entities")
    if not text.strip():
        return OutgoingText(given, FormattedText(""))
    sent = as_sent(given)
    if len(sent.text) > MAX_CAPTION_CHARACTERS:
        raise bad_request("Message caption is too long")
    return OutgoingText(given, sent)


def link_preview_options(parameters: Parameters) -> JsonObject | None:
    """Return the checked options, None where the call has none."""
    text = parameters.get("link_preview_options", "")
    if not text:
        return None
    value = decoded(text, "Can't parse link preview options JSON object")
    options = json_object(value, "Object expected as link preview options")
    try:
        string_field(options, "url")
        for name in ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"):
            flag_field(options, name)
    except Malformed as problem:
        raise bad_request(str(problem)) from problem
    return {name: value for name, value in options.items() if value} or None


def reply_to(parameters: Parameters) -> ReplyTo | None:
    """Return what the message replies to, None where it replies to nothing."""
    text = parameters.get("reply_parameters", "")
    if not text:
        old_style = clamped(parameters, "reply_to_message_id", 0, 0, 2**31 - 1)
        return ReplyTo(old_style) if old_style else None
    value = decoded(text, "Can't parse reply parameters JSON object")
    fields = json_object(value, "Object expected as reply parameters")
    if not fields:
        return None
    try:
        return _reply_to(fields)
    except Malformed as problem:
        raise bad_request(str(problem)) from problem


def chat_action(parameters: Parameters) -> str:
    """Return the chat action: what people see the bot doing."""
    action = parameters.get("action", "").lower()
    if action not in CHAT_ACTIONS:
        raise bad_request("Wrong parameter action in request")
    return action


def callback_answer(parameters: Parameters) -> CallbackAnswer:
    """Return the answer to a pressed button; over 200 characters is MESSAGE_TOO_LONG.

    The words: eternnoir/pyTelegramBotAPI issue 500.
    """
    text = parameters.get("text", "")
    if len(text) > MAX_CALLBACK_ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    return CallbackAnswer(
        query_id=parameters.get("callback_query_id", ""),
        text=text,
        show_alert=parameters.get("show_alert", "").lower() in {"true", "yes", "1"},
        url=parameters.get("url", ""),
        cache_time=clamped(parameters, "cache_time", 0, 0, 30 * 24 * 60 * 60),
    )


def reactions(parameters: Parameters, known_emoji: frozenset[str]) -> tuple[str, ...]:
    """Return the emoji to react with: at most one for a bot, none to take it back."""
    text = parameters.get("reaction", "")
    value = decoded(text, "Can't parse reaction types JSON object") if text else []
    if not isinstance(value, list):
        raise bad_request("Expected an Array of ReactionType")
    emoji = tuple(_reaction(reaction) for reaction in value)
    if len(emoji) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if not known_emoji.issuperset(emoji):
        raise bad_request("REACTION_INVALID")
    return emoji


def description(parameters: Parameters, name: str, highest: int) -> str:
    """Return the bot's own description; the server counts characters."""
    text = parameters.get(name, "")
    if len(text) > highest:
        what = "Bot about" if name == "short_description" else "Bot description"
        raise bad_request(f"{what} length must not exceed {highest}")
    return text


def language_code(parameters: Parameters) -> str:
    """Return two small letters or nothing."""
    code = parameters.get("language_code", "")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("Invalid language code specified")
    return code


def _reply_to(fields: JsonObject) -> ReplyTo:
    chat = string_field(fields, "chat_id")
    quote = string_field(fields, "quote")
    if len(quote) > MAX_QUOTE_CHARACTERS:
        raise bad_request("QUOTE_TEXT_INVALID")
    return ReplyTo(
        message_id=integer_field(fields, "message_id", is_required=True),
        chat_id=int(chat) if re.fullmatch(r"-?\d+", chat) else None,
        is_optional=flag_field(fields, "allow_sending_without_reply"),
        quote=quote,
        quote_position=integer_field(fields, "quote_position"),
    )


def _reaction(value: object) -> str:
    try:
        if not isinstance(value, dict):
            raise Malformed("expected an Object")
        if string_field(value, "type", is_required=True) != "emoji":
            raise Malformed("invalid reaction type specified")
        return string_field(value, "emoji", is_required=True)
    except Malformed as problem:
        raise within(problem, "ReactionType") from problem
