"""Two bots over one Postgres, as two processes: each has a path of its own to the same folder."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.chat_platform import ADA, CARL, MemoryPlatform, Talk, become, newsroom
from fakes.processes.postgres import Postgres
from fakes.telegram_bot.served import publish_corpus

from bot.desk.memory import ChatStore, Place
from bot.moderation.store import ModerationStore
from bot.serving.intake import AnsweredEvents, Intake
from bot.serving.monitoring import Monitoring
from bot.serving.platform import Event, Where, Written
from index.store import audit
from index.store.engines import SERVERS
from index.store.file import locked
from index.store.server.opening import open_server
from index.store.store import Store

STORM = b"The storm broke the pier.\n\nShare this article.\n\nNobody slept that night.\n"
FLOOD = b"The flood took the bridge.\n\nThe town was cut off.\n"


@pytest.fixture
def second(tmp_path: Path, shared: Postgres) -> Iterator[Path]:
    """The data directory as another process has it, with a server and locks of its own."""
    path = tmp_path.parent / f"{tmp_path.name}-second"
    path.symlink_to(tmp_path)
    with closing(open_server(shared.address())) as server:
        SERVERS[path] = server
        yield path
        del SERVERS[path]


def published(data: Path) -> list[str]:
    return [entry.deed.detail for entry in audit.entries(data) if entry.deed.action == "published"][
        1:
    ]


def test_a_card_that_is_approved_by_two_bots_at_once_is_published_once(
    tmp_path: Path, second: Path
) -> None:
    async def converse() -> None:
        platform = MemoryPlatform()
        async with newsroom(tmp_path, platform) as one, newsroom(second, platform) as other:
            ada, elsewhere = one.talk(ADA), other.talk(ADA)
            card = await ada.sends("storm.txt", STORM)
            token = card.buttons[0].token
            await asyncio.gather(ada.presses(card, "approve"), elsewhere.presses(card, "approve"))
            await become(lambda: any("Published: " in text for text in texts(ada)))
            await become(lambda: not one.conversation.jobs.holds(token))
            await become(lambda: not other.conversation.jobs.holds(token))

    publish_corpus(tmp_path)
    asyncio.run(converse())
    assert published(tmp_path) == ["generation 2: added storm"]
    with closing(Store(tmp_path)) as store:
        assert [event.generation for event in store.events()] == [1, 2]
    with closing(ModerationStore(tmp_path, "memory")) as drafts:
        assert drafts.jobs() == ()


def test_two_cards_that_two_bots_publish_at_once_are_both_published(
    tmp_path: Path, second: Path
) -> None:
    async def converse() -> None:
        platform = MemoryPlatform()
        async with newsroom(tmp_path, platform) as one, newsroom(second, platform) as other:
            ada, elsewhere = one.talk(ADA), other.talk(ADA)
            storm = await ada.sends("storm.txt", STORM)
            flood = await elsewhere.sends("flood.txt", FLOOD)
            await asyncio.gather(ada.presses(storm, "approve"), elsewhere.presses(flood, "approve"))
            await become(lambda: sum("Published: " in text for text in texts(ada)) == 2)

    publish_corpus(tmp_path)
    asyncio.run(converse())
    added = sorted(detail.partition(": ")[2] for detail in published(tmp_path))
    assert added == ["added flood", "added storm"]


def test_what_one_bot_publishes_is_not_cancelled_by_another_meanwhile(
    tmp_path: Path, second: Path
) -> None:
    async def converse() -> None:
        platform = MemoryPlatform()
        async with newsroom(tmp_path, platform) as one, newsroom(second, platform) as other:
            ada, elsewhere = one.talk(ADA), other.talk(ADA)
            card = await ada.sends("storm.txt", STORM)
            with locked(tmp_path):  # the change waits for whoever changes the corpus now
                await ada.presses(card, "approve")
                await elsewhere.presses(card, "cancel")
            await become(lambda: any("Published: " in text for text in texts(ada)))

    publish_corpus(tmp_path)
    asyncio.run(converse())
    assert published(tmp_path) == ["generation 2: added storm"]


def test_an_event_that_two_bots_get_is_answered_by_one(tmp_path: Path, second: Path) -> None:
    async def converse() -> None:
        platform = MemoryPlatform()
        async with newsroom(tmp_path, platform) as one, newsroom(second, platform) as other:
            carl = one.talk(CARL)
            asked = carl.message("captain")
            tasks = [
                room.conversation.intake.take("$one:example.org", lambda: asked)
                for room in (one, other)
            ]
            await asyncio.gather(*(task for task in tasks if task is not None))
            assert len(platform.chats[carl.where.chat]) == 1

    publish_corpus(tmp_path)
    asyncio.run(converse())


def test_what_a_killed_bot_had_claimed_is_dealt_with_once_its_claim_has_ended(
    tmp_path: Path, second: Path, shared: Postgres
) -> None:
    with (
        closing(AnsweredEvents(tmp_path, "1")) as killed,
        closing(AnsweredEvents(second, "1")) as other,
    ):
        assert killed.claim("700")
        assert killed.claim("700")
        assert not other.claim("700")
        shared.executes(  # as if it had been held no more for so long
            "UPDATE pullquote_answered.claims SET until = until - 20.5"
        )
        assert other.claim("700")
        assert not killed.claim("700")
        killed.release("700")  # too late: it is not its own any more
        assert not killed.claim("700")


class Killed(BaseException):
    """Ends a process where it stands."""


class Dying(AnsweredEvents):
    """The answered events of a process that is killed right after a step; then it does nothing."""

    def __init__(self, data: Path, killed_after: str) -> None:
        super().__init__(data, "1")
        self._killed_after = killed_after
        self._is_dead = False

    def claim(self, event_id: str) -> bool:
        is_ours = super().claim(event_id)
        self._die_after("claim")
        return is_ours

    def holds(self, event_id: str) -> bool:
        is_held = super().holds(event_id)
        self._die_after("look")
        return is_held

    def add(self, event_id: str, now: float) -> None:
        super().add(event_id, now)
        self._die_after("add")

    def release(self, event_id: str) -> None:
        if not self._is_dead:
            super().release(event_id)

    def _die_after(self, step: str) -> None:
        if step == self._killed_after:
            self._is_dead = True
            raise Killed


@dataclass(slots=True)
class Sending:
    """Answers events, and counts the answers; it may be killed as it remembers one."""

    killed_after: str
    sent: int = 0

    async def answer(self, event: Event, received: float) -> tuple[str, ...]:
        del event, received
        self.sent += 1
        return ("1",)

    async def apologise(self, event: Event) -> tuple[str, ...]:
        del event
        return ()

    async def remember(self, written: Written, sent: tuple[str, ...]) -> None:
        del written, sent
        if self.killed_after == "remember":
            raise Killed


@pytest.mark.parametrize("step", ["claim", "look", "add", "remember"])
def test_an_event_is_answered_once_wherever_the_bot_that_took_it_is_killed(
    tmp_path: Path, second: Path, shared: Postgres, step: str
) -> None:
    asked = Written(Where("7", None, is_group=False), CARL, "1", None, "captain", is_edit=False)

    async def take(answered: AnsweredEvents, answers: Sending) -> None:
        task = Intake(answers, answered, Monitoring()).take("700", lambda: asked)
        if task is not None:
            await task

    first, other = Sending(step), Sending("")
    with closing(Dying(tmp_path, step)) as dying, closing(AnsweredEvents(second, "1")) as answered:
        with pytest.raises(Killed):
            asyncio.run(take(dying, first))
        shared.executes("UPDATE pullquote_answered.claims SET until = until - 20.5")
        for _ in range(2):  # Telegram offers it again
            asyncio.run(take(answered, other))
        assert first.sent + other.sent == 1
        assert answered.holds("700")
    assert other.sent == (step in ("claim", "look"))


def test_what_was_called_wrong_is_told_by_the_bot_whose_turn_it_is(
    tmp_path: Path, second: Path
) -> None:
    place = Place("ferry", 1, 3, 0, 10, None, None, 0.9, "ab" * 32)
    platform = MemoryPlatform()

    async def look() -> None:
        async with newsroom(tmp_path, platform) as room:
            for _ in range(3):  # whoever looks at the reports has begun before
                await room.conversation.worker.do(lambda _: None)

    publish_corpus(tmp_path)
    with closing(ChatStore(tmp_path)) as chats:
        assert chats.report_on_page((CARL.id, CARL.name), place, 1, 0.0)
    assert SERVERS[second].take_turn("reports memory")
    asyncio.run(look())
    assert platform.keys == []
    SERVERS[second].leave_turn("reports memory")
    asyncio.run(look())
    assert platform.keys == ["report 1"]


def texts(talk: Talk) -> list[str]:
    return [shown.text for shown in talk.platform.chats[talk.where.chat]]
