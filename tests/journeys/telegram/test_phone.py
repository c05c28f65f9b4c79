"""A reporter on a phone: the answer at once, a no that helps, and what else people write."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bot_api.messages import StoredMessage
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.values import JsonObject, Person, Upload, private_chat
from fakes.chat import FERRY, publish
from fakes.speaking import ENGLISH
from fakes.telegram_bot.served import (
    ADA,
    ADAS,
    EVE,
    GROUP,
    Talk,
    open_desk,
    served,
    serving,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject, data

from bot.desk.desk import Desk
from bot.replies import Incoming
from bot.telegram.messages.render import render
from index.records import Answer, Filters, Source, SourceText

CARL = Person(8, "Carl")  # a journalist
QUIET = "The harbour has been quiet for most of the year and hardly any ship has called. " * 4
LONG_TITLE = (
    "What the harbour master of a small northern town knew of the ferry that sank that night"
)
PORT = SourceText(
    Source("port", "port.txt", title=LONG_TITLE, outlet="Meduza", author="Galina Korol"),
    f"{QUIET}The court heard Viktor Orlov. He denied the walrus charge. {QUIET.strip()}\n",
)
ZOO = SourceText(
    Source("zoo", "zoo.txt", title="Zoo", outlet="Zoo News", published="2020-05-01"),
    "A zebra ran to the gate.\n\nThe zebra slept at the gate.\n\n"
    "A gate did not open for the zebra.\n",
)


@pytest.fixture(autouse=True)
def _corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    publish(tmp_path, FERRY, PORT, ZOO)


@contextmanager
def talking(
    data: Path, opened: Callable[[], Desk] | None = None, person: Person = ADA
) -> Iterator[Talk]:
    with BotApiServer() as server:
        server.add_chat(GROUP)
        opened = opened or (lambda: open_desk(data, quotes=3))
        with served(serving(server, data), opened):
            yield Talk(server, private_chat(person), person)


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Talk]:
    with talking(tmp_path) as talk:
        yield talk


def keys(message: StoredMessage) -> list[list[str]]:
    rows = (message.reply_markup or {"inline_keyboard": []})["inline_keyboard"]
    return [[key["text"] for key in row] for row in rows]


def sends(talk: Talk, **fields: object) -> str:
    """Send a message of the person's that is made of these fields; return the answer."""
    before = len(talk.server.bot_messages(talk.chat))
    message: JsonObject = {
        "message_id": 9000,
        "date": 1,
        "chat": talk.chat.to_json(),
        "from": talk.person.to_json(),
        **fields,
    }
    talk.server.add_chat(talk.chat)
    talk.server.push_update("message", message)
    talk.server.wait_for(lambda: len(talk.server.bot_messages(talk.chat)) > before)
    return talk.server.bot_messages(talk.chat)[-1].text


# 1. The answer first.


def test_of_a_long_paragraph_the_answering_sentence_stands_there_unfolded(ada: Talk) -> None:
    (message,) = ada.gets("walrus")
    assert message.text == (
        "The court heard Viktor Orlov. He denied the walrus charge.\n"
        "[1] What the harbour master of a small northern town knew of… · Meduza · Galina Korol"
        " · paragraph 1"
    )
    assert [entity.type for entity in message.content.entities] == ["blockquote", "bold"]


def test_source_holds_the_title_whole_and_what_was_searched_and_back_leads_back(ada: Talk) -> None:
    (message,) = ada.gets("walrus")
    source = ada.opens(message, "Source 1")
    assert f"title: {LONG_TITLE}\n" in source.text
    assert source.text.endswith(
        "Searched: 3 articles, 7 paragraphs, dated 2020-05-01 – 2024-06-30, generation 1."
    )
    assert keys(source) == [["Context 1", "📋 Quote 1", "Wrong? 1"], ["Back"]]
    again = ada.opens(source, "Back")
    assert (again.text, keys(again)) == (message.text, keys(message))


def test_an_article_is_cited_once_in_a_message(ada: Talk) -> None:
    (message,) = ada.gets("zebra gate")
    assert message.text.count("Zoo News") == 1
    assert "] as quote 1 · paragraph" in message.text


