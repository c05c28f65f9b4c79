from telegram.constants import MessageLimit

from bot.telegram.messages.message import (
    MOST_ENTITIES,
    MOST_UNITS,
    NOTHING,
    Entity,
    QuotedSlice,
    TelegramText,
    fits,
    join,
)


def test_the_limits_are_those_that_the_library_knows() -> None:
    assert MessageLimit.MAX_TEXT_LENGTH == MOST_UNITS
    assert MessageLimit.MESSAGE_ENTITIES == MOST_ENTITIES


def test_offsets_move_by_the_utf16_units_of_what_stands_before() -> None:
    part = TelegramText("a😀", (Entity("bold", 1, 2),), (QuotedSlice(0, 3, "a😀"),))
    assert join((part, NOTHING, part), "\n") == TelegramText(
        "a😀\na😀",
        (Entity("bold", 1, 2), Entity("bold", 5, 2)),
        (QuotedSlice(0, 3, "a😀"), QuotedSlice(4, 3, "a😀")),
    )


def test_a_link_keeps_its_address() -> None:
    link = TelegramText("page", (Entity("text_link", 0, 4, "https://example.org/"),))
    assert join((TelegramText("The"), link), " ").entities == (
        Entity("text_link", 4, 4, "https://example.org/"),
    )


def test_a_message_holds_4096_units_and_100_entities() -> None:
    bold = Entity("bold", 0, 1)
    assert fits(TelegramText("😀" * 2048, (bold,) * 100))
    assert not fits(TelegramText("😀" * 2048 + "a"))
    assert not fits(TelegramText("a", (bold,) * 101))
