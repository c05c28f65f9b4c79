"""The commands over hosts, on machines that are all in this process."""

import json
from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pytest
from fakes.commands import machines
from fakes.commands.machines import ADDRESS, Machines
from fakes.commands.shell import Ran, Shell

from bot.cli import opening
from bot.cli.commands.cluster import copies
from index.generation.placed.placement import FILE_NAME, Placement

QUESTION = "Где солдат бежал ночью?"


@pytest.fixture
def joined(indexed: Shell, monkeypatch: pytest.MonkeyPatch) -> Machines:
    """Three machines, of which the settings know."""
    indexed.set("PULLQUOTE_RAY", ADDRESS)
    return machines.join(monkeypatch, "10.0.0.1", "10.0.0.2", "10.0.0.3")


@pytest.fixture
def placed(indexed: Shell, joined: Machines) -> Machines:
    """A host on each machine, and the live generation on the hosts."""
    for at, name in enumerate(("a", "b", "c"), 1):
        ran = indexed.run("cluster", "add-host", name, "--disk", name, "--address", f"10.0.0.{at}")
        assert ran.code == 0, ran.err
    assert indexed.run("cluster", "start", "--once").code == 0
    return joined


def told(ran: Ran) -> dict[str, object]:
    """Read an answer without how long it took."""
    answer: dict[str, object] = json.loads(ran.out)
    return {name: value for name, value in answer.items() if not isinstance(value, float)}


def damage(data: Path, host: str) -> Path:
    copy = next((data.parent / host).glob("generations/*/stems.npy"))
    content = bytearray(copy.read_bytes())
    content[-1] ^= 1
    copy.write_bytes(content)
    return copy


def test_a_question_is_answered_by_hosts_as_by_this_machine(
    indexed: Shell, joined: Machines
) -> None:
    indexed.set("PULLQUOTE_RAY", "")
    here = indexed.run("ask", QUESTION, "--json")
    assert '"outcome": "answer"' in here.out
    indexed.set("PULLQUOTE_RAY", ADDRESS)
    nowhere = indexed.run("ask", QUESTION)
    assert "generation 1 is on no host yet; place it with: pullquote cluster start" in nowhere.err
    indexed.run("cluster", "add-host", "a", "--disk", "a", "--address", "10.0.0.1")
    started = indexed.run("cluster", "start", "--once")
    assert started.out.startswith("Generation 1 is placed: 1 shards, ")
    assert started.out.endswith("at least 1 copies of each.\n")
    assert told(indexed.run("ask", QUESTION, "--json")) == told(here)
    assert joined.hosts.asked["a"] > 0


def test_a_host_is_started_on_the_machine_that_is_named_and_only_on_one_that_is_there(
    indexed: Shell, joined: Machines
) -> None:
    for named in ((), ("--address", "10.0.0.9"), ("--address", "10.9.9.9")):
        refused = indexed.run("cluster", "add-host", "a", "--disk", "a", *named)
        assert refused.code == 2
        assert "name one machine with --address; in the cluster are: 10.0.0.1," in refused.err
    assert joined.on == {}
    ran = indexed.run("cluster", "add-host", "a", "--disk", "a", "--address", "10.0.0.2")
    assert ran.out.startswith("a is there.")
    assert joined.on == {"a": "id-10.0.0.2"}
    assert Placement(indexed.data).read().hosts == ("a",)


def test_status_shows_what_each_host_holds_and_who_does_not_answer(
    indexed: Shell, placed: Machines
) -> None:
    placed.hosts.gone.add("a")
    shown = indexed.run("cluster", "status")
    assert shown.code == 0
    lines = shown.out.splitlines()
    assert lines[0] == "a: does not answer"
    assert [line.partition(":")[0] for line in lines[1:3]] == ["b on 10.0.0.2", "c on 10.0.0.3"]
    assert any("generation 1: shards [0]" in line for line in lines[1:3])
    assert lines[3].startswith("Generation 1 is placed: 1 shards, ")
    assert indexed.run("cluster", "status", "--check").code == 1


def test_status_and_doctor_name_a_damaged_copy_and_repair_copies_it_anew(
    indexed: Shell, placed: Machines
) -> None:
    del placed
    holder = Placement(indexed.data).read().sets[0].shards[0].hosts[0]
    sound = indexed.run("doctor")
    assert "ok   copies: 2 copies of shards on 3 hosts hold what was written" in sound.out
    assert indexed.run("cluster", "status", "--check").code == 0
    copy = damage(indexed.data, holder)
    shown = indexed.run("cluster", "status", "--check")
    assert shown.code == 1
    assert f"  host {holder}: generation 1 is damaged: {copy} does not hold" in shown.out
    told = indexed.run("doctor")
    assert told.code == 1
    (line,) = [line for line in told.out.splitlines() if "copies" in line]
    assert line.startswith(f"FAIL copies: host {holder}: generation 1 is damaged: {copy} does not")
    assert line.endswith("mend it with: pullquote cluster start --once")
    mended = indexed.run("doctor", "--repair")
    assert "repair: placed generation 1 on the hosts anew: " in mended.out
    assert "ok   copies: " in mended.out


def test_a_host_that_is_drained_gives_what_it_holds_to_the_others_and_ends(
    indexed: Shell, placed: Machines
) -> None:
    holder = Placement(indexed.data).read().sets[0].shards[0].hosts[0]
    ran = indexed.run("cluster", "drain", holder)
    assert ran.code == 0
    assert ran.out.endswith(f"{holder} is empty, and ended.\n")
    left = Placement(indexed.data).read()
    assert holder not in (*left.hosts, *left.draining, *left.sets[0].shards[0].hosts)
    assert len(left.sets[0].shards[0].hosts) == 2
    assert holder not in placed.hosts.hosts
    assert indexed.run("ask", QUESTION).code == 0
    again = indexed.run("cluster", "drain", holder)
    assert again.code == 2
    assert f"there is no host {holder}; see: pullquote cluster status" in again.err


