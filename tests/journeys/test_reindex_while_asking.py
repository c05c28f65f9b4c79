import threading
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import QUOTE_ALL, noon, open_asker, publish, source_text

from index import build
from index.records import Answer, SourceText
from index.store.store import Store

THREADS = 8
QUESTIONS = 250  # of each thread
REINDEXES = 10
ARTICLES = 6
QUESTION = "Which regiment crossed the river at dawn?"


def edition(number: int) -> list[SourceText]:
    """A corpus whose every sentence names its edition, and lacks another article each time."""
    return [
        source_text(
            f"article-{one}",
            f"Regiment {one} crossed the river at dawn e{number}e.\n\n"
            f"Nobody of regiment {one} came back over the river e{number}e.",
        )
        for one in range(ARTICLES)
        if one != number % ARTICLES
    ]


class Asking:
    """One thread that asks while the corpus changes; what it saw stays in `answers`."""

    def __init__(self, data: Path, one_asked: threading.Semaphore) -> None:
        self.answers: list[Answer] = []
        self.failures: list[Exception] = []
        self._data = data
        self._one_asked = one_asked
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        with closing(open_asker(self._data, QUOTE_ALL)) as asker:
            for _ in range(QUESTIONS):
                try:
                    self.answers.append(asker.answer(QUESTION, 12))
                except Exception as error:  # noqa: BLE001 - each one is a failure of the promise
                    self.failures.append(error)
                self._one_asked.release()


@pytest.mark.no_cover  # other tests run these lines too; counting them took as long again
def test_two_thousand_questions_during_reindexes_and_undos_are_each_answered_by_one_generation(
    tmp_path: Path,
) -> None:
    publish(tmp_path, *edition(0))
    one_asked = threading.Semaphore(0)
    asking = [Asking(tmp_path, one_asked) for _ in range(THREADS)]
    changes = [*range(1, 4), "undo", *range(4, 7), "undo", *range(7, 11), "undo"]
    for change in changes:
        for _ in range(THREADS * QUESTIONS // (len(changes) + 1)):
            one_asked.acquire()  # so that the changes are spread over all questions
        if isinstance(change, int):
            publish(tmp_path, *edition(change))
        else:
            build.undo(tmp_path, noon)
    for one in asking:
        one.thread.join()
    with closing(Store(tmp_path)) as store:
        texts = {
            event.generation: {
                article.id: article.text for article in store.members(event.generation)
            }
            for event in store.events()
        }
    answers = [answer for one in asking for answer in one.answers]
    assert [error for one in asking for error in one.failures] == []
    assert len(answers) == THREADS * QUESTIONS
    assert [one for one in answers if not is_of_its_generation(one, texts)] == []
    assert len({answer.searched.generation for answer in answers}) > REINDEXES // 2


def is_of_its_generation(answer: Answer, texts: dict[int, dict[str, str]]) -> bool:
    held = texts[answer.searched.generation]
    quotes = [ranked.quote for ranked in answer.quotes]
    return len(quotes) > 1 and all(
        one.citation.article_id in held
        and held[one.citation.article_id][one.citation.start : one.citation.end] == one.text
        for one in quotes
    )
