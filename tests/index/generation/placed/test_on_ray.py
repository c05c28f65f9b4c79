"""Real machines of Ray, as processes on this one. Skipped where Ray is not installed."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.processes import postgres

CHECKOUT = Path(__file__).parents[4]
_PYTHON = os.environ.get("RAY_PYTHON", "")
QUESTIONS = 300
SWAPS = 3
LONGEST = 20  # seconds, on a busy machine; a quiet one takes under two
_NEEDS = pytest.mark.skipif(
    not _PYTHON and importlib.util.find_spec("ray") is None, reason="Ray is not installed"
)


def chaos(*options: str) -> dict[str, object]:
    ran = subprocess.run(
        (
            *(_PYTHON or sys.executable, "-m", "tests.benchmarks.scale.chaos", "--json"),
            *("--questions", str(QUESTIONS), "--swaps", str(SWAPS), *options),
        ),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=CHECKOUT,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    report: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    assert report.keys() & {"wrong", "mixed", "lost"} == set(), report
    return report


@_NEEDS
def test_no_question_fails_while_all_that_keeps_it_is_killed_and_sets_are_swapped() -> None:
    report = chaos()
    assert "partial" not in report
    assert int(str(report["right"])) >= QUESTIONS
    killed = ["a host"]
    killed += ["the GCS"] if shutil.which("redis-server") else []
    killed += ["the primary"] if postgres.missing() is None else []
    assert report["killed"] == [*killed, "a machine"]
    assert report["sets"] == SWAPS + 2  # the last one once the machine was back
    assert float(str(report["its copies made anew after"])) > 0
    assert float(str(report["the machine's host back after"])) > 0
    assert float(str(report["longest"])) < LONGEST, report


@_NEEDS
def test_no_answer_is_wrong_while_both_copies_of_a_shard_are_killed() -> None:
    report = chaos("--both")
    assert report["killed"] == ["two hosts at once"]
    assert int(str(report["right"])) > QUESTIONS / 2
