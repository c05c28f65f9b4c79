from collections.abc import Iterator

import pytest
import telegram
from bot_api.driver import Steps, drive, post, refusal
from bot_api.people import Place
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person, private_chat

ADA = Person(7, "Ada", "ada_reads", "uk")
ADAS = private_chat(ADA)
DESK = Chat(-100500, "supergroup", "Desk", is_forum=True)


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        running.add_chat(ADAS)
        running.add_chat(DESK)
        yield running


def test_a_sent_message_comes_back_as_telegram_shows_it(server: BotApiServer) -> None:
    entities = [
        telegram.MessageEntity("expandable_blockquote", 2, 10),
        telegram.MessageEntity("bold", 2, 4),
        telegram.MessageEntity("text_link", 13, 4, url="HTTPS://Example.org"),
    ]
    options = telegram.LinkPreviewOptions(is_disabled=True)
    sent = drive(
        server,
        lambda bot: bot.send_message(
            7, "😀 bad quote link\n", entities=entities, link_preview_options=options
        ),
    )
    assert sent.text == "😀 bad quote link"
    assert [(e.type, e.offset, e.length, e.url) for e in sent.entities] == [
        ("expandable_blockquote", 2, 10, None),
        ("bold", 2, 4, None),
        ("text_link", 13, 4, "https://example.org/"),
    ]
    assert sent.link_preview_options == options
    stored = server.messages(ADAS)[0]
    assert stored.given is not None
    assert (stored.given.text, stored.text) == ("😀 bad quote link\n", "😀 bad quote link")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"chat_id": "7"}, "message text is empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "8", "text": "x"}, "chat not found"),
        ({"chat_id": "7", "text": " \n"}, "text must be non-empty"),
        ({"chat_id": "7", "text": "x" * 4097}, "message is too long"),
        ({"chat_id": "7", "text": "ж" * 16385}, "text is too long"),
        (
            {"chat_id": "7", "text": "x", "entities": '[{"type":"bold","offset":0}]'},
            "can't parse MessageEntity: Can't find field \"length\"",
        ),
        (
            {"chat_id": "7", "text": "x", "entities": '[{"type":"bald","offset":0,"length":1}]'},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {"chat_id": "7", "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        (
            {"chat_id": "7", "text": "x", "reply_markup": '{"inline_keyboard":[{}]}'},
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
        ),
        (
            {"chat_id": "7", "text": "x", "reply_parameters": "[]"},
            "object expected as reply parameters",
        ),
        (
            {"chat_id": "7", "text": "x", "link_preview_options": '{"is_disabled":1}'},
            'field "is_disabled" must be of type Boolean',
        ),
        ({"chat_id": "-100500", "text": "x", "message_thread_id": "9"}, "message thread not found"),
    ],
)
def test_a_wrong_message_is_refused_in_telegrams_words(
    server: BotApiServer, fields: dict[str, str], words: str
) -> None:
    answer = post(server, "sendMessage", **fields)
    assert (answer.status_code, answer.json()["description"]) == (400, f"Bad Request: {words}")
    assert server.messages(ADAS) == ()


def _keyboard(*rows: list[telegram.InlineKeyboardButton]) -> telegram.InlineKeyboardMarkup:
    return telegram.InlineKeyboardMarkup(rows)


def _button(text: str = "More", data: str = "more") -> telegram.InlineKeyboardButton:
    return telegram.InlineKeyboardButton(text, callback_data=data)


def _copy(text: str) -> telegram.InlineKeyboardButton:
    return telegram.InlineKeyboardButton("Copy", copy_text=telegram.CopyTextButton(text))


