"""What a question costs over hosts, by machines, shards and paragraphs: measured, and kept.

python -m tests.benchmarks.scale.costs [--rounds N] [--data BENCH] [--keep DIR] [--write]

Each row is measured by `placed` in a process of its own: the machines are processes of this one.
With --write the rows replace those of `costs.json`, from which `simulation` computes.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.inputs.arguments import add_data

KEPT = Path(__file__).with_name("costs.json")
# Paragraphs, shards, machines: so that each of them changes while the others stay.
_TRIED = (
    (12_000, 1, 1), (12_000, 4, 1), (12_000, 16, 1), (12_000, 4, 2), (12_000, 4, 3),
    (12_000, 16, 3), (200_000, 1, 1), (200_000, 4, 1), (200_000, 4, 2), (200_000, 4, 3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measured:
    """The cost of a question over so many machines, beside the same in process.

    Times are ms, sizes KB. `asker` and `hosts` are of processors, all hosts together, without the
    embedding of the question, which is the same in both.
    """

    paragraphs: int
    shards: int
    machines: int
    p50: float
    p95: float
    in_process_p50: float
    in_process_p95: float
    asker: float
    in_process: float
    hosts: float
    rounds: float
    calls: float
    sent: float
    received: float
    load: float


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows that were measured together: when, and on how many processors of which kind."""

    when: str
    processors: int
    kind: str
    rows: tuple[Measured, ...]


def main() -> None:
    """Measure all rows, print them, and keep them if that is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="index here, and leave it for measuring again")
    parser.add_argument("--write", action="store_true", help="replace what is kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.keep or Path(folder)
        rows = tuple(
            _measured(place.absolute(), given.data.absolute(), given.rounds, *tried)
            for tried in _TRIED
        )
    print_rows(rows)
    if given.write:
        when = datetime.now(UTC).isoformat(timespec="minutes")
        kept = Kept(when, os.cpu_count() or 1, platform.machine(), rows)
        KEPT.write_text(json.dumps(asdict(kept), indent=1) + "\n", "utf-8")


def read() -> Kept:
    """Read what was measured last."""
    raw = json.loads(KEPT.read_text("utf-8"))
    rows = tuple(Measured(**row) for row in raw.pop("rows"))
    return Kept(**raw, rows=rows)


def print_rows(rows: tuple[Measured, ...]) -> None:
    """Print the rows as a table in Markdown."""
    print(
        "| paragraphs | shards | machines | p50 / p95 | in process | asker + hosts | calls", end=""
    )
    print(" | KB there / back | load |\n|---|---|---|---|---|---|---|---|---|")
    for row in rows:
        print(
            f"| {row.paragraphs:,} | {row.shards} | {row.machines} | {row.p50:.1f} / {row.p95:.1f}"
            f" | {row.in_process_p50:.1f} / {row.in_process_p95:.1f}"
            f" | {row.asker:.1f} ({row.in_process:.1f}) + {row.hosts:.1f} | {row.calls:.1f}"
            f" | {row.sent:.1f} / {row.received:.1f} | {row.load:.1f} |"
        )


def _measured(
    keep: Path, bench: Path, rounds: int, paragraphs: int, shards: int, machines: int
) -> Measured:
    """Measure a row in a process of its own, as a process connects to one cluster."""
    told = (sys.executable, __file__, "--row", keep, bench, rounds, paragraphs, shards, machines)
    load = os.getloadavg()[0]
    ran = subprocess.run([str(word) for word in told], check=True, stdout=subprocess.PIPE)
    print(f"{paragraphs:,} in {shards} on {machines}: done", file=sys.stderr, flush=True)
    found = json.loads(ran.stdout.splitlines()[-1])
    return Measured(paragraphs, shards, machines, **found, load=load)


def _row(keep: Path, bench: Path, rounds: int, *size: int) -> dict[str, float | None]:
    """Measure a row here; name what `placed` measured as a `Measured` does."""
    from benchmarks.scale import placed  # here, as it needs Ray

    paragraphs, shards, machines = size
    data = placed.indexed(keep, bench, paragraphs, shards)
    rows = placed.measured(data, placed.questions(bench), machines, rounds)
    found = {row.what: row for row in rows}
    median, most = (found[f"a question over hosts, {each}"] for each in ("p50", "p95"))
    asker = found["of the asker's processor, mean"]
    return {
        "p50": median.ours,
        "p95": most.ours,
        "in_process_p50": median.other,
        "in_process_p95": most.other,
        "asker": asker.ours,
        "in_process": asker.other,
        "hosts": found["of the hosts' processors, mean"].ours,
        "rounds": found["rounds of calls a question"].ours,
        "calls": found["calls to hosts a question"].ours,
        "sent": found["sent to hosts a question"].ours,
        "received": found["received a question"].ours,
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--row"]:
        sys.stdout.write(
            json.dumps(_row(Path(sys.argv[2]), Path(sys.argv[3]), *map(int, sys.argv[4:])))
        )
    else:
        main()
