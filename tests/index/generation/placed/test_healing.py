import shutil
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest
from fakes.processes.hosts import Cluster, HostsHere, ask

from index.errors import GenerationRefused
from index.generation import directory
from index.generation.asking import Size
from index.generation.placed import checking
from index.generation.placed.healing import Healing
from index.records import Answer
from index.search.asker import Asker

PATIENCE = 60.0

pytestmark = pytest.mark.usefixtures("engine")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def healing(cluster: Cluster, clock: Clock) -> Healing:
    return Healing(cluster.data, cluster.calls, PATIENCE, clock)


def copies(cluster: Cluster, number: int = 1) -> list[set[str]]:
    placed = cluster.placement.read().of(number)
    assert placed is not None
    for shard in placed.shards:
        assert len(set(shard.hosts)) == len(shard.hosts)
    return [set(shard.hosts) for shard in placed.shards]


def test_what_a_host_held_is_copied_to_the_others_once_it_is_silent_for_long(
    cluster: Cluster, healing: Healing, clock: Clock, asker: Asker, expected: list[Answer]
) -> None:
    before = copies(cluster)
    lost = sorted(before[0])[0]
    left = {"a", "b", "c"} - {lost}
    cluster.calls.gone.add(lost)
    for now in (0.0, PATIENCE - 1):
        clock.now = now
        assert healing.look() == ()
        assert copies(cluster) == before
    clock.now = PATIENCE
    told = healing.look()
    assert len(told) == sum(lost in hosts for hosts in before) > 0
    assert copies(cluster) == [left] * 3
    assert healing.look() == ()
    # The host that was there from the beginning is lost as well: the new copies answer.
    for other in sorted(left):
        cluster.calls.gone = {lost, other}
        assert ask(asker) == expected


def test_a_host_that_is_back_in_time_keeps_what_it_has(
    cluster: Cluster, healing: Healing, clock: Clock
) -> None:
    before = copies(cluster)
    for now in range(0, 1000, 40):
        clock.now = float(now)
        cluster.calls.gone = {"a"} if now % 80 else set()
        assert healing.look() == ()
    assert copies(cluster) == before


def test_without_another_host_the_lost_one_is_waited_for(
    cluster: Cluster, healing: Healing, clock: Clock, asker: Asker, expected: list[Answer]
) -> None:
    cluster.placement.drain("c")
    cluster.placement.leave("c")
    healing.look()
    assert copies(cluster) == [{"a", "b"}] * 3
    cluster.calls.gone.add("a")
    healing.look()
    clock.now = PATIENCE
    assert healing.look() == ()
    assert copies(cluster) == [{"a", "b"}] * 3
    cluster.calls.gone = {"b"}
    assert ask(asker) == expected


def test_a_host_that_comes_later_gets_the_copies_that_lack(
    cluster: Cluster, healing: Healing
) -> None:
    for name in ("b", "c"):
        cluster.placement.drain(name)
        cluster.place(1)
        cluster.placement.leave(name)
    assert copies(cluster) == [{"a"}] * 3
    cluster.placement.join("b")
    assert len(healing.look()) == 3
    assert copies(cluster) == [{"a", "b"}] * 3


def test_two_copies_on_one_machine_part_once_there_is_another(
    cluster: Cluster, healing: Healing
) -> None:
    cluster.calls.on = {"a": "first", "b": "first"}
    cluster.placement.drain("c")
    cluster.placement.leave("c")
    healing.look()
    assert copies(cluster) == [{"a", "b"}] * 3
    cluster.placement.join("c")
    healing.look()
    assert all("c" in hosts and len(hosts) == 2 for hosts in copies(cluster))
    assert healing.look() == ()


def test_what_a_host_has_lost_from_its_disk_is_copied_anew(
    cluster: Cluster, healing: Healing
) -> None:
    before = copies(cluster)
    cluster.calls.hosts["a"].forget([])
    assert len(healing.look()) == sum("a" in hosts for hosts in before)
    assert all(len(hosts) == 2 for hosts in copies(cluster))