def test_a_sentence_of_more_than_a_screen_is_folded_and_no_message_has_over_900_characters(
    tmp_path: Path,
) -> None:
    clauses = ", and then it went on to one more of the harbours of the long northern coast"
    publish(tmp_path, SourceText(Source("far", "far.txt"), f"The walrus left{clauses * 20}.\n"))
    with talking(tmp_path) as ada:
        (message,) = ada.gets("walrus")
        quoted = [entity for entity in message.content.entities if "quote" in entity.type]
        assert [entity.type for entity in quoted] == ["blockquote", "expandable_blockquote"]
        assert len(message.text) - quoted[1].length < 500
        whole = ada.opens(message, "Context 1").text
    first, folded = (
        message.text[entity.offset : entity.offset + entity.length] for entity in quoted
    )
    assert first + folded == f"The walrus left{clauses * 20}."
    assert first + folded in whole


def test_who_is_meant_by_he_is_told_from_the_paragraph_before(tmp_path: Path) -> None:
    text = "On Monday the court heard Viktor Orlov for an hour.\n\nHe denied the walrus charge.\n"
    publish(tmp_path, SourceText(Source("trial", "trial.txt"), text))
    with talking(tmp_path) as ada:
        (message,) = ada.gets("walrus")
        assert message.text == (
            "He denied the walrus charge.\nIn paragraph 1:\n"
            "On Monday the court heard Viktor Orlov for an hour.\n[1] [trial.txt] · paragraph 2"
        )
        again = ada.opens(ada.opens(message, "Source 1"), "Back")
        assert again.text == message.text


# 2. Buttons that fit.


def test_three_quotes_have_eight_buttons_that_name_what_they_open(ada: Talk) -> None:
    (message,) = ada.gets("zebra gate")
    assert keys(message) == [
        ["Context 1", "Context 2", "Context 3"],
        ["📋 Quote 1", "📋 Quote 2", "📋 Quote 3"],
        ["Sources"],
    ]
    sources = ada.opens(message, "Sources")
    assert sources.text.startswith("The sources of quotes 1, 2, 3:\n\nid: zoo\n")
    assert sources.text.count("id: zoo") == 1
    assert keys(sources) == [["Wrong? 1", "Wrong? 2", "Wrong? 3"], ["Back"]]
    assert ada.opens(sources, "Back").text == message.text


def test_in_a_group_context_answers_below_as_others_read_the_answer_too(tmp_path: Path) -> None:
    with talking(tmp_path) as ada:
        group = Talk(ada.server, GROUP, EVE)
        (message,) = group.gets("/ask walrus")
        shown = group.shown_by(message, "Context 1")
        assert shown.reply_to_message_id == message.message_id
        assert group.server.bot_messages(GROUP)[0].text == message.text
        assert "Back" not in [key for row in keys(shown) for key in row]


def test_a_question_that_takes_long_is_seen_to_be_seen_and_then_said_to_be_searched(
    tmp_path: Path,
) -> None:
    held = threading.Event()

    def open_slow() -> Desk:
        desk = open_desk(tmp_path)
        search = desk.asker.answer

        def held_back(question: str, limit: int, filters: Filters) -> Answer:
            assert held.wait(40)
            return search(question, limit, filters)

        desk.asker.answer = held_back  # type: ignore[method-assign,assignment] # a slow search
        return desk

    with talking(tmp_path, open_slow) as ada:
        ada.server.send_text(ADAS, ADA, "walrus")
        ada.server.wait_for(lambda: ada.server.messages(ADAS)[0].reactions == ("👀",))
        ada.server.wait_for(lambda: len(ada.server.bot_messages(ADAS)) == 1)
        assert ada.server.bot_messages(ADAS)[0].text == "Searching the articles …"
        held.set()
        ada.server.wait_for(lambda: "Viktor Orlov" in ada.server.bot_messages(ADAS)[0].text)
        ada.server.wait_for(lambda: ada.server.messages(ADAS)[0].reactions == ())
        assert len(ada.server.bot_messages(ADAS)) == 1


# 3. An honest no that helps.


def test_an_outlet_that_is_not_there_is_told_with_the_one_that_may_be_meant(ada: Talk) -> None:
    (message,) = ada.gets("outlet:Medusa walrus")
    assert message.text.startswith(
        "Filters: outlet Medusa — No article is from an outlet “Medusa”. Did you mean Meduza?"
    )
    assert keys(message) == [["→ Meduza", "✕ Medusa"]]
    meant = ada.opens(message, "→ Meduza")
    assert meant.text.endswith("Filters: outlet Meduza")


def test_a_name_in_the_other_script_is_recognised(ada: Talk) -> None:
    assert "Did you mean Meduza?" in ada.says("outlet:Медуза walrus")[0]


