from index.text.shown import cut, printable


def test_what_commands_a_terminal_or_turns_the_text_is_written_out() -> None:
    assert printable("a\x1b[2J\u202efdp.exe\ud800") == r"a\x1b[2J\u202efdp.exe\ud800"


def test_a_long_text_ends_where_it_was_cut() -> None:
    assert cut("x" * 121) == "x" * 120 + "…"
    assert cut("x" * 120) == "x" * 120
