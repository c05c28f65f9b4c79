"""The bar of an answer by the moderators' golden questions, as it is kept in the data directory.

How it is measured tells `refining`. Whoever is asked only reads it.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import BadMetadata

FILE_NAME = "golden-bar.json"
"""In the data directory."""


@dataclass(frozen=True, slots=True)
class Base:
    """A bar that golden questions may refine, and the share of false answers it stands for."""

    bar: float
    rate: float


@dataclass(frozen=True, slots=True)
class GoldenBar:
    """A bar, and what it was measured on and when.

    `base` is the bar before, `rate` the share of false answers that it stands for. Of `questions`
    golden ones `unanswerable` have no answer, and `false` of those reach `base`; of the others
    `answered_before` do, and `answered` reach the `bar`. `asked` is a digest of the questions and
    of how they are read.
    """

    bar: float
    base: float
    rate: float
    questions: int
    unanswerable: int
    false: int
    answered_before: int
    answered: int
    generation: int
    asked: str
    at: str


def bar_of(data: Path, base: Base) -> float:
    """Read the bar that was measured for a base; that of the base where none was, or is damaged."""
    held = sound(data)
    is_of_base = held is not None and Base(held.base, held.rate) == base
    return held.bar if held is not None and is_of_base else base.bar


def read(data: Path) -> GoldenBar | None:
    """Read what was measured last; `None` where nothing was. Raises `BadMetadata` if damaged."""
    path = data / FILE_NAME
    try:
        raw = json.loads(path.read_text("utf-8"))
        return GoldenBar(**{name: raw[name] for name in GoldenBar.__slots__})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadMetadata(
            f"{path} does not hold a bar ({error}); measure it with: pullquote golden measure"
        ) from error


def sound(data: Path) -> GoldenBar | None:
    """Read what was measured; damaged, it is as good as none: `doctor` tells of it."""
    try:
        return read(data)
    except BadMetadata:
        return None


def write(data: Path, measured: GoldenBar) -> None:
    """Keep what was measured, whole or not at all."""
    path = data / FILE_NAME
    partial = path.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(asdict(measured), indent=2) + "\n", "utf-8")
    partial.replace(path)
