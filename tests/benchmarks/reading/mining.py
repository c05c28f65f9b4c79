"""Finds for each question the pieces that search would find, and that do not answer it.

The nearest by the model's cosine and the best by BM25, as in the product's search. A piece that
holds a known wording of the answer, or a sentence that answers, is left out.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from benchmarks.reading.groups import Piece, Shelf
from benchmarks.reading.pairs import Pair, is_said, plain
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from tokenizers import Tokenizer
from torch import Tensor, nn

BY_COSINE = 24  # pieces looked at of each question
BY_WORDS = 16
KEPT = 20  # of them, those that do not answer
_QUESTIONS = 1024  # compared at once
_TEXTS = 512  # embedded at once
_TOKENS = 200
_K1, _B = 1.2, 0.75
_WIDE = 100_000  # words, of which no whole table is multiplied: it would take 50 GB
_RARE = 6  # words of a question looked for where there is no device to multiply whole tables


def mine(
    pairs: Sequence[Pair],
    shelf: Shelf,
    pieces: Sequence[Piece],
    encoder: nn.Module | None,
    tokenizer: Tokenizer,
    device: torch.device,
) -> NDArray[np.int32]:
    """List for each pair up to `KEPT` pieces that do not answer: int32 (pairs, k), then -1.

    Without an encoder they are found by words alone, in minutes where no device embeds them.
    """
    asked = list(dict.fromkeys(pair.question for pair in pairs))
    rows = {question: row for row, question in enumerate(asked)}
    texts = [_under_title(shelf, piece) for piece in pieces]
    near = _nearest(asked, texts, encoder, tokenizer, device)
    said = [f" {plain(shelf.read(piece))} " for piece in pieces]
    found = np.full((len(pairs), KEPT), -1, dtype=np.int32)
    for at, pair in enumerate(pairs):
        kept = [
            which
            for which in near[rows[pair.question]].tolist()
            if which >= 0 and not _answers(pair, pieces[which], said[which])
        ][:KEPT]
        found[at, : len(kept)] = kept
    return found


def _answers(pair: Pair, piece: Piece, said: str) -> bool:
    """Tell whether a piece answers as far as wordings tell, or is the passage itself."""
    if any(is_said(answer, said) for answer in pair.answers):
        return True
    if any(plain(pair.sentences[at]) in said for at in pair.answering):
        return True
    is_own = piece.passage == pair.passage
    return is_own and (not pair.answering or not pair.answers)


def _under_title(shelf: Shelf, piece: Piece) -> str:
    title = shelf.titles[piece.passage]
    return f"{title}\n{shelf.read(piece)}" if title else shelf.read(piece)


def _nearest(
    asked: Sequence[str],
    texts: Sequence[str],
    encoder: nn.Module | None,
    tokenizer: Tokenizer,
    device: torch.device,
) -> NDArray[np.int32]:
    """Find the pieces nearest by cosine and by words, taken in turns: int32 (questions, k)."""
    words = tokenizer.get_vocab_size()
    by_words = _by_words(_tokens(tokenizer, asked), _tokens(tokenizer, texts), words, device)
    if encoder is None:
        return by_words
    vectors = embed(encoder, tokenizer, texts, device)
    questions = embed(encoder, tokenizer, asked, device)
    by_cosine = []
    for first in range(0, len(asked), _QUESTIONS):
        similarities = questions[first : first + _QUESTIONS] @ vectors.T
        by_cosine.append(similarities.topk(min(BY_COSINE, len(texts))).indices.int().cpu())
    del vectors, questions
    return np.array(list(_in_turns(torch.cat(by_cosine).numpy(), by_words)), dtype=np.int32)


def _in_turns(one: NDArray[np.int32], other: NDArray[np.int32]) -> Iterator[list[int]]:
    width = one.shape[1] + other.shape[1]
    for left, right in zip(one.tolist(), other.tolist(), strict=True):
        longer = max(len(left), len(right))
        turns = [x[at] for at in range(longer) for x in (left, right) if at < len(x)]
        unique = list(dict.fromkeys(turns))
        yield unique + [-1] * (width - len(unique))


def embed(
    encoder: nn.Module, tokenizer: Tokenizer, texts: Sequence[str], device: torch.device
) -> Tensor:
    """Embed texts as the packaged model does, the mean over its tokens: (n, d), of length 1."""
    encoded = _tokens(tokenizer, texts, special=True)
    order = sorted(range(len(texts)), key=lambda at: len(encoded[at]))
    kind = torch.float16 if device.type == "cuda" else torch.float32
    vectors: Tensor | None = None
    for first in range(0, len(order), _TEXTS):
        batch = order[first : first + _TEXTS]
        longest = max(len(encoded[at]) for at in batch)
        ids = np.zeros((len(batch), longest), dtype=np.int64)
        for row, at in enumerate(batch):
            ids[row, : len(encoded[at])] = encoded[at]
        given = torch.from_numpy(ids).to(device)
        mask = is_token([len(encoded[at]) for at in batch], longest).to(device)
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16):
            states = encoder(input_ids=given, attention_mask=mask.long()).last_hidden_state
        held = states.float() * mask[..., None]
        mean = nn.functional.normalize(held.sum(1) / mask.sum(1, keepdim=True), dim=1).to(kind)
        if vectors is None:
            vectors = torch.empty((len(texts), mean.shape[1]), dtype=kind, device=device)
        vectors[torch.tensor(batch, device=device)] = mean
    assert vectors is not None
    return vectors


def is_token(lengths: Sequence[int], longest: int) -> Tensor:
    """Tell tokens from padding: bool (n, t)."""
    return torch.arange(longest)[None] < torch.tensor(lengths)[:, None]


def _tokens(
    tokenizer: Tokenizer, texts: Sequence[str], *, special: bool = False
) -> list[list[int]]:
    tokenizer.no_padding()
    tokenizer.enable_truncation(_TOKENS)
    found = [
        encoded.ids for encoded in tokenizer.encode_batch(list(texts), add_special_tokens=special)
    ]
    tokenizer.no_truncation()
    return found


def _by_words(
    asked: Sequence[Sequence[int]],
    texts: Sequence[Sequence[int]],
    vocabulary: int,
    device: torch.device,
) -> NDArray[np.int32]:
    """Find the best by BM25 over word pieces: int32 (questions, BY_WORDS)."""
    lengths = np.array([len(text) for text in texts])
    mean = max(1.0, float(lengths.mean()))
    rows = np.repeat(np.arange(len(texts)), lengths)
    every = np.fromiter((number for text in texts for number in text), dtype=np.int64)
    unique, counts = np.unique(rows * vocabulary + every, return_counts=True)
    rows, words = unique // vocabulary, unique % vocabulary
    held = np.bincount(words, minlength=vocabulary)
    idf = np.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
    weights = idf[words] * counts * (_K1 + 1)
    weights = weights / (counts + _K1 * (1 - _B + _B * lengths[rows] / mean))
    if device.type == "cpu" or vocabulary > _WIDE:
        shape = len(texts), vocabulary
        return _top_sparse(asked, csr_matrix((weights, (rows, words)), shape), held)
    table = torch.zeros((len(texts), vocabulary), dtype=torch.float16, device=device)
    table[torch.from_numpy(rows).to(device), torch.from_numpy(words).to(device)] = torch.from_numpy(
        weights
    ).to(device, torch.float16)
    return _top(asked, table)


def _top(asked: Sequence[Sequence[int]], table: Tensor) -> NDArray[np.int32]:
    """Multiply whole tables, as a device of its own does fastest."""
    found = []
    for first in range(0, len(asked), _QUESTIONS):
        query = torch.zeros(
            (min(_QUESTIONS, len(asked) - first), table.shape[1]), dtype=table.dtype
        )
        for row, words in enumerate(asked[first : first + _QUESTIONS]):
            query[row, list(words)] = 1
        values = query.to(table.device) @ table.T
        found.append(values.topk(min(BY_WORDS, len(table))).indices.int().cpu().numpy())
    return np.concatenate(found)


def _top_sparse(
    asked: Sequence[Sequence[int]], table: "csr_matrix", held: NDArray[np.int64]
) -> NDArray[np.int32]:
    """Multiply what is not zero, and by the rare words only."""
    found = np.full((len(asked), BY_WORDS), -1, dtype=np.int32)
    by_word = table.T.tocsr()
    for at, words in enumerate(asked):
        rare = sorted(set(words), key=lambda word: held[word])[:_RARE]
        values = np.asarray(by_word[rare].sum(axis=0)).ravel()
        best = np.argpartition(-values, min(BY_WORDS, len(values) - 1))[:BY_WORDS]
        best = best[np.argsort(-values[best], kind="stable")]
        found[at, : len(best)] = best
    return found
