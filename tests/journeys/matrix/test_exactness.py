"""What arrives in an encrypted room is what stands in the store, or it is taken back.

`python -m tests.benchmarks.speed.matrix` compares 2,000 answers.
"""

import time
from pathlib import Path
from typing import Any  # JSON that is changed on its way

import pytest
from fakes.corpus import open_asker
from fakes.matrix.exactness import ask_all, compare, publish_random
from fakes.matrix.served import Newsroom, body_of

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.matrix.api import MatrixApi

DIFFERS = "This quote did not arrive as it stands in the article, so I have deleted the message."


def open_desk(data: Path) -> Desk:
    return Desk(open_asker(data), ChatStore(data), 3, "fake", time.time)


def test_quotes_of_random_articles_arrive_as_they_stand(newsroom: Newsroom) -> None:
    questions = publish_random(newsroom, 6, seed=1)
    with newsroom.served(open_own=lambda: open_desk(newsroom.data)):
        carl = newsroom.talk("carl")
        compared = compare(newsroom, ask_all(carl, questions))
    assert compared.wrong == ()
    assert compared.answers >= len(questions)
    assert compared.quotes >= len(questions)


def test_an_answer_that_the_homeserver_gives_back_otherwise_is_taken_back_and_said(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = MatrixApi.call
    changed: list[str] = []

    async def changing(self: MatrixApi, verb: str, path: str, *more: Any, **named: Any) -> Any:  # noqa: ANN401
        """Pass for a homeserver that changes a message in a room that is not encrypted."""
        found = await call(self, verb, path, *more, **named)
        if verb == "GET" and "/event/" in path and not changed:
            changed.append(path)
            content = found["content"]
            content["body"] = content["body"].replace("captain was", "captain was not")
        return found

    monkeypatch.setattr(MatrixApi, "call", changing)
    with newsroom.served():
        carl = newsroom.person("carl")
        room = carl.create_room(newsroom.bot, encrypted=False)
        carl.says(room, "captain")
        carl.wait_for(lambda: any(DIFFERS in body_of(one) for one in carl.messages(room)))
        assert [body_of(one).startswith(DIFFERS) for one in carl.messages(room)] == [True]
    assert len(changed) == 1


def test_the_files_for_matrix_hold_no_word_of_a_question_or_of_an_answer(
    newsroom: Newsroom,
) -> None:
    with newsroom.served():
        newsroom.talk("carl").gets("captain zanzibarian")
    kept = b"".join(file.read_bytes() for file in (newsroom.data / "matrix").iterdir())
    for word in (b"zanzibarian", b"captain", b"arrested"):
        assert word not in kept
