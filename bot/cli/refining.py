"""The moderators' golden questions -> the bar of an answer, measured and kept (`golden_bar`).

The bar that ships, or that is set by a rate, stands for a share of false answers, measured on
public questions. What a newsroom is asked may differ. Where it has 40 golden questions or more, ten
of them without an answer in the corpus, these say whether the bar keeps what it stands for. If more
of those are called answered than chance explains (one time in ten), it is raised until it does. If
so few are that the bar promises too little, which takes some 160 of them, it is lowered. In between
it stays, so that a handful of questions moves nothing (an exact binomial test, as in Clopper and
Pearson 1934).

It is measured when golden questions or the corpus change, by whoever changes them, or by the bot
that serves, and never while somebody waits for an answer.
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from math import comb
from pathlib import Path
from threading import Event

from bot.cli import golden_bar, opening
from bot.cli.golden_bar import Base, GoldenBar
from bot.cli.settings import Settings
from index.errors import BadMetadata, PullquoteError
from index.records import GoldenQuestion
from index.store import audit, golden
from index.store.store import live_generation

LEAST_QUESTIONS = 40
LEAST_UNANSWERABLE = 10
HIGHEST = 0.95  # above it hardly anything is called answered, whatever is asked
LOWEST = 0.25  # which some 5 of 100 questions on other subjects reach
MEASURED = "bar of an answer measured"  # the audit log's action
_BY_CHANCE = 0.1
_STEP = 0.001  # above the question that is no answer any more
_CHECK_SECONDS = 30.0
_log = logging.getLogger(__name__)


Ask = Callable[[Settings, Sequence[GoldenQuestion]], list[float]]
"""Asks questions, and gives the probability with which each gets an answer."""


def keep(chosen: Settings, ask: Ask | None = None) -> GoldenBar | None:
    """Measure the bar anew if the golden questions or the corpus changed since; return it if so.

    `ask` asks the live generation; in the product it reads.
    """
    base = opening.base_bar(chosen)
    wanted = _asked(chosen)
    generation = live_generation(chosen.data_dir)
    held = golden_bar.sound(chosen.data_dir)
    if base is None or generation is None or not _is_enough(wanted):
        if held is not None:
            _forget(chosen.data_dir)
        return None
    digest = _digest(wanted)
    if held is not None and (held.base, held.rate, held.generation, held.asked) == (
        base.bar,
        base.rate,
        generation,
        digest,
    ):
        return None
    found = (ask or _probabilities)(chosen, wanted)
    measured = _measured(base, generation, wanted, found)
    _write(chosen.data_dir, measured)
    return measured


def refined(base: float, rate: float, found: Sequence[float]) -> float:
    """Refine a bar by the probabilities of questions without an answer, as the module says.

    >>> refined(0.5, 0.015, [0.9, 0.8, 0.7] + [0.1] * 9)
    0.801
    >>> refined(0.5, 0.015, [0.9] + [0.1] * 11)
    0.5
    """
    steps = sorted({base, *(round(value + _STEP, 4) for value in found)})
    rising = [bar for bar in steps if base <= bar <= HIGHEST] + [HIGHEST]
    for bar in rising:
        if not _is_too_many(_reaching(found, bar), len(found), rate):
            break
    if bar > base:
        return bar
    for lower in reversed([step for step in (LOWEST, *steps) if LOWEST <= step < base]):
        if not _is_too_few(_reaching(found, lower), len(found), rate):
            break
        bar = lower
    return bar


def watch(chosen: Settings, ended: Event, seconds: float = _CHECK_SECONDS) -> None:
    """Keep the bar measured until `ended`: other processes change the corpus and the questions."""
    while not ended.wait(seconds):
        try:
            keep(chosen)
        except (PullquoteError, OSError, sqlite3.Error) as error:
            _log.warning("the bar of an answer was not measured: %s", error)


def describe_bar(chosen: Settings) -> str:
    """Say which bar is used, what it stands for, and what the golden questions make of it."""
    golden = _described(chosen)
    return f"{opening.describe_bar(chosen)}{golden and f'; {golden}'}"


def _described(chosen: Settings) -> str:
    """Say what the golden questions make of the bar; empty where they say nothing."""
    held, base = golden_bar.sound(chosen.data_dir), opening.base_bar(chosen)
    if held is None or base is None or (held.base, held.rate) != (base.bar, base.rate):
        return ""
    others = held.questions - held.unanswerable
    moved = "" if held.bar == held.base else f", {held.answered} the {held.bar:.2f} that is used"
    said = (
        f"of {held.unanswerable} golden questions without an answer {held.false} reach"
        f" {held.base:.2f}, of {others} with one {held.answered_before}{moved} (generation"
        f" {held.generation}, measured {held.at})"
    )
    return said if _is_fresh(chosen, held) else f"{said}; they or the corpus have changed since"


def check(chosen: Settings) -> str:
    """Say in a line that the bar is measured, or need not be; raises `BadMetadata` if it is not."""
    held, wanted = golden_bar.read(chosen.data_dir), _asked(chosen)
    if opening.base_bar(chosen) is None:
        return "set by hand, or no reader is used; golden questions do not move it"
    if not _is_enough(wanted):
        return (
            f"as it ships; {LEAST_QUESTIONS} golden questions, {LEAST_UNANSWERABLE} of them without"
            f" an answer, would refine it (there are {len(wanted)})"
        )
    if held is None or not _is_fresh(chosen, held):
        raise BadMetadata(
            "the golden questions or the corpus have changed since the bar was measured; measure it"
            " with: pullquote golden measure"
        )
    return f"{held.bar:.2f}: {_described(chosen)}"


def _is_enough(wanted: Sequence[GoldenQuestion]) -> bool:
    unanswerable = sum(not question.is_answerable for question in wanted)
    return len(wanted) >= LEAST_QUESTIONS and unanswerable >= LEAST_UNANSWERABLE


def _is_fresh(chosen: Settings, held: GoldenBar) -> bool:
    live = live_generation(chosen.data_dir)
    return (held.generation, held.asked) == (live, _digest(_asked(chosen)))


def _asked(chosen: Settings) -> tuple[GoldenQuestion, ...]:
    return golden.questions(chosen.data_dir)


def _digest(wanted: Sequence[GoldenQuestion]) -> str:
    """Digest the questions, and the numbers by which what was read becomes a probability."""
    asked = [(question.question, question.is_answerable) for question in wanted]
    read_by = opening.read_by()
    return hashlib.sha256(json.dumps([read_by, asked]).encode()).hexdigest()[:16]


def _measured(
    base: Base, generation: int, wanted: Sequence[GoldenQuestion], found: Sequence[float]
) -> GoldenBar:
    """Refine the base by the probabilities of the golden questions without an answer."""
    pairs = list(zip(wanted, found, strict=True))
    without = [reached for question, reached in pairs if not question.is_answerable]
    others = [reached for question, reached in pairs if question.is_answerable]
    bar = refined(base.bar, base.rate, without)
    return GoldenBar(
        bar=bar,
        base=base.bar,
        rate=base.rate,
        questions=len(wanted),
        unanswerable=len(without),
        false=_reaching(without, base.bar),
        answered_before=_reaching(others, base.bar),
        answered=_reaching(others, bar),
        generation=generation,
        asked=_digest(wanted),
        at=datetime.now(UTC).date().isoformat(),
    )


def _probabilities(chosen: Settings, wanted: Sequence[GoldenQuestion]) -> list[float]:
    """Ask questions; of each, the probability with which it gets an answer.

    It is 0 where it gets none at any bar, as what denies is asked and what affirms was found.
    """
    with closing(opening.make_asker_at(chosen, 0.0)) as asker:
        answers = [asker.answer(question.question, 1) for question in wanted]
    return [
        answer.quotes[0].probability if answer.outcome == "answer" else 0.0 for answer in answers
    ]


def _reaching(found: Sequence[float], bar: float) -> int:
    return sum(value >= bar for value in found)


def _is_too_many(false: int, of: int, rate: float) -> bool:
    """Tell whether as many false answers or more are not to be explained by chance."""
    return false > 0 and 1 - _at_most(false - 1, of, rate) < _BY_CHANCE


def _is_too_few(false: int, of: int, rate: float) -> bool:
    return _at_most(false, of, rate) < _BY_CHANCE


def _at_most(false: int, of: int, rate: float) -> float:
    """Compute the probability of at most so many false answers of so many, at a rate of them."""
    return sum(comb(of, at) * rate**at * (1 - rate) ** (of - at) for at in range(false + 1))


def _write(data: Path, measured: GoldenBar) -> None:
    """Keep what was measured; a bar that is another one by it also stands in the audit log.

    That entry is what tells those who are being answered to read the bar again.
    """
    before = golden_bar.bar_of(data, Base(measured.base, measured.rate))
    golden_bar.write(data, measured)
    if measured.bar != before:
        detail = f"{before:.3f} to {measured.bar:.3f}, by {measured.unanswerable} golden questions"
        audit.append(data, "pullquote", MEASURED, detail)


def _forget(data: Path) -> None:
    try:
        (data / golden_bar.FILE_NAME).unlink()
    except FileNotFoundError:  # another process was quicker, and one entry says so
        return
    audit.append(data, "pullquote", MEASURED, "as it ships: there are too few golden questions")
