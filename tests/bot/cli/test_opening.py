from pathlib import Path

import pytest

from bot.cli import opening
from bot.cli.settings import Settings
from index.reading import outcome


def test_there_is_no_reader_where_it_is_off_or_the_model_is_another(tmp_path: Path) -> None:
    assert opening.make_reading(Settings(data_dir=tmp_path, reader="off")) is None
    assert opening.make_reading(Settings(data_dir=tmp_path, model="all-mpnet-base-v2")) is None


@pytest.mark.model
def test_the_bar_of_the_reader_is_the_one_that_is_set_or_that_ships(tmp_path: Path) -> None:
    shipped = opening.make_reading(Settings(data_dir=tmp_path))
    chosen = opening.make_reading(Settings(data_dir=tmp_path, threshold=0.9))

    assert shipped is not None
    assert chosen is not None
    assert (shipped.bar, chosen.bar) == (outcome.load().bar, 0.9)
