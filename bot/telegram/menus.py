"""What Telegram shows around the chat: menus of commands, by role and language, and a profile."""

import logging

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.desk.commands import Menu, menu
from bot.sentences.say import LANGUAGES, Speak, sentence, speaker
from bot.serving.platform import Undeliverable
from bot.telegram.api import FOREVER, TelegramApi

# The menu without a language is for everybody whose language has none of its own.
_SPEAKERS = {
    "" if language == LANGUAGES[0] else language: speaker(language) for language in LANGUAGES
}

_log = logging.getLogger("pullquote.telegram")


async def set_menus(api: TelegramApi) -> None:
    """Set the menus of everybody; what Telegram will not take is logged and left as it was."""
    everywhere, private = BotCommandScopeDefault(), BotCommandScopeAllPrivateChats()
    for code, speak in _SPEAKERS.items():
        try:
            await _set(api, _menu("groups", speak), everywhere, code)
            await _set(api, _menu("private chats", speak), private, code)
            await _set_profile(api, speak, code)
        except Undeliverable as error:
            _log.warning("Telegram does not take the menu in %s: %s", code or LANGUAGES[0], error)


async def set_moderators_menu(api: TelegramApi, moderator: str) -> bool:
    """Set the menu of one moderator's chat; False if they have not written to the bot yet."""
    scope = BotCommandScopeChat(int(moderator))
    try:
        for code, speak in _SPEAKERS.items():
            await _set(api, _menu("moderators", speak), scope, code)
    except Undeliverable:
        _log.info("a moderator has not written to the bot yet, so their menu waits for that")
        return False
    return True


async def remove_moderators_menu(api: TelegramApi, person: str) -> None:
    """Let the chat of somebody who is no moderator any more show the menu of everybody."""
    scope = BotCommandScopeChat(int(person))
    try:
        for code in _SPEAKERS:
            await _remove(api, scope, code)
    except Undeliverable as error:
        _log.info("a menu could not be taken back: %s", error)


async def _set(api: TelegramApi, menu: list[BotCommand], scope: BotCommandScope, code: str) -> None:
    await api.call(lambda bot: bot.set_my_commands(menu, scope=scope, language_code=code), FOREVER)


async def _remove(api: TelegramApi, scope: BotCommandScope, code: str) -> None:
    await api.call(lambda bot: bot.delete_my_commands(scope, language_code=code), FOREVER)


async def _set_profile(api: TelegramApi, speak: Speak, code: str) -> None:
    """Set what Telegram shows of the bot before anybody has written to it."""
    profile, short = speak(sentence("profile")), speak(sentence("short_profile"))
    await api.call(lambda bot: bot.set_my_description(profile, language_code=code), FOREVER)
    await api.call(lambda bot: bot.set_my_short_description(short, language_code=code), FOREVER)


def _menu(listed: Menu, speak: Speak) -> list[BotCommand]:
    return [BotCommand(name, speak(words)) for name, words in menu(listed)]
