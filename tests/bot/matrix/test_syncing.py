import asyncio

import pytest

from bot.matrix.api import Json
from bot.matrix.syncing import Window, is_whole


def test_the_token_moves_on_only_past_what_is_dealt_with_in_order() -> None:
    async def run() -> None:
        kept: list[str] = []
        window = Window(kept.append)
        gates = [asyncio.Event() for _ in range(3)]
        tasks = [asyncio.create_task(_wait(gate)) for gate in gates]
        first, second, empty = (window.begin(token) for token in ("s1", "s2", "s3"))
        window.add(first, tasks[0])
        window.add(first, tasks[1])
        window.add(second, tasks[2])
        for batch in (first, second, empty):
            window.close(batch)
        assert (window.open(), kept) == (3, [])
        await _open(gates[2], tasks[2])
        await _open(gates[0], tasks[0])
        assert kept == []
        await _open(gates[1], tasks[1])
        assert kept == ["s1", "s2", "s3"]

    asyncio.run(run())


def test_what_failed_comes_again_at_the_next_start() -> None:
    async def run() -> None:
        kept: list[str] = []
        window = Window(kept.append)
        batch = window.begin("s1")
        task = asyncio.create_task(_fail())
        window.add(batch, task)
        window.close(batch)
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0)
        assert (window.open(), kept) == (1, [])

    asyncio.run(run())


async def _wait(gate: asyncio.Event) -> None:
    await gate.wait()


async def _open(gate: asyncio.Event, task: "asyncio.Task[None]") -> None:
    gate.set()
    await task
    await asyncio.sleep(0)


async def _fail() -> None:
    raise ValueError


@pytest.mark.parametrize(
    "garbled",
    [
        {},
        {"next_batch": 5},
        {"next_batch": "s", "rooms": []},
        {"next_batch": "s", "rooms": {"join": "x"}},
        {"next_batch": "s", "rooms": {"join": {"!r": None}}},
        {"next_batch": "s", "rooms": {"join": {"!r": {"timeline": []}}}},
        {"next_batch": "s", "rooms": {"join": {"!r": {"timeline": {"events": {}}}}}},
        {"next_batch": "s", "rooms": {"join": {"!r": {"timeline": {"events": [None]}}}}},
        {"next_batch": "s", "rooms": {"leave": []}},
        {"next_batch": "s", "to_device": 1},
        {"next_batch": "s", "to_device": {"events": ["x"]}},
    ],
)
def test_an_answer_that_is_not_made_as_it_has_to_be_is_not_taken(garbled: Json) -> None:
    assert not is_whole(garbled)
    whole = {"timeline": {"events": [{"type": "x"}], "limited": True}, "summary": {}}
    assert is_whole({"next_batch": "s", "rooms": {"join": {"!r": whole}, "invite": {}}})
