"""Moderators, journalists and strangers, as they live it in Telegram."""

import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from bot_api.messages import StoredMessage
from bot_api.methods.menus import InlineAnswer, Scope
from bot_api.server import BotApiServer
from bot_api.values import Chat, JsonObject, Person, Upload, private_chat
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    EVE,
    EVES,
    GROUP,
    Talk,
    choosing,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)

from bot.desk.desk import Desk
from bot.people.book import TELEGRAM, People, Profile
from bot.people.file import open_people_file
from bot.people.invitations import Invitations
from bot.telegram.serving import Serving

CARL = Person(8, "Carl")  # a journalist by the settings
BOB = Person(9, "Bob", "bob")
MALLORY = Person(67, "Mallory")
WAITING = (
    "You have asked to join, and the moderators know. As soon as one of them lets you in, I will"
    " write to you here."
)
REVOKED = "A moderator has taken your access away. I no longer answer you."
STRANGER = "I answer only people who were let in. Your id is {}; whoever runs this bot can add it."
ANSWER = "The captain was arrested."
NO_CODE = "x" * 32

Recorded = list[tuple[str, str, str]]


@pytest.fixture
def recorded() -> Recorded:
    return []


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(tmp_path)
    return tmp_path


@pytest.fixture
def bare_server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        for chat in (ADAS, GROUP, private_chat(BOB)):
            running.add_chat(chat)
        yield running


def chosen(server: BotApiServer, data: Path, recorded: Recorded) -> Serving:
    def record(by: str, action: str, detail: str) -> str:
        recorded.append((by, action, detail))
        return f"entry {len(recorded)}"

    return choosing(serving(server, data), record=record)


@pytest.fixture
def server(bare_server: BotApiServer, data: Path, recorded: Recorded) -> Iterator[BotApiServer]:
    with served(chosen(bare_server, data, recorded), lambda: open_desk(data)):
        yield bare_server


@pytest.fixture
def ada(server: BotApiServer) -> Talk:
    return Talk(server)


@pytest.fixture
def eve(server: BotApiServer) -> Talk:
    return Talk(server, EVES, EVE)


@contextmanager
def command_line(server: BotApiServer, data: Path) -> Iterator[People]:
    """The people as the command line opens them, beside the bot."""
    file = open_people_file(data, TELEGRAM, lambda *_: "", time.time)
    with closing(People(file, serving(server, data).chosen.access)) as opened:
        yield opened


def invite(moderator: Talk, words: str = "/invite") -> str:
    """Invite, and give the code in the link."""
    (text,) = moderator.says(words)
    link = text.splitlines()[-1]
    assert link.startswith("https://t.me/pullquote_bot?start=")
    return link.partition("=")[2]


def asks_to_join(stranger: Talk, moderator: Talk, code: str) -> StoredMessage:
    """Open an invitation, and give the message that the moderator gets."""
    before = len(moderator.server.bot_messages(moderator.chat))
    assert stranger.says(f"/start {code}") == [
        "Thank you. The moderators were told; one of them will let you in."
    ]
    return moderator.server.bot_messages(moderator.chat)[before]


def hears(server: BotApiServer, chat: Chat, count: int) -> str:
    """Give the bot's last message in a chat, once it has sent so many there."""
    server.wait_for(lambda: len(server.bot_messages(chat)) == count)
    return server.bot_messages(chat)[-1].text


def forged(server: BotApiServer, person: Person, message: StoredMessage, data: str) -> str:
    """Press what no keyboard of this person's shows, and give the notice."""
    query_id = server.inline_query(person, "")  # an id that Telegram knows
    update: JsonObject = {
        "id": query_id,
        "from": person.to_json(),
        "chat_instance": "1",
        "data": data,
        "message": {
            "message_id": message.message_id,
            "date": 1,
            "chat": private_chat(person).to_json(),
            "text": message.text,
        },
    }
    server.push_update("callback_query", update, person.id)
    server.wait_for(lambda: server.callback_answer(query_id) is not None)
    answer = server.callback_answer(query_id)
    assert answer is not None
    return answer.text


