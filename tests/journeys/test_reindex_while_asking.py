import threading
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import QUOTE_ALL, noon, open_asker, publish, source_text

from index import build
from index.records import Answer, SourceText
from index.store.store import Store

THREADS = 8
QUESTIONS = 250  # of each thread, at least
ARTICLES = 6
QUESTION = "Which regiment crossed the river at dawn?"
STUCK_SECONDS = 120.0  # an answer takes milliseconds


def edition(number: int) -> list[SourceText]:
    """A corpus whose every sentence names its edition, and lacks another article each time."""
    return [
        source_text(
            f"article-{article}",
            f"Regiment {article} crossed the river at dawn e{number}e.\n\n"
            f"Nobody of regiment {article} came back over the river e{number}e.",
        )
        for article in range(ARTICLES)
        if article != number % ARTICLES
    ]


class Asking:
    """One thread that asks while the corpus changes, and what it saw."""

    def __init__(self, data: Path, changes_are_over: threading.Event) -> None:
        self.answers: list[Answer] = []
        self.failures: list[Exception] = []
        self._data = data
        self._changes_are_over = changes_are_over
        self._asked = 0
        self._has_asked = threading.Condition()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def ask_anew(self) -> None:
        """Wait until a question that was asked after this call is answered."""
        with self._has_asked:
            enough = self._asked + 2  # the next answer may be to a question that is asked already
            assert self._has_asked.wait_for(lambda: self._asked >= enough, STUCK_SECONDS)

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        with closing(open_asker(self._data, QUOTE_ALL)) as asker:
            while self._asked < QUESTIONS or not self._changes_are_over.is_set():
                try:
                    self.answers.append(asker.answer(QUESTION, 12))
                except Exception as error:  # noqa: BLE001 - each one is a failure of the promise
                    self.failures.append(error)
                with self._has_asked:
                    self._asked += 1
                    self._has_asked.notify_all()


@pytest.mark.no_cover  # other tests run these lines too; counting them took as long again
def test_two_thousand_questions_during_reindexes_and_undos_are_each_answered_by_one_generation(
    tmp_path: Path,
) -> None:
    publish(tmp_path, *edition(0))
    changes_are_over = threading.Event()
    asking = [Asking(tmp_path, changes_are_over) for _ in range(THREADS)]
    try:
        for change in [*range(1, 4), "undo", *range(4, 7), "undo", *range(7, 11), "undo"]:
            for thread in asking:
                thread.ask_anew()  # so that each generation is asked, however slow the machine is
            if isinstance(change, int):
                publish(tmp_path, *edition(change))
            else:
                build.undo(tmp_path, noon)
    finally:
        changes_are_over.set()
        for thread in asking:
            thread.join()
    with closing(Store(tmp_path)) as store:
        texts = {
            event.generation: {
                article.id: article.text for article in store.members(event.generation)
            }
            for event in store.events()
        }
    answers = [answer for thread in asking for answer in thread.answers]
    assert [error for thread in asking for error in thread.failures] == []
    assert len(answers) >= THREADS * QUESTIONS
    assert [answer for answer in answers if not is_of_its_generation(answer, texts)] == []
    assert {answer.searched.generation for answer in answers} == texts.keys()


def is_of_its_generation(answer: Answer, texts: dict[int, dict[str, str]]) -> bool:
    held = texts[answer.searched.generation]
    quotes = [ranked.quote for ranked in answer.quotes]
    return len(quotes) > 1 and all(
        quote.citation.article_id in held
        and held[quote.citation.article_id][quote.citation.start : quote.citation.end] == quote.text
        for quote in quotes
    )
