import re
import sys
from dataclasses import replace
from io import StringIO

import pytest
from fakes.chat import FERRY
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.replies import Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import speaker
from bot.terminal.printing import print_reply, progress_bar
from index.records import Citation, Quote, Source, Span

KNOWN = replace(FERRY.source, title="Ferry [sinks]")
UNKNOWN = Source("x", "x.txt")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
BOLD = "\x1b[1m"


def quote(text: str, highlight: Span | None = None, source: Source = UNKNOWN) -> Quote:
    return Quote(text, highlight, Citation(source, source.id, 1, 2, 0, len(text), "ab" * 32))


def piped(*blocks: Block, language: str = "en") -> str:
    stream = StringIO()
    console = Console(file=stream, force_terminal=False, width=60, highlight=False)
    print_reply(Reply(blocks), console, speaker(language))
    return stream.getvalue()


def on_terminal(*blocks: Block) -> str:
    stream = StringIO()
    console = Console(
        file=stream,
        force_terminal=True,
        width=60,
        highlight=False,
        color_system="standard",
        _environ={},
    )
    print_reply(Reply(blocks), console, speaker("en"))
    return stream.getvalue()


def behind_bars(shown: str) -> list[str]:
    return [line.split("▎ ", 1)[1] for line in ANSI.sub("", shown).splitlines() if "▎ " in line]


def test_in_a_pipe_a_quote_stands_behind_a_bar_with_its_number_and_its_citation() -> None:
    assert piped(ShowQuote(quote("It sank.", source=KNOWN), number=1)) == (
        "[1] ▎ It sank.\n"
        "    — Ferry [sinks] · Harbour News · A. Mate · 2024-06-30 · paragraph 2"
        " · https://example.org/ferry\n"
        "    ⚠️ Corrected.\n"
    )


def test_a_quote_without_number_and_citation_stands_below_its_label() -> None:
    asked = ShowQuote(quote("Who slept?"), label="The question asked:", cited=False)
    assert piped(asked) == "    The question asked:\n    ▎ Who slept?\n"


def test_numbers_of_two_digits_leave_the_bars_in_line() -> None:
    assert piped(ShowQuote(quote("A"), number=10, cited=False)) == "[10]▎ A\n"


def test_a_source_is_shown_field_by_field() -> None:
    shown = ShowSource(Source("x", "x.txt", title="T"), 3, "abcd")
    assert piped(shown).splitlines()[:4] == [
        "  id: x",
        "  read from: x.txt",
        "  title: T",
        "  outlet: unknown",
    ]


def test_a_lead_stands_on_a_line_of_its_own() -> None:
    assert piped(Say("The corpus answers:", "Filters: outlet A")) == (
        "Filters: outlet A\nThe corpus answers:\n"
    )


def test_in_a_pipe_a_long_line_of_a_quote_is_not_broken_and_has_no_colour() -> None:
    text = "word " * 60 + "end"
    assert piped(ShowQuote(quote(text, Span(5, 50)), number=1, cited=False)) == f"[1] ▎ {text}\n"


def test_in_a_pipe_tabs_and_spaces_of_a_quote_are_as_they_were() -> None:
    text = "a\tb  c\u00a0d "
    assert piped(ShowQuote(quote(text), cited=False)) == f"    ▎ {text}\n"


def test_every_line_of_a_quote_has_its_bar_empty_ones_too() -> None:
    expected = "[1] ▎ One\n    ▎ \n    ▎ two\n"
    assert piped(ShowQuote(quote("One\n\ntwo"), number=1, cited=False)) == expected
    shown = ANSI.sub("", on_terminal(ShowQuote(quote("One\n\ntwo"), number=1, cited=False)))
    assert [line.rstrip() for line in shown.splitlines()] == ["[1] ▎ One", "    ▎", "    ▎ two"]


@pytest.mark.parametrize(
    "text", ["[bold]x[/bold] and [red]", "[/]", ":smile: [link=https://x.y]z[/link]", "a\\[b]"]
)
def test_what_looks_like_markup_in_a_quote_is_shown_literally(text: str) -> None:
    block = ShowQuote(quote(text), cited=False)
    assert piped(block) == f"    ▎ {text}\n"
    assert behind_bars(on_terminal(block)) == [text]


def test_what_looks_like_markup_in_a_source_or_a_sentence_is_shown_literally() -> None:
    source = Source("x", "x.txt", title="[bold]T[/bold]")
    assert "[bold]T[/bold] · " in ANSI.sub(
        "", on_terminal(ShowQuote(quote("A", source=source), number=1))
    )
    assert "title: [bold]T[/bold]" in ANSI.sub("", on_terminal(ShowSource(source, 1, "ab")))
    assert ANSI.sub("", on_terminal(Say("see [red]"))) == "see [red]\n"


def test_on_a_terminal_the_highlight_is_bold_and_nothing_else_of_the_quote_is() -> None:
    shown = on_terminal(ShowQuote(quote("It sank. Nobody was hurt.", Span(9, 25)), cited=False))
    (line,) = shown.splitlines()
    assert line.endswith(f"It sank. {BOLD}Nobody was hurt.\x1b[0m")
    assert line.count(BOLD) == 2  # the other is the lead before the bar


def test_on_a_terminal_a_highlight_that_is_wrapped_stays_bold_on_every_line() -> None:
    text = "word " * 30 + "end"
    shown = on_terminal(ShowQuote(quote(text, Span(0, len(text))), cited=False))
    lines = shown.splitlines()
    assert len(lines) == 3
    assert all(f"{BOLD}word word" in line for line in lines)


def test_on_a_terminal_every_wrapped_line_fits_and_has_its_bar() -> None:
    shown = on_terminal(ShowQuote(quote("word " * 30 + "end"), number=1, cited=False))
    lines = ANSI.sub("", shown).splitlines()
    assert [line[:6] for line in lines] == ["[1] ▎ ", "    ▎ ", "    ▎ "]
    assert all(len(line) <= 60 for line in lines)


@given(
    st.text(
        st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp"), include_characters="\n")
        | st.sampled_from("a [\\]¡ "),
        min_size=1,
    )
)
def test_on_a_terminal_no_character_of_a_quote_is_lost_but_spaces(text: str) -> None:
    shown = "".join(behind_bars(on_terminal(ShowQuote(quote(text), cited=False))))
    assert "".join(shown.split()) == "".join(text.split())


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1))
def test_in_a_pipe_a_line_of_a_quote_is_printed_exactly(text: str) -> None:
    assert piped(ShowQuote(quote(text), number=1, cited=False)) == f"[1] ▎ {text}\n"


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_in_a_pipe_there_is_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    stderr = StringIO()
    monkeypatch.setattr(sys, "stderr", stderr)
    with progress_bar() as progress:
        assert progress is None
    assert stderr.getvalue() == ""


def test_on_a_terminal_a_bar_says_what_is_done_and_how_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stdout, stderr = StringIO(), Terminal()
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setattr(sys, "stderr", stderr)
    with progress_bar() as progress:
        assert progress is not None
        progress("embedding", 3, 7)
        progress("asking", 1, 2)
    drawn = stderr.getvalue()
    assert "embedding" in drawn
    assert "3/7" in drawn
    assert "1/2" in drawn
    assert stdout.getvalue() == ""