def inline(server: BotApiServer, person: Person, text: str) -> InlineAnswer:
    query = server.inline_query(person, text)
    server.wait_for(lambda: server.inline_answer(query) is not None)
    answer = server.inline_answer(query)
    assert answer is not None
    return answer


def button_data(message: StoredMessage, label: str) -> str:
    assert message.reply_markup is not None
    rows = message.reply_markup["inline_keyboard"]
    (data,) = [key["callback_data"] for row in rows for key in row if key["text"] == label]
    return str(data)


def test_a_colleague_is_invited_let_in_answered_and_revoked(
    ada: Talk, eve: Talk, recorded: Recorded
) -> None:
    code = invite(ada)
    request = asks_to_join(eve, ada, code)
    assert request.text == (
        "Somebody opened an invitation (role: journalist) from Ada, id 7 and asks to join:\n"
        "Eve, id 66"
    )
    assert eve.says("captain") == [WAITING]
    assert ada.presses(request, "Let in") == "Let in by Ada, id 7: Eve, id 66"
    assert hears(ada.server, EVES, 3) == (
        "You were let in (role: journalist). Ask a question in plain words; /help says more."
    )
    (answer,) = eve.gets("captain")
    assert answer.text.startswith(ANSWER)
    assert len(inline(ada.server, EVE, "captain").results) == 1
    assert ada.says("/revoke 66") == ["Done: Eve, id 66 is a stranger again."]
    assert hears(ada.server, EVES, 5) == REVOKED
    assert eve.presses(answer, "Context 1") == STRANGER.format(66)
    offered = inline(ada.server, EVE, "captain")
    assert (offered.results, offered.button, offered.is_personal) == ((), None, True)
    assert eve.says("captain") == [STRANGER.format(66)]
    assert recorded == [
        ("telegram:7", "invited", "somebody as journalist"),
        ("telegram:66", "asked to join", "as journalist, invited by telegram:7"),
        ("telegram:7", "let in", "telegram:66 as journalist"),
        ("telegram:7", "revoked", "telegram:66, who was journalist"),
    ]


def test_who_is_refused_is_told_and_stays_a_stranger(ada: Talk, eve: Talk) -> None:
    request = asks_to_join(eve, ada, invite(ada))
    assert ada.presses(request, "Refuse") == "Refused by Ada, id 7: Eve, id 66"
    assert hears(ada.server, EVES, 2) == "The moderators have not let you in."
    assert eve.says("captain") == [STRANGER.format(66)]


def test_every_moderator_is_asked_and_the_first_press_decides(ada: Talk, eve: Talk) -> None:
    ada.says("/grant 9 moderator")
    bob = Talk(ada.server, private_chat(BOB), BOB)
    hears(ada.server, bob.chat, 1)
    bob.says("/help")
    code = invite(ada)
    before = len(ada.server.bot_messages(ADAS))
    eve.says(f"/start {code}")
    hears(ada.server, ADAS, before + 1)
    adas, bobs = (ada.server.bot_messages(chat)[-1] for chat in (ADAS, bob.chat))
    assert adas.text == bobs.text
    assert bob.presses(bobs, "Refuse") == "Refused by Bob @bob, id 9: Eve, id 66"
    assert ada.presses(adas, "Let in") == "Refused by Bob @bob, id 9: Eve, id 66"
    assert eve.says("captain") == [STRANGER.format(66)]


def test_a_moderator_without_a_chat_does_not_keep_the_others_from_being_asked(
    ada: Talk, eve: Talk
) -> None:
    ada.says("/grant 5 moderator")  # has never written to the bot
    ada.server.block(private_chat(BOB))
    ada.says("/grant 9 moderator")
    request = asks_to_join(eve, ada, invite(ada))
    assert ada.presses(request, "Let in") == "Let in by Ada, id 7: Eve, id 66"


