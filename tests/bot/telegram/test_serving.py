"""What goes wrong and what is watched: tokens, conflicts, webhooks, quotes that differ, logs."""

import asyncio
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from bot_api.driver import post
from bot_api.server import BotApiServer
from bot_api.texts.sent import as_sent
from bot_api.transport.faults import Fault
from bot_api.values import FormattedText
from fakes.shell import CHECKOUT, Shell
from fakes.telegram_crowd import publish_facts
from fakes.telegram_served import (
    ADA,
    ADAS,
    Talk,
    free_port,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)
from telegram.error import InvalidToken, NetworkError

from bot.people.access import Access
from bot.serving import logs
from bot.serving.http import CannotListen
from bot.serving.workers import DeskWorker
from bot.telegram.retry import TelegramRefused
from bot.telegram.serving import serve
from bot.telegram.webhook import SECRET_HEADER, Webhook

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"
SECRET = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw_"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with BotApiServer() as running:
        yield running


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish_corpus(tmp_path)
    return tmp_path


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
        [sys.executable, str(CHECKOUT / "tests" / "fakes" / "telegram_process.py"), "0", "any"],
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
        pytest.raises(TelegramRefused, match="another program fetches this bot's messages"),
        served(serving(server, data), lambda: open_desk(data)),
    ):
        wait_until(lambda: len(server.calls("deleteWebhook")) > 0)  # it polls from now on
        url = f"{server.base_url}{server.token}/getUpdates"
        own = 0

        def is_first_ended() -> bool:
            nonlocal own
            answer = httpx.post(url, data={"timeout": "1"}, trust_env=False, timeout=5)
            own += answer.status_code == 409
            return sum(one.status == 409 for one in server.calls("getUpdates")) > own

        wait_until(is_first_ended)