def test_articles_left_out_for_having_no_date_are_counted(ada: Talk) -> None:
    (text,) = ada.says("walrus after:2023 outlet:Meduza")
    assert "Left out, as no date is recorded for them: 1 article." in text


def test_a_question_in_a_script_that_the_model_does_not_read_is_told_so_in_it(ada: Talk) -> None:
    assert ada.says("Кто приплыл?")[0].startswith("Модель, которая здесь работает, не читает")
    assert ada.says("Хто приплив і втік?")[0].startswith("Модель, яка тут працює, не читає")
    assert ada.says("谁来了？")[0].startswith("这里使用的模型不懂中文")


def test_a_question_in_a_language_that_the_model_does_not_read_is_told_so_in_it(ada: Talk) -> None:
    assert ada.says("Wer ist mit dem Schiff gekommen?")[0].startswith("Das Modell, das hier")
    assert ada.says("Qui est venu avec le bateau ?")[0].startswith("Le modèle utilisé ici")


def test_a_greeting_gets_two_questions_to_tap_and_thanks_are_taken(ada: Talk) -> None:
    (hello,) = ada.gets("Hello!")
    assert hello.text == "Hello. Ask me a question in plain words, for instance:"
    assert keys(hello)[0] == ["About: Ferry sinks"]
    assert "Filters: source ferry" in ada.shown_by(hello, "About: Ferry sinks").text
    assert ada.says("thanks!") == ["You are welcome."]


def test_buttons_may_be_typed(ada: Talk) -> None:
    ada.says("zebra ran")
    assert ada.says("source 1")[0].startswith("The source of quote 1:\n\nid: zoo")
    assert ada.says("context")[0].startswith("The paragraphs around quote 1:")
    assert ada.says("context 7")[0].startswith("There is no quote 7 here.")
    assert ada.says("more") == ["There are no further passages for this question."]


def test_a_command_without_its_slash_is_answered_or_explained(ada: Talk) -> None:
    assert ada.says("help")[0].startswith("Ask a question in plain words")
    assert ada.says("undo") == ["To give this command, put a slash before it: /undo"]
    assert ada.says("forget") == ["To give this command, put a slash before it: /forget"]


def test_a_bare_link_is_offered_to_a_moderator_to_be_read(ada: Talk) -> None:
    (offered,) = ada.gets("https://example.org/new")
    assert offered.text.startswith("This page is not among the articles. Shall I read it?")
    read = ada.shown_by(offered, "Read it")
    assert "there is no network here" in read.text or "example.org" in read.text
    assert ada.says("https://example.org/ferry")[0].startswith(
        "This page is among the articles:\n\nid: ferry"
    )


def test_a_bare_link_of_a_journalist_is_told_who_can_add_it(tmp_path: Path) -> None:
    with talking(tmp_path, person=CARL) as carl:
        assert carl.says("https://example.org/new")[0].startswith(
            "This page is not among the articles. A moderator can add it"
        )


def test_a_space_after_the_colon_is_forgiven(ada: Talk) -> None:
    assert ada.says("outlet: Meduza walrus")[0].endswith("Filters: outlet Meduza")
    assert ada.says("lang: en captain")[0].endswith("Filters: language en")
    assert "Filters" not in ada.says("source: who said walrus?")[0]


def test_filters_in_plain_words_are_shown_and_can_be_tapped_away(ada: Talk) -> None:
    (message,) = ada.gets("walrus, in Meduza")
    assert message.text.endswith("Filters: outlet Meduza")
    assert keys(message)[0] == ["✕ Meduza"]
    plain = ada.opens(message, "✕ Meduza")
    assert "Filters" not in plain.text


def test_since_a_year_leaves_out_what_is_older(ada: Talk) -> None:
    (message,) = ada.gets("who saw the zebra run since 2023?")
    assert message.text.endswith("Filters: after 2023")
    assert "zebra" not in message.text
    assert keys(message)[0] == ["✕ 2023"]
    assert "A zebra ran" in ada.opens(message, "✕ 2023").text


def test_other_spellings_that_were_sought_are_shown_and_can_be_tapped_away(tmp_path: Path) -> None:
    text = "Volodymyr Zelensky came to the harbour.\n\nZelensky left at noon.\n"
    publish(tmp_path, SourceText(Source("visit", "visit.txt"), text))
    with talking(tmp_path) as ada:
        (message,) = ada.gets("When did Zelenskyy leave?")
        assert "Searched for as well: Zelensky." in message.text
        assert keys(message)[0] == ["✕ Other spellings"]
        exact = ada.opens(message, "✕ Other spellings")
        assert "Searched for as well" not in exact.text