def test_of_two_people_with_one_code_the_second_is_a_stranger(
    ada: Talk, eve: Talk, recorded: Recorded
) -> None:
    code = invite(ada)
    request = asks_to_join(eve, ada, code)
    mallory = Talk(ada.server, private_chat(MALLORY), MALLORY)
    assert mallory.says(f"/start {code}") == [STRANGER.format(67)]
    ada.presses(request, "Let in")
    assert mallory.says(f"/start {code}") == [STRANGER.format(67)]
    assert [action for _, action, _ in recorded] == ["invited", "asked to join", "let in"]


def test_a_code_that_was_used_up_does_not_let_in_again(ada: Talk, eve: Talk) -> None:
    code = invite(ada)
    ada.presses(asks_to_join(eve, ada, code), "Let in")
    hears(ada.server, EVES, 2)
    ada.says("/revoke 66")
    assert hears(ada.server, EVES, 3) == REVOKED
    assert eve.says(f"/start {code}") == [STRANGER.format(66)]


def test_a_code_opened_again_while_waiting_asks_no_moderator_twice(ada: Talk, eve: Talk) -> None:
    code = invite(ada)
    asks_to_join(eve, ada, code)
    before = len(ada.server.bot_messages(ADAS))
    assert eve.says(f"/start {code}")[0].startswith("Thank you.")
    assert len(ada.server.bot_messages(ADAS)) == before


def test_letting_in_cannot_be_forged_by_a_journalist_or_by_the_stranger(
    ada: Talk, eve: Talk
) -> None:
    request = asks_to_join(eve, ada, invite(ada))
    pressed = button_data(request, "Let in")
    assert forged(ada.server, CARL, request, pressed) == (
        "Only moderators can do this, in a private chat."
    )
    assert forged(ada.server, EVE, request, pressed) == WAITING
    assert forged(ada.server, CARL, request, "v:9:1") == (
        "Only moderators can do this, in a private chat."
    )
    assert eve.says("captain") == [WAITING]
    assert forged(ada.server, ADA, request, "l:unknown:1") == (
        "This can no longer be decided. /people lists who is waiting."
    )


def test_a_moderator_revoked_after_inviting_neither_lets_in_nor_invites(
    ada: Talk, eve: Talk
) -> None:
    ada.says("/grant 9 moderator")
    bob = Talk(ada.server, private_chat(BOB), BOB)
    hears(ada.server, bob.chat, 1)
    opened, unopened = invite(bob), invite(bob)
    eve.says(f"/start {opened}")
    request = bob.server.bot_messages(bob.chat)[-1]
    assert ada.says("/revoke 9") == ["Done: Bob @bob, id 9 is a stranger again."]
    assert bob.presses(request, "Let in") == STRANGER.format(9)
    mallory = Talk(ada.server, private_chat(MALLORY), MALLORY)
    assert mallory.says(f"/start {unopened}") == [STRANGER.format(67)]
    assert eve.says("captain") == [WAITING]


def test_in_a_group_codes_are_neither_accepted_nor_shown(
    ada: Talk, eve: Talk, recorded: Recorded
) -> None:
    code = invite(ada)
    group = Talk(ada.server, GROUP, EVE)
    (text,) = group.says(f"/start@pullquote_bot {code}")
    assert text.startswith("Ask me a question in plain words.")
    assert Talk(ada.server, GROUP).is_ignored("/invite")
    (text,) = Talk(ada.server, GROUP).says("/invite@pullquote_bot")
    assert text == "There is no command /invite. /help lists all of them."
    assert [action for _, action, _ in recorded] == ["invited"]
    assert asks_to_join(eve, ada, code).text.endswith("Eve, id 66")


def test_a_code_in_an_edited_message_is_not_accepted(ada: Talk, eve: Talk) -> None:
    code = invite(ada)
    eve.says("hello")
    message = ada.server.messages(EVES)[0]
    ada.server.edit_text(EVES, message.message_id, f"/start {code}")
    assert hears(ada.server, EVES, 2) == STRANGER.format(66)


