import sys
from io import StringIO

import pytest

from bot.terminal.progress import progress_bar


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