# 5. What else people send.


def test_the_interviewers_question_is_called_that(tmp_path: Path) -> None:
    talk = SourceText(
        Source("talk", "talk.txt"),
        "Q: Who steered?\n\nA: A stoker did.\n\nQ: And who slept?\n\nA: The mate slept.\n",
    )
    publish(tmp_path, talk)
    with talking(tmp_path) as ada:
        assert (
            "The mate slept.\nThe interviewer asked:\nAnd who slept?\n[1] "
            in ada.says("who slept")[0]
        )


def test_a_mention_alone_in_reply_to_a_message_asks_that_message(tmp_path: Path) -> None:
    with talking(tmp_path) as ada:
        asked = ada.server.send_text(GROUP, EVE, "walrus")
        (answer,) = Talk(ada.server, GROUP, ADA).gets(
            "@pullquote_bot", Place(reply_to=asked.message_id)
        )
        assert "He denied the walrus charge." in answer.text


def test_the_caption_of_a_photo_is_a_question(ada: Talk) -> None:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    assert "He denied" in sends(ada, photo=photo, caption="walrus")
    assert sends(ada, photo=photo).startswith("I cannot see pictures.")


def test_a_voice_message_and_a_sticker_are_told_what_is_read(ada: Talk) -> None:
    voice = {"file_id": "a", "file_unique_id": "b", "duration": 1}
    assert sends(ada, voice=voice).startswith("I cannot listen.")
    sticker = {
        **{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1},
        **{"is_animated": False, "is_video": False, "type": "regular"},
    }
    assert sends(ada, sticker=sticker).startswith("I read words only.")


def test_a_forwarded_question_is_asked_and_a_forwarded_text_is_not(ada: Talk) -> None:
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Eve"}
    assert "He denied" in sends(ada, text="walrus", forward_origin=origin)
    text = sends(ada, text="A walrus came. " * 40, forward_origin=origin)
    assert text.startswith("This is a text that somebody else wrote")


def test_a_journalists_document_with_a_caption_is_a_question(tmp_path: Path) -> None:
    with talking(tmp_path, person=CARL) as carl:
        chat = private_chat(CARL)
        carl.server.send_document(chat, CARL, Upload("a.txt", "text/plain", b"a"), "walrus")
        carl.server.wait_for(lambda: len(carl.server.bot_messages(chat)) == 1)
        assert "He denied" in carl.server.bot_messages(chat)[0].text


def test_a_draft_with_the_caption_quotes_is_checked_and_its_report_follows(
    tmp_path: Path,
) -> None:
    with talking(tmp_path, person=CARL) as carl:
        chat = private_chat(CARL)
        written = b"\n\n> He denied that at the trial\n"
        carl.server.send_document(chat, CARL, Upload("a.md", "text/plain", written), "/quotes")
        carl.server.wait_for(lambda: len(carl.server.bot_messages(chat)) == 2)
        told, sent = carl.server.bot_messages(chat)
    assert told.text.startswith("1 quotation checked")
    assert sent.document is not None
    assert sent.document.file_name == "quotations - a.md.html"
    page = carl.server.file(sent.document.file_id).content.decode()
    assert "He denied that at the trial" in page


def test_the_message_that_quote_answers_is_looked_up(tmp_path: Path) -> None:
    with talking(tmp_path, person=CARL) as carl:
        chat = private_chat(CARL)
        held = carl.server.send_text(chat, CARL, "“a flock of purple walruses came there”")
        carl.server.wait_for(lambda: len(carl.server.bot_messages(chat)) == 1)
        carl.server.send_text(chat, CARL, "/quote", Place(reply_to=held.message_id))
        carl.server.wait_for(lambda: len(carl.server.bot_messages(chat)) == 2)
        assert carl.server.bot_messages(chat)[1].text.startswith("Not in the corpus.")


# 6. /start.


def test_start_says_what_this_is_and_to_a_moderator_that_they_moderate(tmp_path: Path) -> None:
    with talking(tmp_path) as ada:
        (message,) = ada.gets("/start")
        assert len(message.text.split("\n\n")[0].splitlines()) == 3
        assert "You are a moderator" in message.text
        assert len(keys(message)) == 2
        assert "moderator" not in Talk(ada.server, private_chat(CARL), CARL).says("/start")[0]


# Follow-ups, two questions in one, and who did not.