def test_codes_can_be_guessed_five_times_an_hour_and_guessing_tells_nothing(
    ada: Talk, eve: Talk
) -> None:
    code = invite(ada)
    for _ in range(3):
        assert eve.says(f"/start {NO_CODE}") == [STRANGER.format(66)]
    assert eve.is_ignored(f"/start {NO_CODE}")  # as any stranger who goes on
    assert eve.is_ignored(f"/start {NO_CODE}")
    assert eve.is_ignored(f"/start {code}")  # the sixth is not looked up
    mallory = Talk(ada.server, private_chat(MALLORY), MALLORY)
    assert mallory.says(f"/start {code}")[0].startswith("Thank you.")


def test_a_stranger_who_was_silenced_can_still_join(ada: Talk, eve: Talk) -> None:
    for _ in range(3):
        eve.says("captain")
    assert eve.is_ignored("captain")
    assert eve.says(f"/start {invite(ada)}")[0].startswith("Thank you.")


@pytest.mark.parametrize(
    "typed",
    [
        "/start",
        "/start garbage!",
        f"/start {NO_CODE}",
        "/start inline",
        "/ask captain",
        "/source ferry",
        "/about",
        "/help",
        "/privacy",
        "/forget",
        "/reports",
        "/people",
        "/invite",
        "/grant 66 moderator",
        "/revoke 8",
        "/nonsense",
        "outlet:harbour captain",
        "colour:red captain",
    ],
)
def test_a_stranger_hears_the_one_sentence_whatever_they_say(eve: Talk, typed: str) -> None:
    assert eve.says(typed) == [STRANGER.format(66)]


def test_a_stranger_hears_the_one_sentence_on_what_is_no_text_and_on_an_edit(eve: Talk) -> None:
    eve.server.send_document(EVES, EVE, Upload("a.txt", "text/plain", b"a"))
    assert hears(eve.server, EVES, 1) == STRANGER.format(66)
    eve.says("hello")
    eve.server.edit_text(EVES, eve.server.messages(EVES)[2].message_id, "captain")
    assert hears(eve.server, EVES, 3) == STRANGER.format(66)


def test_a_stranger_gets_nothing_from_buttons_of_others_answers(ada: Talk) -> None:
    (answer,) = ada.gets("captain")
    for pressed in ("Context 1", "Source 1"):
        carried = button_data(answer, pressed)
        assert forged(ada.server, EVE, answer, carried) == STRANGER.format(66)
    for data in ("c:token:1", "nonsense", "l:token:1"):
        assert forged(ada.server, EVE, answer, data) == STRANGER.format(66)
    assert ada.server.bot_messages(EVES) == ()


def test_a_press_on_a_message_that_telegram_no_longer_knows_tells_a_stranger_nothing(
    server: BotApiServer,
) -> None:
    query_id = server.inline_query(EVE, "")
    update = {"id": query_id, "from": EVE.to_json(), "chat_instance": "1", "data": "c:token:1"}
    server.push_update("callback_query", update, EVE.id)
    server.wait_for(lambda: server.callback_answer(query_id) is not None)
    answer = server.callback_answer(query_id)
    assert answer is not None
    assert answer.text == STRANGER.format(66)


def test_a_group_that_is_not_allowed_hears_only_its_id_also_from_moderators_commands(
    server: BotApiServer,
) -> None:
    other = Chat(-1002, "supergroup", "Other")
    for typed in ("/people@pullquote_bot", "@pullquote_bot captain", "/start@pullquote_bot x"):
        assert Talk(server, other).says(typed) == [
            "This group has not been allowed. A moderator can send /allow here; its id is -1002."
        ]