def test_a_lost_host_that_is_drained_has_its_copies_made_on_others_at_once(
    indexed: Shell, placed: Machines
) -> None:
    holder = Placement(indexed.data).read().sets[0].shards[0].hosts[0]
    placed.hosts.gone.add(holder)
    lost = indexed.run("cluster", "status")
    assert "at least 1 copies of each." in lost.out
    told = indexed.run("doctor")
    assert f"host {holder} does not answer (what it held is copied to others when" in told.out
    assert f"or at once by: pullquote cluster drain {holder})" in told.out
    assert indexed.run("cluster", "drain", holder).code == 0
    placed.hosts.gone.clear()
    healed = indexed.run("cluster", "status", "--check")
    assert healed.code == 0
    assert "at least 2 copies of each." in healed.out
    assert holder not in [line.split()[0] for line in healed.out.splitlines()]


def test_whoever_serves_has_lost_copies_made_on_other_hosts(
    indexed: Shell, placed: Machines
) -> None:
    held = Placement(indexed.data).read().sets[0].shards[0].hosts
    placed.hosts.gone.add(held[0])
    indexed.set("PULLQUOTE_HOST_AWAY_SECONDS", "0")

    class Ends(Event):
        looks = 0

        def wait(self, timeout: float | None = None) -> bool:
            assert timeout == 5
            self.looks += 1
            return self.looks > 2

    copies.watch(opening.load_settings(None), Ends())
    now = Placement(indexed.data).read().sets[0].shards[0].hosts
    assert sorted(now) == sorted({"a", "b", "c"} - {held[0]})


def test_the_last_host_cannot_be_drained(indexed: Shell, joined: Machines) -> None:
    del joined
    indexed.run("cluster", "add-host", "a", "--disk", "a", "--address", "10.0.0.1")
    indexed.run("cluster", "start", "--once")
    refused = indexed.run("cluster", "drain", "a")
    assert "no host can hold the generation; the set before stays" in refused.err
    assert indexed.run("ask", QUESTION).code == 0


def test_a_cluster_that_is_not_there_is_told_in_one_line(indexed: Shell, joined: Machines) -> None:
    del joined
    indexed.set("PULLQUOTE_RAY", "10.0.0.7:6379")
    told = indexed.run("cluster", "status").refusal
    assert told.startswith(
        "the cluster at 10.0.0.7:6379 cannot be reached: nobody listens at 10.0.0.7:6379"
    )


def test_a_damaged_file_of_what_is_placed_is_named(indexed: Shell, joined: Machines) -> None:
    del joined
    (indexed.data / FILE_NAME).write_text("{")
    assert FILE_NAME in indexed.run("cluster", "status").err


def test_doctor_tells_where_nothing_is_placed_yet(indexed: Shell, joined: Machines) -> None:
    del joined
    told = indexed.run("doctor")
    assert "FAIL copies: no generation is on hosts yet; place it with: pullquote cluster start" in (
        told.out
    )


def test_a_name_that_another_host_has_is_refused_and_the_same_host_is_added_once(
    indexed: Shell, placed: Machines
) -> None:
    again = indexed.run("cluster", "add-host", "a", "--disk", "a", "--address", "10.0.0.1")
    assert again.out.startswith("a is there.")
    for disk, address in (("a", "10.0.0.2"), ("other", "10.0.0.1")):
        refused = indexed.run("cluster", "add-host", "a", "--disk", disk, "--address", address)
        assert refused.refusal.startswith(
            f"there is a host a already, on 10.0.0.1, with its copies in {indexed.folder / 'a'};"
            " choose another name, or empty it first with: pullquote cluster drain a"
        )
    assert Placement(indexed.data).read().hosts == ("a", "b", "c")
    assert sorted(placed.hosts.hosts) == ["a", "b", "c"]


def test_a_host_without_a_folder_of_its_own_is_refused_and_ended(
    indexed: Shell, placed: Machines
) -> None:
    (indexed.folder / "full").touch()
    for name, disk, reason in (
        ("d", "full/disk", f"the host d cannot keep copies in {indexed.folder / 'full/disk'}: Not"),
        ("d", "a", "the host a of the same machine keeps its copies in"),
        ("a b", "d", "a host is named with letters, digits, - . and _, not as 'a b'"),
        ("", "d", "a host is named with letters, digits, - . and _, not as ''"),
    ):
        ran = indexed.run("cluster", "add-host", name, "--disk", disk, "--address", "10.0.0.1")
        assert ran.refusal.startswith(reason)
    assert Placement(indexed.data).read().hosts == ("a", "b", "c")
    assert sorted(placed.hosts.hosts) == ["a", "b", "c"]


def test_a_host_that_is_taken_back_while_it_is_emptied_stays(
    indexed: Shell, placed: Machines
) -> None:
    holder = Placement(indexed.data).read().sets[0].shards[0].hosts[0]
    forget = placed.hosts.forget

    def take_back(hosts: Sequence[str], kept: Sequence[int]) -> None:
        Placement(indexed.data).join(holder)  # as another operator does, with add-host
        forget(hosts, kept)

    placed.hosts.forget = take_back  # type: ignore[method-assign] # the last step of placing
    refused = indexed.run("cluster", "drain", holder)
    assert f"{holder} was taken back meanwhile, with add-host: it stays" in refused.err
    assert holder in Placement(indexed.data).read().able
    assert holder in placed.hosts.hosts
