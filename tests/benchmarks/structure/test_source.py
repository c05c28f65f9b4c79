"""The figures of the source, over a checkout made by hand."""

from pathlib import Path

from benchmarks.structure.records import Figure
from benchmarks.structure.source import figures, takers_of_language
from fakes.commands.program import CHECKOUT


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_who_takes_a_language_is_named_but_for_the_sentences(tmp_path: Path) -> None:
    write(tmp_path / "bot" / "sentences" / "say.py", "def say(key, language): ...\n")
    write(
        tmp_path / "bot" / "desk" / "desk.py", "class A:\n    async def ask(self, *, language): 1\n"
    )
    write(tmp_path / "index" / "ask.py", "def ask(languages): ...\n")
    assert list(takers_of_language(tmp_path)) == ["bot/desk/desk.py:ask"]


def test_a_figure_at_its_bar_is_not_missed() -> None:
    assert [Figure("rooms", found, 13).is_missed for found in (13, 13.5)] == [False, True]


def test_the_source_keeps_within_its_bars() -> None:
    assert [figure for figure in figures(CHECKOUT) if figure.is_missed] == []
