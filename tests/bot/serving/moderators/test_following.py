import asyncio
import mmap
import sys
import threading
from pathlib import Path

import pytest
from fakes.chat_platform import ADA, Newsroom, become, hold, own_chat

from bot.moderation.records import Moderator
from bot.replies import said
from bot.serving.moderators import following
from bot.serving.moderators.following import (
    Left,
    Turn,
    Watched,
    in_place,
    reply,
    resident_bytes,
    watch,
)
from bot.serving.platform import Spot, Undeliverable


def test_a_job_is_followed_in_its_message_until_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "PROGRESS_SECONDS", 0.01)

    async def converse(room: Newsroom) -> None:
        platform, where = room.platform, own_chat(ADA)
        ada = Moderator(where.chat, ADA.id, "ada", "en")
        (message,) = await reply(platform, Turn(ada, Spot(where, None)), said("broken"))
        watched, work = Watched(threading.Event()), asyncio.get_running_loop().create_future()
        turn = in_place(Turn(ada, Spot(where, None)), message)
        job = asyncio.create_task(
            watch(platform, turn, (watched, work), lambda done, of: f"{done}/{of}")
        )
        watched("embedding", 1, 3)
        await become(lambda: room.talk(ADA).last().text == "1/3")
        platform.refusal = Undeliverable("for now")
        watched("embedding", 2, 3)
        await asyncio.sleep(0.05)
        work.set_result("published")
        assert await job == "published"
        assert room.talk(ADA).last().text == "1/3"

    hold(tmp_path, converse)


@pytest.mark.parametrize(
    ("ended", "told"), [(Left("the bot is ending"), 0), (OSError("the disk is full"), 1)]
)
def test_a_job_that_nobody_waits_for_is_told_of_only_if_it_failed(
    ended: Exception, told: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def converse(room: Newsroom) -> None:
        spot = Spot(own_chat(ADA), None)
        ada = Moderator(spot.where.chat, ADA.id, "ada", "en")
        watched, work = Watched(threading.Event()), asyncio.get_running_loop().create_future()
        following = asyncio.create_task(
            watch(room.platform, Turn(ada, spot), (watched, work), lambda done, of: f"{done}/{of}")
        )
        await asyncio.sleep(0)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        work.set_exception(ended)
        await asyncio.sleep(0)

    hold(tmp_path, converse)
    assert [record.exc_info for record in caplog.records if record.exc_info] == [
        (OSError, ended, None)
    ] * told


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only the most can be measured")
def test_of_the_memory_that_a_process_holds_what_is_mapped_from_files_is_left_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "vectors.f32"
    path.write_bytes(b"x" * 80_000_000)
    before = resident_bytes()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert sum(mapped[at] for at in range(0, len(mapped), mmap.PAGESIZE)) > 0
        assert resident_bytes() - before < 40_000_000
        held = b"x" * 120_000_000
        assert resident_bytes() - before > 60_000_000
        del held
