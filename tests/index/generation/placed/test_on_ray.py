"""Real machines of Ray, as processes on this one. Skipped where Ray is not installed."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[4]
_PYTHON = os.environ.get("RAY_PYTHON", "")
QUESTIONS = 200
SWAPS = 3


@pytest.mark.skipif(
    not _PYTHON and importlib.util.find_spec("ray") is None, reason="Ray is not installed"
)
def test_no_question_fails_while_a_host_and_a_machine_are_killed_and_sets_are_swapped(
    tmp_path: Path,
) -> None:
    ran = subprocess.run(
        (
            *(_PYTHON or sys.executable, "-m", "fakes.processes.placed"),
            *(str(tmp_path / "data"), str(QUESTIONS), str(SWAPS)),
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}"},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    report = json.loads(ran.stdout.splitlines()[-1])
    assert report.keys() & {"wrong", "mixed", "lost", "partial"} == set(), report
    assert report["right"] >= QUESTIONS
    assert report["sets"] == SWAPS + 1
    assert report["longest"] < 20, report  # a busy machine; a quiet one takes under a second
