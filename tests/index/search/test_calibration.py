import json
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import CALIBRATION, weights

from index.embedding.packaged import MULTILINGUAL_MODEL
from index.errors import BadMetadata
from index.search import calibration
from index.search.calibration import Calibration
from index.search.ranking import GATE_FEATURES, RANK_FEATURES, Weights

KEPT = Calibration(
    with_vectors=weights({"word_share": 1.25}, {"support": -0.5}, 0.125),
    words_only=weights({"pair_share": 2.0}, {"rank_value": 3.0}, -1.0),
    threshold=0.5,
    related=0.25,
    model="fake",
    fitted_on="two questions",
)


def values(one: Weights) -> tuple[list[float], list[float], float]:
    return one.rank.tolist(), one.gate.tolist(), one.intercept


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    calibration.save(KEPT, tmp_path / "c.json")
    loaded = calibration.load(tmp_path / "c.json")
    assert values(loaded.with_vectors) == values(KEPT.with_vectors)
    assert values(loaded.words_only) == values(KEPT.words_only)
    assert (loaded.threshold, loaded.related) == (0.5, 0.25)
    assert (loaded.model, loaded.fitted_on) == ("fake", "two questions")
    assert loaded.across is None


def test_the_weights_of_questions_in_other_languages_are_kept_where_there_are_any(
    tmp_path: Path,
) -> None:
    across = weights({"paragraph_similarity": 40.0}, {"support": 9.0}, -45.0)
    calibration.save(replace(KEPT, across=across), tmp_path / "c.json")
    loaded = calibration.load(tmp_path / "c.json").across
    assert loaded is not None
    assert values(loaded) == values(across)


def test_the_model_of_many_languages_has_weights_across_them() -> None:
    assert calibration.load_packaged(MULTILINGUAL_MODEL).across is not None
    assert calibration.load_packaged().across is None


@pytest.mark.parametrize(
    ("chosen", "fitted_with"),
    [
        ("all-MiniLM-L6-v2", "all-MiniLM-L6-v2"),
        ("all-mpnet-base-v2", "all-mpnet-base-v2"),
        ("/models/all-mpnet-base-v2/", "all-mpnet-base-v2"),
        ("sentence-transformers/all-mpnet-base-v2", "all-mpnet-base-v2"),
        ("multilingual-e5-small", "multilingual-e5-small"),
        ("intfloat/e5-base", "all-MiniLM-L6-v2"),
        ("..", "all-MiniLM-L6-v2"),
    ],
)
def test_each_model_has_its_own_coefficients_and_others_the_default_ones(
    chosen: str, fitted_with: str
) -> None:
    assert calibration.load_packaged(chosen).model == fitted_with


def test_every_coefficient_is_written_under_its_features_name(tmp_path: Path) -> None:
    calibration.save(KEPT, tmp_path / "c.json")
    raw = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    assert list(raw["with_vectors"]["rank"]) == list(RANK_FEATURES)
    assert list(raw["with_vectors"]["gate"]) == ["intercept", *GATE_FEATURES]
    assert raw["with_vectors"]["rank"]["word_share"] == 1.25


def test_the_order_of_the_names_in_the_file_does_not_matter(tmp_path: Path) -> None:
    calibration.save(KEPT, tmp_path / "c.json")
    raw = json.loads((tmp_path / "c.json").read_text(encoding="utf-8"))
    raw["with_vectors"]["rank"] = dict(reversed(raw["with_vectors"]["rank"].items()))
    (tmp_path / "c.json").write_text(json.dumps(raw), encoding="utf-8")
    loaded = calibration.load(tmp_path / "c.json")
    assert values(loaded.with_vectors) == values(KEPT.with_vectors)


def damaged(part: str, name: str, value: object) -> str:
    raw = {
        "model": "m",
        "fitted_on": "f",
        "threshold": 0.5,
        "related": 0.2,
        "with_vectors": {
            "rank": dict.fromkeys(RANK_FEATURES, 1.0),
            "gate": dict.fromkeys(("intercept", *GATE_FEATURES), 1.0),
        },
    }
    whole = json.loads(json.dumps(raw | {"words_only": raw["with_vectors"]}))
    whole["words_only"][part][name] = value
    return json.dumps(whole)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        "\x80",
        damaged("rank", "word_share", "much"),
        damaged("rank", "word_share", None),
        damaged("gate", "intercept", "much"),
        damaged("gate", "intercept", None),
    ],
)
def test_a_file_that_holds_no_coefficients_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "c.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(BadMetadata, match=r"c\.json does not hold .*; reinstall pullquote"):
        calibration.load(path)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadMetadata, match=r"absent\.json does not hold"):
        calibration.load(tmp_path / "absent.json")


def test_the_fake_coefficients_answer_when_half_the_words_are_there() -> None:
    assert (CALIBRATION.threshold, CALIBRATION.related) == (0.5, 0.2)
