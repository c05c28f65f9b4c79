import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bot_api.messages import StoredMessage
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person, Upload, private_chat
from fakes.chat import publish
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    EVE,
    EVES,
    GROUP,
    Talk,
    open_desk,
    publish_corpus,
    served,
    serving,
    wait_until,
)

from index.records import Source, SourceText

SEARCHED = "Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1."
CAPTAIN = (
    "The captain was arrested.\n"
    "[1] Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph 3\n⚠️ Corrected."
)


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BotApiServer]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish_corpus(tmp_path)
    with BotApiServer() as running:
        running.add_chat(GROUP)
        with served(serving(running, tmp_path), lambda: open_desk(tmp_path)):
            yield running


@pytest.fixture
def ada(server: BotApiServer) -> Talk:
    return Talk(server)


@pytest.fixture
def group(server: BotApiServer) -> Talk:
    return Talk(server, GROUP, EVE)


def test_a_question_in_a_private_chat_is_answered_with_quotes_as_a_reply(ada: Talk) -> None:
    (message,) = ada.gets("captain")
    asked = ada.server.messages(ADAS)[0]
    assert message.text == CAPTAIN
    assert message.reply_to_message_id == asked.message_id
    assert message.link_preview_options == {"is_disabled": True}
    kinds = [entity.type for entity in message.content.entities]
    assert kinds == ["blockquote", "bold", "text_link"]
    assert message.content.entities[2].url == (
        "https://example.org/ferry#:~:text=The%20captain%20was%20arrested"
    )


def test_a_quote_has_its_buttons_and_copy_takes_it_with_its_citation(ada: Talk) -> None:
    (message,) = ada.gets("who was there?")
    assert message.reply_markup is not None
    rows = message.reply_markup["inline_keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [
        ["Context 1", "📋 Quote 1"],
        ["Source 1", "Open 1", "More"],
    ]
    copied, receipt = rows[0][1]["copy_text"]["text"].split("\nReceipt: ")
    assert copied == (
        "Nobody was hurt on board.\n"
        "— Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph 2"
    )
    assert receipt.startswith("pq-")
    assert rows[1][1]["url"] == "https://example.org/ferry#:~:text=Nobody%20was%20hurt%20on%20board"


def test_what_the_corpus_does_not_say_is_said_to_be_nothing(ada: Talk) -> None:
    (message,) = ada.gets("zebra")
    assert message.text == f"The corpus does not say.\n\n{SEARCHED}"
    assert cited(message) == "zebra"


def cited(message: StoredMessage) -> str:
    """Return the question in the sentence that the button below an answer copies."""
    assert message.reply_markup is not None
    ((button,),) = message.reply_markup["inline_keyboard"]
    assert button["text"] == "📋 Cite this no"
    found = re.search(
        "on the question “(.+)”. Receipt: no-[0-9A-Z-]+$", button["copy_text"]["text"]
    )
    assert found is not None
    return found[1]


def test_the_filters_understood_stand_in_the_first_line(ada: Talk) -> None:
    (text,) = ada.says("/ask outlet:harbour captain")
    assert text.splitlines()[-1] == "Filters: outlet harbour"


def test_an_unknown_filter_gets_the_list_of_filters(ada: Talk) -> None:
    (text,) = ada.says("colour:red captain")
    assert text.startswith("There is no filter colour: here. The filters are outlet: author:")


def test_the_bots_own_sentences_come_in_the_askers_language(server: BotApiServer) -> None:
    boris, oksana = (Person(7, "B", language_code="ru"), Person(7, "O", language_code="uk-UA"))
    assert Talk(server, ADAS, boris).says("zebra")[0].startswith("В корпусе об этом ничего нет.")
    assert Talk(server, ADAS, oksana).says("zebra")[0].startswith("У корпусі про це нічого немає.")


