import pytest

from index.text.shown import cut, printable


def test_what_commands_a_terminal_or_turns_the_text_is_written_out() -> None:
    assert printable("a\x1b[2J\u202efdp.exe\ud800") == r"a\x1b[2J\u202efdp.exe\ud800"


def test_a_long_text_ends_where_it_was_cut() -> None:
    assert cut("x" * 121) == "x" * 120 + "…"
    assert cut("x" * 120) == "x" * 120


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mail\u202eadvo", "Mail\\u202eadvo"),
        ("The\u200bferry", "The\\u200bferry"),
        ("fer\u200dry", "fer\\u200dry"),
        ("\ufeffFerry\u200c", "\\ufeffFerry\\u200c"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒 saved", "👩\u200d🚒 saved"),
    ],
)
def test_marks_that_nobody_sees_are_shown_but_not_those_that_a_script_needs(
    text: str, shown: str
) -> None:
    assert printable(text) == shown
