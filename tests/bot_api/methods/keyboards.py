"""What Telegram checks of an inline keyboard, and the keyboard as the Message carries it.

Words from `Client::get_inline_keyboard_button` and TDLib's `ReplyMarkup.cpp`; the limits of
`callback_data` and `copy_text` are the server's (`BUTTON_DATA_INVALID`: jehy/telegram-test-api
issue 62; `BUTTON_COPY_TEXT_INVALID`: go-telegram/bot pull request 167).
"""

from bot_api.methods.fields import (
    Malformed,
    Parameters,
    decoded,
    json_object,
    object_field,
    string_field,
    within,
)
from bot_api.texts.links import checked_link
from bot_api.values import JsonObject, bad_request

MAX_CALLBACK_DATA_BYTES = 64
MAX_COPY_TEXT_CHARACTERS = 256
MAX_BUTTONS = 100
MAX_BUTTONS_IN_ROW = 8
"""Neither count is documented (`telegram.constants.InlineKeyboardMarkupLimit` names both). Over 100
is "reply markup is too long" (eternnoir/pyTelegramBotAPI issue 511); that a ninth in a row gets
the same words is a guess, on the strict side."""

_NO_MARKUP_PROBLEM = "Object expected as reply markup"
_ROWS_PROBLEM = 'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'


def reply_markup(parameters: Parameters) -> JsonObject | None:
    """Return the checked keyboard of a call, None where it has none."""
    text = parameters.get("reply_markup", "")
    if not text:
        return None
    return checked_markup(decoded(text, "Can't parse reply keyboard markup JSON object"))


def checked_markup(value: object) -> JsonObject | None:
    """Return the keyboard, None where it has no buttons; other kinds of markup pass unchecked."""
    markup = json_object(value, _NO_MARKUP_PROBLEM)
    if "inline_keyboard" not in markup:
        return markup or None
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(_ROWS_PROBLEM)
    keyboard = [[_button(button) for button in row] for row in rows]
    keyboard = [row for row in keyboard if row]
    if sum(map(len, keyboard)) > MAX_BUTTONS or max(map(len, keyboard), default=0) > (
        MAX_BUTTONS_IN_ROW
    ):
        raise bad_request("Reply markup is too long")
    return {"inline_keyboard": keyboard} if keyboard else None


def _button(value: object) -> JsonObject:
    try:
        if not isinstance(value, dict):
            raise Malformed("InlineKeyboardButton must be an Object")
        text = string_field(value, "text", is_required=True)
        action = _action(value)
    except Malformed as problem:
        raise within(problem, "inline keyboard button") from problem
    if not text.strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    return {"text": text, **action}


def _action(button: JsonObject) -> JsonObject:
    """Return the field that decides what the button does; the first wins, as at Telegram."""
    url = string_field(button, "url")
    if url:
        return {"url": checked_link(url, "Inline keyboard button")}
    data = string_field(button, "callback_data")
    if data:
        if len(data.encode()) > MAX_CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in button:
            return {name: string_field(button, name)}
    if "copy_text" in button:
        copied = string_field(object_field(button, "copy_text"), "text", is_required=True)
        if not 1 <= len(copied) <= MAX_COPY_TEXT_CHARACTERS:
            raise bad_request("BUTTON_COPY_TEXT_INVALID")
        return {"copy_text": {"text": copied}}
    raise Malformed("Text buttons are unallowed in the inline keyboard")
