import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.serving.monitoring import Monitoring
from bot.serving.platform import Refused, Undeliverable
from bot.telegram import api
from bot.telegram.api import Migrated, persist


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr(api, "FIRST_PAUSE_SECONDS", 0.001)


def failing(*errors: Exception) -> Callable[[], Awaitable[str]]:
    """Fail once with each error, then return."""
    left = list(errors)

    async def call() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return call


def test_a_call_is_made_again_after_floods_and_network_faults() -> None:
    monitoring = Monitoring()
    wait = RetryAfter(timedelta(milliseconds=5))
    call = failing(NetworkError("Bad Gateway"), TimedOut(), wait)
    assert asyncio.run(persist(call, 10.0, monitoring)) == "done"
    assert b'pullquote_retries_total{reason="flood"} 1.0' in monitoring.text()


@pytest.mark.parametrize("error", [BadRequest("Chat not found"), Forbidden("bot was blocked")])
def test_what_telegram_will_not_do_is_not_tried_again(error: BadRequest | Forbidden) -> None:
    with pytest.raises(Undeliverable, match=f"^{error.message}$"):
        asyncio.run(persist(failing(error), 10.0, Monitoring()))


def test_a_group_that_has_another_id_now_is_refused_with_that() -> None:
    with pytest.raises(Migrated, match="Group migrated to supergroup") as refused:
        asyncio.run(persist(failing(ChatMigrated(-1001)), 10.0, Monitoring()))
    assert refused.value.chat == "-1001"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InvalidToken("The token `1:x` was rejected"), "Telegram refuses the token in PULLQUOTE_"),
        (Conflict("terminated by other getUpdates request"), "another program fetches this bot's"),
    ],
)
def test_what_ends_serving_is_worded_without_the_librarys_words(
    error: Exception, words: str
) -> None:
    with pytest.raises(Refused, match=f"^{words}") as refused:
        asyncio.run(persist(failing(error), 10.0, Monitoring()))
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_wait_beyond_all_patience_is_given_up_at_once() -> None:
    with pytest.raises(Undeliverable, match=r"^tried for 1 s, then given up \(flood\)$"):
        asyncio.run(persist(failing(RetryAfter(timedelta(hours=1))), 1.0, Monitoring()))


def test_whoever_asks_to_wait_for_hours_is_asked_again_sooner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api, "LONGEST_FLOOD_SECONDS", 0.001)
    call = failing(RetryAfter(timedelta(days=10)))
    assert asyncio.run(persist(call, 10.0, Monitoring())) == "done"
