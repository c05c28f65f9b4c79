"""The arguments that several benchmarks take: where the open benchmark is, and which model."""

from argparse import ArgumentParser
from pathlib import Path

from index.embedding.packaged import DEFAULT_MODEL

_DATA = Path("../shared/bench")


def add_data(parser: ArgumentParser) -> None:
    """Let --data name the folder of the open benchmark."""
    parser.add_argument("--data", type=Path, default=_DATA, help="the open benchmark")


def add_model(parser: ArgumentParser) -> None:
    """Let --model name the embedding model, as the setting PULLQUOTE_MODEL does."""
    parser.add_argument("--model", default=DEFAULT_MODEL, help="the embedding model")