@pytest.mark.parametrize(
    ("keyboard", "words"),
    [
        (_keyboard([_button(data="ж" * 33)]), "Button_data_invalid"),
        (_keyboard([_button(text="")]), "Inline keyboard button text must be non-empty"),
        (_keyboard([_copy("x" * 257)]), "Button_copy_text_invalid"),
        (_keyboard([_button()] * 9), "Reply markup is too long"),
        (_keyboard(*[[_button()]] * 101), "Reply markup is too long"),
        (
            _keyboard([telegram.InlineKeyboardButton("Lonely")]),
            "Can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
    ],
)
def test_a_wrong_keyboard_is_refused(
    server: BotApiServer, keyboard: telegram.InlineKeyboardMarkup, words: str
) -> None:
    assert refusal(server, lambda bot: bot.send_message(7, "x", reply_markup=keyboard)) == words


def test_64_bytes_of_callback_data_are_pressed_and_answered_once_in_time(
    server: BotApiServer,
) -> None:
    keyboard = _keyboard([_button(data="ж" * 32), _copy("x" * 256)])
    sent = drive(server, lambda bot: bot.send_message(7, "x", reply_markup=keyboard))
    first = server.press(ADAS, sent.message_id, ADA, "More")
    (update,) = drive(server, lambda bot: bot.get_updates())
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (first, "ж" * 32)
    assert refusal(server, lambda bot: bot.answer_callback_query(first, "x" * 201)) == (
        "Message_too_long"
    )
    drive(server, lambda bot: bot.answer_callback_query(first, "Here.", show_alert=True))
    answer = server.callback_answer(first)
    assert answer is not None
    assert (answer.text, answer.show_alert) == ("Here.", True)
    late = server.press(ADAS, sent.message_id, ADA, "ж" * 32)
    server.expire_queries()
    too_old = "Query is too old and response timeout expired or query id is invalid"
    assert refusal(server, lambda bot: bot.answer_callback_query(late)) == too_old
    assert refusal(server, lambda bot: bot.answer_callback_query("12345")) == too_old


def test_an_edit_changes_the_message_and_an_equal_edit_is_refused(server: BotApiServer) -> None:
    sent = drive(
        server, lambda bot: bot.send_message(7, "one", reply_markup=_keyboard([_button()]))
    )
    edited = drive(server, lambda bot: bot.edit_message_text("two", 7, sent.message_id))
    assert isinstance(edited, telegram.Message)
    assert (edited.text, edited.reply_markup) == ("two", None)
    assert refusal(server, lambda bot: bot.edit_message_text("two ", 7, sent.message_id)) == (
        "Message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"
    )


def test_only_the_bots_own_messages_that_stand_can_be_edited(server: BotApiServer) -> None:
    asked = server.send_text(ADAS, ADA, "why?")
    assert refusal(server, lambda bot: bot.edit_message_text("x", 7, asked.message_id)) == (
        "Message can't be edited"
    )
    assert refusal(server, lambda bot: bot.edit_message_text("x", 7, 999)) == (
        "Message to edit not found"
    )


def test_deleting_takes_the_message_away_once(server: BotApiServer) -> None:
    sent = drive(server, lambda bot: bot.send_message(7, "one"))
    drive(server, lambda bot: bot.delete_message(7, sent.message_id))
    assert server.messages(ADAS) == ()
    assert [message.text for message in server.deleted(ADAS)] == ["one"]
    assert refusal(server, lambda bot: bot.delete_message(7, sent.message_id)) == (
        "Message to delete not found"
    )


def test_after_48_hours_a_message_can_be_edited_but_not_deleted() -> None:
    now = 1_700_000_000.0
    with BotApiServer(clock=lambda: now) as server:
        server.add_chat(ADAS)
        sent = drive(server, lambda bot: bot.send_message(7, "one"))
        now += 48 * 60 * 60 + 1
        assert refusal(server, lambda bot: bot.delete_message(7, sent.message_id)) == (
            "Message can't be deleted"
        )
        drive(server, lambda bot: bot.edit_message_text("withdrawn", 7, sent.message_id))
        assert server.messages(ADAS)[0].text == "withdrawn"


def test_a_reply_quotes_an_exact_part_or_is_refused(server: BotApiServer) -> None:
    asked = server.send_text(ADAS, ADA, "Was 😀 it said?")

    def reply(quote: str, message_id: int, is_optional: bool = False) -> Steps[telegram.Message]:
        target = telegram.ReplyParameters(
            message_id, quote=quote, allow_sending_without_reply=is_optional
        )
        return lambda bot: bot.send_message(7, "Yes.", reply_parameters=target)

    sent = drive(server, reply("it said", asked.message_id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "Was 😀 it said?"
    assert sent.quote is not None
    assert (sent.quote.text, sent.quote.position) == ("it said", 7)
    assert refusal(server, reply("it is said", asked.message_id)) == "Quote_text_invalid"
    assert refusal(server, reply("", 999)) == "Message to be replied not found"
    assert drive(server, reply("", 999, is_optional=True)).reply_to_message is None


def test_an_answer_stays_in_the_topic_of_the_question(server: BotApiServer) -> None:
    server.add_topic(DESK, 40)
    asked = server.send_text(DESK, ADA, "/ask why", Place(thread_id=40))
    replying = telegram.ReplyParameters(asked.message_id)
    sent = drive(server, lambda bot: bot.send_message(DESK.id, "x", reply_parameters=replying))
    assert (sent.message_thread_id, sent.is_topic_message) == (40, True)
