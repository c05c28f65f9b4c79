"""A long text in Telegram: compared where it keeps nobody waiting, and cancelled by a button."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from bot_api.server import BotApiServer
from bot_api.values import Upload
from fakes.chat import BlindEmbedder
from fakes.telegram_bot.moderators import (
    BOB,
    BOBS,
    FERRY_NOW,
    STORM,
    Moderating,
    buttons,
    two_moderators,
)
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    choosing,
    open_desk,
    publish_corpus,
    served,
)

from bot.moderation.drafts import Prepared, prepare_draft
from bot.moderation.records import ModerationMeans
from bot.serving.moderators import drafting, worker
from bot.serving.moderators.following import Watched
from bot.telegram.serving import Serving
from index.records import SourceText


@pytest.fixture
def bare_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    monkeypatch.setattr(drafting, "PROGRESS_SECONDS", 0.05)
    with BotApiServer() as running:
        yield running


def holding(server: BotApiServer, data: Path, may_go: threading.Event) -> Serving:
    """Serve, but hold back what compares Ada's book with the corpus."""
    plain = two_moderators(server, data)
    calls = iter(range(1000))

    def embedder() -> BlindEmbedder:
        if threading.current_thread().name.startswith("drafting") and next(calls) == 0:
            assert may_go.wait(40)
        return BlindEmbedder()

    means = replace(plain.chosen.moderating, make_embedder=embedder)
    return choosing(plain, moderating=means)


def send_book(server: BotApiServer) -> Callable[[], bool]:
    """Let Ada send a book; return what tells whether she sees that it is being compared."""
    server.send_document(ADAS, ADA, Upload("book.txt", "text/plain", STORM))
    return lambda: any("Comparing" in shown.text for shown in server.bot_messages(ADAS))


def test_others_approve_while_a_book_is_compared_and_its_card_comes_in_place_of_the_progress(
    bare_server: BotApiServer, tmp_path: Path
) -> None:
    publish_corpus(tmp_path)
    may_go = threading.Event()
    ada, bob = Moderating(bare_server), Moderating(bare_server, BOBS, BOB)
    with served(holding(bare_server, tmp_path, may_go), lambda: open_desk(tmp_path)):
        (card,) = bob.talk.gets("/remove trial")
        bare_server.wait_for(send_book(bare_server))
        bob.approves(card, "Removed: ")
        (shown,) = bare_server.bot_messages(ADAS)
        assert shown.text == "Comparing the text with the corpus. Nothing changes yet."
        assert buttons(shown) == [["Cancel"]]
        may_go.set()
        assert buttons(ada.reads(shown, "New source"))[0][0] == "Approve"
        assert ada.approves(ada.now(shown)).text.startswith("Published")


def test_a_comparison_is_cancelled_by_its_moderator_alone(
    bare_server: BotApiServer, tmp_path: Path
) -> None:
    publish_corpus(tmp_path)
    may_go = threading.Event()
    ada = Moderating(bare_server)
    with served(holding(bare_server, tmp_path, may_go), lambda: open_desk(tmp_path)):
        bare_server.wait_for(send_book(bare_server))
        (shown,) = bare_server.bot_messages(ADAS)
        assert ada.talk.presses(shown, "Cancel") == ""
        bare_server.wait_for(lambda: len(bare_server.bot_messages(ADAS)) == 2)
        assert bare_server.bot_messages(ADAS)[-1].text == "Cancelled; nothing was added."
        may_go.set()
        assert "New source" in ada.sends("storm.txt", STORM)[0].text


def test_a_comparison_does_not_hold_up_the_end(bare_server: BotApiServer, tmp_path: Path) -> None:
    publish_corpus(tmp_path)
    may_go = threading.Event()
    with served(holding(bare_server, tmp_path, may_go), lambda: open_desk(tmp_path)):
        bare_server.wait_for(send_book(bare_server))
        told_at = time.monotonic()
    assert time.monotonic() - told_at < 25
    may_go.set()


