"""Questions with the candidates that search found for them, kept in a file."""

import gzip
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

DEPTH = 10  # candidates kept of each question


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate as a reader is given it, and what the linear ranking measured of it.

    `sentences` are ranges of `text`; `fitting` is the index of the best by the linear ranking.
    `is_answering` marks the sentences that answer, where the set says so.
    """

    title: str
    above: str
    before: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    fitting: int
    is_gold: bool
    is_answering: tuple[bool, ...]
    features: tuple[float, ...]
    rank_value: float
    name_missing: float


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, its candidates best first, and what the gate looked at."""

    question: str
    kind: str
    fold: int
    article: str | None
    size: int
    gate: tuple[float, ...]
    log_odds: float
    candidates: tuple[Candidate, ...]


def write(path: Path, found: Iterable[Sought]) -> None:
    """Write one question a line, whole or not at all."""
    partial = path.with_suffix(".partial")
    with gzip.open(partial, "wt", encoding="utf-8") as file:
        for sought in found:
            file.write(json.dumps(asdict(sought), ensure_ascii=False) + "\n")
    partial.replace(path)


def read(path: Path) -> list[Sought]:
    """Read what `write` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [_sought(json.loads(line)) for line in file]


def _sought(raw: dict[str, object]) -> Sought:
    candidates = raw.pop("candidates")
    assert isinstance(candidates, list)
    return Sought(**raw, candidates=tuple(Candidate(**made) for made in candidates))  # type: ignore[arg-type]  # as it was written
