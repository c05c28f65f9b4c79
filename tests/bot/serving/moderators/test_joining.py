from dataclasses import replace
from pathlib import Path

from fakes.chat_platform import ADA, BOB, CARL, EVE, Newsroom, hold, own_chat


def test_an_invitation_lets_a_stranger_in_once_a_moderator_says_so(tmp_path: Path) -> None:
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
        assert (await eve.says("captain")).startswith("> The captain was arrested.")

    hold(tmp_path, converse)


def test_a_request_and_its_decision_are_each_told_under_a_key_of_their_own(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada, eve = room.talk(ADA), room.talk(EVE)
        invited = await ada.says("", "invite")
        await eve.says(invited.partition("code=")[2].split()[0], "start")
        request = ada.last().buttons[0].token
        await ada.presses(ada.last(), "let_in")
        assert room.platform.keys == [f"request {request} asked", f"request {request} let in"]

    hold(tmp_path, converse)


def test_who_cannot_be_told_of_a_request_holds_up_nobody(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        room.platform.unreachable.add(BOB.id)
        ada, eve = room.talk(ADA), room.talk(EVE)
        invited = await ada.says("", "invite")
        code = invited.partition("code=")[2].split()[0]
        await eve.says(code, "start")
        assert EVE.id in ada.last().text
        assert own_chat(BOB).chat not in room.platform.chats

    hold(tmp_path, converse)


def test_a_journalist_cannot_let_anybody_in_with_a_button(tmp_path: Path) -> None:
    async def converse(room: Newsroom) -> None:
        ada, eve = room.talk(ADA), room.talk(EVE)
        invited = await ada.says("", "invite")
        await eve.says(invited.partition("code=")[2].split()[0], "start")
        carl = replace(room.talk(CARL), where=ada.where)
        notice = await carl.presses(ada.last(), "let_in")
        assert notice is not None
        assert notice.startswith("Only moderators")
        assert (await eve.says("captain")).startswith("You have asked to join")

    hold(tmp_path, converse)
