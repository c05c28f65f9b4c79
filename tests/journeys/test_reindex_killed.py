"""Promise 5: interrupting a reindex at any point loses nothing."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from fakes.corpus import QUOTE_ALL, open_asker, publish
from fakes.processes.reindexing import edition

from index.generation import directory
from index.search.asker import Asker
from index.store.store import Store, read_corpus

KILLS = 20
_HERE = Path(__file__).parents[1]
_FAKE = _HERE / "fakes" / "processes" / "reindexing.py"


def start(data: Path, number: int, moment: str = "never") -> subprocess.Popen[bytes]:
    """Start a process that waits to be told to publish an edition."""
    path = os.pathsep.join([str(_HERE), str(_HERE.parent)])
    return subprocess.Popen(
        [
            sys.executable,
            str(_HERE / "fakes" / "processes" / "reindexing.py"),
            str(data),
            str(number),
            moment,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
    )


def let_publish(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.stdin.write(b"go\n")
    process.stdin.flush()


def duration_seconds(data: Path, number: int) -> float:
    """Measure how long a reindex in its own process takes."""
    with start(data, number) as process:
        let_publish(process)
        began = time.monotonic()
        assert process.stdout is not None
        assert process.stdout.readline() == b"done\n"
        return time.monotonic() - began


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> None:
    with process:
        let_publish(process)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()


def live_edition(data: Path, either: tuple[int, int]) -> int:
    """Check that one edition, whole and sound, is live, and tell which."""
    with closing(Store(data)) as store:
        assert store.is_sound()
    stored = {article.id: article.text for article in read_corpus(data).articles}
    found = [number for number in either if stored == _texts(number)]
    assert len(found) == 1
    with closing(open_asker(data, QUOTE_ALL)) as asker:
        _check_answers(asker, found[0])
    return found[0]


def _check_answers(asker: Asker, number: int) -> None:
    for name, text in _texts(number).items():
        article = asker.article(name)
        assert article is not None
        assert article.text == text
    quotes = asker.answer("Which regiment crossed river 7?", 12).quotes
    assert len(quotes) == 12
    assert [quote for quote in quotes if f"e{number}e" not in quote.quote.text] == []


def _texts(number: int) -> dict[str, str]:
    return {text.source.id: text.text for text in edition(number)}


def test_killed_at_any_moment_a_reindex_leaves_one_whole_edition_live(tmp_path: Path) -> None:
    moments = random.Random(20260102)
    publish(tmp_path, *edition(0))
    longest = 1.1 * duration_seconds(tmp_path, 1)
    left = []
    following = start(tmp_path, 2)
    for kill in range(KILLS):
        process, number = following, kill + 2
        kill_after(process, longest * (kill + moments.random()) / KILLS)
        left.append(number - live_edition(tmp_path, (number - 1, number)))
        following = start(tmp_path, number + 1)
        publish(tmp_path, *edition(number))
        assert len(directory.kept(tmp_path)) <= directory.KEPT
        assert live_edition(tmp_path, (number - 1, number)) == number
    following.kill()
    following.communicate()
    assert left[0] == 1  # killed at once, the old edition is live


@pytest.mark.parametrize("moment", ["embedding", "writing", "swapping"])
def test_a_reindex_that_dies_before_the_swap_leaves_the_old_edition(
    tmp_path: Path, moment: str
) -> None:
    publish(tmp_path, *edition(0))
    with start(tmp_path, 1, moment) as process:
        let_publish(process)
        assert process.wait() == -signal.SIGKILL
    assert live_edition(tmp_path, (0, 1)) == 0
    made = publish(tmp_path, *edition(1))
    assert (made.generation, live_edition(tmp_path, (0, 1))) == (2, 1)


def test_what_was_embedded_before_a_kill_is_not_embedded_again(tmp_path: Path) -> None:
    publish(tmp_path, *edition(0))
    with start(tmp_path, 1, "embedding") as process:
        let_publish(process)
        process.wait()
    made = publish(tmp_path, *edition(1))
    assert made.reused == 256
    # Of each of 8 * 12 paragraphs the whole and two sentences under the headline.
    assert made.embedded == 8 * 12 * 3 - 256


@pytest.mark.parametrize("moment", ["embedding", "writing", "swapping"])
def test_after_a_first_reindex_that_died_the_next_begins_anew(tmp_path: Path, moment: str) -> None:
    with start(tmp_path, 0, moment) as process:
        let_publish(process)
        process.wait()
    assert read_corpus(tmp_path).articles == ()
    assert publish(tmp_path, *edition(0)).generation == 1
    assert live_edition(tmp_path, (0, 1)) == 0
