from dataclasses import replace
from pathlib import Path

from fakes.chat_platform import ADA, Newsroom, hold

from bot.replies import Button

STORM = b"The storm broke the pier.\n\nShare this article.\n\nNobody slept that night.\n"
CANCEL = Button("cancel", "gone", 1)


def test_a_card_that_is_cancelled_says_so_in_its_place(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        card = await ada.sends("storm.txt", STORM)
        await ada.presses(card, "cancel")
        assert (ada.last() is card, card.buttons) == (True, ())
        assert await ada.presses(replace(card, buttons=(CANCEL,)), "cancel") is not None

    hold(tmp_path, converse)


def test_paragraphs_to_skip_are_shown_beside_the_card_and_switched_in_place(
    tmp_path: Path,
) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        card = await ada.sends("storm.txt", STORM)
        await ada.presses(card, "skips")
        skips = ada.last()
        assert skips is not card
        await ada.presses(skips, "keep_one")
        assert [button.kind for button in skips.buttons] == ["skip_one"]
        assert ada.last() is skips

    hold(tmp_path, converse)
