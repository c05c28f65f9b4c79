from dataclasses import replace
from typing import (
    Any,
    get_args,
)  # Any: fields named as in Python's own words, which only a dict can pass

import pytest
from fakes.speaking import ENGLISH
from telegram import Update

from bot.replies import (
    MODERATION_KINDS,
    PEOPLE_KINDS,
    QUESTION_KINDS,
    QUOTE_KINDS,
    Button,
    ButtonKind,
    ModerationKind,
)
from bot.sentences.say import speaker
from bot.serving.platform import Chosen, Me, Moved, Person, SentFile, Tapped, Typed, Where, Written
from bot.telegram.updates import keyboard, read, read_button

ME = Me("telegram", "110201543", "pullquote_bot")
PRIVATE = {"id": 7, "type": "private", "first_name": "Ada"}
GROUP = {"id": -1001, "type": "supergroup", "title": "Desk"}
ADA = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "uk-UA"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}


def message(text: str | None = None, **fields: object) -> Update:
    given = {"message_id": 5, "date": 1, "chat": PRIVATE, "from": ADA} | fields
    if text is not None:
        given["text"] = text
    return Update.de_json({"update_id": 1, "message": given}, None)


def command(length: int) -> list[dict[str, object]]:
    return [{"type": "bot_command", "offset": 0, "length": length}]


def written(text: str | None, name: str | None = None) -> Written:
    where, who = Where("7", None, is_group=False), Person("7", "uk", "Ada")
    return Written(where, who, "5", name, text, is_edit=False)


def test_a_text_in_a_private_chat_is_a_question() -> None:
    assert read(message(" who? "), ME) == written("who?")


def test_a_command_is_read_with_its_argument_whatever_its_case() -> None:
    assert read(message("/ASK\nwho?", entities=command(4)), ME) == written("who?", "ask")
    for_us = message("/ask@Pullquote_Bot who?", entities=command(18))
    assert read(for_us, ME) == written("who?", "ask")


def test_a_slash_that_telegram_takes_for_no_command_begins_a_question() -> None:
    assert read(message("/ask"), ME) == written("/ask")


@pytest.mark.parametrize(
    "fields",
    [
        {"from": {**ADA, "is_bot": True}},
        {"from": None},
        {"via_bot": {"id": int(ME.id), "is_bot": True, "first_name": "P"}},
        {"sender_chat": {"id": -5, "type": "channel", "title": "C"}},
    ],
)
def test_what_other_bots_channels_and_we_ourselves_have_sent_is_not_read(
    fields: dict[str, object],
) -> None:
    assert read(message("who?", **fields), ME) is None


def test_a_group_that_becomes_a_supergroup_says_so_in_both() -> None:
    group = {"id": -55, "type": "group", "title": "Desk"}
    left = message(chat=group, migrate_to_chat_id=-1001)
    itself: dict[str, Any] = {"from": ANONYMOUS, "sender_chat": GROUP, "migrate_from_chat_id": -55}
    entered = message(chat=GROUP, **itself)
    assert [read(left, ME), read(entered, ME)] == [Moved("-55", "-1001")] * 2


def test_an_anonymous_administrator_asks_in_the_name_of_the_group() -> None:
    update = message(
        "/ask who?", chat=GROUP, sender_chat=GROUP, entities=command(4), **{"from": ANONYMOUS}
    )
    event = read(update, ME)
    assert isinstance(event, Written)
    assert (event.who, event.command) == (Person("-1001", "en"), "ask")


def test_a_name_is_one_line_without_what_could_pass_for_other_words() -> None:
    named = ADA | {"first_name": "Ada\n\u202ereversed", "last_name": "L " * 80, "username": "ada"}
    event = read(message("hello", **{"from": named}), ME)
    assert isinstance(event, Written)
    assert event.who.name == ("Ada reversed" + " L" * 80)[:100]


def test_in_a_topic_the_message_that_opened_it_is_no_message_of_ours() -> None:
    opened = {
        "message_id": 2,
        "date": 1,
        "chat": GROUP,
        "from": {"id": int(ME.id), "is_bot": True, "first_name": "P"},
        "forum_topic_created": {"name": "T", "icon_color": 1},
    }
    assert read(message("hello", chat=GROUP, reply_to_message=opened), ME) is None
    ours = {key: value for key, value in opened.items() if key != "forum_topic_created"}
    assert read(message("hello", chat=GROUP, reply_to_message=ours), ME) is not None


def test_a_mention_behind_an_emoji_is_found_and_taken_out() -> None:
    mention = [{"type": "mention", "offset": 3, "length": 14}]
    event = read(message("🦓 @pullquote_bot, who?", chat=GROUP, entities=mention), ME)
    assert isinstance(event, Written)
    assert event.text == "🦓  , who?"


def test_what_has_no_text_is_told_apart_from_what_is_no_message_of_a_person() -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    assert read(message(photo=photo), ME) == replace(written(None), medium="picture")
    assert read(message(chat=GROUP, photo=photo), ME) is None
    assert read(message(), ME) is None


def test_a_document_is_read_with_its_id_name_and_size_and_an_answer_with_what_it_answers() -> None:
    document = {"file_id": "f1", "file_unique_id": "u1", "file_name": "a.pdf", "file_size": 3}
    assert read(message(document=document), ME) == replace(
        written(None), file=SentFile("f1", "a.pdf", 3), medium="other"
    )
    answered = {"message_id": 4, "date": 1, "chat": PRIVATE, "text": "card"}
    found = read(message("skip 2", reply_to_message=answered), ME)
    assert found == replace(written("skip 2"), answers="4")


