"""Trains a reader's network: low-rank changes of the encoder's matrices, and the heads."""

import gc
import json
import math
import os
import random
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from benchmarks.reading.groups import ANSWER, ANSWERING, UNKNOWN, Groups, Row
from numpy.typing import NDArray
from torch import Tensor, nn

from index.reading.network import Network

ROWS_ON_DEVICE, ROWS_ON_CPU = 400, 16
"""Rows computed together: on a processor few, so that they are nearly of one length."""

_AHEAD = 48  # steps that are drawn before they are needed
_WARMUP = 0.06
LISTWISE = 0.4
"""Weight of the loss that compares the rows of a group, beside that of each row alone."""

_EVIDENCE = 0.6
_MISSING = 0.7
"""Weight of the loss of what a passage does not say of a question, token by token.

An answer is one bit a row; which word is missing teaches the same in more of them."""

_MISSING_HEAD = "missing"  # which is not kept: what the encoder learns by it is

_WRONG_EVIDENCE = 0.2  # of tokens in passages that do not answer, beside those that do
_SMOOTHING = 0.02
_SAVED_EVERY = 60  # seconds


@dataclass(frozen=True, slots=True)
class Plan:
    """How a network is trained: rank 0 trains whole matrices.

    The first `frozen` layers, and all below them, stay as they are. They hold what languages share:
    what is learned of some serves the others better then (Wu and Dredze, Beto, Bentz, Becas, 2019).
    """

    rank: int
    steps: int
    seconds: float
    rate: float
    seed: int
    workers: int
    begins: Mapping[str, Tensor] | None = None
    listwise: float = LISTWISE
    frozen: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows padded to one length, as they pass between processes: ids, marks, missing are (n, t).

    `lengths` and `begins` say how many tokens each row has, and where its passage begins; `groups`
    numbers the groups of a step from 0. `missing` is -1 of tokens of which nobody knows.
    """

    ids: NDArray[np.int32]
    marks: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    begins: NDArray[np.int64]
    right: NDArray[np.float32]
    groups: NDArray[np.int64]
    missing: NDArray[np.float32]


class LowRank(nn.Module):
    """A linear layer whose matrix stays as it is, and what is learned beside it."""

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear
        linear.weight.requires_grad_(False)
        self.down = nn.Parameter(torch.empty(rank, linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))
        nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))
        self.whole: Tensor | None = None

    def add_up(self, kind: torch.dtype) -> None:
        """Add what is learned to the matrix, once for all rows of a step."""
        self.whole = (self.linear.weight + self.up @ self.down).to(kind)

    def forward(self, given: Tensor) -> Tensor:
        """Multiply by both."""
        weight = self.whole
        if weight is None:
            weight = self.linear.weight + self.up @ self.down
        return nn.functional.linear(given, weight, self.linear.bias)


def prepare(network: Network, rank: int, frozen: int = 0) -> None:
    """Freeze the table of words, so many layers, and where a rank is given all matrices."""
    kept = tuple(f"encoder.layer.{at}." for at in range(frozen))
    kept = (*kept, "embeddings.") if frozen else kept
    for name, parameter in network.encoder.named_parameters():
        is_table = "word_embeddings" in name or "position_embeddings" in name
        if is_table or name.startswith(kept):
            parameter.requires_grad_(False)
    for name, module in list(network.encoder.named_modules()) if rank else ():
        for part, child in list(module.named_children()):
            if isinstance(child, nn.Linear) and not f"{name}.{part}".startswith(kept):
                setattr(module, part, LowRank(child, rank))


def begin_from(network: Network, learned: Mapping[str, Tensor]) -> None:
    """Take over what was trained before, by the names of `trained`."""
    own = {
        _plain_name(name): parameter
        for name, parameter in network.named_parameters()
        if parameter.requires_grad
    }
    with torch.no_grad():
        for name, tensor in learned.items():
            own[name].copy_(tensor.float())


def trained(network: Network) -> dict[str, Tensor]:
    """Collect what was trained, under the names that `index.reading.network.merge` knows.

    The head that only teaches is left out.
    """
    return {
        _plain_name(name): parameter.detach().to("cpu", torch.float16)
        for name, parameter in network.named_parameters()
        if parameter.requires_grad and not name.startswith(_MISSING_HEAD)
    }


def blend(
    before: Mapping[str, Tensor], after: Mapping[str, Tensor], share: float
) -> dict[str, Tensor]:
    """Average what was trained before and after, of which the latter counts `share`.

    So what a round taught is kept and less of what came before is lost (Wortsman et al., Robust
    fine-tuning of zero-shot models, 2022). Matrices are averaged whole, then cut to their rank.
    """
    found: dict[str, Tensor] = {}
    for name, tensor in after.items():
        if name.endswith(".down"):
            up = name.removesuffix(".down") + ".up"
            whole = sum(
                part * (held[up].float() @ held[name].float())
                for part, held in ((1 - share, before), (share, after))
            )
            left, values, right = torch.linalg.svd(whole, full_matrices=False)
            root = values[: len(tensor)].sqrt()
            found[up] = (left[:, : len(tensor)] * root).half().contiguous()
            found[name] = (root[:, None] * right[: len(tensor)]).half().contiguous()
        elif not name.endswith(".up"):
            found[name] = ((1 - share) * before[name].float() + share * tensor.float()).half()
    return found


def _plain_name(name: str) -> str:
    plain = name.replace(".linear.", ".")
    stem, _, end = plain.rpartition(".")
    return f"{stem}.weight.{end}" if end in ("down", "up") else plain


class Feed:
    """Steps of rows, drawn in other processes; step k is the same whenever it is drawn."""

    def __init__(
        self,
        groups: Groups,
        sources: Sequence[str],
        shares: dict[str, float],
        seed: int,
        size: int,
        rows_at_once: int = ROWS_ON_DEVICE,
    ) -> None:
        self._rows_at_once = rows_at_once
        self._groups = groups
        self._sources = sources
        self._shares = shares
        self._seed = seed
        self._size = size
        self._order: dict[int, list[int]] = {}

    def step(self, number: int) -> tuple[Batch, ...]:
        """Draw the rows of a step, like with like in length."""
        draw = random.Random(self._seed * 1_000_003 + number)
        rows = [
            (at, row)
            for at, pair in enumerate(self._pairs_of(number))
            for row in self._groups.draw(pair, draw)
        ]
        rows.sort(key=lambda drawn: len(drawn[1].ids))
        return tuple(
            _batch(rows[first : first + self._rows_at_once])
            for first in range(0, len(rows), self._rows_at_once)
        )

    def _pairs_of(self, number: int) -> list[int]:
        """List the pairs of a step; epochs follow each other, each shuffled and drawn anew."""
        epoch, first = 0, number * self._size
        while first >= (held := len(self._epoch(epoch)) // self._size * self._size):
            first -= held
            epoch += 1
        return self._epoch(epoch)[first : first + self._size]

    def _epoch(self, epoch: int) -> list[int]:
        if epoch not in self._order:
            draw = random.Random(self._seed + epoch)
            chosen = [
                at
                for at, source in enumerate(self._sources)
                for _ in range(int(self._shares[source] + draw.random()))
            ]
            draw.shuffle(chosen)
            self._order[epoch] = chosen
        return self._order[epoch]


def _batch(rows: Sequence[tuple[int, Row]]) -> Batch:
    shape = len(rows), len(rows[-1][1].ids)
    ids, marks = np.zeros(shape, dtype=np.int32), np.full(shape, UNKNOWN, dtype=np.uint8)
    missing = np.full(shape, -1, dtype=np.float32)
    for at, (_, row) in enumerate(rows):
        missing[at, 1 : 1 + len(row.missing)] = row.missing
        ids[at, : len(row.ids)] = row.ids
        marks[at, row.begins : row.begins + len(row.marks)] = row.marks
    return Batch(
        ids=ids,
        marks=marks,
        lengths=np.array([len(row.ids) for _, row in rows]),
        begins=np.array([row.begins for _, row in rows]),
        right=np.array([row.is_right for _, row in rows], dtype=np.float32),
        groups=np.array([group for group, _ in rows]),
        missing=missing,
    )


_FEED: Feed | None = None  # of a process that draws


def _draw(number: int) -> tuple[Batch, ...]:
    assert _FEED is not None
    return _FEED.step(number)


def steps(feed: Feed, first: int, end: int, workers: int) -> Iterator[tuple[Batch, ...]]:
    """Draw steps in order, a few ahead of their use."""
    global _FEED
    _FEED = feed
    if not workers:
        yield from map(_draw, range(first, end))
        return
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    gc.collect()
    gc.freeze()  # or each process copies all that the collector looks at
    with get_context("fork").Pool(workers) as pool:
        ahead = deque(
            pool.apply_async(_draw, (at,)) for at in range(first, min(end, first + _AHEAD))
        )
        following = first + len(ahead)
        while ahead:
            yield ahead.popleft().get()
            if following < end:
                ahead.append(pool.apply_async(_draw, (following,)))
                following += 1


def train(network: Network, feed: Feed, plan: Plan, device: torch.device, folder: Path) -> Network:
    """Train for so many steps, or for so many seconds; resume what was begun in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(plan.seed)
    prepare(network, plan.rank, plan.frozen)
    if plan.begins is not None:
        begin_from(network, plan.begins)
    if device.type == "cpu":  # where the other one takes twice as long with dropout
        network.encoder.set_attn_implementation("eager")  # type: ignore[operator]  # a model's
        _drop_nothing(network)
    network.add_module(_MISSING_HEAD, nn.Linear(network.evidence.in_features, 1))
    network.to(device).train()
    optimizer = _optimizer(network, plan)
    done = _resume(network, optimizer, folder)
    began, saved, losses = time.perf_counter(), time.perf_counter(), [0.0] * 4
    waited, asked = 0.0, time.perf_counter()
    total, at = plan.steps, done
    for at, drawn in enumerate(steps(feed, done, plan.steps, plan.workers), done):
        waited += time.perf_counter() - asked
        elapsed = time.perf_counter() - began
        progress = max(at / total, elapsed / plan.seconds if plan.seconds else 0.0)
        if progress >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = group["highest"] * _schedule(progress)
        losses = [
            0.98 * old + 0.02 * new if at > done else new
            for old, new in zip(
                losses, _step(network, optimizer, drawn, plan.listwise), strict=True
            )
        ]
        if at % 50 == 0:
            shown = " ".join(f"{loss:.4f}" for loss in losses)
            print(
                f"step {at} of {total} {elapsed:.0f} s, {waited:.0f} s waited for rows,"
                f" {progress:.1%} loss {shown}",
                flush=True,
            )
        if time.perf_counter() - saved > _SAVED_EVERY:
            _save(network, optimizer, at + 1, folder)
            saved = time.perf_counter()
        asked = time.perf_counter()
    _add_up(network, None)
    print(f"trained {at + 1} steps in {time.perf_counter() - began:.0f} s", flush=True)
    return network.eval()


