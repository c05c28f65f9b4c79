"""Settings -> an `Asker` over the live generation; the only reader of the environment."""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from bot.cli import settings
from bot.cli.settings import Settings
from index.ask import Asker
from index.embedding.batching import BatchingEmbedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.errors import StoreRefused
from index.search import calibration
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


def make_asker(chosen: Settings) -> Asker:
    """Open an `Asker` over the live generation."""
    packaged = calibration.load_packaged(chosen.model)
    return Asker(chosen.data_dir, make_embedder(chosen), packaged, chosen.threshold)


def share_asker(chosen: Settings) -> Callable[[], Asker]:
    """Return a function that opens an `Asker`; each thread calls it once, all share the model."""
    packaged = calibration.load_packaged(chosen.model)
    embedder = BatchingEmbedder(make_embedder(chosen))
    return lambda: Asker(chosen.data_dir, embedder, packaged, chosen.threshold)


def open_store(data: Path) -> Store:
    """Open the store for reading; raises `StoreRefused` if nothing was ever published."""
    store = Store(data)
    if store.live() is None:
        store.close()
        raise StoreRefused(
            f"there is no index in {data} yet; make one with: pullquote reindex FOLDER"
        )
    return store
