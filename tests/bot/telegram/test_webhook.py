import logging
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from bot_api.driver import post
from bot_api.server import BotApiServer
from bot_api.transport.faults import Fault
from fakes.commands.ports import free_port
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    Talk,
    open_desk,
    served,
    serving,
    wait_until,
)

from bot.telegram.webhook import SECRET_HEADER, Webhook


def test_a_webhook_takes_what_shows_the_secret_and_answers_once(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    chosen = replace(serving(server, data), webhook=Webhook(url, "s3cret", "127.0.0.1", port))
    with served(chosen, lambda: open_desk(data)):
        wait_until(lambda: len(server.calls("setWebhook")) == 1)
        assert Talk(server).says("captain")[0].startswith("The captain was arrested.")
        wait_until(lambda: server.pending_updates() == 0)
        update = {"update_id": 1, "message": {}}
        header = SECRET_HEADER.encode()
        for headers in ({}, {header: b"wrong"}, {header: b"s3cr\xe9t"}):
            refused = httpx.post(url, json=update, headers=headers, trust_env=False)
            assert refused.status_code == 403
        assert caplog.text.count("pushed with another secret is refused; give all bots") == 1
        shown = {SECRET_HEADER: "s3cret"}
        for body in ("no json", "[]", '{"update_id": "x"}', "[" * 9999, '{"update_id": 1e99}'):
            bad = httpx.post(url, content=body, headers=shown, trust_env=False)
            assert bad.status_code == 400
        garbled = {"update_id": 5, "message": {"date": "noon"}}
        passed_over = httpx.post(url, json=garbled, headers=shown, trust_env=False)
        assert passed_over.status_code == 200
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
    assert message.text.startswith("The captain was arrested.")
    assert [call.status for call in server.calls("sendMessage")] == [429, 200]


def test_a_bot_whose_messages_go_elsewhere_says_where_and_that_they_are_back(
    server: BotApiServer, data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "pullquote.telegram")
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    webhook = Webhook(url, "s3cret", "127.0.0.1", port, look_seconds=0.02)
    elsewhere = "Telegram sends this bot's messages to {} now, and none comes here: another program"
    with served(replace(serving(server, data), webhook=webhook), lambda: open_desk(data)):
        wait_until(lambda: len(server.calls("getWebhookInfo")) > 1)
        assert "comes here" not in caplog.text
        post(server, "setWebhook", url="http://localhost:9/hook/k3y")
        wait_until(lambda: elsewhere.format("localhost") in caplog.text)
        post(server, "setWebhook", url=url, secret_token="s3cret")
        wait_until(lambda: "messages here again" in caplog.text)
        post(server, "deleteWebhook")  # as a program does that polls
        wait_until(lambda: elsewhere.format("a program that polls") in caplog.text)
    assert caplog.text.count("comes here") == 2
    assert "k3y" not in caplog.text


def _last_push_problem(server: BotApiServer) -> str:
    """Ask, as a bot's owner can, what was wrong with the last push that failed."""
    info = post(server, "getWebhookInfo").json()["result"]
    return str(info.get("last_error_message", ""))