def _drop_nothing(network: Network) -> None:
    """Switch dropout off: it is a quarter of a processor's time, and few rows come twice."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0


def _optimizer(network: Network, plan: Plan) -> torch.optim.Optimizer:
    """Give the low-rank matrices and the heads the whole rate, vectors and matrices their own."""
    fast: list[nn.Parameter] = []
    slow: list[nn.Parameter] = []
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            is_new = name.endswith((".down", ".up")) or not name.startswith("encoder.")
            (fast if is_new else slow).append(parameter)
    slow_rate = plan.rate / 4 if plan.rank else plan.rate
    fast_rate = plan.rate if plan.rank else 3 * plan.rate
    groups = [
        {"params": fast, "lr": fast_rate, "highest": fast_rate, "weight_decay": 0.01},
        {"params": slow, "lr": slow_rate, "highest": slow_rate, "weight_decay": 0.01},
    ]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=torch.cuda.is_available())


def _schedule(progress: float) -> float:
    if progress < _WARMUP:
        return progress / _WARMUP + 1e-3
    return 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (progress - _WARMUP) / (1 - _WARMUP)))


def _step(
    network: Network,
    optimizer: torch.optim.Optimizer,
    drawn: Sequence[Batch],
    listwise: float,
) -> list[float]:
    device = next(network.parameters()).device
    optimizer.zero_grad(set_to_none=True)
    kind = torch.bfloat16 if multiplies_in_16_bits(device) else torch.float32
    _add_up(network, kind)
    logits, rights, groups = [], [], []
    evidence = torch.zeros((), device=device)
    lacking, known = torch.zeros((), device=device), 0
    states: list[Tensor] = []  # of the encoder, for the head that the network itself has not
    keeping = network.evidence.register_forward_pre_hook(lambda _, given: states.append(given[0]))
    for batch in drawn:
        ids = _on(batch.ids.astype(np.int64), device)
        marks, right = _on(batch.marks, device), _on(batch.right, device)
        places = torch.arange(ids.shape[1], device=device)
        mask = (places < _on(batch.lengths, device)[:, None]).long()
        types = mask * (places >= _on(batch.begins, device)[:, None]).long()
        with torch.autocast(device.type, torch.bfloat16, enabled=kind == torch.bfloat16):
            answer, tokens = network(ids, mask, types)
        logits.append(answer.float())
        rights.append(right)
        groups.append(_on(batch.groups, device))
        evidence = evidence + _evidence_loss(tokens.float(), marks, right)
        lacking = lacking + _missing_loss(network, states.pop(), _on(batch.missing, device))
        known += int((batch.missing >= 0).any(axis=1).sum())
    keeping.remove()
    logit, right, group = torch.cat(logits), torch.cat(rights), torch.cat(groups)
    aimed = right * (1 - 2 * _SMOOTHING) + _SMOOTHING
    alone = nn.functional.binary_cross_entropy_with_logits(logit, aimed)
    together = _listwise(logit, right, group)
    evidence = evidence / right.sum().clamp(min=1)
    lacking = lacking / max(1, known)
    loss = alone + listwise * together + _EVIDENCE * evidence + _MISSING * lacking
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it without types
    nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 1.0)
    optimizer.step()
    return torch.stack([alone, together, evidence, lacking]).tolist()


def multiplies_in_16_bits(device: torch.device) -> bool:
    """Tell whether matrices of 16 bits are multiplied faster: four times, by some processors."""
    return device.type == "cuda" or torch.cpu._is_avx512_bf16_supported()


def _add_up(network: Network, kind: torch.dtype | None) -> None:
    """Add up the matrices for a step; without a kind, forget the sums."""
    for module in network.modules():
        if isinstance(module, LowRank):
            if kind is None:
                module.whole = None
            else:
                module.add_up(kind)


def _on(array: NDArray[Any], device: torch.device) -> Tensor:  # of any kind of number
    tensor = torch.from_numpy(array)
    return tensor.pin_memory().to(device, non_blocking=True) if device.type == "cuda" else tensor


def _listwise(logit: Tensor, right: Tensor, group: Tensor) -> Tensor:
    """Compute the mean, over groups that have a right row, of minus the log of its softmax."""
    count = int(group.max()) + 1
    total = torch.zeros(count, device=logit.device).index_add(0, group, logit.exp())
    chosen = right > 0
    return (total[group[chosen]].log() - logit[chosen]).mean()


def _evidence_loss(tokens: Tensor, marks: Tensor, right: Tensor) -> Tensor:
    """Sum over rows the mean over a row's tokens: whether in the sentence, whether the answer."""
    known = marks != UNKNOWN
    aims = torch.stack([(marks == ANSWERING) | (marks == ANSWER), marks == ANSWER], dim=-1)
    each = nn.functional.binary_cross_entropy_with_logits(
        tokens, (aims & known[..., None]).float(), reduction="none"
    )
    has_answer = (marks == ANSWER).any(dim=1)[:, None]
    weights = torch.stack(
        [torch.ones_like(each[..., 0]), has_answer.expand(known.shape).float()], dim=-1
    )
    rows = (each * weights * known[..., None]).sum((1, 2)) / known.sum(1).clamp(min=1)
    return (rows * torch.where(right > 0, 1.0, _WRONG_EVIDENCE)).sum()


