"""A text and its entities as a bot gives them: read and typed, not yet arranged."""

import json

from bot_api.methods.fields import (
    Malformed,
    Parameters,
    integer_field,
    object_field,
    string_field,
    within,
)
from bot_api.texts.entities import FOUND_BY_TELEGRAM, SENT_BY_BOTS
from bot_api.texts.links import checked_link
from bot_api.values import Entity, FormattedText, JsonObject, bad_request

MAX_TEXT_BYTES = 1 << 15
"""Before parsing: `Client::get_formatted_text`."""


def given_text(text: str, parameters: Parameters, entities_name: str) -> FormattedText:
    """Return text and entities as the bot gave them, the entities read but not yet arranged.

    Markup is not parsed here: this server's bots send entities (`parse_mode` is refused).
    """
    if len(text.encode("utf-8", "replace")) > MAX_TEXT_BYTES:
        raise bad_request("Text is too long")
    if parameters.get("parse_mode"):
        raise bad_request("Unsupported parse_mode")
    return FormattedText(text, _entities(parameters.get(entities_name, "")))


def entities_of(value: object) -> tuple[Entity, ...]:
    """Return a JSON array's entities; what is no array counts as none, as at Telegram."""
    if not isinstance(value, list):
        return ()
    try:
        read = [_entity(entry) for entry in value]
    except Malformed as problem:
        raise within(problem, "MessageEntity") from problem
    return tuple(entity for entity in read if entity is not None)


def _entities(text: str) -> tuple[Entity, ...]:
    try:
        return entities_of(json.loads(text)) if text else ()
    except ValueError:
        return ()  # Client::get_input_entities logs this and goes on without entities


def _entity(value: object) -> Entity | None:
    if not isinstance(value, dict):
        raise Malformed("expected an Object")
    offset = integer_field(value, "offset", is_required=True)
    length = integer_field(value, "length", is_required=True)
    kind = string_field(value, "type", is_required=True)
    if not kind:
        raise Malformed("Type is not specified")
    if kind in FOUND_BY_TELEGRAM:
        return None
    if kind not in SENT_BY_BOTS:
        raise Malformed("Unsupported type specified")
    return _detailed(Entity(kind, offset, length), value)


def _detailed(entity: Entity, fields: JsonObject) -> Entity:
    position = (entity.type, entity.offset, entity.length)
    if entity.type == "text_link":
        url = string_field(fields, "url", is_required=True)
        return Entity(*position, url=checked_link(url, "Entity"))
    if entity.type == "text_mention":
        user = object_field(fields, "user")
        return Entity(*position, user_id=integer_field(user, "id", is_required=True))
    if entity.type == "custom_emoji":
        emoji = integer_field(fields, "custom_emoji_id", is_required=True)
        return Entity(*position, custom_emoji_id=str(emoji))
    if entity.type == "date_time":
        moment = integer_field(fields, "unix_time", is_required=True)
        shown_as = string_field(fields, "date_time_format") or None
        return Entity(*position, unix_time=moment, date_time_format=shown_as)
    if entity.type == "pre":
        return Entity(*position, language=string_field(fields, "language") or None)
    return entity
