import builtins
import io
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.chat import open_asker, publish
from rich.console import Console

from bot.terminal.chat import talk, typed_lines
from bot.terminal.responder import Responder


@pytest.fixture
def responder(tmp_path: Path) -> Iterator[Responder]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as asker:
        yield Responder(asker, 1)


def talked(responder: Responder, *lines: str, terminal: bool = False, language: str = "en") -> str:
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=terminal, color_system=None, width=200)
    talk(responder, lines, console, language)
    return stream.getvalue()


GREETING = (
    "Pullquote quotes these articles word for word and never writes text of its own.\n"
    "Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.\n"
    "Ask a question, or type help.\n"
)
CITED = "    — Ferry sinks · Harbour News · A. Mate · 2024-06-30 · paragraph {}"
LINK = " · https://example.org/ferry\n"


def test_in_a_pipe_each_question_is_repeated_above_its_answer(responder: Responder) -> None:
    assert talked(responder, "captain\n") == (
        GREETING + "\n? captain\n"
        "The corpus answers:\n"
        "[1] ▎ The captain was arrested.\n"
        + CITED.format(3)
        + LINK
        + "Searched: 2 articles, 5 paragraphs, dated 2024-06-30, generation 1.\n"
    )


def test_on_a_terminal_the_question_is_not_repeated(responder: Responder) -> None:
    assert "? captain" not in talked(responder, "captain\n", terminal=True)


def test_it_goes_on_after_blank_lines_and_bad_questions_until_quit(responder: Responder) -> None:
    said = talked(responder, "\n", "  \n", "?!\n", "quit\n", "captain\n")
    assert said == (
        GREETING
        + "\n? ?!\nThat failed, nothing was lost: the question has no words; ask for instance: who"
        " refused to fight?\n\n? quit\nGoodbye.\n"
    )


def test_more_context_and_source_follow_the_question_before(responder: Responder) -> None:
    said = talked(responder, "noon\n", "more\n", "context 2\n", "source 2\n")
    assert said.split("\n? more\n")[1] == (
        "More passages:\n"
        "[2] ▎ Nobody was hurt at noon.\n"
        + CITED.format(2)
        + LINK
        + "\n? context 2\nThe paragraphs around quote 2:\n"
        "    ▎ The ferry sank at noon.\n"
        + CITED.format(1)
        + LINK
        + "    ▎ Nobody was hurt at noon.\n"
        + CITED.format(2)
        + LINK
        + "    ▎ The captain was arrested.\n"
        + CITED.format(3)
        + LINK
        + "\n? source 2\nThe source of quote 2:\n"
        "  id: ferry\n"
        "  read from: ferry.txt\n"
        "  title: Ferry sinks\n"
        "  outlet: Harbour News\n"
        "  author: A. Mate\n"
        "  date: 2024-06-30\n"
        "  link: https://example.org/ferry\n"
        "  language: en\n"
        "  note: Corrected.\n"
        "  revision: 1\n"
        "  SHA-256 of the text: f0c601a7cc20c9d60c5197e370fd200a9c7ae070c8b96641e9f1465b0693b485\n"
    )


def test_what_looks_like_markup_in_a_question_is_repeated_literally(responder: Responder) -> None:
    assert "\n? [bold]zebra[/bold] [/]\n" in talked(responder, "[bold]zebra[/bold] [/]\n")
    assert "\n? [/] :smile:\n" in talked(responder, "[/] :smile:\n")


def test_it_speaks_the_language_that_is_set(responder: Responder) -> None:
    assert talked(responder, "quit\n", language="ru").endswith("\n? quit\nДо свидания.\n")


def test_typed_lines_end_with_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\ntwo\n"))
    assert list(typed_lines(Console(file=io.StringIO()))) == ["one", "two"]


def test_typed_lines_end_with_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(builtins, "input", interrupt)
    assert list(typed_lines(Console(file=io.StringIO()))) == []