def _missing_loss(network: Network, states: Tensor, missing: Tensor) -> Tensor:
    """Sum over rows the mean over the question's tokens of which it is known what they lack."""
    known = missing >= 0
    logits = network.get_submodule(_MISSING_HEAD)(states.float()).squeeze(-1)
    each = nn.functional.binary_cross_entropy_with_logits(
        logits, missing.clamp(min=0), reduction="none"
    )
    return ((each * known).sum(1) / known.sum(1).clamp(min=1)).sum()


def _save(network: Network, optimizer: torch.optim.Optimizer, done: int, folder: Path) -> None:
    state = {
        "done": done,
        "network": {n: p for n, p in network.named_parameters() if p.requires_grad},
        "optimizer": optimizer.state_dict(),
    }
    torch.save(state, folder / "partial.pt")
    (folder / "partial.pt").replace(folder / "resume.pt")
    (folder / "progress.json").write_text(json.dumps({"done": done}))


def _resume(network: Network, optimizer: torch.optim.Optimizer, folder: Path) -> int:
    path = folder / "resume.pt"
    if not path.exists():
        return 0
    state = torch.load(path, map_location="cpu")
    with torch.no_grad():
        own = dict(network.named_parameters())
        for name, parameter in state["network"].items():
            own[name].copy_(parameter)
    optimizer.load_state_dict(state["optimizer"])
    return int(state["done"])
