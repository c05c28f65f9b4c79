"""What moderators do in Telegram, as they live it: files, cards, publishing, undoing."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bot_api.messages import StoredMessage
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.values import BotApiLimits
from fakes.chat import TRIAL, publish
from fakes.telegram_bot.moderators import (
    BOB,
    BOBS,
    CARL,
    CARLS,
    FERRY_NOW,
    STORM,
    Held,
    Moderating,
    buttons,
    held_back,
    moderating_process,
    two_moderators,
)
from fakes.telegram_bot.served import (
    ADAS,
    EVE,
    EVES,
    FERRY,
    GROUP,
    Talk,
    choosing,
    open_desk,
    served,
    wait_until,
)
from journeys.telegram.test_people import STRANGER, button_data, forged

from bot.telegram.serving import Serving
from index.errors import SourceGone
from index.records import GoldenQuestion, Source, SourceText
from index.store import audit, golden
from index.store.store import Store

GONE = (
    "This card is gone: it is older than seven days, or what it was about is not there any more."
    " Send the file or the command again."
)
NOT_YOURS = "This card is another moderator's."
ONLY_MODERATORS = "Only moderators can do this, in a private chat."


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish(tmp_path, FERRY, TRIAL)
    return tmp_path


@pytest.fixture
def bare_server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        for chat in (ADAS, BOBS, CARLS, GROUP):
            running.add_chat(chat)
        yield running


@pytest.fixture
def server(bare_server: BotApiServer, data: Path) -> Iterator[BotApiServer]:
    with served(two_moderators(bare_server, data), lambda: open_desk(data)):
        yield bare_server


@pytest.fixture
def ada(server: BotApiServer) -> Moderating:
    return Moderating(server)


@pytest.fixture
def two_person(bare_server: BotApiServer, data: Path) -> Iterator[BotApiServer]:
    chosen = two_moderators(bare_server, data, is_two_person=True)
    with served(chosen, lambda: open_desk(data)):
        yield bare_server


def live(data: Path) -> int | None:
    store = Store(data)
    try:
        return store.live()
    finally:
        store.close()


def test_a_file_becomes_a_card_is_edited_published_quoted_and_undone_by_one_tap(
    ada: Moderating, data: Path
) -> None:
    carl = Talk(ada.server, CARLS, CARL)
    (card,) = ada.sends("storm.txt", STORM)
    assert card.text.startswith("New source: storm\n\ntitle: unknown\n\noutlet: unknown\n")
    assert "Paragraph 2 will be skipped: it speaks to the reader of the page" in card.text
    assert buttons(card) == [["Approve", "Edit"], ["Skip paragraphs", "Cancel"]]
    assert carl.says("storm pier")[0].startswith("The corpus does not say.")

    how = ada.talk.shown_by(card, "Edit")
    assert how.text.startswith("Write what you know, a line each, for example:")
    card = ada.edits(card, "outlet: Meduza", "outlet: Meduza")
    card = ada.edits(card, "skip 3", "Paragraph 3 will be skipped: you chose it")
    card = ada.edits(card, "keep 3", "Paragraphs: 3, of which 1 will be skipped.")
    assert [message.text for message in ada.server.bot_messages(ADAS)[2:]] == [
        "Noted. outlet: Meduza",
        "Noted. paragraphs that will be skipped: 2, 3",
        "Noted. paragraphs that will be skipped: 2",
    ]

    result = ada.approves(card)
    assert result.text == "Published: storm, 2 paragraphs."
    (answer,) = carl.says("storm pier")
    assert "The storm broke the pier." in answer
    assert "Meduza" in answer

    assert ada.talk.presses(result, "Undo") == ""
    assert ada.reads(result, "No longer in the corpus: «storm»").reply_markup is None
    assert carl.says("storm pier")[0].startswith("The corpus does not say.")
    assert [(one.deed.by, one.deed.action) for one in audit.entries(data)][1:] == [
        ("telegram:7", "published"),
        ("telegram:7", "undone to"),
    ]


def test_paragraphs_are_skipped_and_kept_by_buttons(ada: Moderating) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    skips = ada.talk.shown_by(card, "Skip paragraphs")
    assert buttons(skips) == [["Keep 2"]]
    assert ada.talk.presses(skips, "Keep 2") == ""
    skips = ada.reads(skips, "Paragraph 2 will be kept, though it speaks to the reader")
    assert buttons(skips) == [["Skip 2"]]
    card = ada.reads(card, "Paragraphs: 3, of which 0 will be skipped.")
    assert ada.talk.presses(skips, "Skip 2") == ""
    card = ada.reads(card, "Paragraphs: 3, of which 1 will be skipped.")
    assert "Share this article." in card.text
    assert ada.approves(card).text.startswith("Published: storm, ")
    assert "Share this" not in Talk(ada.server).says("share this article")[0]


def test_a_new_text_of_a_source_shows_what_it_changes_and_keeps_the_fields(
    ada: Moderating,
) -> None:
    (card,) = ada.sends("ferry.txt", FERRY_NOW)
    assert card.text.startswith(
        "In place of ferry, revision 1: paragraphs added 0, changed 1, removed 0, unchanged 2."
    )
    assert "Changed, paragraph 2 before:\nNobody was hurt on board." in card.text
    assert "and now:\nTwo were hurt on board." in card.text
    assert "outlet: Harbour News" in card.text
    assert ada.approves(card).text.startswith("Published: ")
    (answer,) = ada.talk.says("who were hurt")
    assert "Two were hurt on board." in answer


def test_an_edit_that_cannot_be_done_is_said_and_answering_that_edits_too(
    ada: Moderating,
) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    (refused,) = ada.talk.gets("outlett: Meduza", Place(reply_to=card.message_id))
    assert refused.text.startswith(
        "Nothing was changed: unknown field 'outlett'; did you mean outlet?"
    )
    ada.edits(refused, "date: 2024-06", "Nothing was changed")
    ada.reads(card, "date: 2024-06")


def test_what_is_cancelled_is_gone(ada: Moderating, data: Path) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    approve = button_data(card, "Approve")
    assert ada.talk.presses(card, "Cancel") == ""
    closed = ada.reads(card, "Cancelled: storm was not added.")
    assert closed.reply_markup is None
    assert forged(ada.server, ada.person, card, approve) == ("This was cancelled already: storm")
    assert live(data) == 1


def test_a_source_is_removed_after_its_card_was_confirmed(ada: Moderating) -> None:
    assert ada.talk.says("/remove nothing")[0].startswith("There is no article with this id.")
    assert ada.talk.says("/remove")[0].startswith("Write /remove and an id")
    (card,) = ada.talk.gets("/remove trial")
    assert card.text.startswith("To be removed: trial\ntitle unknown · outlet unknown")
    assert buttons(card) == [["Approve", "Cancel"]]
    assert ada.approves(card, "Removed: ").text == (
        "Removed: trial. No longer quoted: 2 paragraphs."
    )
    assert ada.talk.says("/remove ferry") == [
        "ferry is the only source; a corpus cannot be empty, so it stays."
    ]


def test_with_two_persons_only_another_moderator_publishes(
    two_person: BotApiServer, data: Path
) -> None:
    ada, bob = Moderating(two_person), Moderating(two_person, BOBS, BOB)
    bob.talk.says("/about")
    (card,) = ada.sends("storm.txt", STORM)
    own = button_data(card, "Approve").replace("a:", "h:", 1)
    assert forged(two_person, ada.person, card, own) == (
        "This is your own; another moderator has to decide."
    )
    before = len(two_person.bot_messages(BOBS))
    assert forged(two_person, BOB, card, own) == NOT_YOURS  # nobody was asked yet
    assert ada.talk.presses(card, "Approve").startswith("Asked: ")
    two_person.wait_for(lambda: len(two_person.bot_messages(BOBS)) > before)
    asked = two_person.bot_messages(BOBS)[-1]
    assert asked.text.startswith("Ada, id 7 asks for approval:\n\nNew source: storm")
    assert buttons(asked) == [["Approve", "Refuse"]]
    carls = forged(two_person, CARL, asked, button_data(asked, "Approve"))
    assert (carls, live(data)) == (ONLY_MODERATORS, 1)
    result = bob.approves(asked)
    assert result.text.startswith("Published: storm, ")
    two_person.wait_for(lambda: len(two_person.bot_messages(ADAS)) == 2)
    assert two_person.bot_messages(ADAS)[-1].text == (
        "Approved by Bob, id 9. Published: storm, 2 paragraphs."
    )
    assert (buttons(ada.now(card)), buttons(bob.now(asked))) == ([], [])
    assert forged(two_person, BOB, asked, button_data(asked, "Refuse")) == (
        "This is published already: storm"
    )
    assert [(one.deed.by, one.deed.action) for one in audit.entries(data)][1:] == [
        ("telegram:7", "approval asked for"),
        ("telegram:9", "published"),
    ]


def test_with_two_persons_a_refused_or_edited_card_has_to_be_asked_for_again(
    two_person: BotApiServer, data: Path
) -> None:
    ada, bob = Moderating(two_person), Moderating(two_person, BOBS, BOB)
    (card,) = ada.sends("storm.txt", STORM)
    ada.talk.presses(card, "Approve")
    two_person.wait_for(lambda: len(two_person.bot_messages(BOBS)) == 1)
    first = two_person.bot_messages(BOBS)[-1]
    ada.edits(card, "outlet: Meduza", "outlet: Meduza")
    assert bob.talk.presses(first, "Approve").startswith("The card or the corpus has changed")
    ada.talk.presses(ada.now(card), "Approve")
    two_person.wait_for(lambda: len(two_person.bot_messages(BOBS)) == 2)
    second = two_person.bot_messages(BOBS)[-1]
    assert bob.talk.presses(second, "Refuse").startswith("Refused; whoever made it was told.")
    two_person.wait_for(lambda: len(two_person.bot_messages(ADAS)) == 3)
    assert two_person.bot_messages(ADAS)[-1].text.startswith("Bob, id 9 has refused storm.")
    assert bob.talk.presses(second, "Approve").startswith("The card or the corpus has changed")
    assert live(data) == 1


def test_with_two_persons_an_undo_takes_two_also_under_a_result(
    two_person: BotApiServer, data: Path
) -> None:
    ada, bob = Moderating(two_person), Moderating(two_person, BOBS, BOB)
    bob.talk.says("/about")
    (card,) = ada.sends("storm.txt", STORM)
    result = bob.approves(_asked(ada, bob, card))
    before = len(two_person.bot_messages(BOBS))
    card = bob.talk.shown_by(result, "Undo")
    assert card.text.startswith("Go back from generation 2 to 1? Articles that would be others: 1.")
    assert live(data) == 2
    asked = _asked(bob, ada, card)
    assert asked.text.startswith("Bob, id 9 asks for approval:\n\nGo back from generation 2 to 1?")
    assert ada.talk.presses(asked, "Refuse").startswith("Refused; whoever made it was told.")
    two_person.wait_for(lambda: len(two_person.bot_messages(BOBS)) == before + 2)
    assert two_person.bot_messages(BOBS)[-1].text == (
        "Ada, id 7 has refused to go back to generation 1."
    )
    (card,) = bob.talk.gets("/undo")
    ada.approves(_asked(bob, ada, card), "No longer in the corpus: «storm»")
    assert [(entry.deed.by, entry.deed.action) for entry in audit.entries(data)][3:] == [
        ("telegram:9", "approval asked for"),
        ("telegram:7", "approval declined"),
        ("telegram:9", "approval asked for"),
        ("telegram:7", "undone to"),
    ]


def _asked(asking: Moderating, other: Moderating, card: StoredMessage) -> StoredMessage:
    """Approve a card where two have to agree, and return what the other moderator is shown."""
    before = len(other.server.bot_messages(other.chat))
    assert asking.talk.presses(card, "Approve").startswith("Asked: ")
    other.server.wait_for(lambda: len(other.server.bot_messages(other.chat)) > before)
    return other.server.bot_messages(other.chat)[-1]


@pytest.fixture
def gated(server: BotApiServer) -> Moderating:
    """Let Ada have asked that who is hurt on board stays answered."""
    ada = Moderating(server)
    assert ada.talk.says("/golden add Was nobody hurt on board? => nobody was hurt") == [
        "Golden question: Was nobody hurt on board? (a quote with: nobody was hurt)"
    ]
    return ada


def test_what_answers_fewer_golden_questions_is_published_only_anyway(
    gated: Moderating, data: Path
) -> None:
    (card,) = gated.sends("ferry.txt", FERRY_NOW)
    refused = gated.approves(card, "Not published")
    assert refused.text == (
        "Not published: fewer golden questions would be answered.\n"
        "No longer answered: Was nobody hurt on board?"
    )
    assert (buttons(refused), live(data)) == ([["Publish anyway", "Discard"]], 1)
    assert gated.talk.presses(refused, "Publish anyway") == ""
    assert gated.reads(refused, "Published: ").text.startswith("Published: Ferry sinks")
    assert "published anyway" in audit.entries(data)[-1].deed.detail
    assert live(data) != 1


def test_what_answers_fewer_golden_questions_is_discarded(gated: Moderating, data: Path) -> None:
    (card,) = gated.sends("ferry.txt", FERRY_NOW)
    refused = gated.approves(card, "Not published")
    assert gated.talk.presses(refused, "Discard") == ""
    gated.reads(card, "Discarded: Ferry sinks stays as it was.")
    assert live(data) == 1


def test_golden_questions_are_listed_and_removed(gated: Moderating, data: Path) -> None:
    golden.add(data, [GoldenQuestion("Why?"), GoldenQuestion("How?", (), False)], "cli:x")
    (listed,) = gated.talk.says("/golden")
    assert listed.splitlines()[2:] == [
        "1. Was nobody hurt on board? (a quote with: nobody was hurt)",
        "2. Why? (an answer)",
        "3. How? (no answer)",
    ]
    assert gated.talk.says("/golden remove 2") == ["No golden question any more: Why?"]
    assert gated.talk.says("/golden remove 2")[0].startswith("That failed, nothing was lost:")
    assert gated.talk.says("/golden colour")[0].startswith("Write /golden add QUESTION")


def test_history_diff_undo_and_audit(ada: Moderating, data: Path) -> None:
    (card,) = ada.sends("ferry.txt", FERRY_NOW)
    ada.approves(card)
    (history,) = ada.talk.says("/history")
    assert history.splitlines()[-1].endswith(", no. 2, Ada: changed «Ferry sinks»")
    (diff,) = ada.talk.says("/diff 1 2")
    assert diff.startswith(
        "Articles that differ between generations 1 and 2: 1\n"
        "ferry: paragraphs added 0, changed 1, removed 0; fields changed 0"
    )
    assert "Two were hurt on board." in diff
    assert ada.talk.says("/diff 1")[0].startswith("Write /diff and two generations")
    assert ada.talk.says("/diff 1 77") == [
        "That failed, nothing was lost: there never was a generation 77; see: /history"
    ]
    assert ada.talk.says("/undo x")[0].startswith("Write /undo, or")
    (card,) = ada.talk.gets("/undo")
    assert card.text == (
        "Go back from generation 2 to 1? Articles that would be others: 1. Nothing has changed"
        " yet.\n\nferry"
    )
    assert buttons(card) == [["Approve", "Cancel"]]
    assert live(data) == 2
    undone = ada.approves(card, "Undone: what Ada had published.\nAs before: «Ferry sinks»")
    assert undone.reply_markup is None
    (card,) = ada.talk.gets("/undo 2")
    assert ada.talk.presses(card, "Cancel") == ""
    ada.reads(card, "Cancelled; generation 1 stays live.")
    (card,) = ada.talk.gets("/undo 2")
    ada.approves(card, "Undone.\nAs before: «Ferry sinks»")
    events = ada.talk.says("/history")[0].splitlines()
    assert [line for line in events if line.startswith("* ")] == events[-1:]
    assert events[-1].endswith(", back to no. 2, Ada: changed «Ferry sinks»")
    (log,) = ada.talk.says("/audit")
    assert log.splitlines()[-1].endswith("telegram:7 undone to: generation 2")


def test_undo_under_a_result_that_was_overtaken_says_so(ada: Moderating, data: Path) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    first = ada.approves(card)
    (card,) = ada.sends("ferry.txt", FERRY_NOW)
    ada.approves(card, "Published: ")
    assert ada.talk.presses(first, "Undo") == ""
    ada.reads(first, "Generation 3 is live by now, so nothing was undone.")
    assert live(data) == 3


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        (
            "report.pdf",
            b"%PDF-1.4\n1 0 obj\n<< /Type /Cat",
            "That failed, nothing was lost: report",
        ),
        (
            "../../x.txt",
            b"x",
            "That failed, nothing was lost: ../../x.txt: has a path for a name; send it",
        ),
        ("empty.txt", b" ", "That failed, nothing was lost: empty.txt: holds no text"),
    ],
)
def test_a_hostile_file_costs_one_line_and_the_service_goes_on(
    ada: Moderating, name: str, content: bytes, says: str
) -> None:
    (refused,) = ada.sends(name, content)
    assert refused.text.startswith(says)
    assert "\n" not in refused.text
    assert ada.talk.says("captain")[0].startswith("The captain was arrested.")


def test_a_file_over_20_mb_is_refused_in_one_sentence(ada: Moderating) -> None:
    (refused,) = ada.sends("book.txt", b"x" * (21 * 1024 * 1024))
    assert refused.text == (
        "book.txt is larger than what I can be sent here. Send a smaller file, or a part of it; or"
        " send /add and the address of its page."
    )
    assert ada.server.calls("getFile") == ()


def test_a_file_that_telegram_will_not_give_is_refused_in_one_sentence(data: Path) -> None:
    with BotApiServer(limits=BotApiLimits(download_bytes=10)) as server:
        server.add_chat(ADAS)
        with served(two_moderators(server, data), lambda: open_desk(data)):
            (refused,) = Moderating(server).sends("storm.txt", STORM)
    assert refused.text.startswith("storm.txt is larger than what I can be sent")


def test_strangers_journalists_and_groups_get_nothing_of_it(ada: Moderating, data: Path) -> None:
    server = ada.server
    carl = Talk(server, CARLS, CARL)
    for typed in ("/add https://example.org", "/undo", "/audit", "/golden", "/history"):
        assert carl.says(typed)[0].startswith("There is no command /")
        assert Talk(server, GROUP).is_ignored(typed)
    before = len(server.bot_messages(CARLS))
    unread = Moderating(server, CARLS, CARL).sends("storm.txt", STORM)[0].text
    assert unread.startswith("I do not read files as questions.")
    assert len(server.bot_messages(CARLS)) == before + 1
    assert Moderating(server, EVES, EVE).sends("storm.txt", STORM)[0].text == STRANGER.format(66)
    (card,) = ada.sends("storm.txt", STORM)
    for label in ("Approve", "Edit", "Skip paragraphs", "Cancel"):
        pressed = button_data(card, label)
        assert forged(server, CARL, card, pressed) == ONLY_MODERATORS
        assert forged(server, EVE, card, pressed) == STRANGER.format(66)
        assert forged(server, BOB, card, pressed) == NOT_YOURS
    for forged_data in ("u:1:1", "u:x:1", "r:nothing:1", "b:nothing:1", "k:nothing:9"):
        assert forged(server, CARL, card, forged_data) == ONLY_MODERATORS
    assert forged(server, ada.person, card, "r:nothing:1") == GONE
    assert forged(server, ada.person, card, "u:x:1") == GONE
    assert live(data) == 1


def test_the_presses_of_a_moderator_who_was_revoked_do_nothing(ada: Moderating, data: Path) -> None:
    ada.server.add_chat(EVES)
    assert ada.talk.says("/grant 66 moderator")[0].startswith("Done:")
    eve = Moderating(ada.server, EVES, EVE)
    ada.server.wait_for(lambda: len(ada.server.bot_messages(EVES)) == 1)
    (card,) = eve.sends("storm.txt", STORM)
    assert ada.talk.says("/revoke 66")[0].startswith("Done:")
    assert eve.talk.presses(card, "Approve") == STRANGER.format(66)
    assert live(data) == 1


def test_asking_and_a_second_approval_while_a_change_is_under_way(
    bare_server: BotApiServer, data: Path
) -> None:
    held = Held()
    with served(held_back(bare_server, data, held), lambda: open_desk(data)):
        ada, bob = Moderating(bare_server), Moderating(bare_server, BOBS, BOB)
        (card,) = ada.sends("storm.txt", STORM)
        (bobs,) = bob.sends("ferry.txt", FERRY_NOW)
        approve, cancel = button_data(card, "Approve"), button_data(card, "Cancel")
        first = ada.talk.shown_by(card, "Approve")
        assert first.text == "Publishing storm. Asking goes on meanwhile."
        assert held.has_begun.wait(40)
        assert buttons(ada.now(card)) == []
        for pressed in (approve, cancel):
            assert forged(bare_server, ada.person, card, pressed) == (
                "This is being published already."
            )
        second = bob.talk.shown_by(bobs, "Approve")
        assert second.text == "Ferry sinks waits until the change before it is done."
        assert ada.talk.says("captain")[0].startswith("The captain was arrested.")
        (answer,) = bob.talk.gets("captain")
        assert bob.talk.opens(answer, "Source 1").text.endswith("generation 1.")
        held.let_go()
        assert ada.reads(first, "Published: ").text.startswith("Published: storm, ")
        bob.reads(second, "Published: Ferry sinks")
        assert forged(bare_server, ada.person, card, cancel) == "This is published already: storm"


def test_of_two_new_texts_of_one_source_the_second_is_not_published_unseen(
    bare_server: BotApiServer, data: Path
) -> None:
    held = Held()
    with served(held_back(bare_server, data, held), lambda: open_desk(data)):
        ada, bob = Moderating(bare_server), Moderating(bare_server, BOBS, BOB)
        (adas,) = ada.sends("ferry.txt", FERRY_NOW)
        (bobs,) = bob.sends("ferry.txt", FERRY_NOW.replace(b"Two were", b"Three were"))
        first = ada.talk.shown_by(adas, "Approve")
        assert held.has_begun.wait(40)
        second = bob.talk.shown_by(bobs, "Approve")
        held.let_go()
        ada.reads(first, "Published: ")
        bob.reads(second, "The card or the corpus has changed since this was shown")
        assert live(data) == 2
        bobs = bob.reads(bobs, "In place of ferry, revision 2: paragraphs added 0, changed 1")
        assert "before:\nTwo were hurt on board." in bobs.text
        bob.approves(bobs, "Published: ")


def test_a_moderator_revoked_while_a_change_waits_does_not_publish_it(
    bare_server: BotApiServer, data: Path
) -> None:
    held = Held()
    with served(held_back(bare_server, data, held), lambda: open_desk(data)):
        ada, eve = Moderating(bare_server), Moderating(bare_server, EVES, EVE)
        bare_server.add_chat(EVES)
        ada.talk.says("/grant 66 moderator")
        bare_server.wait_for(lambda: len(bare_server.bot_messages(EVES)) == 1)
        (adas,) = ada.sends("ferry.txt", FERRY_NOW)
        (eves,) = eve.sends("storm.txt", STORM)
        first = ada.talk.shown_by(adas, "Approve")
        assert held.has_begun.wait(40)
        second = eve.talk.shown_by(eves, "Approve")
        assert second.text == "storm waits until the change before it is done."
        ada.talk.says("/revoke 66")
        held.let_go()
        ada.reads(first, "Published: ")
        eve.reads(second, ONLY_MODERATORS)
        assert live(data) == 2


def test_progress_is_one_message_edited_at_most_every_two_seconds(
    bare_server: BotApiServer, data: Path
) -> None:
    held = Held()
    with served(held_back(bare_server, data, held), lambda: open_desk(data)):
        ada = Moderating(bare_server)
        long = "\n\n".join(f"On day {number} the wind blew." for number in range(400))
        (*_, card) = ada.sends("wind.txt", long.encode())
        followed = ada.talk.shown_by(card, "Approve")
        for done in (256, 512):
            held.let_go(1)
            followed = ada.reads(followed, f"Publishing wind: {done} of ")
        held.let_go()
        ada.reads(followed, "Published: wind, ")
    edits = [
        call.at
        for call in bare_server.calls("editMessageText")
        if call.parameters["message_id"] == str(followed.message_id)
    ]
    assert len(edits) >= 3
    assert min(after - before for before, after in pairwise(edits[:-1])) >= 2.0


def test_a_change_under_way_when_the_bot_is_told_to_end_is_waited_for(
    bare_server: BotApiServer, data: Path
) -> None:
    held, ada = Held(), Moderating(bare_server)
    with served(held_back(bare_server, data, held), lambda: open_desk(data)):
        (card,) = ada.sends("storm.txt", STORM)
        followed = ada.talk.shown_by(card, "Approve")
        assert held.has_begun.wait(40)
        held.let_go()
    assert ada.now(followed).text.startswith("Published: storm, ")


def test_after_a_kill_in_the_middle_the_card_is_approved_again(
    bare_server: BotApiServer, data: Path
) -> None:
    ada = Moderating(bare_server)
    with moderating_process(bare_server, data) as process:
        (card,) = ada.sends("storm.txt", STORM)
        followed = ada.talk.shown_by(card, "Approve")
        assert process.stdout is not None
        assert process.stdout.readline() == b"embedding\n"
        process.kill()
    assert live(data) == 1
    with served(two_moderators(bare_server, data), lambda: open_desk(data)):
        ada.reads(followed, "The bot was interrupted while it published this.")
        ada.server.wait_for(lambda: buttons(ada.now(card)) != [])
        assert ada.approves(card).text.startswith("Published: storm, ")
        assert "The storm broke the pier." in ada.talk.says("storm pier")[0]


def test_addresses_are_checked_and_what_changed_becomes_a_card(
    bare_server: BotApiServer, data: Path
) -> None:
    pages = {"https://a.example/": "Ten men fled.\n\nNobody saw them.", "https://b.example/": "B."}

    def read_address(address: str) -> SourceText:
        if address not in pages:
            raise SourceGone(f"{address}: the server says 410 Gone")
        name = address.removeprefix("https://").split(".")[0]
        return SourceText(Source(name, address, url=address), pages[address])

    plain = two_moderators(bare_server, data)
    means = replace(plain.chosen.moderating, read_address=read_address)
    ada = Moderating(bare_server)
    with served(choosing(plain, moderating=means), lambda: open_desk(data)):
        for address in tuple(pages):
            (card,) = ada.talk.gets(f"/add {address}")
            ada.approves(card, "Published: ")
        pages["https://a.example/"] = "Two men fled.\n\nNobody saw them."
        del pages["https://b.example/"]
        (checking,) = ada.talk.gets("/check")
        checked = ada.reads(checking, "Addresses: 2")
        assert checked.text == (
            "Addresses: 2, of which unchanged 0, changed 1, gone 1, could not be read 0.\n"
            "1. a changed: paragraphs added 0, changed 1, removed 0\n"
            "b is gone: the server says 410 Gone"
        )
        card = ada.talk.shown_by(checked, "Card 1")
        assert card.text.startswith("In place of a, revision 1: paragraphs added 0, changed 1")
        assert "and now:\nTwo men fled." in card.text
        ada.approves(card, "Published: ")


def test_a_card_is_in_the_moderators_language(bare_server: BotApiServer, data: Path) -> None:
    with served(two_moderators(bare_server, data), lambda: open_desk(data)):
        olha = Moderating(bare_server, BOBS, replace(BOB, language_code="uk"))
        (card,) = olha.sends("storm.txt", STORM)
        assert card.text.startswith("Нове джерело: storm")
        followed = olha.talk.shown_by(card, "Опублікувати")
        result = olha.reads(followed, "Опубліковано: storm, абзаців: 2.")
        assert buttons(result) == [["Повернути як було"]]


def test_a_card_longer_than_a_message_is_edited_in_place_with_the_buttons_at_its_end(
    ada: Moderating,
) -> None:
    lines = "\n\n".join(f"The ferry number {number} sank at noon." for number in range(300))
    lines += "\n\nNobody was hurt."
    ada.approves(ada.sends("long.txt", lines.encode())[-1])
    longer = lines.replace("noon", "night" * 100)
    cards = ada.sends("long.txt", longer.encode(), answers=2)
    assert [buttons(one) == [] for one in cards] == [True] * (len(cards) - 1) + [False]
    count = len(ada.server.bot_messages(ADAS))
    ada.edits(cards[0], "outlet: Meduza", "outlet: Meduza")
    ada.server.wait_for(lambda: button_data(ada.now(cards[-1]), "Approve").endswith(":2"))
    assert len(ada.server.bot_messages(ADAS)) == count + 1  # what was noted
    ada.approves(ada.now(cards[-1]), "Published: ")


def test_a_card_is_approved_after_a_restart(bare_server: BotApiServer, data: Path) -> None:
    chosen: Serving = two_moderators(bare_server, data)
    ada = Moderating(bare_server)
    with served(chosen, lambda: open_desk(data)):
        (card,) = ada.sends("storm.txt", STORM)
        card = ada.edits(card, "outlet: Meduza", "outlet: Meduza")
    with served(chosen, lambda: open_desk(data)):
        assert ada.approves(card).text.startswith("Published: storm, ")
        assert "Meduza" in ada.talk.says("storm pier")[0]


def test_a_card_that_the_corpus_has_overtaken_is_shown_anew_before_it_is_published(
    ada: Moderating,
) -> None:
    (card,) = ada.sends("storm.txt", STORM)
    (other,) = ada.sends("storm.txt", STORM + b"\nThe pier was rebuilt.\n")
    ada.approves(other)
    assert ada.talk.presses(card, "Approve").startswith("The card or the corpus has changed")
    card = ada.reads(
        card, "In place of storm, revision 1: paragraphs added 0, changed 0, removed 1"
    )
    assert ada.approves(card).text.startswith("Published: ")


def test_an_address_that_cannot_be_read_is_one_line(ada: Moderating) -> None:
    assert ada.talk.says("/add https://site.example/story") == [
        "That failed, nothing was lost: https://site.example/story: there is no network here"
    ]
    assert ada.talk.says("/add storm.txt")[0].startswith("Write /add and an address")
    assert ada.talk.says("/check") == ["No source was read from an address."]


def test_help_for_moderators_lists_their_commands(ada: Moderating) -> None:
    (text,) = ada.talk.says("/help")
    for name in ("add", "remove", "check", "golden", "history", "diff", "undo", "audit"):
        assert f"/{name}" in text
    assert "/undo" not in Talk(ada.server, CARLS, CARL).says("/help")[0]


def test_a_command_in_an_edited_message_is_not_done(ada: Moderating) -> None:
    ada.talk.says("hello")
    written = ada.server.messages(ADAS)[0]
    before = len(ada.server.bot_messages(ADAS))
    ada.server.edit_text(ADAS, written.message_id, "/undo")
    wait_until(lambda: len(ada.server.bot_messages(ADAS)) > before)
    assert ada.server.bot_messages(ADAS)[-1].text.startswith("What moderators do is not done by")
