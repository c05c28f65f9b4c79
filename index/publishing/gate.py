"""The golden questions asked of two generations -> which are answered otherwise than before."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.errors import GenerationRefused
from index.generation.opened import Generation
from index.records import Answer, GoldenAnswer, GoldenChange, GoldenQuestion
from index.search import answer as answering
from index.search.answer import Means

_QUOTES = 3  # of these one must hold the words: what a reader sees at first


def ask(
    generation: Generation, means: Means, questions: Sequence[GoldenQuestion]
) -> tuple[GoldenAnswer, ...]:
    """Ask one generation all questions, in order."""
    return tuple(
        _judge(one, answering.answer(generation, means, one.question, _QUOTES)) for one in questions
    )


def compare(
    data: Path, before: int, now: int, means: Means, questions: Sequence[GoldenQuestion]
) -> tuple[GoldenChange, ...]:
    """Ask two generations, and list the questions right in one of them only, worse ones first.

    Raises `GenerationRefused` if one of them cannot be asked with this model.
    """
    if not questions:
        return ()
    asked = []
    for number in (before, now):
        with closing(Generation(data, number, means.embedder.fingerprint)) as opened:
            asked.append(ask(opened, means, questions))
    changes = [
        GoldenChange(one.question, was, is_now)
        for one, was, is_now in zip(questions, *asked, strict=True)
        if was.is_right != is_now.is_right
    ]
    return tuple(sorted(changes, key=lambda one: one.now.is_right))


def compare_if_possible(
    data: Path, before: int | None, now: int, means: Means, questions: Sequence[GoldenQuestion]
) -> tuple[GoldenChange, ...]:
    """As `compare`; nothing changed where the generation before cannot be asked any more."""
    if before is None:
        return ()
    try:
        Generation(data, before, means.embedder.fingerprint).close()
    except GenerationRefused:  # of another model or format, or damaged: that is being mended now
        return ()
    return compare(data, before, now, means, questions)


def is_worse(changes: Sequence[GoldenChange]) -> bool:
    """Tell whether fewer questions are answered rightly than before."""
    return sum(one.was.is_right for one in changes) > sum(one.now.is_right for one in changes)


def _judge(question: GoldenQuestion, answer: Answer) -> GoldenAnswer:
    first = answer.quotes[0].quote.citation if answer.quotes else None
    return GoldenAnswer(
        is_right=_is_right(question, answer),
        outcome=answer.outcome,
        article_id=None if first is None else first.article_id,
        paragraph_number=None if first is None else first.paragraph_number,
    )


def _is_right(question: GoldenQuestion, answer: Answer) -> bool:
    if not question.is_answerable:
        return answer.outcome != "answer"
    if not question.words:
        return answer.outcome == "answer"
    words = [_plain(word) for word in question.words]
    return any(all(word in _plain(ranked.quote.text) for word in words) for ranked in answer.quotes)


def _plain(text: str) -> str:
    """Leave case and line breaks aside: a moderator types the words, he does not copy them."""
    return " ".join(text.casefold().split())
