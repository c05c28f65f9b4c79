import pytest
from bot_api.texts.entities import arranged, limited
from bot_api.texts.find import find_entities
from bot_api.texts.sent import as_sent, cleaned, utf16_length
from bot_api.values import Entity, FormattedText, Refused


def bold(offset: int, length: int) -> Entity:
    return Entity("bold", offset, length)


def quote(offset: int, length: int) -> Entity:
    return Entity("blockquote", offset, length)


def refusal_of(text: str, *entities: Entity) -> str:
    with pytest.raises(Refused) as caught:
        as_sent(FormattedText(text, entities))
    return caught.value.description


def test_an_emoji_counts_two_utf16_units() -> None:
    assert utf16_length("a😀b") == 4


def test_an_entity_that_begins_inside_an_emoji_is_refused() -> None:
    assert refusal_of("😀b", bold(1, 2)) == (
        "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4"
    )


def test_an_entity_that_ends_inside_an_emoji_is_refused() -> None:
    assert refusal_of("a😀b", bold(0, 2)) == (
        "Bad Request: entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at "
        "byte offset 5"
    )


def test_an_entity_that_ends_behind_the_text_is_refused() -> None:
    assert refusal_of("abc", bold(1, 3)) == (
        "Bad Request: entity beginning at UTF-16 offset 1 ends after the end of the text at "
        "UTF-16 offset 4"
    )


def test_an_entity_that_begins_behind_the_text_is_refused() -> None:
    assert refusal_of("abc", bold(4, 1)) == (
        "Bad Request: entity begins after the end of the text at UTF-16 offset 4"
    )


@pytest.mark.parametrize(
    ("entity", "words"),
    [(bold(-1, 2), "incorrect offset -1"), (bold(0, -2), "incorrect length -2")],
)
def test_negative_positions_are_refused(entity: Entity, words: str) -> None:
    assert refusal_of("abc", entity) == f"Bad Request: receive an entity with {words}"


def test_an_empty_entity_is_dropped_in_silence() -> None:
    assert as_sent(FormattedText("abc", (bold(1, 0),))) == FormattedText("abc")


def test_bold_that_crosses_the_end_of_a_quote_is_cut_there() -> None:
    assert arranged([quote(0, 5), bold(3, 4)]) == (quote(0, 5), bold(3, 2), bold(5, 2))


def test_a_quote_within_a_quote_is_dropped() -> None:
    inner = Entity("expandable_blockquote", 2, 3)
    assert arranged([quote(0, 9), inner, bold(2, 3)]) == (quote(0, 9), bold(2, 3))


def test_a_link_that_crosses_the_border_of_a_quote_is_dropped() -> None:
    link = Entity("text_link", 3, 4, url="https://example.org/")
    assert arranged([quote(0, 5), link]) == (quote(0, 5),)
    assert arranged([quote(0, 7), link]) == (quote(0, 7), link)


def test_code_takes_the_bold_out_of_itself() -> None:
    code = Entity("code", 2, 3)
    assert arranged([bold(0, 8), code]) == (bold(0, 2), code, bold(5, 3))


def test_bold_ranges_that_touch_become_one() -> None:
    assert arranged([bold(0, 3), bold(3, 4)]) == (bold(0, 7),)


def test_quotes_that_touch_stay_two() -> None:
    assert arranged([quote(0, 3), quote(3, 4)]) == (quote(0, 3), quote(3, 4))


def test_bold_and_italic_that_cross_are_cut_where_the_second_begins() -> None:
    italic = Entity("italic", 3, 5)
    assert arranged([bold(0, 5), italic]) == (bold(0, 3), italic, bold(3, 2))


def test_over_100_entities_the_styles_go_first() -> None:
    quotes = [quote(10 * index, 5) for index in range(60)]
    styles = [bold(10 * index + 6, 2) for index in range(60)]
    kept = limited(arranged([*quotes, *styles]))
    assert sum(entity.type == "blockquote" for entity in kept) == 60
    assert [entity.offset for entity in kept if entity.type == "bold"] == [
        10 * index + 6 for index in range(40)
    ]


