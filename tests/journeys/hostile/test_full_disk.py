"""A disk that fills up at any write of a change: one line says so, and nothing is lost by it."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fakes.chat import add_in_shards
from fakes.commands.shell import CAUGHT, CHECKOUT, FLED, VOTED, Ran, Shell
from fakes.corpus import source_text
from fakes.processes.disks import full

from index.generation import directory
from index.store import audit
from index.store.store import read_corpus

Run = Callable[..., tuple[Ran, int]]
"""Runs a command on a disk that is full from its n-th write on; how it ended, and its writes."""

pytestmark = pytest.mark.skipif(
    not full.is_possible(), reason="the kernel cannot be asked about the writes of a process"
)


@pytest.fixture
def run(indexed: Shell) -> Iterator[Run]:
    path = os.pathsep.join([str(CHECKOUT / "tests"), str(CHECKOUT)])
    with subprocess.Popen(
        [sys.executable, str(CHECKOUT / "tests" / "fakes" / "processes" / "disks" / "full.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        typed, told = process.stdin, process.stdout

        def run(*arguments: str, full_at: int = 0) -> tuple[Ran, int]:
            wanted = {"data": str(indexed.data), "full_at": full_at, "arguments": arguments}
            typed.write(f"{json.dumps(wanted)}\n")
            typed.flush()
            said = json.loads(told.readline())
            return Ran(said["code"], said["out"], said["err"]), said["writes"]

        yield run
        typed.close()


SAILED = tuple(source_text(f"sailed-{number}", f"Ship {number} sailed.") for number in range(2))


def corpus(data: Path) -> dict[str, str]:
    return {article.id: article.text for article in read_corpus(data).articles}


@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize(
    "change",
    [
        ("sources", "add", "articles/voted.txt", "--yes"),
        ("reindex", "articles"),
        ("undo",),
    ],
    ids=lambda change: change[0],
)
def test_a_disk_that_fills_at_any_write_of_a_change_leaves_the_corpus_as_it_was(
    indexed: Shell, run: Run, change: tuple[str, ...], shards: int
) -> None:
    indexed.write(voted=VOTED)
    add_in_shards(indexed.data, *SAILED[: shards - 1])
    if change == ("undo",):
        assert indexed.run("sources", "add", "articles/voted.txt", "--yes").code == 0
    else:
        indexed.write(fled=CAUGHT if change[0] == "reindex" else FLED)
    kept = indexed.folder / "kept"
    shutil.copytree(indexed.data, kept)
    before = corpus(indexed.data)
    done, writes = run(*change)
    assert done.code == 0
    after = corpus(indexed.data)
    ends: Counter[str] = Counter()
    for full_at in range(1, writes + 1, shards):  # of several shards every third write
        shutil.rmtree(indexed.data)
        shutil.copytree(kept, indexed.data)
        ran, _ = run(*change, full_at=full_at)
        ends["done" if ran.code == 0 else "refused"] += 1
        check(ran, indexed.data, before, after)
        if full_at % 5 == 1:  # with room again, the same change is made as if nothing had been
            assert run(*change)[0].code == 0 or ran.code == 0
            assert corpus(indexed.data) == after
    print(f"\n{change[0]}: full at each of {writes} writes: {dict(ends)}")  # noqa: T201 - the figures
    assert ends["refused"] > writes // shards // 2


def check(ran: Ran, data: Path, before: dict[str, str], after: dict[str, str]) -> None:
    """Check what a change left on a full disk: the old corpus whole, or the new one."""
    assert corpus(data) == (after if ran.code == 0 else before), ran
    assert audit.verify(data).problems == ()
    assert not (data / "generations" / ".building").exists(), ran
    for number in directory.kept(data):
        directory.check_files(data, directory.read_manifest(data, number), thoroughly=True)
    if ran.code != 0:
        assert (ran.code, ran.err.count("\n")) == (2, 1), ran
        assert any(word in ran.err for word in ("full", "No space left")), ran


def test_a_question_needs_no_room(run: Run) -> None:
    ran, writes = run("ask", "Кто бежал ночью?", full_at=1)
    assert (ran.code, writes) == (0, 0)
    assert "Солдат бежал ночью." in ran.out
    for command in (("chat",), ("sources", "list"), ("status",), ("history",), ("audit",)):
        assert run(*command, full_at=1)[0].code == 0
    assert run("doctor", full_at=1)[0].code == 1  # the model of these tests does not run
