"""Calibrations: the fitted coefficients of the ranking and its bars, a file for each model.

`python -m tests.benchmarks.calibrate` fits them anew and writes the file.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.embedding.packaged import DEFAULT_MODEL
from index.errors import BadMetadata
from index.search.ranking import GATE_FEATURES, RANK_FEATURES, Weights

FOLDER = Path(__file__).parent / "calibrations"
"""Holds a file for each model that coefficients were fitted with, named like the model."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients and the bars of a model, and the questions that they were fitted on.

    `with_vectors` is for questions that the model reads, `words_only` for all others. A passage
    whose probability reaches `threshold` counts as an answer; below `related` it is not even near
    the subject. `across`, which only a model of many languages has, is for questions that it reads
    and whose words are mostly unknown to the corpus: they are in another language than the
    articles.
    """

    with_vectors: Weights
    words_only: Weights
    threshold: float
    related: float
    model: str
    fitted_on: str
    across: Weights | None = None


def load_packaged(model: str = DEFAULT_MODEL) -> Calibration:
    """Read the calibration that ships for a model, given by its name or by a folder of that name.

    A model without a calibration gets that of the default model.
    """
    fitted = FOLDER / f"{Path(model).name}.json"
    return load(fitted if fitted.is_file() else FOLDER / f"{DEFAULT_MODEL}.json")


def load(path: Path) -> Calibration:
    """Read a calibration from its file; raises `BadMetadata` if the file holds none."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(
            with_vectors=_weights(raw["with_vectors"]),
            words_only=_weights(raw["words_only"]),
            threshold=float(raw["threshold"]),
            related=float(raw["related"]),
            model=str(raw["model"]),
            fitted_on=str(raw["fitted_on"]),
            across=_weights(raw["across"]) if "across" in raw else None,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadMetadata(
            f"{path} does not hold the ranking's coefficients ({error}); reinstall pullquote"
        ) from error


def save(calibration: Calibration, path: Path) -> None:
    """Write a calibration to a file, each coefficient under the name of its feature."""
    laid_out: dict[str, object] = {
        "model": calibration.model,
        "fitted_on": calibration.fitted_on,
        "threshold": round(calibration.threshold, 4),
        "related": round(calibration.related, 4),
        "with_vectors": _by_name(calibration.with_vectors),
        "words_only": _by_name(calibration.words_only),
    }
    if calibration.across is not None:
        laid_out["across"] = _by_name(calibration.across)
    path.write_text(json.dumps(laid_out, indent=2) + "\n", encoding="utf-8")


def _weights(raw: Mapping[str, Mapping[str, float]]) -> Weights:
    return Weights(
        rank=np.array([float(raw["rank"][name]) for name in RANK_FEATURES]),
        gate=np.array([float(raw["gate"][name]) for name in GATE_FEATURES]),
        intercept=float(raw["gate"]["intercept"]),
    )


def _by_name(weights: Weights) -> dict[str, dict[str, float]]:
    rank = zip(RANK_FEATURES, weights.rank, strict=True)
    gate = zip(GATE_FEATURES, weights.gate, strict=True)
    return {
        "rank": {name: round(float(value), 5) for name, value in rank},
        "gate": {"intercept": round(weights.intercept, 5)}
        | {name: round(float(value), 5) for name, value in gate},
    }
