"""Has a reader read the cached candidates of a set, and keeps what it says of them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from benchmarks.reading import sought as kept
from benchmarks.reading import training
from benchmarks.reading.sought import Candidate, Sought
from tokenizers import Tokenizer
from torch import nn

from index.reading import layout, network
from index.reading.layout import Laid
from index.reading.reader import InContext, Reader, Reading, ReadTwice, ToRead, read_again
from index.records import Span

_ROWS_AT_ONCE = 64
_PAIRS_AT_ONCE = 640


class NetworkReader:
    """A reader in torch, on whatever device its network is."""

    def __init__(self, reading: nn.Module, tokenizer: Tokenizer, device: torch.device) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._ends = layout.find_ends(tokenizer.token_to_id)
        self._network = reading
        self._tokenizer = tokenizer
        self._device = device

    @property
    def fingerprint(self) -> str:
        return "being trained"

    def read(self, pairs: Sequence[ToRead]) -> tuple[Reading, ...]:
        laid = [self._lay_out(pair) for pair in pairs]
        order = sorted(range(len(laid)), key=lambda at: len(laid[at].ids))
        found: dict[int, Reading] = {}
        for first in range(0, len(order), _ROWS_AT_ONCE):
            chosen = order[first : first + _ROWS_AT_ONCE]
            padded = layout.pad([laid[at] for at in chosen])
            given = [torch.from_numpy(array).to(self._device) for array in padded]
            is_short = training.multiplies_in_16_bits(self._device)
            with (
                torch.inference_mode(),
                torch.autocast(self._device.type, torch.bfloat16, enabled=is_short),
            ):
                answers, tokens = (said.float().cpu().numpy() for said in self._network(*given))
            for row, at in enumerate(chosen):
                count = len(pairs[at].passage.sentences)
                found[at] = layout.reading(laid[at], count, float(answers[row]), tokens[row])
        return tuple(found[at] for at in range(len(pairs)))

    def _lay_out(self, pair: ToRead) -> Laid:
        texts = (pair.question, pair.passage.above, pair.passage.before, pair.passage.text)
        question, above, before, passage = (
            self._tokenizer.encode(text, add_special_tokens=False) for text in texts
        )
        opening = layout.lay_out(question.ids, above.ids, before.ids, self._ends)
        places = [start for start, _ in passage.offsets]
        return layout.lay_out_passage(opening, passage.ids, places, pair.passage.sentences)


def load(folder: Path, weights: Path) -> NetworkReader:
    """Load a reader that was trained beside the model in a folder, before it is exported."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return NetworkReader(network.load(folder, weights), tokenizer, torch.device("cpu"))


def score_all(folder: Path, reader: Reader, out: Path) -> None:
    """Write, for each cached set in a folder, what the reader says of its candidates."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        name = path.name.removesuffix(".jsonl.gz")
        write(out / f"readings-{name}.npz", read_all(kept.read(path), reader))
        print(f"{name} read", flush=True)


def read_all(sought: Sequence[Sought], reader: Reader) -> list[ReadTwice]:
    """Read the candidates of all questions, one question after another."""
    pairs = [
        ToRead(asked.question, in_context(candidate))
        for asked in sought
        for candidate in asked.candidates
    ]
    readings: list[ReadTwice] = []
    for first in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[first : first + _PAIRS_AT_ONCE]
        readings.extend(read_again(reader, some, reader.read(some), range(len(some))))
    return readings


def in_context(candidate: Candidate) -> InContext:
    """Give a candidate as a reader takes it."""
    return InContext(
        text=candidate.text,
        sentences=tuple(Span(start, end) for start, end in candidate.sentences),
        above="\n".join(text for text in (candidate.title, candidate.above) if text),
        before=candidate.before,
    )


def write(path: Path, readings: Sequence[ReadTwice]) -> None:
    """Keep what was said of a set's candidates, in their order."""
    np.savez_compressed(
        path,
        log_odds=np.array([said.whole.log_odds for said in readings], dtype=np.float32),
        parts=np.array([said.part for said in readings], dtype=np.float32),
        weights=np.concatenate([said.whole.weights for said in readings]).astype(np.float32),
        counts=np.array([len(said.whole.weights) for said in readings]),
    )


def read(path: Path) -> list[ReadTwice]:
    """Read what `write` wrote."""
    held = np.load(path)
    ends = np.cumsum(held["counts"]).tolist()
    starts = [0, *ends[:-1]]
    weights = held["weights"].tolist()
    return [
        ReadTwice(Reading(log_odds, tuple(weights[start:end])), part)
        for log_odds, part, start, end in zip(
            held["log_odds"].tolist(), held["parts"].tolist(), starts, ends, strict=True
        )
    ]
