"""Events of rooms that nobody's client would send: each is passed over, and the next one taken."""

import asyncio
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast  # Any: JSON of whatever shape, and stand-ins for what is not asked

import pytest
from nio import MatrixRoom

from bot.matrix.memory import Rooms
from bot.matrix.messages.events import Reader
from bot.matrix.taking import Taking
from bot.serving.platform import Me, Written

ROOM, BOT, EVE = "!room:example.org", "@bot:example.org", "@eve:example.org"
ODD: tuple[Any, ...] = (None, 5, "x", [], [1], {}, {"x": []}, True, -1.5, "\u202e" * 1000)
FIELDS = (
    ("type",),
    ("sender",),
    ("event_id",),
    ("redacts",),
    ("content",),
    ("content", "body"),
    ("content", "msgtype"),
    ("content", "filename"),
    ("content", "info"),
    ("content", "url"),
    ("content", "file"),
    ("content", "m.mentions"),
    ("content", "m.mentions", "user_ids"),
    ("content", "formatted_body"),
    ("content", "m.new_content"),
    ("content", "m.relates_to"),
    ("content", "m.relates_to", "rel_type"),
    ("content", "m.relates_to", "event_id"),
    ("content", "m.relates_to", "key"),
    ("content", "m.relates_to", "m.in_reply_to"),
    ("content", "m.relates_to", "m.in_reply_to", "event_id"),
    ("content", "redacts"),
)
KINDS = ("m.room.message", "m.reaction", "m.room.redaction", "m.room.encrypted")


def event(kind: str) -> dict[str, Any]:
    related = {"rel_type": "m.replace", "event_id": "$1", "m.in_reply_to": {"event_id": "$1"}}
    content = {
        "msgtype": "m.text",
        "body": "/ask captain",
        "m.mentions": {"user_ids": [BOT]},
        "m.relates_to": related,
    }
    return {"type": kind, "sender": EVE, "event_id": "$2", "content": content}


def odd_events() -> list[dict[str, Any]]:
    found = []
    for kind in KINDS:
        for *over, last in FIELDS:
            for value in ODD:
                made = event(kind)
                place = made
                for name in over:
                    place = place.setdefault(name, {})
                place[last] = value
                found.append(made)
    return found


def taking(folder: Path, taken: list[object]) -> Taking:
    def take_event(_: str, read: Any) -> None:  # noqa: ANN401 - a function without arguments
        taken.append(read())

    async def call(*_: object) -> dict[str, Any]:
        return {"sender": EVE, "content": []}

    def decrypt(_: str, given: dict[str, Any]) -> dict[str, Any]:
        return given | {"type": "m.room.message"}  # with whatever was encrypted as its content

    room = MatrixRoom(ROOM, BOT)
    for member in (BOT, EVE):
        room.add_member(member, member, None)
    me = Me(platform="matrix", id=BOT, name="pullquote")
    platform = SimpleNamespace(
        note_sender=lambda *_: None, sender=lambda _: EVE, note_press=lambda *_: None
    )
    stand_ins: Any = {
        "api": SimpleNamespace(call=call),
        "crypto": SimpleNamespace(user=BOT, rooms={ROOM: room}, decrypt=decrypt),
        "platform": platform,
        "people": SimpleNamespace(role=lambda _: None),
        "verifying": SimpleNamespace(is_about=lambda _: False),
    }
    reader = Reader(me, "en", Rooms(folder, 0.0))
    return Taking(reader=reader, take_event=cast("Any", take_event), key_seconds=0.1, **stand_ins)


def test_odd_events_are_passed_over_one_by_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    taken: list[object] = []

    async def take_all() -> None:
        takes = taking(tmp_path, taken)
        for odd in odd_events():
            await takes.take(ROOM, odd)
        taken.clear()
        plain = event("m.room.message")
        del plain["content"]["m.relates_to"]
        await takes.take(ROOM, plain)

    asyncio.run(take_all())
    assert len(odd_events()) == 880
    assert [isinstance(found, Written) and found.command for found in taken] == ["ask"]
    assert caplog.messages
    assert not [record for record in caplog.records if record.exc_info]
