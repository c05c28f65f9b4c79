"""The model of the settings, made anew on whatever machine of a cluster embeds."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_cache_path

from index.embedding.ahead.tasks import CPU
from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.errors import ModelRefused, told
from index.store.databases import make_directory

_LOCK_NAME = "export.lock"


@dataclass(frozen=True, slots=True)
class ModelRecipe:
    """A model, and the folder in which whoever sent this keeps its export."""

    choice: ModelChoice
    exports: Path

    def __call__(self, kind: str) -> Embedder:
        """Load the model for one processor, or for a GPU; raises `ModelRefused`.

        The export is taken from the sender's folder where this machine sees it, and else made once
        in its own cache.
        """
        device = "cpu" if kind == CPU else "cuda"
        here = user_cache_path("pullquote") / "models"
        exports = self.exports if self.exports.is_dir() else here
        with _alone(exports):
            choice = replace(self.choice, device=device)
            embedder = SentenceTransformerEmbedder(choice, exports, threads=1)
            embedder.load()
        return embedder


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process of ours exports into a folder: each would take a gigabyte."""
    try:
        make_directory(folder)
        held = (folder / _LOCK_NAME).open("a")
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError as error:
        raise ModelRefused(f"its folder {folder} cannot be used: {told(error)}") from error
    with held:
        yield
