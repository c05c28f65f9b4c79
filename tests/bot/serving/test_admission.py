from pathlib import Path

from fakes.chat_platform import ADA, DESK, EVE, Newsroom, hold

from bot.serving.platform import Moved, Where


def test_a_group_that_moves_is_let_in_under_its_new_id(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        moved = Where("!new:example.org", None, is_group=True)
        await room.talk(ADA).give(Moved(DESK.chat, moved.chat))
        assert (await room.talk(EVE, moved).says("captain")).startswith(
            "> The captain was arrested."
        )

    hold(tmp_path, converse)
