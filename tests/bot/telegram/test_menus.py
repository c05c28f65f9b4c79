from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from fakes.telegram_served import (
    ADAS,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApiServer() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish_corpus(tmp_path)
    return tmp_path


def test_menus_are_set_by_role_place_and_language(server: BotApiServer, data: Path) -> None:
    from bot_api.menus import Scope

    server.add_chat(ADAS)
    with served(serving(server, data), lambda: open_desk(data)):
        wait_until(lambda: server.menu(Scope("chat", 7), "uk") != ())
        wait_until(lambda: server.menu(Scope("all_private_chats"), "ru") != ())
        wait_until(lambda: server.menu() != ())
    everywhere = [known.command for known in server.menu()]
    private = [known.command for known in server.menu(Scope("all_private_chats"), "ru")]
    moderators = [known.command for known in server.menu(Scope("chat", 7), "uk")]
    assert everywhere == ["ask", "sources", "help"]
    assert private == ["ask", "sources", "source", "help", "about", "privacy", "forget"]
    people = ["people", "invite", "grant", "revoke"]
    corpus = ["add", "remove", "check", "golden", "history", "diff", "undo", "audit"]
    assert moderators == ["reports", *people, *corpus, *private]
