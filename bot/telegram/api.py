"""A bot's connection to the Bot API: any call, made again until it is done; its errors as ours."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from random import uniform
from time import monotonic
from typing import TypeVar

from telegram import Bot, Update
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
from telegram.request import HTTPXRequest

from bot.people.book import TELEGRAM
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Me, Refused, Undeliverable
from bot.telegram.genuine import check_answer
from bot.telegram.updates import KINDS

FOREVER = float("inf")
POLL_SECONDS = 30  # how long Telegram holds a poll open while nothing comes
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30.0  # between two tries; a person waits, but Telegram is down anyway
# What Telegram asks to wait for at most; who asks for hours is asked again after so long.
LONGEST_FLOOD_SECONDS = 300.0
LAST_UPDATE_ID = 2**31 - 1  # Telegram counts updates in 32 bits; what is beyond is no id

_CONNECTIONS = 256
_TIMEOUT_SECONDS = 20.0
_TOKEN_REFUSED = (
    "Telegram refuses the token in PULLQUOTE_TELEGRAM_TOKEN; ask @BotFather for the current one"
    " with /token and write it into .env"
)
_CONFLICT = (
    "another program fetches this bot's messages with the same PULLQUOTE_TELEGRAM_TOKEN; stop it,"
    " or make a bot of its own with @BotFather, then start again"
)

T = TypeVar("T")
_log = logging.getLogger("pullquote.telegram")


class Migrated(Undeliverable):
    """A group has become a supergroup; `chat` is its id now."""

    def __init__(self, words: str, chat: str) -> None:
        """Keep Telegram's words and the new id."""
        super().__init__(words)
        self.chat = chat


@dataclass(frozen=True, slots=True)
class Fetched:
    """An update as it came; `update` is `None` if it is garbled, `id` if it cannot be confirmed."""

    id: int | None
    update: Update | None


class TelegramApi:
    """One bot's connection. Methods raise `Refused`, and `call` also `Undeliverable`."""

    def __init__(self, token: str, api: str, monitoring: Monitoring) -> None:
        """Take a token and the address of a Bot API server, as `https://api.telegram.org`."""
        self._monitoring = monitoring
        self._bot = Bot(
            token,
            base_url=f"{api.rstrip('/')}/bot",
            base_file_url=f"{api.rstrip('/')}/file/bot",
            request=_request(_CONNECTIONS),
            get_updates_request=_request(1),
        )

    async def start(self) -> Me:
        """Learn who this bot is; waits for Telegram as long as it takes."""
        await self.call(Bot.initialize, FOREVER)
        return Me(TELEGRAM, str(self._bot.id), self._bot.username)

    async def close(self) -> None:
        """Close all connections."""
        with suppress(TelegramError, RuntimeError):
            await self._bot.shutdown()

    async def call(self, make: Callable[[Bot], Awaitable[T]], patience_seconds: float) -> T:
        """Make a call until it is done; raises `Undeliverable`, which may be `Migrated`."""
        return await persist(lambda: make(self._bot), patience_seconds, self._monitoring)

    async def try_once(self, make: Callable[[Bot], Awaitable[object]]) -> None:
        """Make a call of no importance, once; what fails is forgotten."""
        with suppress(TelegramError):
            await make(self._bot)

    async def updates(self, offset: int, wait_seconds: int) -> tuple[Fetched, ...]:
        """Fetch the updates from `offset`, oldest first; those before it are confirmed."""
        asked = {"offset": offset, "timeout": wait_seconds, "allowed_updates": list(KINDS)}

        # Not `get_updates`, which reads all or none of them, and which the library warns to use in
        # the place of this name in any other case.
        def fetch(bot: Bot) -> Awaitable[object]:
            return bot.do_api_request(
                "getupdates", asked, read_timeout=_TIMEOUT_SECONDS + wait_seconds
            )

        found = await self.call(fetch, FOREVER)
        return tuple(map(self._fetched, found if isinstance(found, list) else ()))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Ask Telegram to push updates to an address from now on."""
        await self.call(
            lambda bot: bot.set_webhook(url, secret_token=secret, allowed_updates=KINDS), FOREVER
        )

    async def webhook(self) -> str:
        """Learn the address to which Telegram pushes updates: empty where it pushes none."""
        return (await self.call(Bot.get_webhook_info, FOREVER)).url

    async def delete_webhook(self) -> None:
        """Make polling possible; the updates that wait are kept."""
        await self.call(Bot.delete_webhook, FOREVER)

    def read_update(self, pushed: object) -> Fetched | None:
        """Read an update that was pushed; `None` if it is none."""
        fetched = self._fetched(pushed)
        return None if fetched.id is None else fetched

    def _fetched(self, given: object) -> Fetched:
        if not isinstance(given, dict):
            return Fetched(None, None)
        update_id = given.get("update_id")
        if type(update_id) is not int or not 0 < update_id <= LAST_UPDATE_ID:
            return Fetched(None, None)
        try:
            return Fetched(update_id, Update.de_json(given, self._bot))
        except Exception as error:  # noqa: BLE001 - one odd update must not keep others from coming
            _log.error(
                "update %d cannot be read (%s): passed over", update_id, type(error).__name__
            )
            return Fetched(update_id, None)


async def persist(
    call: Callable[[], Awaitable[T]], patience_seconds: float, monitoring: Monitoring
) -> T:
    """Call until it is done; raises `Refused` or `Undeliverable`, which may be `Migrated`.

    After a network fault nobody can know whether Telegram did it: it is done again, so a message
    may then stand twice; the Bot API has no way to send one only once.
    """
    give_up_at = monotonic() + patience_seconds
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await call()
        except (InvalidToken, Conflict, ChatMigrated, BadRequest, Forbidden) as error:
            # Caught first, as a BadRequest is a NetworkError, too; and raised without the
            # library's own error behind it, whose text may hold the token.
            raise _refusal(error) from None
        except RetryAfter as error:
            wait, reason = min(_seconds(error), LONGEST_FLOOD_SECONDS), "flood"
        except NetworkError as error:
            wait, reason = uniform(pause / 2, pause), type(error).__name__
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        if monotonic() + wait > give_up_at:
            raise Undeliverable(f"tried for {patience_seconds:.0f} s, then given up ({reason})")
        monitoring.retries.labels(reason).inc()
        _log.info("Telegram did not answer a call (%s); again in %.1f s", reason, wait)
        await asyncio.sleep(wait)


def _refusal(error: TelegramError) -> Refused | Undeliverable:
    if isinstance(error, InvalidToken):
        return Refused(_TOKEN_REFUSED)
    if isinstance(error, Conflict):
        return Refused(_CONFLICT)
    if isinstance(error, ChatMigrated):
        return Migrated(error.message, str(error.new_chat_id))
    return Undeliverable(error.message)


def _seconds(error: RetryAfter) -> float:
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        read_timeout=_TIMEOUT_SECONDS,
        write_timeout=_TIMEOUT_SECONDS,
        connect_timeout=_TIMEOUT_SECONDS,
        pool_timeout=_TIMEOUT_SECONDS,
        httpx_kwargs={"event_hooks": {"response": [check_answer]}},
    )
