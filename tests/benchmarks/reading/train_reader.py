"""Trains the reader: python -m tests.benchmarks.reading.train_reader --data DIR --out FOLDER.

DIR holds the public pairs (`../shared/reading-data`). With --near-misses and --begin FILE, what was
trained goes on learning to tell what nearly answers; --share says how much of it is then taken, and
the rest is left as it was in FILE. On a device of its own it takes minutes, on
two cores about two hours for a share of the pairs. What was begun in FOLDER is resumed.

With --model multilingual-e5-small the pairs in other languages are read, too. On two cores, as few
rows as can be learned from in half an hour: `--by-words --every 4 --tokens 144 --rows 3 --pairs 10
--rank 48 --frozen 6 --rate 4e-4 --steps 100000 --seconds 1800`. At a rate of 1e-3 so few rows in a
step lose all that was learned, after some 350 steps.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.reading import mining, pairs, scoring, training
from benchmarks.reading.groups import USUAL, Groups, Shelf, Sizes
from benchmarks.reading.pairs import Pair

from index.embedding import packaged
from index.reading.network import Network, make

SEED, _NEAR_MISSES_SEED = 13, 17
_HELD_OUT = 60  # of so many articles or passages, one is not trained on
_NEAR_MISSES_HELD_OUT = 20
_AMONG_NEAR_MISSES = 0.8  # of the groups of a round on them
_LISTWISE = 1.0  # in such a round, so that an answer is above what is like it


@dataclass(frozen=True, slots=True)
class _Size:
    """How much is learned: each so-manieth pair, so many steps, so many pairs in a step.

    Each pair is a group of some five rows.
    """

    every: int
    steps: int
    pairs: int


_ON_DEVICE = _Size(every=1, steps=1700, pairs=224)  # seven minutes and 20 GB of an H100
_ON_CPU = _Size(every=3, steps=1500, pairs=16)  # some two hours of two free cores
_RANK = 64
_RATE = 1e-3
_RATE_WHOLE = 2e-4


def main() -> None:
    """Read the pairs, find what is near each, train, and write what was trained."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    arguments = _arguments(_ON_DEVICE if device.type == "cuda" else _ON_CPU)
    torch.set_float32_matmul_precision("high")
    arguments.out.mkdir(parents=True, exist_ok=True)
    shares = _shares(arguments)
    read = pairs.read(arguments.data, shares)[:: arguments.every]
    print(f"{len(read)} pairs", flush=True)
    for source in pairs.missing(arguments.data, shares):
        print(f"not in {arguments.data}, so nothing of it is trained on: {source}", flush=True)
    tokenizer = Tokenizer.from_file(str(arguments.folder / "tokenizer.json"))
    shelf = Shelf(read, tokenizer)
    print(f"{len(shelf.short)} short and {len(shelf.whole)} whole pieces", flush=True)
    network = make(arguments.folder)
    near = _near(arguments, read, shelf, network, tokenizer, device)
    among = _AMONG_NEAR_MISSES if arguments.near_misses else 0.0
    sizes = Sizes(arguments.tokens, arguments.rows)
    groups = Groups(read, shelf, near[0], near[1], among_near_misses=among, sizes=sizes)
    network = train(network, arguments, read, groups, device)
    learned = training.trained(network)
    if arguments.begin is not None and arguments.share < 1:
        learned = training.blend(load_file(str(arguments.begin)), learned, arguments.share)
    save_file(learned, str(arguments.out / "reader.safetensors"))
    if arguments.candidates is not None:
        reader = scoring.NetworkReader(network, tokenizer, device)
        scoring.score_all(arguments.candidates, reader, arguments.out)


