"""The platforms on which the shared journeys are held."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from fakes.matrix.served import Newsroom
from fakes.telegram_bot.served import publish_corpus
from journeys.chats.in_matrix import MatrixChats
from journeys.chats.in_telegram import TelegramChats
from journeys.chats.seam import Chats


@contextmanager
def _telegram(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Chats]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(data)
    with BotApiServer() as server:
        yield TelegramChats(server, data)


@pytest.fixture(params=["telegram", "matrix"])
def chats(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Chats]:
    """A platform, with the ferry and the trial to ask; nobody serves there yet."""
    if request.param == "telegram":
        with _telegram(tmp_path, monkeypatch) as made:
            yield made
    else:
        newsroom: Newsroom = request.getfixturevalue("newsroom")
        yield MatrixChats(newsroom)