def test_a_moderator_lets_a_group_in_and_out_there_and_others_say_nothing_of_it(
    server: BotApiServer, recorded: Recorded
) -> None:
    other = Chat(-1002, "supergroup", "Other")
    ada, eve = Talk(server, other), Talk(server, other, EVE)
    assert ada.says("/allow") == [
        "Done. Everybody in this group can ask me now. /disallow ends that."
    ]
    assert eve.says("@pullquote_bot captain")[0].startswith(ANSWER)
    assert "The group -1002 — everybody may ask, from Ada" in Talk(server).says("/people")[0]
    assert ada.says("/disallow@pullquote_bot") == ["Done. I answer nobody in this group any more."]
    assert eve.says("@pullquote_bot captain") == [
        "This group has not been allowed. A moderator can send /allow here; its id is -1002."
    ]
    server.send_text(other, EVE, "/allow")
    assert eve.says("@pullquote_bot captain") == [
        "This group has not been allowed. A moderator can send /allow here; its id is -1002."
    ]
    assert [entry[1:] for entry in recorded] == [
        ("granted", "the group telegram:-1002 may ask"),
        ("revoked", "the group telegram:-1002 may not ask any more"),
    ]


def test_a_group_into_which_a_moderator_brings_the_bot_is_let_in(
    server: BotApiServer, recorded: Recorded
) -> None:
    other = Chat(-1002, "supergroup", "Other")
    server.push_update("message", _brought_in(server, other, EVE), EVE.id)
    asks = Talk(server, other, EVE)
    assert asks.says("@pullquote_bot captain") == [
        "This group has not been allowed. A moderator can send /allow here; its id is -1002."
    ]
    heard = len(server.bot_messages(other))
    server.push_update("message", _brought_in(server, other, ADA), ADA.id)
    server.wait_for(lambda: len(server.bot_messages(other)) > heard)
    assert server.bot_messages(other)[-1].text == (
        "Done. Everybody in this group can ask me now. /disallow ends that."
    )
    assert asks.says("@pullquote_bot captain")[0].startswith(ANSWER)
    assert [entry[1:] for entry in recorded] == [("granted", "the group telegram:-1002 may ask")]


def _brought_in(server: BotApiServer, group: Chat, by: Person) -> dict[str, object]:
    return {
        "message_id": 900,
        "date": 1,
        "chat": {"id": group.id, "type": "supergroup", "title": "Other"},
        "from": by.to_json(),
        "new_chat_members": [server.bot.to_json()],
    }


def test_menus_and_profile_for_strangers_say_nothing_of_the_corpus(server: BotApiServer) -> None:
    private = Scope("all_private_chats")
    wait_until(lambda: server.menu(private, "uk") != () and server.menu(Scope("chat", 7)) != ())
    shown = [line.command for scope in (Scope(), private) for line in server.menu(scope)]
    assert not {"people", "invite", "grant", "revoke", "reports"} & set(shown)
    sent = " ".join(
        f"{call.parameters}"
        for method in ("setMyCommands", "setMyDescription", "setMyShortDescription")
        for call in server.calls(method)
    )
    assert not re.search("ferry|captain|Harbour", sent, re.IGNORECASE)


def test_the_buttons_of_a_request_are_gone_for_every_moderator_once_it_is_decided(
    ada: Talk, eve: Talk
) -> None:
    ada.says("/grant 9 moderator")
    bob = Talk(ada.server, private_chat(BOB), BOB)
    hears(ada.server, bob.chat, 1)
    request = asks_to_join(eve, ada, invite(ada))
    hears(ada.server, bob.chat, 2)
    bobs = bob.server.bot_messages(bob.chat)[-1]
    assert bobs.reply_markup is not None
    ada.presses(request, "Let in")
    ada.server.wait_for(
        lambda: (
            ada.server.bot_messages(bob.chat)[-1].reply_markup is None
            and ada.server.bot_messages(ADAS)[-1].reply_markup is None
        )
    )


def test_a_stranger_copies_their_id_with_a_tap(eve: Talk) -> None:
    (message,) = eve.gets("hello")
    assert message.reply_markup == {
        "inline_keyboard": [[{"text": "Copy the id", "copy_text": {"text": "66"}}]]
    }


def test_a_journalist_has_no_commands_about_people(server: BotApiServer) -> None:
    carl = Talk(server, private_chat(CARL), CARL)
    for name in ("people", "invite", "grant", "revoke"):
        (text,) = carl.says(f"/{name} 66 moderator")
        assert text.startswith(f"There is no command /{name}.")


