"""Reads the cached candidates of every set with a network in torch, and keeps what it said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from benchmarks.reading import sought as kept
from benchmarks.reading.sought import Candidate, Sought
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn

from index.reading.layout import MOST_TOKENS, lay_out

_START, _STOP = 101, 102
_ROWS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class _Laid:
    ids: list[int]
    begins: int
    sentences: NDArray[np.int64]  # of each token of the passage, -1 for the last mark


def score_all(
    folder: Path, network: nn.Module, tokenizer: Tokenizer, device: torch.device, out: Path
) -> None:
    """Write, for each cached set in a folder, what the network says of the candidates."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        logits, weights = score(kept.read(path), network, tokenizer, device)
        write(out / f"scores-{name}.npz", logits, weights)
        print(f"{name}: {len(logits)} candidates read", flush=True)


def score(
    sought: Sequence[Sought], network: nn.Module, tokenizer: Tokenizer, device: torch.device
) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
    """Give the logits of all candidates, (c,), and of each the weights of its sentences, (s, 4).

    The weights are the mean and the highest logit of its tokens, of both heads; -99 for a sentence
    that was not read.
    """
    tokenizer.no_truncation()
    tokenizer.no_padding()
    laid = list(_laid_out(sought, tokenizer))
    counts = [len(one.sentences) for asked in sought for one in asked.candidates]
    order = sorted(range(len(laid)), key=lambda at: len(laid[at].ids))
    logits = np.zeros(len(laid), dtype=np.float32)
    weights = [np.full((count, 4), -99, dtype=np.float32) for count in counts]
    for first in range(0, len(order), _ROWS_AT_ONCE):
        chosen = order[first : first + _ROWS_AT_ONCE]
        longest = max(len(laid[at].ids) for at in chosen)
        ids = np.zeros((len(chosen), longest), dtype=np.int64)
        types = np.zeros_like(ids)
        for row, at in enumerate(chosen):
            ids[row, : len(laid[at].ids)] = laid[at].ids
            types[row, laid[at].begins : len(laid[at].ids)] = 1
        given, kinds = torch.from_numpy(ids).to(device), torch.from_numpy(types).to(device)
        with torch.inference_mode():
            answer, tokens = network(given, (given > 0).long(), kinds)
        found, each = answer.float().cpu().numpy(), tokens.float().cpu().numpy()
        for row, at in enumerate(chosen):
            logits[at] = found[row]
            begins, held = laid[at].begins, laid[at].sentences
            for sentence in range(counts[at]):
                rows = each[row, begins : begins + len(held)][held == sentence]
                if len(rows):
                    weights[at][sentence] = [*rows.mean(0), *rows.max(0)]
    return logits, weights


def write(
    path: Path, logits: NDArray[np.float32], weights: Sequence[NDArray[np.float32]]
) -> None:
    """Keep what was said of a set's candidates, in their order."""
    lengths = np.array([len(one) for one in weights])
    np.savez_compressed(
        path, logits=logits, weights=np.concatenate(weights).astype(np.float16), lengths=lengths
    )


def _laid_out(sought: Sequence[Sought], tokenizer: Tokenizer) -> Iterator[_Laid]:
    for asked in sought:
        question = tokenizer.encode(asked.question, add_special_tokens=False).ids
        for candidate in asked.candidates:
            yield _laid(question, candidate, tokenizer)


def _laid(question: Sequence[int], candidate: Candidate, tokenizer: Tokenizer) -> _Laid:
    above = "\n".join(text for text in (candidate.title, candidate.above) if text)
    context = [
        tokenizer.encode(text, add_special_tokens=False).ids for text in (above, candidate.before)
    ]
    ids = lay_out(question, *context, _START, _STOP)
    passage = tokenizer.encode(candidate.text, add_special_tokens=False)
    room = MOST_TOKENS - 1 - len(ids)
    starts = np.array([start for start, _ in passage.offsets[:room]], dtype=np.int64)
    firsts = np.array([start for start, _ in candidate.sentences])
    sentences = np.searchsorted(firsts, starts, side="right") - 1
    return _Laid([*ids, *passage.ids[:room], _STOP], len(ids), sentences)
