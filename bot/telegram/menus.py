"""What Telegram shows around the chat: menus of commands, by role and language, and a profile."""

import logging
from collections.abc import Iterable

from bot.desk.commands import MODERATION_COMMANDS
from bot.sentences.say import LANGUAGES, say
from bot.telegram.api import TelegramApi
from bot.telegram.retry import Undeliverable

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

_log = logging.getLogger("pullquote.telegram")


async def set_menus(api: TelegramApi) -> None:
    """Set those for everybody; what Telegram will not take is logged and left as it was."""
    for language in LANGUAGES:
        # The menu without a language is for everybody whose language has none of its own.
        code = "" if language == LANGUAGES[0] else language
        try:
            await api.set_menu(_menu(GROUP_COMMANDS, language), "everywhere", code)
            await api.set_menu(_menu(PRIVATE_COMMANDS, language), "private chats", code)
            await api.set_profile(say("profile", language), say("short_profile", language), code)
        except Undeliverable as error:
            _log.warning("Telegram does not take the menu in %s: %s", language, error)


async def set_moderators_menu(api: TelegramApi, moderator: str) -> bool:
    """Set the menu of one moderator's chat; False if they have not written to the bot yet."""
    try:
        for language in LANGUAGES:
            code = "" if language == LANGUAGES[0] else language
            await api.set_menu(_menu(MODERATOR_COMMANDS, language), int(moderator), code)
    except Undeliverable:
        _log.info("a moderator has not written to the bot yet, so their menu waits for that")
        return False
    return True


async def remove_moderators_menu(api: TelegramApi, person: str) -> None:
    """Let the chat of somebody who is no moderator any more show the menu of everybody."""
    try:
        for language in LANGUAGES:
            await api.remove_menu(int(person), "" if language == LANGUAGES[0] else language)
    except Undeliverable as error:
        _log.info("a menu could not be taken back: %s", error)


def _menu(names: Iterable[str], language: str) -> list[tuple[str, str]]:
    return [(name, say(f"command_{name}", language)) for name in names]
