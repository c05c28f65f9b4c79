"""What Telegram checks of a bot's command menus and of its answers to inline queries.

Commands: TDLib's `BotCommand.cpp` and `Client::get_bot_command_scope`; more than 100 is
`BOT_COMMANDS_TOO_MUCH` (openclaw/openclaw issue 15309), another letter than a-z, 0-9 and _ is
`BOT_COMMAND_INVALID` (yagop/node-telegram-bot-api issue 1008). Inline results:
`Client::get_inline_query_result`; `RESULT_ID_INVALID`: telegraf/telegraf issue 869,
`RESULT_ID_DUPLICATE`: python-telegram-bot issue 860; `NEXT_OFFSET_INVALID` is documented for the
method behind it.
"""

import re
from dataclasses import dataclass

from bot_api.methods.fields import (
    Malformed,
    Parameters,
    clamped,
    decoded,
    flag,
    integer_field,
    json_object,
    object_field,
    string_field,
    within,
)
from bot_api.methods.keyboards import checked_markup
from bot_api.texts.given import entities_of, given_text
from bot_api.texts.sent import as_sent
from bot_api.values import FormattedText, JsonObject, bad_request

MAX_COMMANDS = 100
MAX_COMMAND_CHARACTERS = 32
MAX_COMMAND_DESCRIPTION_CHARACTERS = 256
MAX_INLINE_RESULTS = 50
MAX_RESULT_ID_BYTES = 64
MAX_NEXT_OFFSET_BYTES = 64

_CHAT_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})
_WIDE_SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
)


@dataclass(frozen=True, slots=True)
class Command:
    """One line of a menu."""

    command: str
    description: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Where and to whom a menu is shown; the ids are 0 where they do not matter."""

    type: str = "default"
    chat_id: int = 0
    user_id: int = 0


@dataclass(frozen=True, slots=True)
class InlineResult:
    """One article offered to whoever typed the query."""

    id: str
    title: str
    description: str
    content: FormattedText
    reply_markup: JsonObject | None


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """The answer to an inline query, as Telegram keeps it."""

    query_id: str
    results: tuple[InlineResult, ...]
    cache_time: int
    is_personal: bool
    next_offset: str
    button: JsonObject | None


def commands(parameters: Parameters) -> tuple[Command, ...]:
    """Return the menu, empty where the parameter is missing."""
    text = parameters.get("commands", "")
    value = decoded(text, "Can't parse commands JSON object") if text else []
    if not isinstance(value, list):
        raise bad_request("Expected an Array of BotCommand")
    menu = tuple(_command(entry) for entry in value)
    if len(menu) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return menu


def scope(parameters: Parameters) -> Scope:
    """Return where a menu is meant to be shown."""
    text = parameters.get("scope", "")
    if not text:
        return Scope()
    fields = decoded(text, "Can't parse BotCommandScope JSON object")
    try:
        if not isinstance(fields, dict):
            raise Malformed("BotCommandScope must be an Object")
        return _scope(fields)
    except Malformed as problem:
        raise within(problem, "BotCommandScope") from problem


def inline_answer(parameters: Parameters) -> InlineAnswer:
    """Return the checked answer to an inline query."""
    text = parameters.get("results", "")
    value = decoded(text, "Can't parse JSON encoded inline query results: Wrong JSON")
    if not isinstance(value, list):
        raise bad_request("Expected an Array of inline query results")
    if len(value) > MAX_INLINE_RESULTS:
        raise bad_request("Too many inline query results specified")
    results = tuple(_inline_result(entry) for entry in value)
    if len({result.id for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    next_offset = parameters.get("next_offset", "")
    if len(next_offset.encode()) > MAX_NEXT_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    return InlineAnswer(
        query_id=parameters.get("inline_query_id", ""),
        results=results,
        cache_time=clamped(parameters, "cache_time", 300, 0, 24 * 60 * 60),
        is_personal=flag(parameters, "is_personal"),
        next_offset=next_offset,
        button=_results_button(parameters.get("button", "")),
    )


def _command(value: object) -> Command:
    try:
        if not isinstance(value, dict):
            raise Malformed("expected an Object")
        name = string_field(value, "command", is_required=True).strip().removeprefix("/")
        shown = string_field(value, "description", is_required=True).strip()
    except Malformed as problem:
        raise within(problem, "BotCommand") from problem
    if not name:
        raise bad_request("Command must be non-empty")
    if len(name) > MAX_COMMAND_CHARACTERS:
        raise bad_request(f"Command length must not exceed {MAX_COMMAND_CHARACTERS}")
    if not shown:
        raise bad_request("Command description must be non-empty")
    if len(shown) > MAX_COMMAND_DESCRIPTION_CHARACTERS:
        raise bad_request(
            f"Command description length must not exceed {MAX_COMMAND_DESCRIPTION_CHARACTERS}"
        )
    if not re.fullmatch("[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    return Command(name, shown)


def _scope(fields: JsonObject) -> Scope:
    kind = string_field(fields, "type", is_required=True)
    if kind in _WIDE_SCOPES:
        return Scope(kind)
    if kind not in _CHAT_SCOPES:
        raise Malformed("Unsupported type specified")
    chat_id = integer_field(fields, "chat_id", is_required=True)
    if kind != "chat_member":
        return Scope(kind, chat_id)
    user_id = integer_field(fields, "user_id", is_required=True)
    if user_id <= 0:
        raise Malformed("Invalid user_id specified")
    return Scope(kind, chat_id, user_id)


def _inline_result(value: object) -> InlineResult:
    try:
        if not isinstance(value, dict):
            raise Malformed("Inline query result must be an object")
        return _article(value)
    except Malformed as problem:
        raise within(problem, "inline query result") from problem


def _article(fields: JsonObject) -> InlineResult:
    kind = string_field(fields, "type", is_required=True)
    if kind != "article":
        raise Malformed(f'type "{kind}" is unsupported for the inline query result')
    result_id = string_field(fields, "id", is_required=True)
    if not 1 <= len(result_id.encode()) <= MAX_RESULT_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    title = string_field(fields, "title", is_required=True)
    if not title:
        raise bad_request("ARTICLE_TITLE_EMPTY")
    return InlineResult(
        id=result_id,
        title=title,
        description=string_field(fields, "description"),
        content=_content(object_field(fields, "input_message_content")),
        reply_markup=checked_markup(fields["reply_markup"]) if "reply_markup" in fields else None,
    )


def _content(fields: JsonObject) -> FormattedText:
    text = string_field(fields, "message_text")
    if not text:
        raise Malformed("Input message content is not specified")
    given = given_text(text, {"parse_mode": string_field(fields, "parse_mode")}, "entities")
    return as_sent(FormattedText(given.text, entities_of(fields.get("entities"))))


def _results_button(text: str) -> JsonObject | None:
    if not text:
        return None
    value = decoded(text, "Can't parse inline query results button JSON object")
    button = json_object(value, "Can't parse inline query results button")
    try:
        string_field(button, "text", is_required=True)
        parameter = string_field(button, "start_parameter", is_required=True)
    except Malformed as problem:
        raise within(problem, "inline query results button") from problem
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", parameter):
        raise bad_request("START_PARAM_INVALID")
    return button
