"""A model that was read from a file of 4 bits -> a folder in sentence-transformers layout.

No tokenizer and no configuration is copied: both follow from what the file holds.
"""

import json
import unicodedata
from pathlib import Path

from safetensors.numpy import save_file

from index.embedding.four_bits import MOST_TOKENS, TYPES, FourBits, Sizes, Vocabulary

_MODULES = (
    ("Transformer", ""),
    ("Pooling", "1_Pooling"),
    ("Normalize", "2_Normalize"),
)
_FIRST, _LAST = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in ("<s>", "</s>"))
_TEXT, _OTHER_TEXT = ({"Sequence": {"id": name, "type_id": 0}} for name in ("A", "B"))


def unpack(model: FourBits, folder: Path) -> None:
    """Write a model into a folder that is there and empty.

    Raises `ValueError` for a vocabulary that is normalised in another way than is known here, and
    `OSError`.
    """
    tokenizer = _tokenizer(model.vocabulary)
    for _, name in _MODULES[1:]:
        (folder / name).mkdir()
    save_file(dict(model.weights), folder / "model.safetensors", {"format": "pt"})
    for name, content in _configurations(model.sizes, model.vocabulary).items():
        (folder / name).write_text(json.dumps(content, indent=1), "utf-8")
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), "utf-8")


def _configurations(sizes: Sizes, vocabulary: Vocabulary) -> dict[str, object]:
    """Say how the model is put together, by the names of the files that hold it."""
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": sizes.words,
            "hidden_size": sizes.dimensions,
            "num_hidden_layers": sizes.layers,
            "num_attention_heads": sizes.heads,
            "intermediate_size": sizes.inner,
            "max_position_embeddings": MOST_TOKENS,
            "type_vocab_size": TYPES,
            "layer_norm_eps": sizes.smallest,
            "pad_token_id": vocabulary.special["<pad>"],
        },
        "modules.json": [
            {"idx": at, "name": str(at), "path": path}
            | {"type": f"sentence_transformers.models.{kind}"}
            for at, (kind, path) in enumerate(_MODULES)
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": sizes.dimensions,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
        },
        "sentence_bert_config.json": {"max_seq_length": MOST_TOKENS, "do_lower_case": False},
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": MOST_TOKENS,
            **dict.fromkeys(("bos_token", "cls_token"), "<s>"),
            **dict.fromkeys(("eos_token", "sep_token"), "</s>"),
            **{"pad_token": "<pad>", "unk_token": "<unk>"},
        },
    }


def _tokenizer(vocabulary: Vocabulary) -> dict[str, object]:
    """Describe the tokenizer: it cuts a text into the pieces that together are the likeliest."""
    ends = {
        piece: {"id": piece, "ids": [vocabulary.special[piece]], "tokens": [piece]}
        for piece in ("<s>", "</s>")
    }
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": _normalizers(vocabulary)},
        "pre_tokenizer": {
            "type": "Metaspace",
            "replacement": "▁",
            "prepend_scheme": "always",
            "split": False,
        },
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [_FIRST, _TEXT, _LAST],
            "pair": [_FIRST, _TEXT, _LAST, _LAST, _OTHER_TEXT, _LAST],
            "special_tokens": ends,
        },
        "decoder": None,
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.special["<unk>"],
            "vocab": list(zip(vocabulary.pieces, vocabulary.log_probabilities, strict=True)),
            "byte_fallback": False,
        },
    }


def _normalizers(vocabulary: Vocabulary) -> list[dict[str, object]]:
    """List how a text is prepared: most characters as Unicode's NFKC says, the others by class.

    Of the others some are left out and some become a space.
    """
    others = {
        character: turned
        for character, turned in vocabulary.normalised.items()
        if unicodedata.normalize("NFKC", character) != turned
    }
    if not set(others.values()) <= {"", " "}:
        raise ValueError("characters are normalised in a way that is not known")
    classes = {
        turned: "".join(f"\\x{{{ord(each):x}}}" for each in others if others[each] == turned)
        for turned in ("", " ")
    }
    steps = [_replacing(f"[{held}]", turned) for turned, held in classes.items() if held]
    return [*steps, {"type": "NFKC"}, _replacing(" {2,}", " ")]


def _replacing(pattern: str, turned: str) -> dict[str, object]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": turned}
