"""A hundred questions among answers that are not Telegram's and updates that are none."""

import json
import logging
from collections import Counter
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from bot_api.transport.faults import Fault
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    GROUP,
    choosing,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)

from bot.telegram import api

HTML = b"<html><body><h1>Please sign in to the network of the hotel</h1></body></html>"


def refusal(status: int, **fields: object) -> tuple[int, bytes]:
    told = {"ok": False, "error_code": status, "description": "Bad Request: x"}
    return status, json.dumps(told | fields).encode()


def result(given: object) -> tuple[int, bytes]:
    return 200, json.dumps({"ok": True, "result": given}).encode()


MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "x"}
ANSWERS: dict[str, tuple[int, bytes]] = {
    **{f"HTML with {status}": (status, HTML) for status in (200, 302, 400, 401, 403, 404, 409)},
    **{f"HTML with {status}, too": (status, HTML) for status in (413, 429, 500, 502, 503)},
    "nothing": (200, b""),
    "no content": (204, b""),
    "JSON cut off": (200, b'{"ok": true, "result": {"message_id": 1, "da'),
    "JSON of no object": (200, b'["ok"]'),
    "a number": (200, b"1"),
    "nested deep": (200, b"[" * 100_000),
    "a number of 10,000 digits": (200, b'{"ok": true, "result": ' + b"9" * 10_000 + b"}"),
    "no result": (200, b'{"ok": true}'),
    "an unsuccessful success": (200, b'{"ok": false, "error_code": 400, "description": "x"}'),
    "a successful failure": (400, b'{"ok": true, "result": true}'),
    "JSON of another service": (404, b'{"message": "no Route matched with those values"}'),
    "a refusal of another status": (403, refusal(400)[1]),
    "a refusal without words": refusal(400, description=None),
    "a wait in words": refusal(429, parameters={"retry_after": "soon"}),
    "a wait back in time": refusal(429, parameters={"retry_after": -5}),
    "a wait of ages": refusal(429, parameters={"retry_after": 10**15}),
    "a move to nowhere": refusal(400, parameters={"migrate_to_chat_id": "x"}),
    "parameters in a list": refusal(400, parameters=["retry_after"]),
    "bytes that are no text": (200, b"\xff\xfe\0\x80"),
    "a result of another kind": result("done"),
    "a result of nothing": result(None),
    "a message without a chat": result({**MESSAGE, "chat": None}),
    "a message at a time in words": result({**MESSAGE, "date": "noon"}),
}
UPDATES: dict[str, object] = {
    "a date in words": {"update_id": "its own", "message": {**MESSAGE, "date": "noon"}},
    "no id": {"message": MESSAGE},
    "an id of 64 bits": {"update_id": 2**63, "message": MESSAGE},
    "an id of zero": {"update_id": 0, "message": MESSAGE},
    "an id in words": {"update_id": "x", "message": MESSAGE},
    "an id that is true": {"update_id": True, "message": MESSAGE},
    "a negative id": {"update_id": -1, "message": MESSAGE},
    "no object": ["update_id"],
    "nothing": None,
    "a message that is a list": {"update_id": "its own", "message": [1]},
    "a message in words": {"update_id": "its own", "message": "hello"},
    "a chat that is a number": {"update_id": "its own", "message": {**MESSAGE, "chat": 7}},
    "a text that is a number": {
        "update_id": "its own",
        "message": {**MESSAGE, "from": ADA.to_json(), "text": 5},
    },
    "half a character": {
        "update_id": "its own",
        "message": {**MESSAGE, "from": ADA.to_json(), "text": "\ud800 who"},
    },
    "a press of nobody": {"update_id": "its own", "callback_query": {"id": "1"}},
    "entities that are words": {"update_id": "its own", "message": {**MESSAGE, "entities": "x"}},
}


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr(api, "FIRST_PAUSE_SECONDS", 0.001)
    monkeypatch.setattr(api, "LONGEST_PAUSE_SECONDS", 0.01)
    publish_corpus(tmp_path)
    with BotApiServer() as running:
        chosen = choosing(serving(running, tmp_path), questions_per_5_minutes=1000)
        with served(chosen, lambda: open_desk(tmp_path)):
            yield running


def test_a_hundred_questions_among_garbled_answers_and_updates_are_each_answered_once(
    server: BotApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    kinds, calls, given = cycle(ANSWERS.values()), count(), Counter[str]()

    def garble(method: str, _parameters: object) -> Fault | None:
        # Two of three, so that most calls meet several kinds one after another.
        if method not in ("sendmessage", "getupdates") or next(calls) % 3 == 0:
            return None
        status, body = next(kinds)
        given[method] += 1
        return Fault("garbled", status=status, body=body)

    server.faults = garble
    garbled = iter(UPDATES.values())
    asked = []
    for number in range(100):
        chat = GROUP if number % 2 else ADAS
        text = "/ask captain" if number % 2 else "captain"
        asked.append((chat, server.send_text(chat, ADA, text).message_id))
        if number % 5 == 0:
            server.push_garbled(next(garbled, {"message": {}}))
    wait_until(lambda: server.pending_updates() == 0, 100)
    server.faults = lambda *_: None
    replies = Counter(
        (chat.id, message.reply_to_message_id)
        for chat in (ADAS, GROUP)
        for message in server.bot_messages(chat)
        if message.text.startswith("The captain was arrested.")
    )
    assert replies == Counter((chat.id, message_id) for chat, message_id in asked)
    assert given["sendmessage"] >= 100
    assert given["getupdates"] >= 1
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_garbled_answer_to_a_poll_and_to_an_answer_is_asked_for_again(
    server: BotApiServer, kind: str
) -> None:
    status, body = ANSWERS[kind]
    left = {"getupdates": 2, "sendmessage": 2, "sendchataction": 1, "setmycommands": 1}

    def garble(method: str, _parameters: object) -> Fault | None:
        left[method] = left.get(method, 0) - 1
        return Fault("garbled", status=status, body=body) if left[method] >= 0 else None

    server.faults = garble
    server.send_text(ADAS, ADA, "captain")
    wait_until(lambda: server.pending_updates() == 0)
    (message,) = server.bot_messages(ADAS)
    assert message.text.startswith("The captain was arrested.")
    assert left["sendmessage"] < 0


@pytest.mark.parametrize("kind", UPDATES)
def test_each_update_that_is_none_is_passed_over(
    server: BotApiServer, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.push_garbled(UPDATES[kind])
    server.send_text(ADAS, ADA, "captain")
    wait_until(lambda: server.pending_updates() == 0)
    texts = [message.text for message in server.bot_messages(ADAS)]
    assert [text for text in texts if text.startswith("The captain was arrested.")] == texts[-1:]
    assert "Traceback" not in caplog.text
    assert len(caplog.records) < 20
