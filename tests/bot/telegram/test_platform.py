from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from bot_api.texts.sent import as_sent
from bot_api.values import FormattedText
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    Talk,
    open_desk,
    served,
    serving,
    wait_until,
)


def test_a_quote_that_telegram_changed_is_deleted_and_said_to_have_failed(
    server: BotApiServer, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot_api.methods import rules

    def changed(content: FormattedText, *, is_edit: bool = False) -> FormattedText:
        sent = as_sent(content, is_edit=is_edit)
        return replace(sent, text=sent.text.replace("captain was", "captain wes"))

    monkeypatch.setattr(rules, "as_sent", changed)
    with served(serving(server, data), lambda: open_desk(data)):
        (text,) = Talk(server).says("nobody hurt")
        assert "Nobody was hurt on board." in text
        server.send_text(ADAS, ADA, "captain")
        wait_until(lambda: len(server.deleted(ADAS)) == 1)
        wait_until(lambda: len(server.bot_messages(ADAS)) == 2)
    assert server.bot_messages(ADAS)[1].text == (
        "This quote did not arrive as it stands in the article, so I have deleted the message."
        " Whoever runs this bot will find it in the log."
    )


def test_a_slow_answer_shows_that_it_is_being_typed(server: BotApiServer, data: Path) -> None:
    import time

    def slow(work: Callable[[], object]) -> object:
        time.sleep(1.2)
        return work()

    def opened() -> object:
        made = open_desk(data)
        searched = made.asker.searched
        made.asker.searched = lambda: slow(searched)  # type: ignore[method-assign,assignment,return-value] # a slow seam
        return made

    with served(serving(server, data), opened):  # type: ignore[arg-type] # as above
        Talk(server).says("/about")
        Talk(server).says("/privacy")
    assert server.actions(ADAS) == ("typing",)
