import os
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.commands.shell import CHECKOUT

from bot.cli import opening
from bot.cli.settings import Settings
from index.errors import ModelRefused
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder


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


def test_a_rate_of_false_answers_sets_the_bar_unless_a_threshold_does(tmp_path: Path) -> None:
    chosen = Settings(data_dir=tmp_path, false_answers=0.02)
    fixed = chosen.model_copy(update={"threshold": 0.7})
    bars = outcome.load().bars
    assert opening.describe_bar(chosen).startswith(
        f"from {bars[0.02]:.2f} on, which some 2.0 of 100"
    )
    assert opening.describe_bar(fixed).startswith("from 0.70 on, which some 1.0 of 100")
    shipped = 100 * outcome.rate_of(0.5, bars)
    assert opening.describe_bar(Settings(data_dir=tmp_path)).startswith(
        f"from 0.50 on, which some {shipped:.1f} of 100"
    )


def test_without_the_reader_the_bar_is_that_of_search(tmp_path: Path) -> None:
    chosen = Settings(data_dir=tmp_path, reader="off")
    assert opening.describe_bar(chosen) == ("from 0.75 on, by search alone; 1 of 100 false at 0.75")
    assert opening.verify_reader(chosen) == "not used (reader off, model all-MiniLM-L6-v2)"


@pytest.mark.model
def test_the_reader_is_verified_and_other_weights_are_refused(tmp_path: Path) -> None:
    reader = CrossEncoder(tmp_path / "models")
    assert reader.verify(outcome.load().weights).startswith("verified and run, fingerprint ")
    with pytest.raises(ModelRefused, match="is not the file that the reader's numbers were fitted"):
        reader.verify("0" * 64)


@pytest.mark.parametrize(("address", "there"), [("", b"native\nour own\n"), ("h:1", b"our own\n")])
def test_with_a_cluster_only_what_this_program_prints_reaches_stdout(
    tmp_path: Path, address: str, there: bytes
) -> None:
    code = (
        "import os, click; from bot.cli import opening;"
        "opening.load_settings(None); opening.load_settings(None);"
        r"os.write(1, b'native\n'); os.system('printf child >&2'); click.echo('our own')"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env=os.environ | {"PYTHONPATH": str(CHECKOUT), "PULLQUOTE_RAY": address},
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert ran.stdout == there
    assert ran.stderr == (b"native\nchild" if address else b"child")
