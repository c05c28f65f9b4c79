"""Real machines of Ray, as processes on this one. Skipped where Ray is not installed."""

import importlib.util
import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import FINGERPRINT
from fakes.processes.embedding import KILLS, all_texts, logged

from index.embedding.cache import EmbeddingCache

CHECKOUT = Path(__file__).parents[4]
_PYTHON = os.environ.get("RAY_PYTHON", "")
_NO_MODEL = "the model folder /models/m is not there; mend PULLQUOTE_MODEL"
_OTHER_MODEL = (
    "its model has the fingerprint 0b0b0b0b, and not fafafafa as here; install the same model there"
)


@pytest.mark.skipif(
    not _PYTHON and importlib.util.find_spec("ray") is None, reason="Ray is not installed"
)
def test_workers_are_killed_and_machines_cannot_embed_and_each_block_is_kept_once(
    tmp_path: Path,
) -> None:
    ran = subprocess.run(
        (_PYTHON or sys.executable, "-m", "fakes.processes.embedding", str(tmp_path), "ray"),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}"},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    report = json.loads(ran.stdout.splitlines()[-1])
    texts = all_texts()
    assert (report["killed"], report["first"], report["second"]) == (KILLS, len(texts), 0)
    with closing(EmbeddingCache(tmp_path, FINGERPRINT)) as cache:
        assert len(cache.find(list(texts))) == len(texts)
    # One that was killed after it had embedded, and before that was known, did so for nothing.
    times = Counter(first for _, first, _ in logged(tmp_path, "done"))
    assert sum(times.values()) - len(times) <= KILLS
    told = sorted(line.partition(" cannot embed: ")[2] for line in report["complaints"])
    assert told == sorted([_NO_MODEL, _OTHER_MODEL])
    assert report["refused"].startswith("no machine of the cluster can embed; the last said: ")
    assert report["refused"].endswith(_NO_MODEL)
    assert [kind for kind, _ in report["workers"]] == ["cpu"]