def test_a_follow_up_is_understood_with_the_question_before_and_says_so(ada: Talk) -> None:
    ada.says("where was the zebra")
    (message,) = ada.gets("and when?")
    assert "A zebra ran" in message.text
    assert "Understood together with your question before it." in message.text
    assert keys(message)[0] == ["Ask this alone"]
    assert "zebra" not in ada.opens(message, "Ask this alone").text


def test_in_a_group_every_question_stands_by_itself(tmp_path: Path) -> None:
    with talking(tmp_path) as ada:
        group = Talk(ada.server, GROUP, EVE)
        group.says("/ask where was the zebra")
        assert "zebra" not in group.says("/ask and when?")[0]


def test_follow_ups_can_be_switched_off(tmp_path: Path) -> None:
    with talking(tmp_path, lambda: replace(open_desk(tmp_path), recent=None)) as ada:
        ada.says("where was the zebra")
        (message,) = ada.gets("and when?")
        assert "zebra" not in message.text
        assert "Understood" not in message.text


def test_two_questions_in_one_are_answered_one_by_one(ada: Talk) -> None:
    (message,) = ada.gets("Who denied the walrus charge? Who arrested the captain?")
    first, second = message.text.split("Your second question:\n\n")
    assert first.startswith("The court heard")
    assert second.startswith("The captain was arrested.")


def test_what_answers_two_questions_is_quoted_once(ada: Talk) -> None:
    (message,) = ada.gets("Who arrested the captain? When was the captain arrested?")
    assert message.text.count("The captain was arrested.") == 1
    assert message.text.endswith("Your second question — as quote 1")
    assert keys(message)[0] == ["Context 1", "📋 Quote 1"]


def test_who_did_not_is_not_answered_by_who_did(ada: Talk) -> None:
    assert ada.says("Which zebra ran?")[0].startswith("A zebra ran")
    assert ada.says("Which zebra never ran?")[0].startswith("Nothing here clearly answers")
    assert ada.says("What did not open?")[0].startswith("A gate did not open")


# 7. Nothing is longer than a phone shows.


_WORDS = st.sampled_from(["harbour", "Odesa", "northern", "and", "ferry", "pilots", "said", "quay"])
# Each length is as likely as the others, as lists grow long by chance only seldom.
_LENGTHS = st.sampled_from([1, 8, 20, 40, 60, 90, 150])
_CLAUSES = _LENGTHS.flatmap(lambda n: st.lists(_WORDS, min_size=n, max_size=n)).map(" ".join)
_LONG_SENTENCES = st.builds("{} {}.".format, st.sampled_from(["The court", "Kyiv", "He"]), _CLAUSES)
_LONG_FIELDS = st.one_of(st.none(), _CLAUSES, _CLAUSES)
_LONG_SOURCES = st.builds(
    Source,
    st.just("port"),
    st.just("port.txt"),
    title=_LONG_FIELDS,
    outlet=_LONG_FIELDS,
    author=_LONG_FIELDS,
    published=st.sampled_from([None, "2024-06-30"]),
    url=st.sampled_from([None, "https://example.org/ferry", f"https://example.org/{'a' * 2100}"]),
    note=_LONG_FIELDS,
)


@settings(max_examples=60, deadline=None)
@given(data())
def test_no_message_has_over_900_open_characters_however_long_its_fields_and_sentences(
    drawn: DataObject,
) -> None:
    source = drawn.draw(_LONG_SOURCES)
    said = drawn.draw(st.lists(_LONG_SENTENCES, min_size=1, max_size=4))
    opened = drawn.draw(st.sampled_from(["He denied the walrus charge", "Orlov saw a walrus"]))
    text = " ".join([*said, f"{opened} {drawn.draw(_CLAUSES)}.", *said[:1]])
    before = drawn.draw(
        st.sampled_from(["", "Why did Viktor Orlov {}?\n\n", "Viktor Orlov {}.\n\n"])
    )
    with TemporaryDirectory() as folder:
        publish(Path(folder), SourceText(source, before.format(drawn.draw(_CLAUSES)) + text + "\n"))
        with closing(open_desk(Path(folder), quotes=3)) as desk:
            served_answer = desk.ask(Incoming("7", "7", "walrus", is_private=True))
    messages = render(served_answer.reply, ENGLISH)
    folded = sum(
        entity.length
        for message in messages
        for entity in message.entities
        if entity.kind == "expandable_blockquote"
    )
    assert any("walrus" in message.text for message in messages)
    assert sum(len(message.text) for message in messages) - folded <= 900
