import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from fakes.corpus import FINGERPRINT, QUOTE_ALL, noon, open_asker
from fakes.processes.changing import CHANGES, change

from index.generation import directory
from index.generation.directory import THINNED
from index.generation.writing.contents import SHARD_PARAGRAPHS
from index.publishing import repair
from index.store import audit
from index.store.store import Store, live_generation, read_corpus

KILLS = 50
_HERE = Path(__file__).parents[1]
# What may stand in a data directory; each generation has exactly the files of its manifest.
_FILES = {"store.sqlite", "embeddings", "reindex.lock", "checked.json", "generations"}


@pytest.fixture
def changer() -> Iterator[subprocess.Popen[str]]:
    path = os.pathsep.join([str(_HERE), str(_HERE.parent)])
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", str(_HERE / "fakes" / "processes" / "changing.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def start(changer: subprocess.Popen[str], data: Path, what: str, number: int, shard: int) -> int:
    """Start a change and return the process that makes it."""
    assert changer.stdin is not None
    assert changer.stdout is not None
    changer.stdin.write(f"{data} {what} {number} {shard}\n")
    changer.stdin.flush()
    return int(changer.stdout.readline())


def end(changer: subprocess.Popen[str]) -> str:
    assert changer.stdout is not None
    return changer.stdout.readline().strip()


def corpus(data: Path) -> dict[str, str]:
    return {article.id: article.text for article in read_corpus(data).articles}


def stray_files(data: Path) -> list[str]:
    stray = [path.name for path in data.iterdir() if path.name not in _FILES]
    for number in directory.kept(data):
        where = directory.path_of(data, number)
        paths = [path for path in where.rglob("*") if path.is_file()]
        files = {path.relative_to(where).as_posix() for path in paths}
        stray += files - {*directory.read_manifest(data, number).files, "manifest.json"}
    with closing(Store(data)) as store:
        return stray + [path.name for path in repair.orphans(data, store)]


def formats_of(data: Path) -> set[int]:
    number = live_generation(data) or 0
    folder, manifest = directory.path_of(data, number), directory.read_manifest(data, number)
    return {shard.format for _, shard in directory.shards(folder, manifest)}


@pytest.mark.parametrize(("shard", "kills"), [(SHARD_PARAGRAPHS, KILLS), (24, KILLS // 2)])
def test_killed_at_any_moment_of_any_change_the_corpus_is_the_old_or_the_new_one_whole(
    tmp_path: Path, changer: subprocess.Popen[str], shard: int, kills: int
) -> None:
    moments = random.Random(20260102)
    data, expected = tmp_path / "data", tmp_path / "expected"
    for number in range(2):
        change(data, "reindex", number, shard)
    assert (len(directory.read_manifest(data, 2).shards) > 1) == (shard == 24)
    ends, formats = Counter[str](), set[int]()
    for kill in range(kills):
        what, number = CHANGES[kill % len(CHANGES)], kill + 2
        shutil.rmtree(expected, ignore_errors=True)
        shutil.copytree(data, expected)
        before, began = corpus(data), time.monotonic()
        change(expected, what, number, shard)
        took = time.monotonic() - began
        after = corpus(expected)
        process = start(changer, data, what, number, shard)
        time.sleep(moments.random() * took)  # the moment of the kill is what this test is about
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        ended = end(changer)
        found = corpus(data)
        assert found in (before, after)
        ends[f"{ended}, {'new' if found == after else 'old'}"] += 1
        assert audit.verify(data).problems == ()
        repair.repair(data, FINGERPRINT, "cli:ada", noon)
        assert stray_files(data) == []
        with closing(open_asker(data, QUOTE_ALL)) as asker:
            assert {source.id for source in asker.sources()} == set(found)
            assert asker.answer("Which regiment crossed river 7?", 12).outcome != "nothing"
        if found == before:
            change(data, what, number, shard)  # so that every change is made to a corpus of its own
        assert corpus(data) == after
        formats |= formats_of(data)
    assert (THINNED in formats) == (shard == 24)
    assert ends["killed, old"] >= kills // 4, ends
