"""What journalists live in Matrix, in encrypted rooms of a real homeserver."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from fakes.chat import publish
from fakes.matrix.served import Newsroom, Talk, answered, body_of
from fakes.telegram_bot.served import FERRY, open_desk

from bot.matrix.login import read_login
from bot.people.book import Access
from index.records import Source, SourceText

CAPTAIN = "The captain was arrested.\n[1] Ferry sinks · Harbour News"
QUOTED = "<blockquote><strong>The captain was arrested.</strong></blockquote>"


@pytest.fixture
def served(newsroom: Newsroom) -> Iterator[Newsroom]:
    with newsroom.served():
        yield newsroom


@pytest.fixture
def carl(served: Newsroom) -> Talk:
    return served.talk("carl")


def test_a_question_in_a_room_of_two_is_answered_encrypted_as_a_reply(carl: Talk) -> None:
    asked = carl.person.says(carl.room, "captain")
    (message,) = carl.after(0, 1)
    content = message["content"]
    assert answered(message) == asked
    assert content["msgtype"] == "m.notice"
    assert content["body"].startswith(CAPTAIN)
    assert QUOTED in content["formatted_body"]
    assert '<a href="https://example.org/ferry#:~:text=The%20captain' in content["formatted_body"]
    assert content["m.mentions"] == {}
    assert content["com.beeper.linkpreviews"] == []
    raw = carl.person.call("GET", f"/rooms/{carl.room}/event/{message['event_id']}")
    assert raw["type"] == "m.room.encrypted"
    assert carl.sees_reactions(message, "1️⃣", "⚠️")


def test_context_is_had_by_reaction_in_the_place_of_the_answer_and_below_what_was_typed(
    carl: Talk,
) -> None:
    around = "The paragraphs around quote 1:\n\nNobody was hurt on board."
    for press in ("1️⃣", "1⃣"):  # the second as some clients send it
        (message,) = carl.gets("captain")
        carl.person.reacts(carl.room, message["event_id"], press)
        assert body_of(carl.reads(message, around)).startswith(around)
        # What is offered now is what stands under the paragraphs, and the sign for a wrong quote.
        assert carl.sees_reactions(message, "⚠️")
    (message,) = carl.gets("captain")
    typed = carl.person.says(carl.room, "Context 1")
    below = carl.after(3, 1)[0]
    assert body_of(below).startswith(around)
    assert answered(below) == typed
    assert body_of(carl.now(message)).startswith(CAPTAIN)
    carl.person.says(carl.room, "wrong 1")
    carl.person.wait_for(lambda: "Noted for the moderators" in body_of(carl.messages[-1]))


def test_two_quotes_and_more_have_a_reaction_each(newsroom: Newsroom) -> None:
    with newsroom.served(open_own=lambda: open_desk(newsroom.data, quotes=2)):
        carl = newsroom.talk("carl")
        (message,) = carl.gets("who was there?")
        assert carl.sees_reactions(message, "1️⃣", "2️⃣", "➕", "⚠️")


def test_an_edited_question_edits_its_answer_and_a_redacted_one_redacts_it(carl: Talk) -> None:
    asked = carl.person.says(carl.room, "zebra")
    (message,) = carl.after(0, 1)
    assert body_of(message).startswith("The corpus does not say.")
    carl.person.edits(carl.room, asked, "captain")
    assert QUOTED in carl.reads(message, CAPTAIN)["content"]["formatted_body"]
    assert len(carl.messages) == 1
    assert carl.sees_reactions(message, "1️⃣", "⚠️")
    carl.person.redacts(carl.room, asked)
    carl.person.wait_for(lambda: carl.messages == [])


def test_in_a_larger_room_only_what_calls_the_bot_is_answered(newsroom: Newsroom) -> None:
    ada, eve = newsroom.person("ada"), newsroom.person("eve")
    with newsroom.served():
        room = ada.create_room(newsroom.bot, eve.id, direct=False)
        eve.join(room)
        talk = Talk(eve, room)
        (told,) = talk.gets("!pq captain")
        assert body_of(told).startswith("This group has not been allowed. A moderator can send ")
        assert told["content"]["m.mentions"] == {"user_ids": [eve.id]}
    access = replace(newsroom.serving().chosen.access, groups=frozenset({room}))
    with newsroom.served(newsroom.serving(access=access)):
        (first,) = talk.gets("!pq captain")
        assert body_of(first).startswith(CAPTAIN)
        mention = {"m.mentions": {"user_ids": [newsroom.bot]}}
        assert talk.says(f"{newsroom.bot}: captain", **mention).startswith(CAPTAIN)
        assert body_of(talk.answers(first, "who was hurt?")).startswith("Nobody was hurt")
        assert talk.says("/ask captain").startswith(CAPTAIN)
        assert talk.says("!pq context 1").startswith("The paragraphs around quote 1:")
        assert talk.is_ignored("the captain was arrested")
        assert talk.is_ignored("/frobnicate captain")
        assert talk.is_ignored(f"{newsroom.bot} captain")  # in words only, since 1.17
        asked = talk.person.says(room, "captain, everyone")  # of nobody in particular
        answered = {"m.relates_to": {"m.in_reply_to": {"event_id": asked}}}
        assert talk.says(f"{newsroom.bot}", **mention, **answered).startswith(CAPTAIN)
        assert talk.says(f"{newsroom.bot}", **mention).startswith("I find no words in that. Ask ")


def test_what_is_asked_in_a_thread_is_answered_there(carl: Talk) -> None:
    root = carl.person.says(carl.room, "captain")
    carl.after(0, 1)
    thread = {"rel_type": "m.thread", "event_id": root, "is_falling_back": True}
    related = thread | {"m.in_reply_to": {"event_id": root}}
    asked = carl.person.says(carl.room, "zebra", **{"m.relates_to": related})
    (_, message) = carl.after(0, 2)
    assert message["content"]["m.relates_to"] == {
        "m.in_reply_to": {"event_id": asked},
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": False,
    }


def test_questions_asked_while_the_bot_is_down_are_answered_once_oldest_first(
    newsroom: Newsroom,
) -> None:
    with newsroom.served():
        carl = newsroom.talk("carl")
        carl.gets("zebra")
    asked = [carl.person.says(carl.room, "captain") for _ in range(25)]  # more than a sync holds
    with newsroom.served():
        carl.after(0, 26)
    with newsroom.served():
        carl.gets("zebra")
    assert [answered(message) for message in carl.messages[1:-1]] == asked


def test_a_room_is_joined_only_where_somebody_with_a_role_invites(newsroom: Newsroom) -> None:
    with newsroom.served():
        eve = newsroom.person("eve")
        room = eve.create_room(newsroom.bot)
        newsroom.talk("carl").gets("captain")  # so that a sync has come and gone
        assert eve.client.rooms[room].users[newsroom.bot].invited
    granted = Access(frozenset(), frozenset({eve.id}), frozenset())
    with newsroom.served(newsroom.serving(access=granted)):
        assert Talk(eve, room).says("captain").startswith(CAPTAIN)
        eve.leaves(room)
        eve.wait_for(lambda: room not in joined(newsroom))


def test_a_new_generation_is_picked_up_and_an_old_quote_said_to_be_older(
    served: Newsroom, carl: Talk
) -> None:
    (message,) = carl.gets("captain")
    publish(served.data, SourceText(FERRY.source, "The captain was not arrested.\n"))
    carl.person.reacts(carl.room, message["event_id"], "1️⃣")
    carl.reads(message, "ferry: the article has had a newer text since")
    publish(served.data, FERRY, SourceText(Source("zoo", "zoo.txt"), "A zebra ran away.\n"))
    assert carl.says("zebra").startswith("A zebra ran away.\n")


def joined(newsroom: Newsroom) -> list[str]:
    """List the rooms that the homeserver says the bot is in."""
    login = read_login(newsroom.data)
    assert login is not None
    answer = httpx.get(
        f"{newsroom.server.url}/_matrix/client/v3/joined_rooms",
        headers={"Authorization": f"Bearer {login.token}"},
        trust_env=False,
    )
    return list(answer.json()["joined_rooms"])


DRAFT = "“The ferry sank at noon.”\n\n> Nobody was ever hurt on board.\n"


@pytest.mark.parametrize("how", ["a caption", "an answer"])
def test_a_draft_is_checked_and_its_report_comes_encrypted(carl: Talk, how: str) -> None:
    if how == "an answer":
        file = carl.person.uploads(carl.room, "draft.md", DRAFT.encode())
        carl.after(0, 1)
        carl.person.answers(carl.room, file, "!pq quotes")
        *_, told, report = carl.after(0, 3)
    else:
        carl.person.uploads(carl.room, "draft.md", DRAFT.encode(), caption="!pq quotes")
        told, report = carl.after(0, 2)
    assert body_of(told).startswith("2 quotations checked, 1 verbatim")
    assert report["content"]["msgtype"] == "m.file"
    assert report["content"]["filename"] == "quotations - draft.md.html"
    page = carl.person.downloads(report["content"]["file"])
    assert page.startswith(b"<!doctype html>")
    assert b"Nobody was ever hurt on board." in page
