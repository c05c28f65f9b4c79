from contextlib import closing
from pathlib import Path

from fakes.corpus import FINGERPRINT, publish, source_text

from index.generation.opened import Generation
from index.search import passages
from index.search.passages import Fit

SHORT = "Marsh crossed the river."
FULL = "Marsh crossed the river. Nobody came back."
OTHER = "The bridge fell in March."


def chosen(data: Path, probabilities: tuple[float, ...], least: float) -> list[tuple[str, float]]:
    """Publish the three paragraphs, and choose among them as probable as given."""
    publish(data, source_text("a", f"{SHORT}\n\n{OTHER}\n\n{FULL}"))
    with closing(Generation(data, 1, FINGERPRINT)) as generation:
        fits = [Fit(ordinal, probability, 0) for ordinal, probability in enumerate(probabilities)]
        fits.sort(key=lambda fit: -fit.probability)
        return [
            (passage.paragraph.text, passage.probability)
            for passage in passages.choose(generation, fits, least)
        ]


def test_of_two_that_say_the_same_the_fuller_is_given_at_the_better_ones_place(
    tmp_path: Path,
) -> None:
    assert chosen(tmp_path, (0.9, 0.5, 0.2), 0.0) == [(FULL, 0.9), (OTHER, 0.5)]


def test_what_says_less_than_a_better_one_is_left_out(tmp_path: Path) -> None:
    assert chosen(tmp_path, (0.2, 0.5, 0.9), 0.0) == [(FULL, 0.9), (OTHER, 0.5)]


def test_what_is_too_improbable_is_given_only_where_it_says_a_probable_one_fully(
    tmp_path: Path,
) -> None:
    assert chosen(tmp_path, (0.9, 0.01, 0.02), 0.1) == [(FULL, 0.9)]


def test_where_none_is_probable_enough_none_is_given(tmp_path: Path) -> None:
    assert chosen(tmp_path, (0.05, 0.01, 0.02), 0.1) == []
