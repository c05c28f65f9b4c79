import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import FINGERPRINT, FakeEmbedder, article, source_text
from fakes.processes.embedding import ARTICLES, PARAGRAPHS, all_texts, archive, logged

from index.embedding.ahead import filling
from index.embedding.ahead.estimate import BLOCK_TEXTS, texts_of
from index.embedding.ahead.tasks import Embedded, TasksHere
from index.embedding.cache import FOLDER_NAME, EmbeddingCache, held_ahead
from index.errors import ReindexRunning

CHECKOUT = Path(__file__).parents[4]


class TasksBehind:
    """Embeds no block before the next three were dealt, as several workers do."""

    fingerprint = FINGERPRINT

    def workers(self) -> Mapping[str, int]:
        return {"cpu": 3}

    def embed(self, blocks: Iterable[Sequence[str]]) -> Iterator[Embedded]:
        waiting: list[Sequence[str]] = []
        for block in blocks:
            waiting.append(list(block))
            if len(waiting) > 3:
                yield self._done(waiting.pop())
        yield from map(self._done, waiting)

    def _done(self, block: Sequence[str]) -> Embedded:
        vectors = FakeEmbedder().embed_passages(block)
        return Embedded(block, vectors.astype(np.float16), 0.1)


def rows_of(data: Path) -> int:
    """Count the vectors in all files of the cache."""
    files = (data / FOLDER_NAME / FINGERPRINT[:16]).iterdir()
    return sum(int(np.frombuffer(file.read_bytes()[32:40], np.uint64)[0]) for file in files)


def found_in(data: Path, texts: Iterable[str]) -> int:
    with closing(EmbeddingCache(data, FINGERPRINT)) as cache:
        return len(cache.find(list(texts)))


def test_each_text_is_embedded_once_in_blocks_and_nothing_the_second_time(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    articles = archive()
    told: list[int] = []
    shown: list[tuple[str, int, int]] = []
    done = filling.fill(
        tmp_path,
        [*articles, *articles[:3]],
        TasksHere(embedder),
        lambda estimate: told.append(estimate.texts),
        lambda *step: shown.append(step),
    )
    texts = all_texts()
    assert done == len(texts) == len(embedder.passages)
    assert set(embedder.passages) == texts
    assert rows_of(tmp_path) == found_in(tmp_path, texts) == len(texts)
    assert len(told) == 1
    assert shown[0][:2] == ("embedding", BLOCK_TEXTS)
    assert shown[-1] == ("embedding", len(texts), max(told[0], len(texts)))
    assert filling.fill(tmp_path, articles, TasksHere(embedder)) == 0
    assert len(embedder.passages) == len(texts)


def test_a_text_that_is_under_way_is_not_dealt_again(tmp_path: Path) -> None:
    same = "Nobody came back from the river. " * 2
    articles = [
        article(source_text(f"{at:04}", f"{same}\n\nRegiment {at} left."), revision=1)
        for at in range(6000)
    ]
    texts = {text for each in articles for text in texts_of(each)}
    assert filling.fill(tmp_path, articles, TasksBehind()) == len(texts)
    assert found_in(tmp_path, texts) == len(texts)


def test_an_archive_without_a_text_takes_nothing(tmp_path: Path) -> None:
    assert filling.fill(tmp_path, [], TasksHere(FakeEmbedder())) == 0


def start(data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-m", "fakes.processes.embedding", str(data), "here"),
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}"},
    )


def test_killed_twice_it_goes_on_and_computes_no_block_again_but_the_one_under_way(
    tmp_path: Path,
) -> None:
    for kill in (1, 2):
        with start(tmp_path) as process:
            while len(logged(tmp_path, "done")) < 4 * kill:
                time.sleep(0.01)
                assert process.poll() is None
            process.send_signal(signal.SIGKILL)
    texts = all_texts()
    kept = found_in(tmp_path, texts)  # not by the files: one may be half written, or half merged
    with start(tmp_path) as process:
        out, _ = process.communicate(timeout=120)
    report = json.loads(out)
    assert report["first"] == len(texts) - kept
    assert report["second"] == 0
    assert rows_of(tmp_path) == found_in(tmp_path, texts) == len(texts)
    times = Counter(first for _, first, _ in logged(tmp_path, "done"))
    assert sum(times.values()) - len(times) <= 2


def test_what_an_archive_will_take_is_measured_and_nothing_is_kept(tmp_path: Path) -> None:
    embedder = FakeEmbedder()
    foreseen = filling.foretell(tmp_path, archive(), FINGERPRINT)
    assert (foreseen.paragraphs, foreseen.new) == (ARTICLES * PARAGRAPHS, len(all_texts()))
    estimate = filling.measure(foreseen, TasksHere(embedder))
    assert estimate is not None
    assert (estimate.texts, estimate.paces["cpu"].workers) == (len(all_texts()), 1)
    assert len(embedder.passages) == BLOCK_TEXTS
    assert list(tmp_path.iterdir()) == []
    filling.fill(tmp_path, archive(), TasksHere(embedder))
    known = filling.foretell(tmp_path, archive(), FINGERPRINT)
    assert (known.paragraphs, known.texts, known.new) == (foreseen.paragraphs, foreseen.texts, 0)
    assert filling.measure(known, TasksHere(embedder)) is None


def test_a_small_archive_is_measured_by_all_workers_with_what_it_has(tmp_path: Path) -> None:
    few = filling.foretell(tmp_path, archive()[:1], FINGERPRINT)
    estimate = filling.measure(few, TasksBehind())
    assert estimate is not None
    assert estimate.paces["cpu"].workers == 3
    assert estimate.paces["cpu"].seconds == pytest.approx(0.1 * BLOCK_TEXTS / few.texts)


def test_one_process_at_a_time_embeds_ahead(tmp_path: Path) -> None:
    with held_ahead(tmp_path), pytest.raises(ReindexRunning):
        filling.fill(tmp_path, archive(), TasksHere(FakeEmbedder()))
