"""The seam carries a whole conversation, here over a platform in memory with ids of its own."""

from pathlib import Path

from fakes.chat_platform import CARL, Newsroom, hold


def test_a_question_is_answered_and_a_press_shows_the_paragraphs_around(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        answer = await carl.says("captain")
        assert answer.splitlines()[0] == "> The captain was arrested."
        assert carl.last().reply_to is not None
        assert await carl.presses(carl.last(), "context") is None
        assert "> Nobody was hurt on board." in carl.last().text

    hold(tmp_path, converse)
