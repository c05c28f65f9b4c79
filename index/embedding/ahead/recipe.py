"""The model of the settings, made anew on whatever machine of a cluster embeds."""

from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_cache_path

from index.embedding.ahead.tasks import CPU
from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder


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
        choice = replace(self.choice, device=device)
        embedder = SentenceTransformerEmbedder(choice, exports, threads=1)
        embedder.load()
        return embedder