def test_nobody_let_in_is_told_to_the_operator_with_what_to_do(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = Access(frozenset(), frozenset(), frozenset())
    caplog.set_level(logging.INFO, "pullquote")
    chosen = replace(serving(server, data), access=nobody)
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


def test_menus_are_set_by_role_place_and_language(server: BotApiServer, data: Path) -> None:
    from bot_api.methods.menus import Scope

    server.add_chat(ADAS)
    with served(serving(server, data), lambda: open_desk(data)):
        wait_until(lambda: server.menu(Scope("chat", 7), "uk") != ())
        wait_until(lambda: server.menu(Scope("all_private_chats"), "ru") != ())
        wait_until(lambda: server.menu() != ())
    everywhere = [one.command for one in server.menu()]
    private = [one.command for one in server.menu(Scope("all_private_chats"), "ru")]
    moderators = [one.command for one in server.menu(Scope("chat", 7), "uk")]
    assert everywhere == ["ask", "sources", "help"]
    assert private == ["ask", "sources", "source", "help", "about", "privacy", "forget"]
    people = ["people", "invite", "grant", "revoke"]
    corpus = ["add", "remove", "check", "golden", "history", "diff", "undo", "audit"]
    assert moderators == ["reports", *people, *corpus, *private]


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


def test_health_and_metrics_are_on_loopback(server: BotApiServer, data: Path) -> None:
    port = free_port()
    chosen = replace(serving(server, data), monitoring_port=port)
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
        chosen = replace(serving(server, data), monitoring_port=int(taken.getsockname()[1]))
        with (
            closing(DeskWorker(lambda: open_desk(data))) as worker,
            pytest.raises(CannotListen, match="name another in PULLQUOTE_MONITORING_PORT"),
        ):
            asyncio.run(serve(chosen, worker, asyncio.Event()))


def test_a_webhook_takes_what_shows_the_secret_and_answers_once(
    server: BotApiServer, data: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    chosen = replace(serving(server, data), webhook=Webhook(url, "s3cret", "127.0.0.1", port))
    with served(chosen, lambda: open_desk(data)):
        wait_until(lambda: len(server.calls("setWebhook")) == 1)
        assert Talk(server).says("captain")[0].startswith("The corpus answers:")
        wait_until(lambda: server.pending_updates() == 0)
        update = {"update_id": 1, "message": {}}
        for headers in ({}, {SECRET_HEADER: "wrong"}):
            refused = httpx.post(url, json=update, headers=headers, trust_env=False)
            assert refused.status_code == 403
        shown = {SECRET_HEADER: "s3cret"}
        for body in ("no json", "[]", '{"update_id": "x"}'):
            bad = httpx.post(url, content=body, headers=shown, trust_env=False)
            assert bad.status_code == 400
        again = {
            "update_id": 700_000_001,
            "message": {
                "message_id": 101,
                "date": 1,
                "chat": ADAS.to_json(),
                "from": ADA.to_json(),
                "text": "captain",
            },
        }
        assert httpx.post(url, json=again, headers=shown, trust_env=False).status_code == 200
    assert len(server.bot_messages(ADAS)) == 1


def test_a_webhook_whose_answer_fails_for_now_is_pushed_again(
    server: BotApiServer, data: Path
) -> None:
    failing = [Fault("bad gateway"), Fault("drop before")]
    server.faults = lambda method, _: failing.pop() if method == "sendmessage" and failing else None
    port = free_port()
    webhook = Webhook(f"http://127.0.0.1:{port}/", "s3cret", "127.0.0.1", port)
    with served(replace(serving(server, data), webhook=webhook), lambda: open_desk(data)):
        wait_until(lambda: len(server.calls("setWebhook")) == 1)
        Talk(server).says("captain")
        wait_until(lambda: server.pending_updates() == 0)
    assert len(server.bot_messages(ADAS)) == 1


def test_a_webhook_that_takes_too_long_says_so_is_pushed_again_and_answers_once(
    server: BotApiServer, data: Path
) -> None:
    waits = [Fault("flood", retry_after=1)]
    server.faults = lambda method, _: waits.pop() if method == "sendmessage" and waits else None
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    webhook = Webhook(url, "s3cret", "127.0.0.1", port, patience_seconds=0.1)
    with served(replace(serving(server, data), webhook=webhook), lambda: open_desk(data)):
        wait_until(lambda: len(server.calls("setWebhook")) == 1)
        server.send_text(ADAS, ADA, "captain")
        wait_until(lambda: _last_push_problem(server) != "")
        assert (server.bot_messages(ADAS), server.pending_updates()) == ((), 1)
        wait_until(lambda: server.pending_updates() == 0)
    assert _last_push_problem(server) == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    (message,) = server.bot_messages(ADAS)
    assert message.text.startswith("The corpus answers:")
    assert [call.status for call in server.calls("sendMessage")] == [429, 200]


def _last_push_problem(server: BotApiServer) -> str:
    """Ask, as a bot's owner can, what was wrong with the last push that failed."""
    info = post(server, "getWebhookInfo").json()["result"]
    return str(info.get("last_error_message", ""))


@pytest.mark.parametrize(
    "error",
    [
        NetworkError(f"httpx.ConnectError: https://api.telegram.org/bot{TOKEN}/sendMessage"),
        InvalidToken(f"The token `{TOKEN}` was rejected by the server."),
        httpx.ConnectError(f"cannot reach https://api.telegram.org/bot{TOKEN}/getMe"),
        ValueError(f"half of it: {SECRET}"),
    ],
)
def test_the_token_stands_in_no_log_line_and_no_traceback(
    error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    lines: list[str] = []

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Lines()
    handler.addFilter(logs.redact([TOKEN, SECRET]))
    log = logging.getLogger("a_test_of_redaction")
    log.addHandler(handler)
    caplog.set_level(logging.INFO)
    try:
        raise error
    except Exception:
        log.exception("failed with %s", error)
    log.info("HTTP Request: POST https://api.telegram.org/bot%s/getUpdates", TOKEN)
    log.removeHandler(handler)
    written = "\n".join(lines)
    assert SECRET not in written
    assert written.count("<secret>") >= 2
    assert "Traceback" in written
