"""Rooms that move, end and lose keys; a homeserver that limits, refuses and dies."""

import asyncio
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fakes.commands.ports import free_port
from fakes.matrix.person import Json, Person
from fakes.matrix.served import Newsroom, Talk, body_of
from fakes.telegram_bot.served import open_desk
from journeys.matrix.test_asking import CAPTAIN, joined

from bot.matrix.login import keep_login, read_login
from bot.matrix.serving import serve
from bot.serving.platform import Refused
from bot.serving.running import serve_together
from bot.serving.workers import DeskWorker

UNREADABLE = "I cannot decrypt your last message: its key has not come."


@pytest.fixture
def served(newsroom: Newsroom) -> Iterator[Newsroom]:
    with newsroom.served():
        yield newsroom


def says_sealed(talk: Talk, body: str) -> tuple[str, Json]:
    """Send a message whose key the bot does not get; return the event, and the key's content."""
    person, room = talk.person, talk.room
    olm = person.client.olm

    async def send() -> tuple[str, Json]:
        olm.create_outbound_group_session(room)
        session = olm.outbound_group_sessions[room]
        key = {
            "algorithm": "m.megolm.v1.aes-sha2",
            "room_id": room,
            "session_id": session.id,
            "session_key": session.session_key,
        }
        session.shared = True
        sent = await person.client.room_send(
            room, "m.room.message", {"msgtype": "m.text", "body": body, "m.mentions": {}}
        )
        return str(sent.event_id), key

    return person.loop.run(send())


def gives_key(person: Person, bot: str, key: Json) -> None:
    """Give the bot a key that it did not get before."""

    async def give() -> None:
        olm = person.client.olm
        for device in olm.device_store.active_user_devices(bot):
            session = olm.session_store.get(device.curve25519)
            sealed = olm._olm_encrypt(session, device, "m.room_key", key)
            body = json.dumps({"messages": {bot: {device.id: sealed}}})
            path = f"/_matrix/client/v3/sendToDevice/m.room.encrypted/{time.monotonic_ns()}"
            headers = {"Authorization": f"Bearer {person.client.access_token}"}
            answered = await person.client.send("PUT", path, body, headers)
            assert answered.status == 200, await answered.text()

    person.loop.run(give())


def test_a_message_whose_key_does_not_come_is_told_what_helps_and_answered_once_it_does(
    served: Newsroom,
) -> None:
    carl = served.talk("carl")
    carl.gets("captain")
    _, key = says_sealed(carl, "captain")
    (_, told) = carl.after(0, 2)
    assert body_of(told).startswith(UNREADABLE)
    gives_key(carl.person, served.bot, key)
    assert body_of(carl.after(2, 1)[0]).startswith(CAPTAIN)


def test_a_message_whose_key_comes_late_is_answered_without_a_word(newsroom: Newsroom) -> None:
    with newsroom.served(replace(newsroom.serving(), key_seconds=30.0)):
        carl = newsroom.talk("carl")
        carl.gets("captain")
        _, key = says_sealed(carl, "captain")
        time.sleep(0.5)
        gives_key(carl.person, newsroom.bot, key)
        assert body_of(carl.after(1, 1)[0]).startswith(CAPTAIN)


def test_a_room_that_is_upgraded_is_followed_and_stays_allowed(newsroom: Newsroom) -> None:
    ada, eve = newsroom.person("ada"), newsroom.person("eve")
    with newsroom.served():
        room = ada.create_room(newsroom.bot, eve.id, direct=False)
        eve.join(room)
        ada.wait_for(lambda: room in joined(newsroom))
    access = replace(newsroom.serving().chosen.access, groups=frozenset({room}))
    with newsroom.served(newsroom.serving(access=access)):
        assert Talk(eve, room).says("!pq captain").startswith(CAPTAIN)
        upgraded = ada.call("POST", f"/rooms/{room}/upgrade", {"new_version": "12"})
        now = str(upgraded["replacement_room"])
        ada.call("POST", f"/rooms/{now}/invite", {"user_id": newsroom.bot})
        ada.call("POST", f"/rooms/{now}/invite", {"user_id": eve.id})
        eve.join(now)
        eve.wait_for(lambda: now in joined(newsroom))
        eve.wait_for(lambda: newsroom.bot in eve.client.rooms[now].users)
        assert Talk(eve, now).says("!pq captain").startswith(CAPTAIN)


def test_what_stands_in_the_name_of_another_is_not_obeyed(served: Newsroom) -> None:
    carl = served.talk("carl")
    asked = carl.person.says(carl.room, "zebra")
    (message,) = carl.after(0, 1)
    ada = served.person("ada")
    carl.person.call("POST", f"/rooms/{carl.room}/invite", {"user_id": ada.id})
    ada.join(carl.room)
    ada.edits(carl.room, asked, "captain")  # homeservers let anybody edit anything
    carl.person.says(carl.room, "!pq zebra")
    carl.after(1, 1)
    assert body_of(carl.now(message)).startswith("The corpus does not say.")


def test_a_refused_token_ends_serving_with_one_line(newsroom: Newsroom) -> None:
    login = read_login(newsroom.data)
    assert login is not None
    keep_login(newsroom.data, replace(login, token="syt_no_longer"))
    says = "log in again with: pullquote matrix --login"
    with pytest.raises(Refused, match=says), newsroom.served():
        time.sleep(2)


def test_health_and_metrics_are_shared_by_all_that_one_process_serves(
    newsroom: Newsroom,
) -> None:
    port = free_port()
    worker = DeskWorker(lambda: open_desk(newsroom.data))
    told = asyncio.Event()
    serving = newsroom.serving()
    services = [lambda ends, monitoring: serve(serving, worker, ends, monitoring)]
    running = asyncio.run_coroutine_threadsafe(
        serve_together(services, port, told), newsroom.loop.loop
    )
    try:
        newsroom.talk("carl").gets("captain")
        address = f"http://127.0.0.1:{port}"
        health = httpx.get(f"{address}/healthz", trust_env=False, timeout=20)
        assert (health.status_code, health.text) == (200, "ok")
        metrics = httpx.get(f"{address}/metrics", trust_env=False).text
        assert 'pullquote_answers_total{outcome="answer"} 1.0' in metrics
    finally:
        newsroom.loop.loop.call_soon_threadsafe(told.set)
        running.result(30)
        worker.close()


def test_no_word_of_what_was_asked_or_answered_is_logged(
    served: Newsroom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    carl = served.talk("carl")
    carl.gets("captain zanzibarian")
    ours = [record.getMessage() for record in caplog.records if "pullquote" in record.name]
    assert "zanzibarian" not in " ".join(ours)
    assert "arrested" not in " ".join(ours)