@pytest.mark.parametrize(
    ("typed", "first_line"),
    [
        ("/ask", "Write the question after the command: /ask who was arrested?"),
        ("/ask@pullquote_bot captain", "The captain was arrested."),
        (
            "/start",
            "Ask me a question in plain words.",
        ),
        (
            "/sources",
            "2 articles, page 1 of 1. /sources and a word searches them:",
        ),
        ("/source trial", "id: trial"),
        ("/source x", "There is no article with this id. /sources lists them."),
        ("/source", "Write an id after the command, as /sources lists them."),
        ("/sorces", "There is no command /sorces. Did you mean /sources? /help lists all of them."),
        ("/zzzz", "There is no command /zzzz. /help lists all of them."),
        ("/reports", "Nobody has called a quote wrong."),
        (
            "/forget",
            "Done: nothing stored here bears your id any more, except that you were let in. The"
            " buttons under my earlier answers no longer work, and what you saved is gone.",
        ),
    ],
)
def test_a_command_is_answered(ada: Talk, typed: str, first_line: str) -> None:
    assert ada.says(typed)[0].splitlines()[0] == first_line


def test_about_and_privacy_and_help_are_answered(ada: Talk) -> None:
    assert f"{SEARCHED}\n\nEmbedding model: none.\nI promise: " in ada.says("/about")[0]
    assert ada.says("/privacy")[0].startswith("Your questions are neither stored nor logged")
    assert '"exact phrase" -word' in ada.says("/help")[0]


def test_a_command_for_another_bot_is_not_ours(ada: Talk, group: Talk) -> None:
    assert ada.is_ignored("/ask@other_bot captain")
    assert group.is_ignored("/ask@other_bot captain")


def test_a_journalists_file_is_told_what_can_be_done_with_it(server: BotApiServer) -> None:
    carl = Person(8, "Carl")  # no moderator, so it is no source either
    server.send_document(private_chat(carl), carl, Upload("a.txt", "text/plain", b"a"))
    server.wait_for(lambda: len(server.bot_messages(private_chat(carl))) == 1)
    (message,) = server.bot_messages(private_chat(carl))
    assert message.text == (
        "I do not read files as questions. To have the quotations in this one checked, answer it"
        " with /quotes, or send it with that caption."
    )


@pytest.mark.parametrize(
    "typed", ["/ask captain", "@pullquote_bot captain", "the captain, @Pullquote_Bot?"]
)
def test_in_an_allowed_group_everybody_may_ask_by_command_or_mention(
    group: Talk, typed: str
) -> None:
    (message,) = group.gets(typed)
    assert message.text == CAPTAIN
    assert message.reply_to_message_id == group.server.messages(GROUP)[0].message_id


def test_in_a_group_a_reply_to_the_bot_is_a_question(group: Talk) -> None:
    (first,) = group.gets("/ask captain")
    assert group.says("nobody hurt", Place(reply_to=first.message_id))[0].startswith(
        "Nobody was hurt on board.\n"
    )


def test_in_a_group_nothing_else_is_answered(group: Talk) -> None:
    assert group.is_ignored("the captain was arrested")
    assert group.is_ignored("/frobnicate captain")  # may be another bot's


def test_other_bots_are_ignored(server: BotApiServer) -> None:
    other = Person(99, "Other", "other_bot", is_bot=True)
    assert Talk(server, GROUP, other).is_ignored("@pullquote_bot captain")


def test_a_question_in_a_topic_is_answered_there(server: BotApiServer) -> None:
    forum = Chat(-1001, "supergroup", "Desk", is_forum=True)
    server.add_topic(forum, 5)
    (message,) = Talk(server, forum, EVE).gets("/ask captain", Place(thread_id=5))
    assert (message.thread_id, message.text) == (5, CAPTAIN)


def test_a_group_that_is_not_allowed_hears_its_id_and_nothing_of_the_corpus(
    server: BotApiServer,
) -> None:
    other = Chat(-1002, "supergroup", "Other")
    (text,) = Talk(server, other, ADA).says("/ask captain")
    assert text == (
        "This group has not been allowed. A moderator can send /allow here; its id is -1002."
    )


