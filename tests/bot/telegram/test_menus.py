from pathlib import Path

from bot_api.server import BotApiServer
from fakes.telegram_bot.served import (
    ADAS,
    open_desk,
    served,
    serving,
    wait_until,
)


def test_menus_are_set_by_role_place_and_language(server: BotApiServer, data: Path) -> None:
    from bot_api.methods.menus import Scope

    server.add_chat(ADAS)
    with served(serving(server, data), lambda: open_desk(data)):
        wait_until(lambda: server.menu(Scope("chat", 7), "uk") != ())
        wait_until(lambda: server.menu(Scope("all_private_chats"), "ru") != ())
        wait_until(lambda: server.menu() != ())
    everywhere = [known.command for known in server.menu()]
    private = [known.command for known in server.menu(Scope("all_private_chats"), "ru")]
    moderators = [known.command for known in server.menu(Scope("chat", 7), "uk")]
    assert everywhere == ["ask", "sources", "help"]
    checks = ["verify", "quote", "quotes", "save", "saved", "drop", "export"]
    assert private == ["ask", "sources", "source", *checks, "help", "about", "privacy", "forget"]
    people = ["people", "invite", "grant", "revoke", "allow", "disallow"]
    corpus = ["add", "edit", "remove", "check", "golden", "history", "diff", "undo", "audit"]
    assert moderators == ["reports", *people, *corpus, *private]
