from pathlib import Path

from fakes.chat_platform import ADA, Newsroom, become, hold, own_chat

from bot.serving.platform import SentFile, Written

STORM = b"The storm broke the pier.\n\nShare this article.\n\nNobody slept that night.\n"


def test_a_moderators_file_becomes_a_card_which_is_edited_and_approved(
    tmp_path: Path,
) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        card = await ada.sends("storm.txt", STORM)
        assert {"approve", "edit", "skips", "cancel"} == {button.kind for button in card.buttons}
        await ada.answers(card, "outlet: Harbour News")
        assert "Harbour News" in card.text
        assert await ada.presses(card, "approve") is None
        await become(lambda: "Published: " in ada.last().text)
        assert "> The storm broke the pier." in await ada.says("storm pier")

    hold(tmp_path, converse)


def test_a_card_takes_a_caption_bare_lines_and_its_buttons_words(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        card = await ada.sends("storm.txt", STORM, "title: The storm\ndate: 2 March 2024")
        assert "title: The storm" in card.text
        assert await ada.says("видання: Порт\nskip 3") == "Noted. outlet: Порт"
        assert "Порт" in card.text
        await ada.says("Опублікувати")
        await become(lambda: "Published: " in ada.last().text)

    hold(tmp_path, converse)


def test_a_file_that_is_too_large_or_gone_is_said_to_be(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        assert "storm.txt is larger than" in (await ada.sends("storm.txt", STORM * 100)).text

    hold(tmp_path, converse)


def test_a_file_that_is_not_there_any_more_is_said_to_be(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        where, file = own_chat(ADA), SentFile("mxc://example.org/gone", "gone.txt", None)
        await ada.give(Written(where, ADA, "$1:example.org", None, None, False, file))
        assert ada.last().text.startswith("gone.txt could not be downloaded")

    hold(tmp_path, converse)


def test_an_answer_to_a_message_that_is_no_card_is_a_question(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        await ada.says("captain")
        await ada.answers(ada.last(), "hurt")
        assert "> Nobody was hurt on board." in ada.last().text

    hold(tmp_path, converse)