def test_people_lists_who_has_which_role_from_whom_with_buttons_to_revoke(
    ada: Talk, eve: Talk
) -> None:
    request = asks_to_join(eve, ada, invite(ada))
    assert ada.says("/people")[0].splitlines()[-1] == (
        "3. Eve, id 66 — waiting (role: journalist), invited by Ada, id 7"
    )
    ada.presses(request, "Let in")
    hears(ada.server, EVES, 2)
    (message,) = ada.gets("/people")
    assert message.text == (
        "Who was let in. /grant and /revoke change it; so do the buttons:\n"
        "1. Ada, id 7 — moderator, from PULLQUOTE_TELEGRAM_MODERATORS\n"
        "2. id 8 — journalist, from PULLQUOTE_TELEGRAM_JOURNALISTS\n"
        "3. Eve, id 66 — journalist, from Ada, id 7"
    )
    asks = ada.shown_by(message, "Revoke Eve")
    assert asks.text == "Take the access of Eve, id 66 away? They will be told."
    assert ada.presses(asks, "Yes, revoke") == ""
    assert hears(ada.server, EVES, 3) == REVOKED
    assert ada.server.bot_messages(ADAS)[-1].text == "Done: Eve, id 66 is a stranger again."
    assert ada.server.bot_messages(ADAS)[-1].reply_markup is None
    assert eve.says("captain") == [STRANGER.format(66)]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/invite nobody", "Write /invite for a journalist, or /invite moderator."),
        (
            "/grant 66",
            "Write /grant, an id and a role: /grant 123456 journalist, or moderator. The bot tells"
            " a stranger who writes to it their id.",
        ),
        (
            "/grant @eve journalist",
            "Write /grant, an id and a role: /grant 123456 journalist, or moderator. The bot tells"
            " a stranger who writes to it their id.",
        ),
        ("/grant 66 journalist", "Done: id 66 — journalist."),
        ("/grant 8 journalist", "Nothing to change: id 8 — journalist."),
        ("/revoke", "Write /revoke and an id, as /people lists them."),
        ("/revoke 66", "Nobody with the id 66 was let in. /people lists who was."),
        (
            "/revoke 7",
            "Ada, id 7 has a role from the setting PULLQUOTE_TELEGRAM_MODERATORS, which cannot be"
            " changed from here: change the setting and start the bot again.",
        ),
    ],
)
def test_a_command_about_people_is_answered(ada: Talk, typed: str, answer: str) -> None:
    assert ada.says(typed) == [answer]


def test_a_command_about_people_that_is_edited_is_not_done(ada: Talk, eve: Talk) -> None:
    ada.says("/grant 66 journalist")
    granting = ada.server.messages(ADAS)[0].message_id
    ada.says("/revoke 66")
    ada.server.edit_text(ADAS, granting, "/grant 66 moderator")
    assert hears(ada.server, ADAS, 3).startswith("What changes people is not done by editing")
    assert eve.says("captain") == [STRANGER.format(66)]


def test_who_is_granted_a_role_is_told(ada: Talk, eve: Talk) -> None:
    eve.says("hello")
    ada.says("/grant 66 journalist")
    assert hears(ada.server, EVES, 2).startswith("You were let in (role: journalist).")


def test_the_menu_follows_the_role(ada: Talk, eve: Talk) -> None:
    eves_menu = Scope("chat", 66)
    eve.says("hello")
    ada.says("/grant 66 moderator")
    wait_until(lambda: ada.server.menu(eves_menu, "uk") != ())
    assert [line.command for line in ada.server.menu(eves_menu)][:2] == ["reports", "people"]
    ada.says("/revoke 66")
    languages = ("", "ru", "uk")
    wait_until(lambda: all(ada.server.menu(eves_menu, one) == () for one in languages))


