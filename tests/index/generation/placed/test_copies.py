import logging
from collections.abc import Callable, Sequence

import pytest

from index.errors import ShardUnreached
from index.generation.placed.copies import Begun, Copies, CopyFailed, Patience
from index.generation.placed.packing import Call, Reply, pack, unpack

QUICK = Patience(hedged=0.0, given_up=0.1, again=0.05, anew=0.01)
WHERE = [("d0", ("a", "b")), ("d1", ("b", "c")), ("d2", ("a", "c"))]


class Wires:
    """Hosts of which some are late, gone, or lack a shard; each call is answered by its name."""

    def __init__(self) -> None:
        self.late: set[str] = set()
        self.gone: set[str] = set()
        self.lacking: set[tuple[str, int]] = set()
        self.sent: list[tuple[str, list[int]]] = []

    def begin(self, host: str, number: int, packed: bytes) -> Begun:
        assert number == 9
        calls: list[Call] = unpack(packed)
        self.sent.append((host, [call.shard for call in calls]))
        return (host, calls)

    def first(self, begun: Sequence[Begun], seconds: float) -> Begun | None:
        assert seconds >= 0
        return next((each for each in begun if self._host(each) not in self.late), None)

    def result(self, begun: Begun) -> bytes:
        assert isinstance(begun, tuple)
        host, calls = begun
        if host in self.gone:
            raise CopyFailed("it is gone")
        lacking = Reply(None, "not here")
        return pack(
            [
                lacking if (host, call.shard) in self.lacking else Reply((host, call.name))
                for call in calls
            ]
        )

    @staticmethod
    def _host(begun: Begun) -> str:
        assert isinstance(begun, tuple)
        return str(begun[0])


@pytest.fixture
def wires() -> Wires:
    return Wires()


@pytest.fixture
def copies(wires: Wires) -> Copies:
    return Copies(9, wires, lambda: WHERE, QUICK)


def answers(copies: Copies) -> list[object]:
    return [wait() for wait in [copies.ask(shard, "read") for shard in range(3)]]


def test_all_that_is_asked_of_the_shards_of_a_host_goes_in_one_call(
    wires: Wires, copies: Copies
) -> None:
    assert answers(copies) == [("a", "read"), ("b", "read"), ("a", "read")]
    assert wires.sent == [("a", [0, 2]), ("b", [1])]


def test_a_late_host_is_overtaken_for_all_its_shards_and_asked_last_from_then_on(
    wires: Wires, copies: Copies
) -> None:
    wires.late.add("a")
    assert answers(copies) == [("b", "read"), ("b", "read"), ("c", "read")]
    wires.sent.clear()
    assert answers(copies) == [("b", "read"), ("b", "read"), ("c", "read")]
    assert wires.sent == [("b", [0, 1]), ("c", [2])]


def test_a_host_that_fails_is_overtaken_at_once(wires: Wires, copies: Copies) -> None:
    wires.gone.add("a")
    assert answers(copies) == [("b", "read"), ("b", "read"), ("c", "read")]


def test_a_host_that_lacks_one_shard_answers_for_the_others(wires: Wires, copies: Copies) -> None:
    wires.lacking.add(("a", 2))
    assert answers(copies) == [("a", "read"), ("b", "read"), ("c", "read")]


def test_a_shard_without_a_host_is_told_with_the_reason_and_the_others_are_answered(
    wires: Wires, copies: Copies, caplog: pytest.LogCaptureFixture
) -> None:
    wires.gone |= {"a", "b"}
    pending = [copies.ask(shard, "read") for shard in range(3)]
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(ShardUnreached, match=r"shard 0 of generation 9 .*: [ab]: it is gone"),
    ):
        pending[0]()
    assert [wait() for wait in pending[1:]] == [("c", "read"), ("c", "read")]
    assert [record.getMessage()[:7] for record in caplog.records] == ["shard 0"]
    wires.gone.clear()
    assert answers(copies)[0] in (("a", "read"), ("b", "read"))


def test_hosts_that_are_restarting_are_asked_anew_until_they_answer(
    wires: Wires, copies: Copies
) -> None:
    wires.gone |= {"a", "b"}
    _after(wires, 5, lambda: wires.gone.clear())
    assert copies.ask(0, "read")() in (("a", "read"), ("b", "read"))


def test_where_the_hosts_of_a_shard_have_changed_the_new_ones_are_asked(wires: Wires) -> None:
    where = list(WHERE)
    copies = Copies(9, wires, lambda: where, QUICK)
    wires.gone |= {"a", "b"}
    where[0] = ("d0", ("d", "e"))
    assert copies.ask(0, "read")() == ("d", "read")


def _after(wires: Wires, calls: int, act: Callable[[], object]) -> None:
    """Do something once so many calls were sent."""
    begin = wires.begin

    def counted(host: str, number: int, packed: bytes) -> Begun:
        if len(wires.sent) == calls:
            act()
        return begin(host, number, packed)

    wires.begin = counted  # type: ignore[method-assign] # of this fake alone
