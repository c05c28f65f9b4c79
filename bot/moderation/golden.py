"""Golden questions, as moderators add them: checked, compared with those there are, and asked."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from index.errors import BadQuestion
from index.generation.opened import Generation
from index.publishing import gate
from index.records import GoldenQuestion
from index.search import answer
from index.search.answer import Means
from index.store import golden
from index.store.store import live_generation


def add_questions(data: Path, added: Sequence[GoldenQuestion], by: str) -> None:
    """Add golden questions, all or none; raises `BadQuestion` for one that cannot be asked."""
    for question in added:
        answer.check(question.question)
        if not all(word.strip() for word in question.words):
            raise BadQuestion(f"the words that {question.question!r} expects are empty; give some")
    golden.add(data, added, by)


def worded_as_there(
    data: Path, added: Sequence[GoldenQuestion], remedy: str | None
) -> tuple[GoldenQuestion, ...]:
    """Word questions as those that ask the same and are there, so that none is kept twice.

    Raises `BadQuestion` with the `remedy`, unless that is `None`, for one that expects something
    else than the one that is there.
    """
    worded: list[GoldenQuestion] = []
    for question in added:
        there = same_question(data, question) or question
        worded.append(replace(question, question=there.question, number=there.number))
        if remedy is not None and worded[-1] != there:
            raise BadQuestion(
                f"golden question {there.number} is there already: {there.question!r}, which"
                f" expects {golden.expected(there)}; nothing was added; {remedy}"
            )
    return tuple(worded)


def same_question(data: Path, question: GoldenQuestion) -> GoldenQuestion | None:
    """Find the golden question that asks the same, whatever the case and the blanks."""
    asked = _folded(question.question)
    known = golden.questions(data)
    return next((held for held in known if _folded(held.question) == asked), None)


def is_answered_now(data: Path, means: Means, question: GoldenQuestion) -> bool:
    """Tell whether the live generation answers a golden question as moderators expect."""
    live = live_generation(data)
    if live is None:
        return False
    with closing(Generation(data, live, means.embedder.fingerprint)) as generation:
        (judged,) = gate.ask(generation, means, (question,))
    return judged.is_right


def _folded(question: str) -> str:
    return " ".join(question.casefold().split())
