import asyncio
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from fakes.corpus import CALIBRATION, FakeEmbedder, publish, source_text
from fakes.telegram_bot.crowd import FACTS, publish_facts, question

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.replies import Incoming, Served, ShowQuote
from bot.serving.workers import Background, DeskWorker, Lanes
from index.embedding.batching import BatchingEmbedder
from index.embedding.embedder import Embedder
from index.search.asker import Asker

DESKS = 4
PATIENCE_SECONDS = 60.0


def open_worker(data: Path, desks: int = DESKS) -> DeskWorker[Desk]:
    embedder: Embedder = BatchingEmbedder(FakeEmbedder())

    def open_desk() -> Desk:
        return Desk(Asker(data, embedder, CALIBRATION), ChatStore(data), 3, "fake", time.time)

    return DeskWorker(open_desk, desks)


def ask(desk: Desk, number: int) -> Served:
    return desk.ask(Incoming(f"chat {number % 7}", "ada", question(number)))


def quoted(served: Served) -> list[str]:
    return [block.quote.text for block in served.reply.blocks if isinstance(block, ShowQuote)]


def test_many_who_ask_at_once_get_the_answers_that_one_after_another_gets(tmp_path: Path) -> None:
    publish_facts(tmp_path)
    numbers = range(200)

    async def ask_at_once(worker: DeskWorker[Desk]) -> Sequence[Served]:
        works = [lambda desk, one=number: ask(desk, one) for number in numbers]
        return await asyncio.gather(*(worker.do(work) for work in works))

    with closing(open_worker(tmp_path)) as worker, closing(open_worker(tmp_path, 1)) as alone:
        together = asyncio.run(ask_at_once(worker))
        one_by_one = asyncio.run(ask_at_once(alone))
    assert [served.reply for served in together] == [served.reply for served in one_by_one]
    assert [quoted(served)[0] for served in together] == [
        FACTS[number % len(FACTS)] for number in numbers
    ]


def test_what_takes_long_holds_up_nothing_else(tmp_path: Path) -> None:
    publish_facts(tmp_path)
    is_over = threading.Event()

    async def ask_beside(worker: DeskWorker[Desk]) -> bool:
        slow = worker.do(lambda _: is_over.wait(PATIENCE_SECONDS))
        await asyncio.wait_for(worker.do(lambda desk: ask(desk, 1)), PATIENCE_SECONDS / 2)
        is_open = slow.done()
        is_over.set()
        assert await slow
        return is_open

    with closing(open_worker(tmp_path, 2)) as worker:
        assert not asyncio.run(ask_beside(worker))


def test_a_chat_with_500_questions_does_not_hold_up_anothers_one(tmp_path: Path) -> None:
    publish_facts(tmp_path)
    done: list[str] = []

    async def ask_in_lanes(worker: DeskWorker[Desk]) -> None:
        lanes = Lanes()

        async def answer(chat: str) -> None:
            await worker.do(lambda desk: ask(desk, 3))
            done.append(chat)

        many = [lanes.start("many", lambda: answer("many")) for _ in range(500)]
        one = lanes.start("one", lambda: answer("one"))
        await asyncio.gather(*many, one)

    with closing(open_worker(tmp_path)) as worker:
        asyncio.run(ask_in_lanes(worker))
    assert len(done) == 501
    assert done.index("one") < 100


def test_every_desk_moves_to_a_new_generation(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "The zebra crossed the river."))
    all_in = threading.Barrier(DESKS)

    def generation(desk: Desk) -> int:
        all_in.wait(PATIENCE_SECONDS)  # so that each desk answers one
        return desk.asker.searched().generation

    async def generations(worker: DeskWorker[Desk]) -> list[int]:
        return await asyncio.gather(*(worker.do(generation) for _ in range(DESKS)))

    with closing(open_worker(tmp_path)) as worker:
        assert asyncio.run(generations(worker)) == [1] * DESKS
        publish(tmp_path, source_text("a", "The otter crossed the river."))
        assert asyncio.run(generations(worker)) == [2] * DESKS


def test_an_error_is_raised_to_whoever_gave_the_work_and_ends_no_thread(tmp_path: Path) -> None:
    publish_facts(tmp_path)

    def fail(_: Desk) -> None:
        raise ValueError("broken")

    async def fail_often(worker: DeskWorker[Desk]) -> Sequence[BaseException | None]:
        works = [worker.do(fail) for _ in range(3 * DESKS)]
        return await asyncio.gather(*works, return_exceptions=True)

    with closing(open_worker(tmp_path)) as worker:
        assert [str(error) for error in asyncio.run(fail_often(worker))] == ["broken"] * 3 * DESKS
        threads = asyncio.run(answering_threads(worker))
    assert len(threads) == DESKS


async def answering_threads(worker: DeskWorker[Desk]) -> set[str]:
    all_in = threading.Barrier(DESKS)

    def name(_: Desk) -> str:
        all_in.wait(PATIENCE_SECONDS)
        return threading.current_thread().name

    return set(await asyncio.gather(*(worker.do(name) for _ in range(DESKS))))


def test_where_one_desk_cannot_be_opened_the_others_are_closed(tmp_path: Path) -> None:
    publish_facts(tmp_path)
    closed: list[str] = []

    class Opened:
        def close(self) -> None:
            closed.append(threading.current_thread().name)

    opened: list[Opened] = []

    def open_desk() -> Desk:
        if len(opened) == 2:
            raise ValueError("no third desk")
        opened.append(Opened())
        return opened[-1]  # type: ignore[return-value]  # only its closing is looked at

    with pytest.raises(ValueError, match="no third desk"):
        DeskWorker(open_desk, 3)
    assert len(set(closed)) == 2


def test_background_threads_work_in_order_and_raise_where_it_is_waited_for() -> None:
    background = Background(1, "odd jobs")
    done: list[int] = []
    jobs = [background.submit(partial(done.append, number)) for number in range(5)]
    failing = background.submit(lambda: int("x"))
    for job in jobs:
        job.result(20)
    with pytest.raises(ValueError, match="invalid literal"):
        failing.result(20)
    assert done == [0, 1, 2, 3, 4]
    assert background.end(20)


def test_the_end_waits_for_a_background_thread_no_longer_than_it_is_told() -> None:
    may_go = Event()
    background = Background(1, "stuck")
    stuck = background.submit(may_go.wait)
    assert not background.end(0.01)
    may_go.set()
    assert stuck.result(20)
    assert background.end(20)
