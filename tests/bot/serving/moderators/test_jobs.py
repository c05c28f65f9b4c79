from pathlib import Path

from fakes.chat_platform import ADA, Newsroom, become, hold

STORM = b"The storm broke the pier.\n\nShare this article.\n\nNobody slept that night.\n"


def test_what_was_published_is_taken_back_in_the_place_of_its_message(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        card = await ada.sends("storm.txt", STORM)
        await ada.presses(card, "approve")
        await become(lambda: "Published: " in ada.last().text)
        published = ada.last()
        assert await ada.presses(published, "undo") is None
        await become(lambda: "Undone: what Ada had published." in published.text)
        assert ada.last() is published
        assert "storm" not in await ada.says("storm pier")

    hold(tmp_path, converse)


def test_without_an_address_there_is_nothing_to_check(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        checked = await room.talk(ADA).says("", "check")
        await become(lambda: room.talk(ADA).last().text != "")
        assert checked

    hold(tmp_path, converse)
