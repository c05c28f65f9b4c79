from collections.abc import Iterator

import pytest
import telegram
from bot_api.driver import drive, refusal
from bot_api.methods.menus import Command, Scope
from bot_api.server import BotApiServer
from bot_api.values import Chat, Person, private_chat

ADA = Person(7, "Ada", "ada_reads", "uk")
ADAS = private_chat(ADA)
DESK = Chat(-100500, "supergroup", "Desk", is_forum=True)


KEYBOARD = telegram.InlineKeyboardMarkup.from_button(
    telegram.InlineKeyboardButton("More", callback_data="more")
)


@pytest.fixture
def server() -> Iterator[BotApiServer]:
    with BotApiServer() as running:
        running.add_chat(ADAS)
        running.add_chat(DESK)
        yield running


def test_typing_and_reactions_are_kept(server: BotApiServer) -> None:
    asked = server.send_text(ADAS, ADA, "why?")

    async def steps(bot: telegram.Bot) -> None:
        await bot.send_chat_action(7, "typing")
        await bot.set_message_reaction(7, asked.message_id, "👀")

    drive(server, steps)
    banjo = telegram.ReactionTypeEmoji("🪕")
    assert server.actions(ADAS) == ("typing",)
    assert server.messages(ADAS)[0].reactions == ("👀",)
    assert refusal(server, lambda bot: bot.send_chat_action(7, "thinking")) == (
        "Wrong parameter action in request"
    )
    assert refusal(server, lambda bot: bot.set_message_reaction(7, asked.message_id, banjo)) == (
        "Reaction_invalid"
    )


def test_menus_differ_by_scope_and_language(server: BotApiServer) -> None:
    group = telegram.BotCommandScopeAllGroupChats()

    async def steps(bot: telegram.Bot) -> tuple[telegram.BotCommand, ...]:
        await bot.set_my_commands([("ask", "Ask")], group, "uk")
        await bot.set_my_short_description("Quotes only", "uk")
        assert (await bot.get_my_short_description("uk")).short_description == "Quotes only"
        assert await bot.get_my_commands() == ()
        return await bot.get_my_commands(group, "uk")

    assert drive(server, steps) == (telegram.BotCommand("ask", "Ask"),)
    assert server.menu(Scope("all_group_chats"), "uk") == (Command("ask", "Ask"),)


@pytest.mark.parametrize(
    ("menu", "words"),
    [
        ([("Ask", "x")], "Bot_command_invalid"),
        ([("a" * 33, "x")], "Command length must not exceed 32"),
        ([("ask", "x" * 257)], "Command description length must not exceed 256"),
        ([("ask", " ")], "Command description must be non-empty"),
        ([(f"ask{index}", "x") for index in range(101)], "Bot_commands_too_much"),
    ],
)
def test_a_wrong_menu_is_refused(
    server: BotApiServer, menu: list[tuple[str, str]], words: str
) -> None:
    assert refusal(server, lambda bot: bot.set_my_commands(menu)) == words


def _article(result_id: str, text: str = "x") -> telegram.InlineQueryResultArticle:
    content = telegram.InputTextMessageContent(
        text, entities=[telegram.MessageEntity("blockquote", 0, len(text))]
    )
    return telegram.InlineQueryResultArticle(result_id, "Title", content, reply_markup=KEYBOARD)


def test_an_inline_result_is_offered_chosen_pressed_and_edited(server: BotApiServer) -> None:
    query_id = server.inline_query(ADA, "gates")

    async def steps(bot: telegram.Bot) -> None:
        await bot.answer_inline_query(
            query_id, [_article("1", "gates")], cache_time=0, is_personal=True
        )

    drive(server, steps)
    answer = server.inline_answer(query_id)
    assert answer is not None
    assert (answer.is_personal, answer.cache_time, answer.results[0].id) == (True, 0, "1")
    chosen = server.choose_inline(DESK, ADA, query_id, "1")
    server.press(DESK, chosen.message_id, ADA, "more")
    updates = drive(server, lambda bot: bot.get_updates())
    pressed = updates[-1].callback_query
    assert pressed is not None
    assert (pressed.inline_message_id, pressed.message) == (f"inline{chosen.message_id}", None)
    drive(
        server,
        lambda bot: bot.edit_message_text("gone", inline_message_id=pressed.inline_message_id),
    )
    assert server.messages(DESK)[0].text == "gone"


@pytest.mark.parametrize(
    ("results", "words"),
    [
        ([_article("1"), _article("1")], "Result_id_duplicate"),
        ([_article("x" * 65)], "Result_id_invalid"),
        ([_article(str(index)) for index in range(51)], "Too many inline query results specified"),
        ([_article("1", "x" * 4097)], "Message is too long"),
    ],
)
def test_a_wrong_inline_answer_is_refused(
    server: BotApiServer, results: list[telegram.InlineQueryResultArticle], words: str
) -> None:
    query_id = server.inline_query(ADA, "gates")
    assert refusal(server, lambda bot: bot.answer_inline_query(query_id, results)) == words
