"""The tokenizer of a model of very many words, in a fifth of the memory.

Such a tokenizer cuts a text into the pieces that together are the likeliest (Kudo 2018). The
library that runs the others takes 280 MB for a quarter of a million pieces, and over a second to
read them; sentencepiece takes 54 MB. Where it is installed, its model is written beside the
tokenizer of an export, and used if it gives the same token ids.
"""

import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any  # Any: a tokenizer's file, before it is checked

PIECES_NAME = "pieces.model"
PREPARING_NAME = "preparing.json"

_MANY = 100_000  # pieces: fewer take little memory anyway
_SPACE = "▁"  # as the pieces have it
_SPACES = {"type": "Metaspace", "replacement": _SPACE, "prepend_scheme": "always", "split": False}
_NORMAL, _UNKNOWN, _CONTROL = 1, 2, 3  # kinds of pieces; what controls is in no text


class Pieces:
    """A tokenizer of pieces. Several threads may use it at once."""

    def __init__(self, folder: Path, most_tokens: int) -> None:
        """Load what `make` wrote; of a text at most so many tokens are given."""
        from sentencepiece import SentencePieceProcessor
        from tokenizers import Tokenizer

        self._pieces = SentencePieceProcessor(model_file=str(folder / PIECES_NAME))
        preparing = Tokenizer.from_file(str(folder / PREPARING_NAME))
        self._normalizer = preparing.normalizer
        self._most = most_tokens - 2

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the token ids of texts, with those that begin and end each."""
        prepared = [_spaced(self._normalizer.normalize_str(text)) for text in texts]
        cut: list[list[int]] = self._pieces.encode(prepared, num_threads=1)
        first, last = self._pieces.bos_id(), self._pieces.eos_id()
        return [[first, *ids[: self._most], last] for ids in cut]


def make(
    tokenizer: Path,
    folder: Path,
    ids: Callable[[Sequence[str]], object],
    samples: Sequence[str],
) -> tuple[str, ...]:
    """Write a tokenizer's pieces into a folder; return the names of the files.

    None is written for a tokenizer of another kind, of few pieces, or where sentencepiece is not
    installed. `ids` gives the token ids of whole texts as the tokenizer does: where the pieces give
    others for the samples, they are removed again.
    """
    if find_spec("sentencepiece") is None:
        return ()
    described = json.loads(tokenizer.read_text("utf-8"))
    ends = _ends(described)
    if ends is None:
        return ()
    names = (PIECES_NAME, PREPARING_NAME)
    (folder / PIECES_NAME).write_bytes(_written(described["model"], ends))
    described["model"] |= {"vocab": [["<unk>", 0.0]], "unk_id": 0}
    preparing = {**described, "post_processor": None, "added_tokens": []}
    (folder / PREPARING_NAME).write_text(json.dumps(preparing), "utf-8")
    most = max(len(sample) for sample in samples) + 3
    if Pieces(folder, most).ids(samples) == ids(samples):
        return names
    for name in names:
        (folder / name).unlink()
    return ()


def _spaced(text: str) -> str:
    """Write spaces as the pieces have them, with one before the text."""
    spaced = text.replace(" ", _SPACE)
    return spaced if not spaced or spaced.startswith(_SPACE) else _SPACE + spaced


def _ends(described: Any) -> tuple[str, str] | None:  # noqa: ANN401 - before it is checked
    """Name the tokens that begin and end a text; `None` for a tokenizer of another kind."""
    model, parts = described["model"], (described["post_processor"] or {}).get("single", [])
    kinds = [next(iter(part)) for part in parts]
    if (
        model["type"] != "Unigram"
        or model.get("byte_fallback")
        or len(model["vocab"]) < _MANY
        or described["pre_tokenizer"] != _SPACES
        or not all(added["special"] for added in described["added_tokens"])
        or kinds != ["SpecialToken", "Sequence", "SpecialToken"]
    ):
        return None
    first, _, last = (part[kind]["id"] for part, kind in zip(parts, kinds, strict=True))
    return first, last


def _written(model: Any, ends: tuple[str, str]) -> bytes:  # noqa: ANN401 - as `_ends` checked it
    """Write pieces as a model of sentencepiece, which changes nothing of a text itself."""
    from sentencepiece import sentencepiece_model_pb2

    untyped: Any = sentencepiece_model_pb2  # its classes are made when it is imported
    made = untyped.ModelProto()
    controls = {
        piece for piece, _ in model["vocab"] if piece.startswith("<") and piece.endswith(">")
    }
    for number, (piece, log_probability) in enumerate(model["vocab"]):
        added = made.pieces.add(piece=piece, score=log_probability)
        added.type = _CONTROL if piece in controls and not log_probability else _NORMAL
        added.type = _UNKNOWN if number == model["unk_id"] else added.type
    places = {piece: number for number, (piece, _) in enumerate(model["vocab"])}
    trained = made.trainer_spec
    trained.model_type = trained.UNIGRAM
    trained.unk_id = model["unk_id"]
    trained.bos_id, trained.eos_id = (places[end] for end in ends)
    for is_changed in ("add_dummy_prefix", "remove_extra_whitespaces", "escape_whitespaces"):
        setattr(made.normalizer_spec, is_changed, False)
    written: bytes = made.SerializeToString()
    return written
