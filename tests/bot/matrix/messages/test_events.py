from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.matrix.person import Json
from nio import MatrixRoom

from bot.matrix.memory import Rooms
from bot.matrix.messages.events import AskedAgain, Reader
from bot.replies import Button
from bot.serving.platform import Me, SentFile, Tapped, Withdrawn, Written

BOT, ADA, BOB = "@pq:example.org", "@ada:example.org", "@bob:example.org"
CONTEXT, WRONG = Button("context", "t", 1), Button("wrong", "t", 1)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Rooms]:
    with closing(Rooms(tmp_path, 0.0)) as opened:
        opened.keep_sent("!room", "$bots", "digest", (CONTEXT, WRONG), 0.0)
        yield opened


@pytest.fixture
def reader(memory: Rooms) -> Reader:
    return Reader(Me("matrix", BOT, "Pullquote"), "uk", memory)


def room(*people: str) -> MatrixRoom:
    made = MatrixRoom("!room", BOT, encrypted=True)
    for person in (BOT, *people):
        made.add_member(person, person[1:4].title(), None)
    return made


def event(body: str, **content: object) -> Json:
    return {
        "type": "m.room.message",
        "event_id": "$asked",
        "sender": ADA,
        "content": {"msgtype": "m.text", "body": body, "m.mentions": {}} | content,
    }


def asked(reader: Reader, body: str, *others: str, **content: object) -> Written | None:
    found = reader.read(room(ADA, *others), event(body, **content))
    assert found is None or isinstance(found, Written)
    return found


@pytest.mark.parametrize(
    ("body", "command", "text"),
    [
        ("who fled?", None, "who fled?"),
        ("/ask who fled?", "ask", "who fled?"),
        ("!pq who fled?", None, "who fled?"),
        ("!PQ ask who fled?", "ask", "who fled?"),
        ("!pq people who fled?", None, "people who fled?"),
        ("!pq people", "people", ""),
        ("!pq source of the fire?", None, "source of the fire?"),
        ("!pq source ferry", "source", "ferry"),
        ("!pq add https://a.example/", "add", "https://a.example/"),
        ("!pq add up the numbers", None, "add up the numbers"),
        ("!pq grant @a:b.c journalist", "grant", "@a:b.c journalist"),
        ("!pq golden add Why? => a", "golden", "add Why? => a"),
        ("!pq undo 3", "undo", "3"),
        ("!pq /help", "help", ""),
        ("!pq sorces", "sorces", ""),
        ("!pq sailor", None, "sailor"),
        ("/frobnicate now", "frobnicate", "now"),
    ],
)
def test_commands_and_questions_are_told_apart(
    reader: Reader, body: str, command: str | None, text: str
) -> None:
    found = asked(reader, body)
    assert found is not None
    assert (found.command, found.text, found.where.is_group) == (command, text, False)
    assert (found.who.name, found.who.language) == ("Ada", "uk")


@pytest.mark.parametrize(
    ("body", "content", "text"),
    [
        ("who fled?", {}, None),
        ("!pq who fled?", {}, "who fled?"),
        ("/ask who fled?", {}, "who fled?"),
        ("/undo", {}, None),
        ("/ask:other who fled?", {}, None),
        ("/ask:pullquote who fled?", {}, "who fled?"),
        (f"{BOT}: who fled?", {}, None),
        (f"{BOT}: who fled?", {"m.mentions": {"user_ids": [BOT]}}, "who fled?"),
        ("who fled, Pullquote?", {"m.mentions": {"user_ids": [BOT]}}, "who fled,  ?"),
        ("> <@x:y> old\n\nwho fled?", {"answers": "$bots"}, "who fled?"),
        ("who fled?", {"answers": "$others"}, None),
    ],
)
def test_in_a_larger_room_the_bot_must_be_called(
    reader: Reader, body: str, content: Json, text: str | None
) -> None:
    if "answers" in content:
        related = {"m.in_reply_to": {"event_id": content["answers"]}}
        content = {"m.relates_to": related}
    found = asked(reader, body, BOB, **content)
    assert (None if found is None else found.text) == text
    assert found is None or (found.where.is_group and found.answers is None)


def test_an_edit_is_of_the_message_that_it_edits(reader: Reader) -> None:
    new = {"msgtype": "m.text", "body": "context 1"}
    related = {"rel_type": "m.replace", "event_id": "$first"}
    found = asked(reader, "* context 1", **{"m.new_content": new, "m.relates_to": related})
    assert found is not None
    assert (found.message, found.text, found.is_edit) == ("$first", "context 1", True)


def test_a_thread_is_a_place_and_its_fallback_answers_nothing(reader: Reader) -> None:
    thread = {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True}
    related = thread | {"m.in_reply_to": {"event_id": "$bots"}}
    found = asked(reader, "who fled?", **{"m.relates_to": related})
    assert found is not None
    assert (found.where.thread, found.answers) == ("$root", None)


def test_a_file_says_where_it_is_and_how_it_opens(reader: Reader) -> None:
    sealed = {"url": "mxc://a/b", "key": {"k": "x"}, "iv": "y", "hashes": {"sha256": "z"}}
    content = {"msgtype": "m.file", "file": sealed, "info": {"size": 5}, "filename": "a.txt"}
    found = asked(reader, "a caption", **content)
    assert found is not None
    assert isinstance(found.file, SentFile)
    assert (found.text, found.file.name, found.file.size) == ("a caption", "a.txt", 5)
    picture = asked(reader, "p.png", msgtype="m.image", url="mxc://a/c")
    assert picture is not None
    assert (picture.text, picture.file) == (None, None)


def test_notices_and_the_bots_own_events_are_nothing(reader: Reader) -> None:
    assert asked(reader, "who fled?", msgtype="m.notice") is None
    assert reader.read(room(ADA), event("who fled?") | {"sender": BOT}) is None


def test_reactions_press_and_what_is_taken_back_is_said(reader: Reader, memory: Rooms) -> None:
    def reacted(key: str) -> object:
        related = {"rel_type": "m.annotation", "event_id": "$bots", "key": key}
        sent = event("") | {"type": "m.reaction", "content": {"m.relates_to": related}}
        return reader.read(room(ADA), sent)

    pressed = reacted("1️⃣")
    assert isinstance(pressed, Tapped)
    assert (pressed.press, pressed.message, pressed.button) == ("$asked", "$bots", CONTEXT)
    assert reacted("👍") is None
    memory.keep_sent("!room", "$bots", "digest", (WRONG, Button("wrong", "t", 2)), 0.0)
    assert isinstance(reacted("⚠️"), AskedAgain)
    redaction = event("") | {"type": "m.room.redaction", "content": {"redacts": "$q"}}
    found = reader.read(room(ADA), redaction)
    assert isinstance(found, Withdrawn)
    assert found.message == "$q"


def test_odd_events_are_nothing_and_break_nothing(reader: Reader) -> None:
    odd: list[object] = [None, [], "text", {"m.relates_to": 3}, {"msgtype": "m.text"}]
    for content in odd:
        found = reader.read(room(ADA, BOB), event("") | {"content": content})
        assert found is None