def test_blanks_around_a_text_are_trimmed_and_entities_move() -> None:
    sent = as_sent(FormattedText(" \n Hi 😀 you \n\n", (bold(6, 6),)))
    assert sent == FormattedText("Hi 😀 you", (bold(3, 6),))


def test_an_entity_over_trailing_blanks_shrinks_to_the_text() -> None:
    assert as_sent(FormattedText("abc  \n", (quote(0, 6),))) == FormattedText("abc", (quote(0, 3),))


def test_leading_blanks_inside_an_entity_stay() -> None:
    assert as_sent(FormattedText("  abc", (quote(0, 5),))) == FormattedText("  abc", (quote(0, 5),))


@pytest.mark.parametrize("blank", [" \n\t", "\u200b", "\u00a0\u3000", "\u2028", "\ufeff"])
def test_a_text_of_blanks_is_empty(blank: str) -> None:
    assert refusal_of(blank) == "Bad Request: text must be non-empty"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\tb", "a b"),
        ("a\r\nb", "a\nb"),
        ("a\u2028b", "ab"),
        ("a\u202eb", "ab"),
        ("A\u030a", "A"),
        ("a\u200f\u200e\u200fb", "a\u200c\u200c\u200fb"),
        ("a\u200bb", "a\u200bb"),
    ],
)
def test_characters_that_telegram_changes(given: str, kept: str) -> None:
    assert cleaned(given) == kept


def test_entities_move_with_the_characters_taken_out() -> None:
    sent = as_sent(FormattedText("a\r\nbc\rd", (bold(3, 4),)))
    assert sent == FormattedText("a\nbcd", (bold(2, 3),))


def test_length_counts_characters_and_not_utf16_units() -> None:
    assert as_sent(FormattedText("😀" * 4096)).text == "😀" * 4096
    assert refusal_of("😀" * 4097) == "Bad Request: message is too long"


def test_an_edit_that_is_too_long_gets_the_bare_constant() -> None:
    with pytest.raises(Refused) as caught:
        as_sent(FormattedText("a" * 4097), is_edit=True)
    assert caught.value.description == "Bad Request: MESSAGE_TOO_LONG"


def test_a_mention_inside_bold_cuts_the_bold() -> None:
    sent = as_sent(FormattedText("see @meduza now", (bold(0, 15),)))
    assert sent.entities == (
        bold(0, 4),
        Entity("mention", 4, 7),
        bold(4, 7),
        bold(11, 4),
    )


def test_what_telegram_finds_does_not_replace_what_the_bot_marked() -> None:
    link = Entity("text_link", 0, 15, url="https://example.org/")
    assert as_sent(FormattedText("https://meduza.io", (link,))).entities == (link,)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/ask@PullBot why", [("bot_command", 0, 12)]),
        ("/ask@x why", []),
        ("a/ask /ask", [("bot_command", 6, 4)]),
        ("mail a.b@example.org!", [("email", 5, 15)]),
        ("(https://example.org/a(b)c).", [("url", 1, 25)]),
        ("see meduza.io.", [("url", 4, 9)]),
        ("end.Then", []),
        ("#1 #война $USD", [("hashtag", 3, 6), ("cashtag", 10, 4)]),
        ("😀 @abc @abcd", [("mention", 8, 5)]),
    ],
)
def test_what_telegram_finds_by_itself(text: str, found: list[tuple[str, int, int]]) -> None:
    assert [(e.type, e.offset, e.length) for e in find_entities(text)] == found


def test_arranging_twice_changes_nothing_more() -> None:
    once = arranged([bold(0, 9), Entity("italic", 2, 9), quote(4, 3), bold(12, 2), bold(5, 5)])
    assert arranged(once) == once