def _arguments(usual: _Size) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the public pairs")
    parser.add_argument("--out", type=Path, required=True, help="where what is trained is written")
    parser.add_argument("--model", default=packaged.DEFAULT_MODEL, help="a packaged model's name")
    parser.add_argument("--every", type=int, default=usual.every, help="take each so-manieth pair")
    parser.add_argument("--steps", type=int, default=usual.steps)
    parser.add_argument("--seconds", type=float, default=0.0, help="end after so many")
    parser.add_argument("--pairs", type=int, default=usual.pairs, help="pairs in a step")
    parser.add_argument("--tokens", type=int, default=USUAL.tokens, help="of a row at most")
    parser.add_argument("--rows", type=int, default=USUAL.rows, help="of a group, or one more")
    parser.add_argument("--by-words", action="store_true", help="mine without the model's vectors")
    parser.add_argument("--rank", type=int, default=_RANK, help="0 trains whole matrices")
    parser.add_argument("--frozen", type=int, default=0, help="layers that stay as they are")
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--begin", type=Path, help="what was trained before, to go on from")
    parser.add_argument("--near-misses", action="store_true", help="a round on what nearly answers")
    parser.add_argument("--share", type=float, default=1.0, help="of what is learned beside FILE")
    parser.add_argument("--workers", type=int, default=max(0, (os.cpu_count() or 1) - 2))
    parser.add_argument("--candidates", type=Path, help="a folder of cached candidates to score")
    arguments = parser.parse_args()
    arguments.folder = packaged.find_folder(arguments.model, arguments.out)
    return arguments


def _shares(arguments: argparse.Namespace) -> Mapping[str, float]:
    """Choose the sets, and how often each is drawn, for a model and a round."""
    if arguments.near_misses:
        return pairs.NEAR_MISS_SHARES
    is_multilingual = packaged.expected(arguments.model).multilingual
    return pairs.MULTILINGUAL_SHARES if is_multilingual else pairs.SHARES


def train(
    network: Network,
    arguments: argparse.Namespace,
    read: tuple[Pair, ...],
    groups: Groups,
    device: torch.device,
) -> Network:
    """Train a network on all pairs but those held out."""
    held_out = _NEAR_MISSES_HELD_OUT if arguments.near_misses else _HELD_OUT
    sources = ["" if is_held_out(pair, held_out) else pair.source for pair in read]
    shares = _shares(arguments)
    at_once = training.ROWS_ON_CPU if device.type == "cpu" else training.ROWS_ON_DEVICE
    seed = _NEAR_MISSES_SEED if arguments.near_misses else SEED
    feed = training.Feed(groups, sources, {"": 0.0, **shares}, seed, arguments.pairs, at_once)
    rate = arguments.rate or (_RATE if arguments.rank else _RATE_WHOLE)
    plan = training.Plan(
        rank=arguments.rank,
        steps=arguments.steps,
        seconds=arguments.seconds,
        rate=rate,
        seed=seed,
        workers=arguments.workers,
        begins=None if arguments.begin is None else load_file(str(arguments.begin)),
        listwise=_LISTWISE if arguments.near_misses else training.LISTWISE,
        frozen=arguments.frozen,
    )
    return training.train(network, feed, plan, device, arguments.out)


def is_held_out(pair: Pair, every: int = _HELD_OUT) -> bool:
    """Tell whether a pair's article, or passage where it has no title, is kept from training."""
    return crc32((pair.title or pair.sentences[0]).encode()) % every == 0


def _near(
    arguments: argparse.Namespace,
    read: tuple[Pair, ...],
    shelf: Shelf,
    network: Network,
    tokenizer: Tokenizer,
    device: torch.device,
) -> list[NDArray[np.int32]]:
    """Find what is near each pair, once for a folder."""
    found = []
    encoder: nn.Module | None = network.encoder.to(device).eval()
    if arguments.by_words or (arguments.near_misses and device.type == "cpu"):
        encoder = None  # as few of them are drawn, or to embed all would take hours
    for name, pieces in (("short", shelf.short), ("whole", shelf.whole)):
        path = arguments.out / f"near-{name}.npy"
        if not path.exists():
            np.save(path, mining.mine(read, shelf, pieces, encoder, tokenizer, device))
            print(f"{name} pieces near each question found", flush=True)
        found.append(np.load(path))
    return found


if __name__ == "__main__":
    main()
