"""How Telegram reads one parameter: a string, a number, a yes, a JSON object and its fields.

The words are those of `telegram-bot-api/Client.cpp` and of TDLib's `JsonBuilder`.
"""

import json
import re
from collections.abc import Mapping

from bot_api.values import JsonObject, Refused, bad_request

Parameters = Mapping[str, str]

_INTEGER = re.compile(r"\s*(-?\d+)")
_TYPE_NAMES: dict[type, str] = {str: "String", int: "Number", bool: "Boolean", dict: "Object"}


class Malformed(Exception):
    """A JSON object lacks a field or carries one of the wrong type."""


def required(parameters: Parameters, name: str) -> str:
    """Return a parameter that must be there and not be empty."""
    value = parameters.get(name, "")
    if not value:
        raise bad_request(f'Parameter "{name}" is required')
    return value


def integer(parameters: Parameters, name: str, default: int = 0) -> int:
    """Return the leading digits as Telegram reads them; 0 where there are none."""
    value = parameters.get(name, "")
    if not value:
        return default
    match = _INTEGER.match(value)
    return int(match[1]) if match else 0


def clamped(parameters: Parameters, name: str, default: int, lowest: int, highest: int) -> int:
    """Return an integer, moved silently into its range."""
    return min(max(integer(parameters, name, default), lowest), highest)


def flag(parameters: Parameters, name: str) -> bool:
    """Return whether the parameter is a yes in one of Telegram's spellings."""
    return parameters.get(name, "").strip().lower() in {"true", "yes", "1"}


def decoded(text: str, problem: str) -> object:
    """Return the parsed JSON; `problem` words the refusal."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise bad_request(problem) from error


def json_object(value: object, problem: str) -> JsonObject:
    """Return the value, which must be an object."""
    if not isinstance(value, dict):
        raise bad_request(problem)
    return value


def string_field(fields: JsonObject, name: str, *, is_required: bool = False) -> str:
    """Return a string field; numbers are taken for strings, as TDLib does."""
    value = _field(fields, name, is_required=is_required)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise _wrong_type(name, str)
    return str(value)


def integer_field(fields: JsonObject, name: str, *, is_required: bool = False) -> int:
    """Return a number field; strings of digits are taken for numbers, as TDLib does."""
    value = _field(fields, name, is_required=is_required)
    if value is None:
        return 0
    digits = str(value)
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", digits):
        raise _wrong_type(name, int)
    return int(digits)


def flag_field(fields: JsonObject, name: str) -> bool:
    """Return a Boolean field, false where it is missing."""
    value = fields.get(name)
    if value is not None and not isinstance(value, bool):
        raise _wrong_type(name, bool)
    return bool(value)


def object_field(fields: JsonObject, name: str) -> JsonObject:
    """Return a required field that is an object itself."""
    value = _field(fields, name, is_required=True)
    if not isinstance(value, dict):
        raise _wrong_type(name, dict)
    return value


def within(problem: Malformed, what: str) -> Refused:
    """Word a malformed part of a parameter as Telegram does."""
    return bad_request(f"Can't parse {what}: {problem}")


def _field(fields: JsonObject, name: str, *, is_required: bool) -> object:
    if is_required and fields.get(name) is None:
        raise Malformed(f'Can\'t find field "{name}"')
    return fields.get(name)


def _wrong_type(name: str, expected: type) -> Malformed:
    return Malformed(f'Field "{name}" must be of type {_TYPE_NAMES[expected]}')
