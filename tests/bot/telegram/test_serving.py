"""What ends serving, what is told to whoever runs the bot, and what breaks."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from bot_api.server import BotApiServer
from fakes.commands.shell import CHECKOUT, Shell
from fakes.telegram_bot.crowd import publish_facts
from fakes.telegram_bot.served import (
    Talk,
    choosing,
    open_desk,
    served,
    serving,
    wait_until,
)

from bot.people.book import Access
from bot.serving.platform import Refused


def test_without_a_token_the_command_says_what_to_do(shell: Shell) -> None:
    assert shell.run("telegram").refusal == (
        "there is no token for Telegram: write to @BotFather there, send /newbot, and put the"
        f" token it gives you into {shell.folder / '.env'} as the line"
        " PULLQUOTE_TELEGRAM_TOKEN=123456:ABC…"
    )


def test_a_refused_token_ends_the_command_with_one_line_that_does_not_hold_it(
    server: BotApiServer, tmp_path: Path
) -> None:
    publish_facts(tmp_path)
    wrong = "110201543:WRONG"
    environment = {
        "PYTHONPATH": os.pathsep.join((str(CHECKOUT), str(CHECKOUT / "tests"))),
        "PULLQUOTE_DATA_DIR": str(tmp_path),
        "PULLQUOTE_TELEGRAM_TOKEN": wrong,
        "PULLQUOTE_TELEGRAM_API": server.base_url.removesuffix("/bot"),
    }
    others = {name: value for name, value in os.environ.items() if "PULLQUOTE" not in name}
    ran = subprocess.run(
        [
            sys.executable,
            str(CHECKOUT / "tests/fakes/telegram_bot/process.py"),
            "0",
            "any",
        ],
        env=others | environment,
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "pullquote: Telegram refuses the token in PULLQUOTE_TELEGRAM_TOKEN; ask @BotFather for the"
        " current one with /token and write it into .env\n"
    )


def test_a_second_program_with_the_same_token_ends_the_first_with_one_line(
    server: BotApiServer, data: Path
) -> None:
    with (  # noqa: PT012 - what is served ends while something is done to it
        pytest.raises(Refused, match="another program fetches this bot's messages"),
        served(serving(server, data), lambda: open_desk(data)),
    ):
        wait_until(lambda: len(server.calls("deleteWebhook")) > 0)  # it polls from now on
        url = f"{server.base_url}{server.token}/getUpdates"
        own = 0

        def is_first_ended() -> bool:
            nonlocal own
            answer = httpx.post(url, data={"timeout": "1"}, trust_env=False, timeout=5)
            own += answer.status_code == 409
            return sum(call.status == 409 for call in server.calls("getUpdates")) > own

        wait_until(is_first_ended)


def test_nobody_let_in_is_told_to_the_operator_with_what_to_do(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = Access(frozenset(), frozenset(), frozenset())
    caplog.set_level(logging.INFO, "pullquote")
    chosen = choosing(serving(server, data), access=nobody)
    with served(chosen, lambda: open_desk(data)):
        wait_until(lambda: "nobody is let in yet" in caplog.text)
    assert "write to @pullquote_bot, it answers with your id" in caplog.text


def test_no_question_is_logged(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pullquote")
    with served(serving(server, data), lambda: open_desk(data)):
        Talk(server).says("captain secretword")
    assert "secretword" not in caplog.text


def test_what_breaks_in_the_desk_is_said_and_not_tried_again(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("secretword")

    desk = open_desk

    def opened() -> object:
        made = desk(data)
        made.asker.answer = broken  # type: ignore[method-assign,assignment] # a broken seam
        return made

    with served(serving(server, data), opened):  # type: ignore[arg-type] # as above
        (text,) = Talk(server).says("captain")
        wait_until(lambda: server.pending_updates() == 0)
    assert text.startswith("Something went wrong here, and this was not answered.")
    assert "ValueError at " in caplog.text
    assert "secretword" not in caplog.text
