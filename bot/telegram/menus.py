"""What Telegram shows around the chat: menus of commands, by role and language, and a profile."""

import logging
from collections.abc import Iterable

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.desk.commands import MODERATION_COMMANDS
from bot.sentences.say import LANGUAGES, say
from bot.serving.platform import Undeliverable
from bot.telegram.api import FOREVER, TelegramApi

GROUP_COMMANDS = ("ask", "sources", "help")
PRIVATE_COMMANDS = ("ask", "sources", "source", "help", "about", "privacy", "forget")
MODERATOR_COMMANDS = (
    "reports",
    "people",
    "invite",
    "grant",
    "revoke",
    *MODERATION_COMMANDS,
    *PRIVATE_COMMANDS,
)
# The menu without a language is for everybody whose language has none of its own.
_CODES = {language: "" if language == LANGUAGES[0] else language for language in LANGUAGES}

_log = logging.getLogger("pullquote.telegram")


async def set_menus(api: TelegramApi) -> None:
    """Set the menus of everybody; what Telegram will not take is logged and left as it was."""
    for language, code in _CODES.items():
        try:
            await _set(api, _menu(GROUP_COMMANDS, language), BotCommandScopeDefault(), code)
            await _set(
                api, _menu(PRIVATE_COMMANDS, language), BotCommandScopeAllPrivateChats(), code
            )
            await _set_profile(api, say("profile", language), say("short_profile", language), code)
        except Undeliverable as error:
            _log.warning("Telegram does not take the menu in %s: %s", language, error)


async def set_moderators_menu(api: TelegramApi, moderator: str) -> bool:
    """Set the menu of one moderator's chat; False if they have not written to the bot yet."""
    scope = BotCommandScopeChat(int(moderator))
    try:
        for language, code in _CODES.items():
            await _set(api, _menu(MODERATOR_COMMANDS, language), scope, code)
    except Undeliverable:
        _log.info("a moderator has not written to the bot yet, so their menu waits for that")
        return False
    return True


async def remove_moderators_menu(api: TelegramApi, person: str) -> None:
    """Let the chat of somebody who is no moderator any more show the menu of everybody."""
    scope = BotCommandScopeChat(int(person))
    try:
        for code in _CODES.values():
            await _remove(api, scope, code)
    except Undeliverable as error:
        _log.info("a menu could not be taken back: %s", error)


async def _set(api: TelegramApi, menu: list[BotCommand], scope: BotCommandScope, code: str) -> None:
    await api.call(lambda bot: bot.set_my_commands(menu, scope=scope, language_code=code), FOREVER)


async def _remove(api: TelegramApi, scope: BotCommandScope, code: str) -> None:
    await api.call(lambda bot: bot.delete_my_commands(scope, language_code=code), FOREVER)


async def _set_profile(api: TelegramApi, description: str, short: str, code: str) -> None:
    """Set what Telegram shows of the bot before anybody has written to it."""
    await api.call(lambda bot: bot.set_my_description(description, language_code=code), FOREVER)
    await api.call(lambda bot: bot.set_my_short_description(short, language_code=code), FOREVER)


def _menu(names: Iterable[str], language: str) -> list[BotCommand]:
    return [BotCommand(name, say(f"command_{name}", language)) for name in names]
