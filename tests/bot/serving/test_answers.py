from dataclasses import replace
from pathlib import Path

from fakes.chat_platform import ADA, BOB, CARL, EVE, Newsroom, become, hold

from bot.serving.platform import Where, Withdrawn


def test_an_edited_question_is_answered_in_the_place_of_its_answer(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        asked = carl.message("captain")
        await carl.give(asked)
        shown = carl.last()
        await carl.give(replace(asked, text="hurt", is_edit=True))
        assert (carl.last().id, len(room.platform.chats[carl.where.chat])) == (shown.id, 1)
        assert "> Nobody was hurt on board." in carl.last().text

    hold(tmp_path, converse)


def test_the_answer_to_a_question_that_was_taken_back_is_taken_back(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        asked = carl.message("captain")
        await carl.give(asked)
        assert len(room.platform.chats[carl.where.chat]) == 1
        await carl.give(Withdrawn(carl.where, CARL, asked.message))
        assert room.platform.chats[carl.where.chat] == []
        await carl.give(Withdrawn(carl.where, CARL, asked.message))
        await carl.give(Withdrawn(carl.where, CARL, "$unknown"))
        assert room.platform.chats[carl.where.chat] == []

    hold(tmp_path, converse)


def test_a_stranger_is_told_their_id_and_after_three_times_hears_nothing(
    tmp_path: Path,
) -> None:
    async def converse(room: Newsroom) -> None:
        eve = room.talk(EVE)
        assert EVE.id in await eve.says("captain")
        for _ in range(3):
            await eve.says("captain")
        assert len(room.platform.chats[eve.where.chat]) == 3
        elsewhere = room.talk(CARL, Where("!other:example.org", None, is_group=True))
        assert "!other:example.org" in await elsewhere.says("captain", "ask")

    hold(tmp_path, converse)


def test_quotes_are_offered_to_people_with_a_role_while_they_type(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        assert (await room.talk(CARL).types("captain"))[0] == "The captain was arrested."
        assert await room.talk(CARL).types(" ") == ("Type a question to quote from the articles",)
        assert await room.talk(EVE).types("captain") == ()

    hold(tmp_path, converse)


def test_a_moderator_has_the_moderators_menu(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        await become(lambda: room.platform.menus == {ADA.id: True, BOB.id: True})
        await room.talk(ADA).says("captain")
        await room.talk(CARL).says("captain")
        assert room.platform.menus == {ADA.id: True, BOB.id: True}

    hold(tmp_path, converse)
