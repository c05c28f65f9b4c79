import json

import pytest

from bot.telegram.genuine import is_genuine

MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}}


def body(answer: object) -> bytes:
    return json.dumps(answer).encode()


@pytest.mark.parametrize(
    ("method", "result"),
    [
        ("getUpdates", []),
        ("getupdates", [{"update_id": "x"}]),  # they are read one by one
        ("sendMessage", MESSAGE),
        ("editMessageText", True),
        ("setWebhook", True),
        ("getMe", {"id": 1, "is_bot": True, "first_name": "P"}),
    ],
)
def test_a_result_that_the_library_reads_is_telegrams(method: str, result: object) -> None:
    assert is_genuine(method, 200, body({"ok": True, "result": result}))


@pytest.mark.parametrize(
    ("method", "result"),
    [
        ("getUpdates", {}),
        ("getMe", {"id": 1}),
        ("getFile", "x"),
        ("sendMessage", True),
        ("sendMessage", MESSAGE | {"message_id": "1"}),
        ("sendMessage", MESSAGE | {"chat": {"id": "7", "type": "private"}}),
    ],
)
def test_a_result_that_it_cannot_read_is_not(method: str, result: object) -> None:
    assert not is_genuine(method, 200, body({"ok": True, "result": result}))


def test_a_refusal_is_telegrams_with_the_status_that_it_names() -> None:
    refusal = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked"}
    assert is_genuine("sendMessage", 403, body(refusal))
    assert not is_genuine("sendMessage", 400, body(refusal))
    wait = refusal | {"error_code": 429, "parameters": {"retry_after": 5}}
    assert is_genuine("sendMessage", 429, body(wait))