def test_a_button_is_read_with_its_message_and_without_one_that_is_too_old() -> None:
    pressed = {"id": "q", "from": ADA, "chat_instance": "1", "data": "c:AbC:2"}
    in_topic = {
        "message_id": 6,
        "date": 1,
        "chat": GROUP,
        "message_thread_id": 3,
        "is_topic_message": True,
    }
    button, who = Button("context", "AbC", 2), Person("7", "uk", "Ada")
    for message_fields, where, shown in (
        (in_topic, Where("-1001", "3", is_group=True), "6"),
        (None, None, ""),
    ):
        query = pressed if message_fields is None else pressed | {"message": message_fields}
        update = Update.de_json({"update_id": 1, "callback_query": query}, None)
        assert read(update, ME) == Tapped("q", where, who, shown, button)


def test_what_is_typed_behind_the_bots_name_is_read_as_it_stands() -> None:
    query = {"id": "q", "from": ADA, "query": " who? ", "offset": ""}
    update = Update.de_json({"update_id": 1, "inline_query": query}, None)
    assert read(update, ME) == Typed("q", Person("7", "uk", "Ada"), " who? ")


def test_what_was_chosen_of_what_was_offered_is_known_by_the_receipt_that_was_its_id() -> None:
    chosen = {"result_id": "pq-7K3M", "from": ADA, "query": "who?"}
    update = Update.de_json({"update_id": 1, "chosen_inline_result": chosen}, None)
    assert read(update, ME) == Chosen(Person("7", "uk", "Ada"), "pq-7K3M")


def test_a_buttons_data_comes_back_as_it_was_given_in_under_64_bytes() -> None:
    rows = ((Button("context", "A" * 12, 30), Button("more", "-_" * 6, 1)),)
    laid_out = keyboard(rows, ENGLISH)
    assert laid_out is not None
    data = [str(key.callback_data) for key in laid_out.inline_keyboard[0]]
    assert [read_button(carried) for carried in data] == [
        Button("context", "A" * 12, 30),
        Button("more", "-_" * 6, 1),
    ]
    assert max(len(carried.encode()) for carried in data) < 64


def test_a_button_about_people_carries_a_request_or_a_person() -> None:
    revoke = Button("revoke", "66", 3, about="Eve")
    laid_out = keyboard(((Button("let_in", "A" * 12, 1), revoke),), ENGLISH)
    assert laid_out is not None
    keys = laid_out.inline_keyboard[0]
    assert [key.text for key in keys] == ["Let in", "Revoke Eve"]
    assert [read_button(str(key.callback_data)) for key in keys] == [
        Button("let_in", "A" * 12, 1),
        Button("revoke", "66", 3),
    ]


def test_a_moderators_button_carries_a_draft_and_its_version_or_a_paragraph() -> None:
    kinds = get_args(ModerationKind)
    laid_out = keyboard(tuple((Button(kind, "A" * 12, 9999),) for kind in kinds), speaker("uk"))
    assert laid_out is not None
    data = [str(key.callback_data) for (key,) in laid_out.inline_keyboard]
    assert [read_button(carried) for carried in data] == [
        Button(kind, "A" * 12, 9999) for kind in kinds
    ]
    assert max(len(carried.encode()) for carried in data) < 64


def test_every_kind_of_button_comes_back_as_itself() -> None:
    kinds = [*QUOTE_KINDS, *QUESTION_KINDS, *PEOPLE_KINDS, *MODERATION_KINDS]
    laid_out = keyboard([[Button(kind, "token", 1, label="x")] for kind in kinds], speaker("en"))
    assert laid_out is not None
    read_back = [read_button(str(key.callback_data)) for (key,) in laid_out.inline_keyboard]
    assert [button.kind for button in read_back if button is not None] == kinds


@pytest.mark.parametrize("data", ["", "c:token", "c:token:0", "?:token:1", "c:to ken:1", "c::1"])
def test_data_that_is_none_of_ours_is_not_read(data: str) -> None:
    assert read_button(data) is None


def test_no_two_kinds_of_button_share_a_letter() -> None:
    kinds = tuple(kind for named in get_args(ButtonKind) for kind in get_args(named) or (named,))
    laid_out = keyboard([[Button(kind, "token", 1, label="x")] for kind in kinds], ENGLISH)
    assert laid_out is not None
    data = [str(row[0].callback_data) for row in laid_out.inline_keyboard]
    assert len(set(data)) == len(kinds)
    read = [read_button(carried) for carried in data]
    assert [None if button is None else button.kind for button in read] == list(kinds)


FORWARDED = {"forward_origin": {"type": "user", "date": 1, "sender_user": ADA}}
VIA_ANOTHER_BOT = {"via_bot": {"id": 5, "is_bot": True, "first_name": "Other"}}


@pytest.mark.parametrize("fields", [FORWARDED, VIA_ANOTHER_BOT])
def test_what_somebody_else_wrote_gives_no_command_and_answers_no_card(
    fields: dict[str, object],
) -> None:
    card = {"message_id": 4, "date": 1, "chat": PRIVATE, "text": "card"}
    event = read(message("/undo", entities=command(5), reply_to_message=card, **fields), ME)
    assert isinstance(event, Written)
    assert (event.command, event.text, event.answers) == (None, "/undo", None)
    assert event.is_forwarded
