"""The threads of the moderators' work: what they leave when the bot is told to end."""

import asyncio
import threading
from contextlib import closing
from pathlib import Path

import pytest
from fakes.telegram_bot.served import moderating

from bot.moderation.desk import ModerationDesk
from bot.moderation.store import ModerationStore
from bot.serving.moderators.following import Left, Watched
from bot.serving.moderators.worker import ModerationWorker


def open_worker(data: Path) -> ModerationWorker[ModerationDesk]:
    return ModerationWorker(
        lambda: ModerationDesk(moderating(data), ModerationStore(data), lambda: 0.0)
    )


def test_a_change_is_left_at_its_next_report_once_the_bot_is_ending(tmp_path: Path) -> None:
    reported, may_go = threading.Event(), threading.Event()

    def work(watched: Watched) -> str:
        watched("embedding", 1, 2)
        reported.set()
        assert may_go.wait(40)
        watched("embedding", 2, 2)
        return "done"

    async def change(worker: ModerationWorker[ModerationDesk]) -> tuple[int, int] | None:
        watched, changing = worker.change(work)
        await asyncio.to_thread(reported.wait, 40)
        seen = watched.latest
        worker.leave()
        may_go.set()
        with pytest.raises(Left):
            await changing
        with pytest.raises(Left):
            await worker.change(work)[1]
        return seen

    with closing(open_worker(tmp_path)) as worker:
        assert asyncio.run(change(worker)) == (1, 2)


def test_reading_and_drafts_go_on_while_a_change_is_under_way(tmp_path: Path) -> None:
    may_go = threading.Event()

    async def both(worker: ModerationWorker[ModerationDesk]) -> tuple[str, str, bool]:
        _, changing = worker.change(lambda _: may_go.wait(40))
        read = await worker.read(lambda _: threading.current_thread().name)[1]
        drafted = await worker.do(lambda _: threading.current_thread().name)
        may_go.set()
        return read, drafted, await changing

    with closing(open_worker(tmp_path)) as worker:
        read, drafted, changed = asyncio.run(both(worker))
    # Which of the two threads that read takes a piece of work is whichever wakes first.
    assert (read.rpartition("_")[0], drafted, changed) == ("reading", "drafts_0", True)
