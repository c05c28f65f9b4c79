import asyncio
import datetime as dtm
from collections.abc import Iterator

import httpx
import pytest
import telegram
from bot_api.driver import drive, post
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.transport.faults import Fault
from bot_api.transport.flood import FloodLimits, Rate
from bot_api.values import BotApiLimits, Chat, Person, Upload, private_chat
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter

ADA = Person(7, "Ada", "ada_reads", "uk")
ADAS = private_chat(ADA)
DESK = Chat(-100500, "supergroup", "Desk", is_forum=True)


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        running.add_chat(ADAS)
        running.add_chat(DESK)
        yield running


def test_get_me_names_the_bot(server: BotApiServer) -> None:
    me = drive(server, lambda bot: bot.get_me())
    assert (me.id, me.username, me.supports_inline_queries) == (110201543, "pullquote_bot", True)


def test_another_token_is_unauthorized(server: BotApiServer) -> None:
    answer = httpx.post(f"{server.base_url}1:wrong/getMe", trust_env=False)
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_the_library_takes_the_401_for_an_invalid_token(server: BotApiServer) -> None:
    async def run() -> None:
        async with telegram.Bot("1:wrong", base_url=server.base_url):
            raise AssertionError("initialised with a wrong token")

    with pytest.raises(InvalidToken):
        asyncio.run(run())


def test_an_unknown_method_is_not_found(server: BotApiServer) -> None:
    answer = post(server, "sendSonnet")
    assert answer.status_code == 404
    assert answer.json()["description"] == "Not Found: method not found"


def test_method_names_ignore_case_and_bodies_may_be_json(server: BotApiServer) -> None:
    url = f"{server.base_url}{server.token}/SENDMESSAGE"
    answer = httpx.post(url, json={"chat_id": 7, "text": "hello"}, trust_env=False)
    assert answer.json()["result"]["text"] == "hello"


def test_text_that_is_not_utf8_is_refused(server: BotApiServer) -> None:
    url = f"{server.base_url}{server.token}/sendMessage"
    answer = httpx.post(url, content=b"chat_id=7&text=%ff", trust_env=False)
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"


def test_privacy_mode_hides_what_is_not_for_the_bot(server: BotApiServer) -> None:
    drive(server, lambda bot: bot.send_message(DESK.id, "I answer here."))
    own = server.bot_messages(DESK)[0].message_id
    assert server.send_text(DESK, ADA, "just talking").update_id is None
    assert server.send_text(DESK, ADA, "/ask@other_bot why").update_id is None
    assert server.send_text(DESK, ADA, "/ask@pullquote_bot why").update_id == 700_000_001
    assert server.send_text(DESK, ADA, "@Pullquote_bot why").update_id == 700_000_002
    assert server.send_text(DESK, ADA, "and why?", Place(reply_to=own)).update_id == 700_000_003
    updates = drive(server, lambda bot: bot.get_updates())
    assert updates[0].message is not None
    assert updates[0].message.entities[0].type == "bot_command"
    assert updates[2].message is not None
    assert updates[2].message.reply_to_message is not None
    assert updates[2].message.reply_to_message.text == "I answer here."


def test_a_bot_that_was_blocked_or_kicked_is_forbidden(server: BotApiServer) -> None:
    server.block(ADAS)
    server.block(DESK)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        drive(server, lambda bot: bot.send_message(ADAS.id, "x"))
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        drive(server, lambda bot: bot.send_message(DESK.id, "x"))


def test_flood_control_names_the_wait_and_spares_other_chats() -> None:
    now = 1_700_000_000.0
    limits = FloodLimits(per_chat=Rate(2, 3.0), per_group=None, overall=None)
    with BotApiServer(flood=limits, clock=lambda: now) as server:
        server.add_chat(ADAS)
        server.add_chat(DESK)
        for _ in range(2):
            assert post(server, "sendMessage", chat_id="7", text="x").status_code == 200
        now += 0.5
        refused = post(server, "sendMessage", chat_id="7", text="x")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3")
        assert refused.json() == {
            "ok": False,
            "error_code": 429,
            "description": "Too Many Requests: retry after 3",
            "parameters": {"retry_after": 3},
        }
        assert post(server, "sendMessage", chat_id="-100500", text="x").status_code == 200
        now += 2.5
        assert post(server, "sendMessage", chat_id="7", text="x").status_code == 200


def test_files_go_both_ways_within_their_limits() -> None:
    with BotApiServer(limits=BotApiLimits(upload_bytes=40, download_bytes=20)) as server:
        server.send_document(ADAS, ADA, Upload("in.txt", "text/plain", b"\x00\r\n--x\xff"), "in")
        large = Upload("large.txt", "text/plain", b"x" * 21)
        server.send_document(ADAS, ADA, large)

        async def steps(bot: telegram.Bot) -> telegram.Message:
            first, second = await bot.get_updates()
            assert first.message is not None
            assert first.message.document is not None
            got = await (await first.message.document.get_file()).download_as_bytearray()
            assert bytes(got) == b"\x00\r\n--x\xff"
            assert second.message is not None
            assert second.message.document is not None
            with pytest.raises(BadRequest, match="File is too big"):
                await second.message.document.get_file()
            with pytest.raises(NetworkError, match="Request Entity Too Large"):
                await bot.send_document(7, b"x" * 41, filename="out.csv")
            return await bot.send_document(7, b"\r\n\xfe" * 13, filename="вих.csv", caption="out")

        sent = drive(server, steps)
        assert sent.document is not None
        assert (sent.document.file_name, sent.document.file_size, sent.caption) == (
            "вих.csv",
            39,
            "out",
        )
        assert server.file(sent.document.file_id).content == b"\r\n\xfe" * 13


def test_faults_come_before_or_after_the_deed(
    server: BotApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without it the library warns at every RetryAfter, and warnings are errors here.
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    kinds = iter(
        [Fault("flood", 2), Fault("bad gateway"), Fault("drop before"), Fault("drop after"), None]
    )
    server.faults = lambda method, _: next(kinds) if method == "sendmessage" else None

    async def steps(bot: telegram.Bot) -> None:
        with pytest.raises(RetryAfter) as flood:
            await bot.send_message(7, "1")
        assert flood.value.retry_after == dtm.timedelta(seconds=2)
        with pytest.raises(NetworkError, match="Bad Gateway"):
            await bot.send_message(7, "2")
        for text in ("3", "4"):
            with pytest.raises(NetworkError, match="RemoteProtocolError"):
                await bot.send_message(7, text)
        await bot.send_message(7, "5")

    drive(server, steps)
    assert [message.text for message in server.bot_messages(ADAS)] == ["4", "5"]
    assert [call.status for call in server.calls("sendMessage")] == [429, 502, None, None, 200]
