"""A Bot API server, and a data directory with a corpus in it, for the tests of Telegram."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from fakes.telegram_bot.served import publish_corpus


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApiServer() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish_corpus(tmp_path)
    return tmp_path
