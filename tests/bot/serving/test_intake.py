import asyncio
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pytest
from fakes.chat_platform import CARL, Newsroom, hold
from fakes.processes.postgres import of_files

from bot.serving import intake
from bot.serving.intake import FILE_NAME, AnsweredEvents, Intake
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Event, Refused, Undeliverable, Where, Written
from bot.serving.running import desk_health
from bot.serving.workers import DeskWorker
from index.store.engines import ServerFailed

DAY = 24 * 3600.0
NOW = 1_000_000_000.0


pytestmark = pytest.mark.usefixtures("engine")


def test_an_event_dealt_with_is_known_after_reopening_to_the_same_bot_alone(
    tmp_path: Path,
) -> None:
    with closing(AnsweredEvents(tmp_path, "1")) as answered:
        answered.add("700", NOW)
        answered.add("700", NOW)
        assert (answered.holds("700"), answered.holds("701")) == (True, False)
    with closing(AnsweredEvents(tmp_path, "2")) as answered:
        assert not answered.holds("700")
    with closing(AnsweredEvents(tmp_path, "1")) as answered:
        answered.expire(NOW + 3 * DAY - 1)
        assert answered.holds("700")
        answered.expire(NOW + 3 * DAY)
        assert not answered.holds("700")


def test_when_the_bot_last_ran_is_what_was_noted_or_else_the_last_answer(tmp_path: Path) -> None:
    with closing(AnsweredEvents(tmp_path, "1")) as answered:
        assert answered.last_seen() is None
        answered.add("700", NOW)
        assert answered.last_seen() == NOW
        answered.keep_seen(NOW - 5)
        answered.keep_seen(NOW - 4)
        assert answered.last_seen() == NOW - 4


@of_files
def test_events_are_known_whose_ids_were_kept_as_numbers_and_any_text_is_an_id(
    tmp_path: Path,
) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as before:
        before.execute(
            "CREATE TABLE answered (bot INTEGER NOT NULL, update_id INTEGER NOT NULL,"
            " at REAL NOT NULL, PRIMARY KEY (bot, update_id)) WITHOUT ROWID"
        )
        before.execute("INSERT INTO answered VALUES (110201543, 700, ?)", (NOW,))
        before.commit()
    with closing(AnsweredEvents(tmp_path, "110201543")) as answered:
        assert answered.holds("700")
    with closing(AnsweredEvents(tmp_path, "@bot:example.org")) as answered:
        answered.add("$AbC:example.org", NOW)
        assert answered.holds("$AbC:example.org")
        assert not answered.holds("700")


def test_an_event_that_comes_again_or_cannot_be_read_is_dealt_with_once(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl, intake = room.talk(CARL), room.conversation.intake
        asked = carl.message("captain")
        first = intake.take("$1:example.org", lambda: asked)
        assert first is not None
        assert intake.take("$1:example.org", lambda: asked) is first
        await first
        assert intake.take("$1:example.org", lambda: asked) is None
        odd = intake.take("$2:example.org", lambda: 1 / 0)  # type: ignore[arg-type, return-value] # odd
        assert odd is not None
        await odd
        assert len(room.platform.chats[carl.where.chat]) == 1

    hold(tmp_path, converse)


def test_what_the_platform_will_not_send_is_forgotten_and_its_refusal_ends_serving(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        room.platform.refusal = Undeliverable("you are not in this room")
        await carl.give(carl.message("captain secretword"))
        assert "a said was not answered: you are not in this room" in caplog.text
        room.platform.refusal = Refused("the token is refused; get another one")
        with pytest.raises(Refused, match="the token is refused"):
            await carl.give(carl.message("captain secretword"))
        assert room.conversation.intake.refused.done()
        assert room.conversation.intake.refused.exception() is not None

    hold(tmp_path, converse)
    assert "secretword" not in caplog.text


@dataclass(slots=True)
class Away:
    """A server that is away for so many looks; then it answers."""

    looks: int
    is_shared: bool = True

    def claim(self, event_id: str) -> bool:
        self.looks -= 1
        if self.looks >= 0:
            raise ServerFailed("it is away")
        return bool(event_id)

    def holds(self, event_id: str) -> bool:
        if self.looks > 0:
            raise ServerFailed("it is away")
        return not event_id

    def add(self, event_id: str, now: float) -> None:
        pass

    def release(self, event_id: str) -> None:
        pass

    def hold_claims(self) -> None:
        raise ServerFailed("it is away")


@dataclass(slots=True)
class Failing:
    """Answers nothing, as the server goes away meanwhile."""

    apologies: int = 0

    async def answer(self, event: Event, received: float) -> tuple[str, ...]:
        raise ServerFailed(f"cannot use a server: it shuts down {event is None or received == 0}")

    async def apologise(self, event: Event) -> tuple[str, ...]:
        self.apologies += event is not None
        return ()

    async def remember(self, written: Written, sent: tuple[str, ...]) -> None:
        pass


@of_files
def test_a_server_that_is_away_is_told_in_one_line_as_long_as_it_lasts(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "HOLD_SECONDS", 0.05)
    asked = Written(Where("7", None, is_group=False), CARL, "1", None, "captain", is_edit=False)

    async def serve(worker: DeskWorker[StringIO]) -> None:
        answers = Failing()
        served = Intake(answers, Away(2), Monitoring())  # type: ignore[arg-type] # no file
        find_problem = desk_health(worker, "a platform", None, 0.0, served)  # type: ignore[arg-type] # any
        holding = asyncio.create_task(served.hold_claims())
        task = served.take("700", lambda: asked)
        assert task is not None
        while not served.waits_for:
            await asyncio.sleep(0)
        assert await find_problem() == "what is asked waits: it is away"
        await task
        assert await find_problem() is None
        holding.cancel()
        await asyncio.gather(holding, return_exceptions=True)
        assert answers.apologies == 1

    with closing(DeskWorker(StringIO)) as worker:
        asyncio.run(serve(worker))
    assert caplog.messages == [
        "what is asked waits: it is away",
        "a said was not answered: cannot use a server: it shuts down False",
    ]