def test_the_sets_that_undo_goes_back_to_are_healed_after_the_one_that_is_asked(
    cluster: Cluster, healing: Healing, clock: Clock
) -> None:
    cluster.place(cluster.publish(2))
    cluster.calls.gone.add("a")
    healing.look()
    clock.now = PATIENCE
    told = healing.look()
    assert sorted({line.split()[4] for line in told}) == ["1", "2"]
    assert list(told) == sorted(told, key=lambda line: -int(line.split()[4]))
    assert copies(cluster, 1) == copies(cluster, 2) == [{"b", "c"}] * 3


def test_of_a_set_whose_files_are_gone_from_the_shared_folder_nothing_is_copied(
    cluster: Cluster, clock: Clock
) -> None:
    cluster.place(cluster.publish(2))
    before = copies(cluster, 1)
    shutil.rmtree(directory.path_of(cluster.data, 1))
    cluster.calls.gone.add("a")
    told = Healing(cluster.data, cluster.calls, 0.0, clock).look()
    assert {line.split()[4] for line in told} == {"2"}
    assert (copies(cluster, 1), copies(cluster, 2)) == (before, [{"b", "c"}] * 3)


def test_a_host_that_fails_to_copy_leaves_all_as_it_was_and_is_asked_again_later(
    cluster: Cluster, clock: Clock
) -> None:
    class Failing(HostsHere):
        tried = 0

        def hold(
            self, wanted: Mapping[str, Sequence[int]], number: int
        ) -> Mapping[str, Mapping[int, Size]]:
            self.tried += 1
            return {} if self.tried == 1 else super().hold(wanted, number)

    before = copies(cluster)
    calls = Failing(cluster.calls.hosts)
    calls.gone.add("a")
    healing = Healing(cluster.data, calls, 0.0, clock)
    for _ in range(3):
        assert healing.look() == ()
    assert calls.tried == 1
    assert copies(cluster) == before
    clock.now = 600.0
    assert len(healing.look()) == sum("a" in hosts for hosts in before)
    assert copies(cluster) == [{"b", "c"}] * 3


def test_no_question_fails_while_copies_are_made(
    cluster: Cluster, clock: Clock, expected: list[Answer]
) -> None:
    copying, asked = Event(), Event()

    class Slow(HostsHere):
        def hold(
            self, wanted: Mapping[str, Sequence[int]], number: int
        ) -> Mapping[str, Mapping[int, Size]]:
            copying.set()
            asked.wait(60)
            return super().hold(wanted, number)

    calls = Slow(cluster.calls.hosts)
    calls.gone.add("a")
    healing = Healing(cluster.data, calls, 0.0, clock)
    working = Thread(target=healing.look)
    working.start()
    copying.wait(60)
    with closing(cluster.asker()) as asker:
        cluster.calls.gone.add("a")
        answers = [ask(asker)]
        asked.set()
        while working.is_alive():
            answers.append(ask(asker))
        answers.append(ask(asker))
    working.join()
    assert answers == [expected] * len(answers)
    assert copies(cluster) == [{"b", "c"}] * 3


def test_what_is_being_copied_is_told_and_not_waited_for(
    cluster: Cluster, healing: Healing, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    copy = shutil.copyfile

    def watched(source: Path, target: Path) -> object:
        with pytest.raises(GenerationRefused, match="host a lacks shard") as refused:
            checking.check(cluster.data, cluster.calls)
        told.append(str(refused.value))
        return copy(source, target)

    cluster.calls.hosts["a"].forget([])
    monkeypatch.setattr(shutil, "copyfile", watched)
    healing.look()
    shares = [line.partition("; host a is copying shards ")[2].partition("%")[0] for line in told]
    done = [int(share.rpartition(" ")[2]) for share in shares]
    assert done == sorted(done)
    assert done[0] == 0 < done[-1] <= 100
    assert shares[0].startswith(", ".join(map(str, cluster.calls.hosts["a"].held()[1])))
    assert checking.check(cluster.data, cluster.calls) == (
        "6 copies of shards on 3 hosts hold what was written"
    )
