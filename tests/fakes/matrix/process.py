"""Serves Matrix as `pullquote matrix` does, with the fake model: a process to be killed.

    python tests/fakes/matrix/process.py

The data directory and who may ask are in the environment, as for the real one.
"""

from pathlib import Path

from fakes.corpus import CALIBRATION, FakeEmbedder

from bot.cli import main as cli
from bot.cli import opening
from bot.cli.commands import serve
from index.search.asker import Asker


def main() -> None:
    @cli.pullquote.command()
    def fake_matrix() -> None:
        chosen = opening.load_settings(None)
        embedder = FakeEmbedder()
        serve.serve_matrix(chosen, lambda: Asker(Path(chosen.data_dir), embedder, CALIBRATION))

    cli.main(["fake-matrix"])


if __name__ == "__main__":
    main()