def test_the_names_of_moderators_are_fields_and_no_markup(ada: Talk) -> None:
    sly = Person(66, "<b>Ada</b>, id 7\nLet in by Ada", "sly")
    request = asks_to_join(Talk(ada.server, private_chat(sly), sly), ada, invite(ada))
    assert request.text.splitlines()[1:] == ["<b>Ada</b>, id 7 Let in by Ada @sly, id 66"]


def test_no_code_is_logged(ada: Talk, eve: Talk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "pullquote")
    code = invite(ada)
    eve.says(f"/start {code}")
    assert code not in caplog.text


def test_what_is_revoked_on_the_command_line_acts_on_the_running_bot_at_once(
    ada: Talk, eve: Talk, data: Path
) -> None:
    with command_line(ada.server, data) as people:
        people.grant("cli:ada", "66", "moderator")
        (answer,) = eve.gets("captain")
        assert answer.text.startswith(ANSWER)
        wait_until(lambda: ada.server.menu(Scope("chat", 66), "uk") != ())
        people.revoke("cli:ada", "66")
    assert eve.presses(answer, "Source 1") == STRANGER.format(66)
    assert inline(ada.server, EVE, "captain").results == ()
    assert eve.says("/people") == [STRANGER.format(66)]
    wait_until(lambda: ada.server.menu(Scope("chat", 66), "uk") == ())


@dataclass
class Halt:
    """Holds the desk at a question until it may go on."""

    reached: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def open_desk(self, data: Path) -> Desk:
        desk = open_desk(data)
        answer = desk.asker.answer

        def held(*asked: object) -> object:
            self.reached.set()
            assert self.may_go_on.wait(40)
            return answer(*asked)  # type: ignore[arg-type] # passed on as it comes

        desk.asker.answer = held  # type: ignore[method-assign,assignment] # a slow seam
        return desk


def test_a_question_is_not_answered_once_its_asker_is_revoked_while_it_is_under_way(
    bare_server: BotApiServer, data: Path, recorded: Recorded
) -> None:
    halt = Halt()
    with (
        served(chosen(bare_server, data, recorded), lambda: halt.open_desk(data)),
        command_line(bare_server, data) as people,
    ):
        people.grant("cli:ada", "66", "journalist")
        bare_server.send_text(EVES, EVE, "captain")
        assert halt.reached.wait(40)
        bare_server.send_text(EVES, EVE, "captain")  # queued behind it
        query = bare_server.inline_query(EVE, "captain")
        people.revoke("cli:ada", "66")
        halt.may_go_on.set()
        bare_server.wait_for(lambda: len(bare_server.bot_messages(EVES)) == 2)
        bare_server.wait_for(lambda: bare_server.inline_answer(query) is not None)
    assert [one.text for one in bare_server.bot_messages(EVES)] == [STRANGER.format(66)] * 2
    offered = bare_server.inline_answer(query)
    assert offered is not None
    assert offered.results == ()


def test_what_moderators_were_not_told_before_a_crash_they_are_told_at_the_next_start(
    bare_server: BotApiServer, data: Path, recorded: Recorded
) -> None:
    with command_line(bare_server, data) as people:
        invitations = Invitations(people)
        code = invitations.invite("cli:ada", "journalist")
        request = invitations.open(code, "66", Profile("Eve", "en"))
    assert request is not None
    with served(chosen(bare_server, data, recorded), lambda: open_desk(data)):
        assert hears(bare_server, ADAS, 1).endswith(
            "from the command line and asks to join:\nEve, id 66"
        )
        with command_line(bare_server, data) as people:
            wait_until(lambda: Invitations(people).untold_moderators() == ())
    bare_server.add_chat(EVES)
    with command_line(bare_server, data) as people:
        Invitations(people).decide("7", request.id, "let in")
    with served(chosen(bare_server, data, recorded), lambda: open_desk(data)):
        assert hears(bare_server, EVES, 1).startswith("You were let in")
        with command_line(bare_server, data) as people:
            wait_until(lambda: Invitations(people).untold_askers() == ())
    assert len(bare_server.bot_messages(ADAS)) == 1
