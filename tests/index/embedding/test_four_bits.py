"""A file of 4 bits that is made here by hand: one layer, 32 dimensions, five pieces."""

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from index.embedding import four_bits, unpacking

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁who", "▁left")
WIDTH, INNER, WORDS = 32, 64, len(PIECES)
NORMALISED = {"\x01": "", "\t": " ", "ﬁ": "fi"}
SHAPES = {
    "emb.word": (WORDS, WIDTH),
    **{f"l0.{name}.w": (WIDTH, WIDTH) for name in ("q", "k", "v", "ao")},
    "l0.fi.w": (INNER, WIDTH),
    "l0.fo.w": (WIDTH, INNER),
}
PLAIN = {
    "emb.pos": 512 * WIDTH,
    "emb.type": 2 * WIDTH,
    **dict.fromkeys(("emb.ln.w", "emb.ln.b"), WIDTH),
    **{f"l0.{name}.b": WIDTH for name in ("q", "k", "v", "ao", "fo")},
    "l0.fi.b": INNER,
    **{f"l0.{name}.{part}": WIDTH for name in ("aln", "oln") for part in ("w", "b")},
}


def file_of(normalised: dict[str, str]) -> bytes:
    pieces = [piece.encode() for piece in PIECES]
    ends = np.cumsum([0, *map(len, pieces)]).astype("<u4").tobytes()
    chances = np.array([0, 0, 0, 0, -3, -1, -2], dtype="<f4").tobytes()
    turned = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(character), len(to), *map(ord, to))
        for character, to in normalised.items()
    )
    head = b"E5S1" + struct.pack("<8ifi", 1, WIDTH, 1, 4, INNER, WORDS, 512, 2, 1e-12, 32)
    head += struct.pack("<5iQ", WORDS, 0, 2, 1, 3, sum(map(len, pieces)))
    head += ends + chances + b"".join(pieces)
    head += struct.pack("<iI", len(normalised), len(turned)) + turned
    blocks = struct.pack("<e", 0.5) + bytes(range(16))  # low halves 0 to 15, high halves 0
    tensors = {name: blocks * (rows * columns // 32) for name, (rows, columns) in SHAPES.items()}
    counts = {name: rows * columns for name, (rows, columns) in SHAPES.items()} | PLAIN
    tensors |= {name: np.ones(count, "<f4").tobytes() for name, count in PLAIN.items()}
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    listed, held = struct.pack("<i", len(tensors)), b""
    for name, content in tensors.items():
        about = struct.pack("<BIQQ", 0, counts[name], start + len(held), len(content))
        listed += struct.pack("<H", len(name)) + name.encode() + about
        held += content
    return head + listed + held


def test_a_matrix_is_read_from_its_blocks() -> None:
    read = four_bits.read(file_of(NORMALISED))
    row = read.weights["embeddings.word_embeddings.weight"][5]
    assert row.tolist() == [(step - 8) / 2 for step in range(16)] + [-4.0] * 16
    assert read.weights["encoder.layer.0.intermediate.dense.weight"].shape == (INNER, WIDTH)
    assert read.weights["encoder.layer.0.output.LayerNorm.bias"].tolist() == [1.0] * WIDTH
    assert (read.sizes.layers, read.sizes.heads, read.sizes.words) == (1, 4, WORDS)


def test_the_tokenizer_prepares_and_cuts_a_text_as_the_file_says(tmp_path: Path) -> None:
    unpacking.unpack(four_bits.read(file_of(NORMALISED)), tmp_path)
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert tokenizer.encode("who\tle\x01ft").tokens == ["<s>", "▁who", "▁left", "</s>"]


def test_the_folder_is_one_of_sentence_transformers(tmp_path: Path) -> None:
    unpacking.unpack(four_bits.read(file_of(NORMALISED)), tmp_path)
    modules = json.loads((tmp_path / "modules.json").read_text())
    assert [module["path"] for module in modules] == ["", "1_Pooling", "2_Normalize"]
    assert all((tmp_path / module["path"]).is_dir() for module in modules)
    held = load_file(tmp_path / "model.safetensors")
    assert held["embeddings.position_embeddings.weight"].shape == (512, WIDTH)
    assert json.loads((tmp_path / "config.json").read_text())["hidden_size"] == WIDTH


@pytest.mark.parametrize("damaged", [b"", b"E5S1", b"GGUF" + bytes(100), file_of({})[:900]])
def test_bytes_of_another_kind_or_half_a_file_are_refused(damaged: bytes) -> None:
    with pytest.raises(four_bits.UNREADABLE):
        four_bits.read(damaged)


def test_characters_normalised_in_an_unknown_way_are_refused(tmp_path: Path) -> None:
    held = four_bits.read(file_of({"a": "b"}))
    with pytest.raises(ValueError, match="not known"):
        unpacking.unpack(held, tmp_path)
