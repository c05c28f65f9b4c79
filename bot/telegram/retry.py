"""A call of the Bot API, tried again until it is done, and its errors in our words."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from random import uniform
from time import monotonic
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.serving.monitoring import Monitoring

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0  # between two tries; a person waits, but Telegram is down anyway
FOREVER = float("inf")

T = TypeVar("T")
_log = logging.getLogger("pullquote.telegram")

_TOKEN_REFUSED = (
    "Telegram refuses the token in PULLQUOTE_TELEGRAM_TOKEN; ask @BotFather for the current one"
    " with /token and write it into .env"
)
_CONFLICT = (
    "another program fetches this bot's messages with the same PULLQUOTE_TELEGRAM_TOKEN; stop it,"
    " or make a bot of its own with @BotFather, then start again"
)


class TelegramRefused(Exception):
    """Telegram will not serve this bot at all; `str()` of it is one line that says how to mend it.

    Raised without the library's own error behind it, whose text may hold the token.
    """


class Undeliverable(Exception):
    """Telegram will not do this one thing; `str()` of it are Telegram's words."""


class Migrated(Undeliverable):
    """A group has become a supergroup; `chat` is its id now."""

    def __init__(self, words: str, chat: int) -> None:
        """Keep Telegram's words and the new id."""
        super().__init__(words)
        self.chat = chat


async def persist(
    call: Callable[[], Awaitable[T]], patience_seconds: float, monitoring: Monitoring
) -> T:
    """Call until it is done; raises `TelegramRefused` or `Undeliverable`, which may be `Migrated`.

    After a network fault nobody can know whether Telegram did it: it is done again, so a message
    may then stand twice; the Bot API has no way to send one only once.
    """
    give_up_at = monotonic() + patience_seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await call()
        except (InvalidToken, Conflict, ChatMigrated, BadRequest, Forbidden) as error:
            raise _refusal(error) from None  # caught first, as a BadRequest is a NetworkError, too
        except RetryAfter as error:
            wait, reason = _seconds(error), "flood"
        except NetworkError as error:
            wait, reason = uniform(pause / 2, pause), type(error).__name__
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        if monotonic() + wait > give_up_at:
            raise Undeliverable(f"tried for {patience_seconds:.0f} s, then given up ({reason})")
        monitoring.retries.labels(reason).inc()
        _log.info("Telegram did not answer a call (%s); again in %.1f s", reason, wait)
        await asyncio.sleep(wait)


def _refusal(error: TelegramError) -> TelegramRefused | Undeliverable:
    if isinstance(error, InvalidToken):
        return TelegramRefused(_TOKEN_REFUSED)
    if isinstance(error, Conflict):
        return TelegramRefused(_CONFLICT)
    if isinstance(error, ChatMigrated):
        return Migrated(error.message, error.new_chat_id)
    return Undeliverable(error.message)


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()
