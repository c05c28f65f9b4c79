"""The methods about the bot itself, its chats and files, and where its updates go."""

import re
from urllib.parse import urlsplit

from bot_api.methods.fields import clamped, flag, required
from bot_api.methods.menus import Command, commands, scope
from bot_api.methods.messages import Request
from bot_api.methods.rules import (
    MAX_DESCRIPTION_CHARACTERS,
    MAX_SHORT_DESCRIPTION_CHARACTERS,
    description,
    language_code,
)
from bot_api.state import Webhook, World
from bot_api.values import JsonObject, Refused, bad_request

MAX_SECRET_TOKEN_BYTES = 256


def get_me(world: World, _: Request) -> JsonObject:
    """Return the bot as a user, with what it may do."""
    return {
        **world.bot.to_json(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, request: Request) -> JsonObject:
    """Return a chat; the two fields behind it are always there (ChatFullInfo)."""
    chat = world.chat(request.parameters.get("chat_id", ""))
    return {**chat.to_json(), "accent_color_id": 0, "max_reaction_count": 11}


def get_file(world: World, request: Request) -> JsonObject:
    """Return where a file can be downloaded."""
    file_id = request.parameters.get("file_id", "")
    if not file_id:
        raise Refused(400, "Bad Request: file_id not specified")
    upload = world.files.get(file_id)
    if upload is None:
        raise bad_request("Wrong file_id or the file is temporarily unavailable")
    if len(upload.content) > world.limits.download_bytes:
        raise bad_request("File is too big")
    return {
        "file_id": file_id,
        "file_unique_id": f"u{file_id}",
        "file_size": len(upload.content),
        "file_path": f"documents/{file_id}",
    }


def set_my_commands(world: World, request: Request) -> bool:
    """Set the menu of one scope and language; an empty one deletes it."""
    menu = commands(request.parameters)
    key = (scope(request.parameters), language_code(request.parameters))
    if key[0].chat_id:
        world.chat(str(key[0].chat_id))
    if menu:
        world.profile.menus[key] = menu
    else:
        world.profile.menus.pop(key, None)
    return True


def delete_my_commands(world: World, request: Request) -> bool:
    """Delete the menu of one scope and language."""
    key = (scope(request.parameters), language_code(request.parameters))
    world.profile.menus.pop(key, None)
    return True


def get_my_commands(world: World, request: Request) -> list[JsonObject]:
    """Return exactly the menu that was set for the scope and language."""
    key = (scope(request.parameters), language_code(request.parameters))
    menu: tuple[Command, ...] = world.profile.menus.get(key, ())
    return [{"command": line.command, "description": line.description} for line in menu]


def set_my_description(world: World, request: Request) -> bool:
    """Set what an empty chat with the bot shows."""
    return _set_text(world, request, "description", MAX_DESCRIPTION_CHARACTERS)


def set_my_short_description(world: World, request: Request) -> bool:
    """Set what the bot's profile shows."""
    return _set_text(world, request, "short_description", MAX_SHORT_DESCRIPTION_CHARACTERS)


def get_my_description(world: World, request: Request) -> JsonObject:
    """Return the description of a language."""
    return _get_text(world, request, "description")


def get_my_short_description(world: World, request: Request) -> JsonObject:
    """Return the short description of a language."""
    return _get_text(world, request, "short_description")


def set_webhook(world: World, request: Request) -> bool:
    """Push updates to an address from now on; an empty one ends that.

    Like a self-hosted Bot API server in local mode it takes `http` and any port: tests listen on
    loopback. The public server wants HTTPS on 443, 80, 88 or 8443.
    """
    url = request.parameters.get("url", "")
    if not url:
        return delete_webhook(world, request)
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise Refused(400, "Bad Request: invalid webhook URL specified")
    secret = request.parameters.get("secret_token", "")
    if len(secret.encode()) > MAX_SECRET_TOKEN_BYTES:
        raise Refused(400, "Bad Request: secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise Refused(400, "Bad Request: secret token contains unallowed characters")
    _drop_if_asked(world, request)
    world.updates.allow(request.parameters)
    most = clamped(request.parameters, "max_connections", 40, 1, 100)
    world.webhook = Webhook(url, secret, most)
    world.updates.on_new()
    return True


def delete_webhook(world: World, request: Request) -> bool:
    """Poll again."""
    _drop_if_asked(world, request)
    world.webhook = Webhook()
    return True


def get_webhook_info(world: World, _: Request) -> JsonObject:
    """Return where updates go and what last went wrong there."""
    webhook = world.webhook
    info: JsonObject = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates),
    }
    if webhook.url:
        info["max_connections"] = webhook.max_connections
    if webhook.last_error:
        info["last_error_date"] = webhook.last_error_date
        info["last_error_message"] = webhook.last_error
    return info


def get_chat_member(world: World, request: Request) -> JsonObject:
    """Return everyone as a plain member: this server knows no roles."""
    world.chat(request.parameters.get("chat_id", ""))
    user_id = required(request.parameters, "user_id")
    user = {"id": int(user_id), "is_bot": int(user_id) == world.bot.id, "first_name": "Member"}
    return {"status": "member", "user": user}


def _drop_if_asked(world: World, request: Request) -> None:
    if flag(request.parameters, "drop_pending_updates"):
        world.updates.clear()


def _set_text(world: World, request: Request, name: str, highest: int) -> bool:
    text = description(request.parameters, name, highest)
    world.profile.texts[name, language_code(request.parameters)] = text
    return True


def _get_text(world: World, request: Request, name: str) -> JsonObject:
    return {name: world.profile.texts.get((name, language_code(request.parameters)), "")}
