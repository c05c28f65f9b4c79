from dataclasses import replace
from typing import Any  # fields named as in Python's own words, which only a dict can pass

import pytest
from telegram import Update

from bot.replies import Button
from bot.serving.platform import Me, Moved, Person, SentFile, Tapped, Typed, Where, Written
from bot.telegram.updates import read

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
    assert read(message(photo=photo), ME) == written(None)
    assert read(message(chat=GROUP, photo=photo), ME) is None
    assert read(message(), ME) is None


def test_a_document_is_read_with_its_id_name_and_size_and_an_answer_with_what_it_answers() -> None:
    document = {"file_id": "f1", "file_unique_id": "u1", "file_name": "a.pdf", "file_size": 3}
    assert read(message(document=document), ME) == replace(
        written(None), file=SentFile("f1", "a.pdf", 3)
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
