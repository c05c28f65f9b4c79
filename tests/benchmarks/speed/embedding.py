"""How fast texts and questions are embedded, beside stock sentence-transformers."""

from pathlib import Path

from benchmarks.speed.records import Row, in_turns, percentile

from index.embedding import exported
from index.embedding.exported import batches
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder

_SENTENCES = 384
_QUESTIONS = 40
_ROUNDS = 5


def rows(exports: Path, sentences: list[str], questions: list[str]) -> list[Row]:
    """Measure the exported model and `SentenceTransformer.encode` in turns."""
    from sentence_transformers import SentenceTransformer

    ours = SentenceTransformerEmbedder(ModelChoice(), exports)
    stock = SentenceTransformer(str(ours.folder), device="cpu", local_files_only=True)
    texts, asked = sentences[:_SENTENCES], questions[:_QUESTIONS]
    ours.embed_passages(texts[:8])  # both are loaded and warm
    stock.encode(texts[:8])
    mine, theirs = in_turns(
        _ROUNDS,
        lambda: ours.embed_passages(texts),
        lambda: stock.encode(texts, show_progress_bar=False),
    )
    ours_alone, stock_alone = in_turns(
        _ROUNDS,
        lambda: [ours.embed_questions([question]) for question in asked],
        lambda: [stock.encode([question], show_progress_bar=False) for question in asked],
    )
    name = "stock encode"
    return [
        Row(
            "sentences embedded",
            len(texts) / percentile(mine, 50),
            "per second",
            len(texts) / percentile(theirs, 50),
            name,
            bar=1.15,
            way="least",
            of_ratio=True,
        ),
        Row("padding in batches", 100 * _padding(exports, texts), "%", bar=10),
        Row(
            "one question embedded",
            1000 * percentile(ours_alone, 50) / len(asked),
            "ms",
            1000 * percentile(stock_alone, 50) / len(asked),
            name,
        ),
    ]


def _padding(exports: Path, texts: list[str]) -> float:
    """Compute the share of tokens that are padding in the batches that texts are embedded in."""
    (folder,) = (path for path in exports.iterdir() if path.is_dir())
    model = exported.read(folder, folder)
    if model is None:
        raise ValueError(f"there is no export in {folder}")
    lengths = model.lengths(texts)
    padded = sum(
        max(lengths[text] for text in batch) * len(batch)
        for batch in batches(lengths, model.texts_per_batch)
    )
    return 1 - sum(lengths) / padded
