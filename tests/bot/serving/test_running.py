import asyncio
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from bot_api.server import BotApiServer
from fakes.commands.ports import free_port
from fakes.telegram_bot.served import (
    Talk,
    choosing,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)

from bot.serving.http import CannotListen
from bot.serving.workers import DeskWorker
from bot.telegram.serving import serve


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApiServer() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish_corpus(tmp_path)
    return tmp_path


def test_health_and_metrics_are_on_loopback(server: BotApiServer, data: Path) -> None:
    port = free_port()
    chosen = choosing(serving(server, data), monitoring_port=port)
    with served(chosen, lambda: open_desk(data)):
        Talk(server).says("captain")
        wait_until(lambda: server.pending_updates() == 0)
        health = httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False)
        metrics = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)
    assert (health.status_code, health.text) == (200, "ok")
    assert 'pullquote_answers_total{outcome="answer"} 1.0' in metrics.text
    assert "pullquote_updates_in_flight 0.0" in metrics.text
    assert "captain" not in metrics.text


def test_a_port_that_is_taken_is_one_line_with_the_setting(
    server: BotApiServer, data: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        chosen = choosing(serving(server, data), monitoring_port=port)
        with (
            closing(DeskWorker(lambda: open_desk(data))) as worker,
            pytest.raises(CannotListen, match="name another in PULLQUOTE_MONITORING_PORT"),
        ):
            asyncio.run(serve(chosen, worker, asyncio.Event()))