@pytest.mark.parametrize("typed", ["captain", "/sources", "/start"])
def test_a_stranger_hears_one_sentence_with_their_own_id(server: BotApiServer, typed: str) -> None:
    (text,) = Talk(server, EVES, EVE).says(typed)
    assert text == (
        "I answer only people who were let in. Your id is 66; whoever runs this bot can add it."
    )


def test_a_stranger_who_goes_on_hears_nothing(server: BotApiServer) -> None:
    eve = Talk(server, EVES, EVE)
    for _ in range(3):
        eve.says("captain")
    assert eve.is_ignored("captain")


def test_too_many_questions_are_refused_each_time_with_the_minutes_left(
    server: BotApiServer,
) -> None:
    carl = Person(8, "Carl")
    talk = Talk(server, private_chat(carl), carl)
    for _ in range(20):
        talk.says("zebra")
    for _ in range(2):
        assert talk.says("zebra") == [
            "That is 20 questions in five minutes, which is all I can take from one person. Please"
            " go on in 5 min."
        ]
    assert talk.says("/privacy")[0].startswith("Your questions are neither stored nor logged")


def test_an_edited_question_is_answered_again_in_place(ada: Talk) -> None:
    (message,) = ada.gets("zebra")
    question = ada.server.messages(ADAS)[0]
    ada.server.edit_text(ADAS, question.message_id, "captain")
    ada.server.wait_for(lambda: ada.server.bot_messages(ADAS)[0].text == CAPTAIN)
    (edited,) = ada.server.bot_messages(ADAS)
    assert edited.message_id == message.message_id
    assert edited.reply_markup is not None


def test_a_question_edited_to_the_same_answer_has_that_in_its_place_and_cites_the_new_one(
    ada: Talk,
) -> None:
    (before,) = ada.gets("zebra")
    question = ada.server.messages(ADAS)[0]
    ada.server.edit_text(ADAS, question.message_id, "zebras!")
    ada.server.wait_for(lambda: cited(ada.server.bot_messages(ADAS)[0]) == "zebras!")
    (after,) = ada.server.bot_messages(ADAS)
    assert (after.message_id, after.text) == (before.message_id, before.text)


def test_a_group_message_edited_to_mention_the_bot_is_a_question(group: Talk) -> None:
    assert group.is_ignored("captain")
    message = group.server.messages(GROUP)[0]
    group.server.edit_text(GROUP, message.message_id, "@pullquote_bot captain")
    group.server.wait_for(lambda: len(group.server.bot_messages(GROUP)) == 1)
    assert group.server.bot_messages(GROUP)[0].text == CAPTAIN


def test_an_answer_in_several_messages_is_edited_down_to_one_and_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    # One sentence, which is quoted whole however long it is.
    texts = [f"Walrus {number} came{', and came' * 500}." for number in range(2)]
    publish(
        tmp_path, *(SourceText(Source(f"a{n:02}", "a.txt"), one) for n, one in enumerate(texts))
    )
    with (
        BotApiServer() as server,
        served(serving(server, tmp_path), lambda: open_desk(tmp_path, quotes=10)),
    ):
        ada = Talk(server)
        first, *others = ada.gets("walrus", answers=2)
        assert (first.reply_markup is None, others[-1].reply_markup is None) == (True, False)
        question = server.messages(ADAS)[0].message_id
        server.edit_text(ADAS, question, "zebra")
        wait_until(lambda: len(server.bot_messages(ADAS)) == 1)
        (only,) = server.bot_messages(ADAS)
        assert only.message_id == first.message_id
        assert only.text.startswith("The corpus does not say.")
        server.edit_text(ADAS, question, "walrus")
        wait_until(lambda: len(server.bot_messages(ADAS)) == 1 + len(others))
        assert server.bot_messages(ADAS)[0].text == first.text
        assert server.bot_messages(ADAS)[-1].text == others[-1].text