@dataclass(frozen=True, slots=True)
class Hold:
    """Holds back, once it `begins`, what compares texts with the corpus, until it `ends`."""

    begins: threading.Event = field(default_factory=threading.Event)
    ends: threading.Event = field(default_factory=threading.Event)
    threads: list[str] = field(default_factory=list)

    def over(self, server: BotApiServer, data: Path) -> Serving:
        """Serve two moderators."""
        plain = two_moderators(server, data)
        return choosing(plain, moderating=replace(plain.chosen.moderating, make_embedder=self.make))

    def make(self) -> BlindEmbedder:
        self.threads.append(threading.current_thread().name)
        if self.begins.is_set():
            assert self.ends.wait(40)
        return BlindEmbedder()


def test_a_choice_on_a_card_is_compared_where_it_keeps_nobody_waiting(
    bare_server: BotApiServer, tmp_path: Path
) -> None:
    publish_corpus(tmp_path)
    hold = Hold()
    ada, bob = Moderating(bare_server), Moderating(bare_server, BOBS, BOB)
    with served(hold.over(bare_server, tmp_path), lambda: open_desk(tmp_path)):
        (card,) = ada.sends("ferry.txt", FERRY_NOW)
        assert ["Add as new"] in buttons(card)
        hold.begins.set()
        bare_server.press(ADAS, card.message_id, ADA, "Add as new")
        waiting = ada.reads(card, "Comparing the text")
        assert buttons(waiting) == [["Cancel"]]
        assert bob.talk.says("/remove trial")[0].startswith("To be removed")
        hold.ends.set()
        shown = ada.reads(card, "New source")
        assert buttons(shown)[0] == ["Replace «Ferry sinks»"]
        (edited,) = ada.talk.gets("/edit trial")
        ada.reads(edited, "trial")
    assert {name.partition("_")[0] for name in hold.threads} == {"drafting"}


def test_a_choice_that_is_cancelled_leaves_the_card_as_it_was(
    bare_server: BotApiServer, tmp_path: Path
) -> None:
    publish_corpus(tmp_path)
    hold = Hold()
    ada = Moderating(bare_server)
    with served(hold.over(bare_server, tmp_path), lambda: open_desk(tmp_path)):
        (card,) = ada.sends("ferry.txt", FERRY_NOW)
        hold.begins.set()
        bare_server.press(ADAS, card.message_id, ADA, "Add as new")
        waiting = ada.reads(card, "Comparing the text")
        assert ada.talk.presses(waiting, "Cancel") == ""
        bare_server.wait_for(lambda: ada.now(card).content == card.content)
        assert buttons(ada.now(card)) == buttons(card)
        hold.ends.set()
        assert ada.approves(card).text.startswith("Published")


def take_much(
    means: ModerationMeans, text: SourceText, replacing: str | None, report: Watched
) -> Prepared:
    """Prepare a draft, and hold 400 MB meanwhile if its text is long.

    They are one block: small ones may come from what this process had before, and what other tests
    left in it may be given back meanwhile.
    """
    held = b"x" * 400_000_000 if len(text.text) > len(STORM) else b""
    prepared = prepare_draft(means, text, replacing, report)
    del held
    return prepared


def test_a_text_that_takes_too_much_memory_is_refused_in_one_line_and_the_bot_goes_on(
    bare_server: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_corpus(tmp_path)
    monkeypatch.setattr(worker, "DRAFTING_BYTES", 15_000_000)
    monkeypatch.setattr(worker, "prepare_draft", take_much)
    hostile = "\n\n".join(f"a{number}." for number in range(6_000)).encode()
    ada = Moderating(bare_server)
    with served(two_moderators(bare_server, tmp_path), lambda: open_desk(tmp_path)):
        ada.sends("book.txt", hostile)
        bare_server.wait_for(lambda: "too much memory" in bare_server.bot_messages(ADAS)[-1].text)
        assert "\n" not in bare_server.bot_messages(ADAS)[-1].text
        assert ada.talk.says("captain")[0].startswith("The captain was arrested.")
        assert "New source" in ada.sends("storm.txt", STORM)[-1].text


def test_a_long_text_keeps_no_short_one_waiting(
    bare_server: BotApiServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_corpus(tmp_path)
    monkeypatch.setattr(worker, "LONG_TEXT", len(STORM) - 1)
    may_go = threading.Event()
    bob = Moderating(bare_server, BOBS, BOB)
    with served(holding(bare_server, tmp_path, may_go), lambda: open_desk(tmp_path)):
        bare_server.wait_for(send_book(bare_server))
        assert "New source" in bob.sends("note.txt", b"Nobody slept.\n")[0].text
        may_go.set()
