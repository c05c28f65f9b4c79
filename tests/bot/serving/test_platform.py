"""A whole conversation over a platform in memory: what a second platform gets from the seam."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.chat_platform import ADA, BOB, CARL, DESK, EVE, Newsroom, become, newsroom, own_chat
from fakes.telegram_served import publish_corpus

from bot.serving.platform import Moved, Refused, Undeliverable, Where

STORM = b"The storm broke the pier.\n\nShare this article.\n\nNobody slept that night.\n"

Hold = Callable[[Callable[[Newsroom], Awaitable[None]]], None]


@pytest.fixture
def hold(tmp_path: Path) -> Hold:
    """Hold a conversation over the corpus of the tests, and wait for its end."""
    publish_corpus(tmp_path)

    def run(converse: Callable[[Newsroom], Awaitable[None]]) -> None:
        async def serve() -> None:
            async with newsroom(tmp_path) as room:
                await converse(room)

        asyncio.run(serve())

    return run


def test_a_question_is_answered_and_a_press_shows_the_paragraphs_around(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        answer = await carl.says("captain")
        assert answer.splitlines()[:2] == ["The corpus answers:", "> The captain was arrested."]
        assert carl.last().reply_to is not None
        assert await carl.presses(carl.last(), "context") is None
        assert "> Nobody was hurt on board." in carl.last().text

    hold(converse)


def test_an_edited_question_is_answered_in_the_place_of_its_answer(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        asked = carl.message("captain")
        await carl.give(asked)
        shown = carl.last()
        await carl.give(replace(asked, text="hurt", is_edit=True))
        assert (carl.last().id, len(room.platform.chats[carl.where.chat])) == (shown.id, 1)
        assert "> Nobody was hurt on board." in carl.last().text

    hold(converse)


def test_a_stranger_is_refused_by_the_id_and_after_three_times_hears_nothing(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        eve = room.talk(EVE)
        assert EVE.id in await eve.says("captain")
        for _ in range(3):
            await eve.says("captain")
        assert len(room.platform.chats[eve.where.chat]) == 3
        elsewhere = room.talk(CARL, Where("!other:example.org", None, is_group=True))
        assert "!other:example.org" in await elsewhere.says("captain", "ask")

    hold(converse)


def test_a_moderators_file_becomes_a_card_which_is_edited_approved_and_asked(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        card = await ada.sends("storm.txt", STORM)
        assert {"approve", "edit", "skips", "cancel"} == {button.kind for button in card.buttons}
        await ada.answers(card, "outlet: Harbour News")
        assert "Harbour News" in card.text
        assert await ada.presses(card, "approve") is None
        await become(lambda: "is live" in ada.last().text)
        assert "> The storm broke the pier." in await ada.says("storm pier")

    hold(converse)


def test_a_file_that_is_too_large_or_gone_is_said_to_be(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        ada = room.talk(ADA)
        assert "storm.txt is larger than" in (await ada.sends("storm.txt", STORM * 100)).text

    hold(converse)


def test_an_invitation_lets_a_stranger_in_once_a_moderator_says_so(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        ada, bob, eve = room.talk(ADA), room.talk(BOB), room.talk(EVE)
        invited = await ada.says("", "invite")
        code = invited.partition("https://chat.example.org/#/bot?code=")[2].split()[0]
        assert "moderator" in await eve.says(code, "start")
        assert EVE.id in ada.last().text
        assert EVE.id in bob.last().text
        notice = await bob.presses(bob.last(), "let_in")
        assert notice is not None
        assert "Eve" in notice
        assert "journalist" in eve.last().text
        assert (await eve.says("captain")).startswith("The corpus answers:")

    hold(converse)


def test_who_cannot_be_told_of_a_request_holds_up_nobody(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        room.platform.unreachable.add(BOB.id)
        ada, eve = room.talk(ADA), room.talk(EVE)
        invited = await ada.says("", "invite")
        code = invited.partition("code=")[2].split()[0]
        await eve.says(code, "start")
        assert EVE.id in ada.last().text
        assert own_chat(BOB).chat not in room.platform.chats

    hold(converse)


def test_quotes_are_offered_to_people_with_a_role_while_they_type(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        assert (await room.talk(CARL).types("captain"))[0] == "The captain was arrested."
        assert await room.talk(CARL).types(" ") == ("Type a question to quote from the articles",)
        assert await room.talk(EVE).types("captain") == ()

    hold(converse)


def test_a_group_that_moves_is_let_in_under_its_new_id(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        moved = Where("!new:example.org", None, is_group=True)
        await room.talk(ADA).give(Moved(DESK.chat, moved.chat))
        assert (await room.talk(EVE, moved).says("captain")).startswith("The corpus answers:")

    hold(converse)


def test_a_moderator_has_the_moderators_menu(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        await become(lambda: room.platform.menus == {ADA.id: True, BOB.id: True})
        await room.talk(ADA).says("captain")
        await room.talk(CARL).says("captain")
        assert room.platform.menus == {ADA.id: True, BOB.id: True}

    hold(converse)


def test_an_event_that_comes_again_or_cannot_be_read_is_dealt_with_once(hold: Hold) -> None:
    async def converse(room: Newsroom) -> None:
        carl, intake = room.talk(CARL), room.conversation.intake
        asked = carl.message("captain")
        first = intake.take("$1:example.org", lambda: asked)
        assert first is not None
        assert intake.take("$1:example.org", lambda: asked) is first
        await first
        assert intake.take("$1:example.org", lambda: asked) is None
        odd = intake.take("$2:example.org", lambda: 1 / 0)  # type: ignore[arg-type, return-value] # odd
        assert odd is not None
        await odd
        assert len(room.platform.chats[carl.where.chat]) == 1

    hold(converse)


def test_what_the_platform_will_not_send_is_forgotten_and_its_refusal_ends_serving(
    hold: Hold, caplog: pytest.LogCaptureFixture
) -> None:
    async def converse(room: Newsroom) -> None:
        carl = room.talk(CARL)
        room.platform.refusal = Undeliverable("you are not in this room")
        await carl.give(carl.message("captain secretword"))
        assert "a said was not answered: you are not in this room" in caplog.text
        room.platform.refusal = Refused("the token is refused; get another one")
        with pytest.raises(Refused, match="the token is refused"):
            await carl.give(carl.message("captain secretword"))
        assert room.conversation.intake.refused.done()
        assert room.conversation.intake.refused.exception() is not None

    hold(converse)
    assert "secretword" not in caplog.text
