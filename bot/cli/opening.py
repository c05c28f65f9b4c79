"""Settings -> an `Asker` over the live generation; the only reader of the environment."""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import click

from bot.cli import settings
from bot.cli.settings import Settings
from index.embedding.batching import BatchingEmbedder
from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import DEFAULT_MODEL
from index.errors import StoreRefused
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans
from index.store.store import Store

_EXPORTS_NAME = "models"  # in the data directory: exported models, by their fingerprints


def load_settings(data: Path | None) -> Settings:
    """Read the settings from the environment and `.env`; `data` replaces the data directory."""
    chosen = settings.load(os.environ, Path(".env"))
    return chosen if data is None else chosen.model_copy(update={"data_dir": data})


@lru_cache(maxsize=1)
def make_embedder(chosen: Settings) -> SentenceTransformerEmbedder:
    """Make the embedder that the settings name; its model is loaded at the first text.

    A process has one: to load it takes half a second, and 200 MB.
    """
    return SentenceTransformerEmbedder(
        ModelChoice(
            name=chosen.model,
            question_prompt=chosen.question_prompt,
            passage_prompt=chosen.passage_prompt,
            multilingual=chosen.multilingual,
            device=chosen.device,
        ),
        exports=chosen.data_dir / _EXPORTS_NAME,
    )


@lru_cache(maxsize=1)
def make_reader(chosen: Settings) -> CrossEncoder | None:
    """Make the reader, loaded when it first reads; `None` if it is off or the model is another."""
    if chosen.reader == "off" or chosen.model != DEFAULT_MODEL:
        return None
    return CrossEncoder(chosen.data_dir / _EXPORTS_NAME, on_export=_tell_of_export)


def prepare_reader(chosen: Settings) -> None:
    """Load the reader, if there is one, so that nobody waits for it to be exported later."""
    reader = make_reader(chosen)
    if reader is not None:
        reader.load()


def make_reading(chosen: Settings) -> ReadingMeans | None:
    """Make the means of reading, all threads' with one reader; `None` as for `make_reader`."""
    reader = make_reader(chosen)
    if reader is None:
        return None
    packaged = outcome.load()
    bar = packaged.bar if chosen.threshold is None else chosen.threshold
    return ReadingMeans(reader, packaged.mixture, bar)


def make_asker(chosen: Settings) -> Asker:
    """Open an `Asker` over the live generation."""
    return _open_asker(chosen, make_embedder(chosen), make_reading(chosen))


def share_asker(chosen: Settings) -> Callable[[], Asker]:
    """Return a function that opens an `Asker`; each thread calls it once, all share the model."""
    embedder, reading = BatchingEmbedder(make_embedder(chosen)), make_reading(chosen)
    prepare_reader(chosen)
    return lambda: _open_asker(chosen, embedder, reading)


def open_store(data: Path) -> Store:
    """Open the store for reading; raises `StoreRefused` if nothing was ever published."""
    store = Store(data)
    if store.live() is None:
        store.close()
        raise StoreRefused(
            f"there is no index in {data} yet; make one with: pullquote reindex FOLDER"
        )
    return store


def _open_asker(chosen: Settings, embedder: Embedder, reading: ReadingMeans | None) -> Asker:
    packaged = calibration.load_packaged(chosen.model)
    return Asker(chosen.data_dir, embedder, packaged, chosen.threshold, reading)


def _tell_of_export() -> None:
    click.echo("Preparing the reader, once (some twenty seconds) …", err=True)
