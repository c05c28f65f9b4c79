"""The golden questions, asked of two generations -> those that only one answers rightly."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.errors import GenerationRefused
from index.generation.asked import OpenCorpus
from index.generation.opened import Generation
from index.records import Answer, GoldenAnswer, GoldenChange, GoldenQuestion
from index.search.answer import Means, answer

_QUOTES = 3  # one of these must hold the words: as many as a chat shows at first


def ask(
    generation: Generation, means: Means, questions: Sequence[GoldenQuestion]
) -> tuple[GoldenAnswer, ...]:
    """Ask a generation the golden questions, in order, and judge its answers."""
    corpus = OpenCorpus(generation)
    return tuple(
        _judge(question, answer(corpus, means, question.question, _QUOTES))
        for question in questions
    )


def compare(
    data: Path, before: int, now: int, means: Means, questions: Sequence[GoldenQuestion]
) -> tuple[GoldenChange, ...]:
    """List the golden questions that one of two generations alone answers rightly, lost ones first.

    Raises `GenerationRefused` if one of them cannot be asked with this model.
    """
    if not questions:
        return ()
    judged = []
    for number in (before, now):
        with closing(Generation(data, number, means.embedder.fingerprint)) as opened:
            judged.append(ask(opened, means, questions))
    changes = [
        GoldenChange(question.question, answer_before, answer_now)
        for question, answer_before, answer_now in zip(questions, *judged, strict=True)
        if answer_before.is_right != answer_now.is_right
    ]
    return tuple(sorted(changes, key=lambda change: change.now.is_right))


def compare_if_possible(
    data: Path, before: int | None, now: int, means: Means, questions: Sequence[GoldenQuestion]
) -> tuple[GoldenChange, ...]:
    """List the changes as `compare` does; none where the generation before cannot be asked."""
    if before is None:
        return ()
    try:
        Generation(data, before, means.embedder.fingerprint).close()
    except GenerationRefused:  # of another model or format, or damaged: that is being mended now
        return ()
    return compare(data, before, now, means, questions)


def is_worse(changes: Sequence[GoldenChange]) -> bool:
    """Tell whether fewer golden questions are answered rightly than before."""
    lost = sum(change.was.is_right for change in changes)
    return lost > len(changes) - lost


def _judge(question: GoldenQuestion, given: Answer) -> GoldenAnswer:
    first = given.quotes[0].quote.citation if given.quotes else None
    return GoldenAnswer(
        is_right=_is_right(question, given),
        outcome=given.outcome,
        article_id=None if first is None else first.article_id,
        paragraph_number=None if first is None else first.paragraph_number,
    )


def _is_right(question: GoldenQuestion, given: Answer) -> bool:
    if not question.is_answerable:
        return given.outcome != "answer"
    if not question.words:
        return given.outcome == "answer"
    words = [_plain(word) for word in question.words]
    return any(all(word in _plain(ranked.quote.text) for word in words) for ranked in given.quotes)


def _plain(text: str) -> str:
    """Fold case and white space: moderators type the words of a quote, they do not copy them."""
    return " ".join(text.casefold().split())
