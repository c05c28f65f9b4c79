"""The command line, run in this process or one of its own, with a folder and data to itself."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from bot.cli.main import main
from index.records import Source, SourceText

CHECKOUT = Path(__file__).parents[3]

# Texts in Cyrillic, which the default model does not read: they are searched by their words.
FLED = "Солдат бежал ночью.\n\nЕго не нашли.\n"
CAUGHT = "Солдат бежал ночью.\n\nЕго нашли утром.\n"
VOTED = (
    "---\ntitle: Итоги\noutlet: Вестник\npublished: 2024-06-30\n---\n\nГолоса посчитал Иванов.\n"
)
CACHED = (
    SourceText(Source("fled", "fled.txt"), FLED),
    SourceText(Source("caught", "caught.txt"), CAUGHT),
    SourceText(Source("titled", "titled.txt", title="T"), CAUGHT),
    SourceText(Source("voted", "voted.txt", title="Итоги"), "Голоса посчитал Иванов.\n"),
)


@dataclass(frozen=True, slots=True)
class Ran:
    """A run of the command line that has ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one line on stderr of a command that could not run."""
        assert (self.code, self.out, self.err.count("\n")) == (2, "", 1)
        return self.err.removeprefix("pullquote: ").removesuffix("\n")


class Typing(TextIOWrapper):
    """A stream that passes for a terminal."""

    def isatty(self) -> bool:
        return True


class Shell:
    """Runs the command line in this process, in a folder, data and articles of its own."""

    def __init__(self, folder: Path, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.data, self.articles = folder, folder / "data", folder / "articles"
        self._monkeypatch = monkeypatch
        self.articles.mkdir()
        for name in [name for name in os.environ if name.startswith("PULLQUOTE_")]:
            monkeypatch.delenv(name)
        monkeypatch.delenv("FORCE_COLOR", raising=False)
        monkeypatch.chdir(folder)
        self.set("LOGNAME", "ada")
        self.set("PULLQUOTE_DATA_DIR", str(self.data))
        self.set("PULLQUOTE_MODEL", str(prepared.parent / "model"))
        shutil.copytree(prepared, self.data)

    def set(self, name: str, value: str) -> None:
        self._monkeypatch.setenv(name, value)

    def write(self, **texts: str) -> None:
        """Write texts into the folder of articles, under their names and `.txt`."""
        for name, text in texts.items():
            (self.articles / f"{name}.txt").write_text(text, encoding="utf-8")

    def run(self, *arguments: str, typed: bytes = b"", at_terminal: bool = False) -> Ran:
        """Run the command line; `at_terminal`, what is typed passes for a person's typing."""
        stdin = (Typing if at_terminal else TextIOWrapper)(BytesIO(typed), encoding="utf-8")
        written = [TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2)]
        with self._monkeypatch.context() as patched:
            patched.setattr(sys, "stdin", stdin)
            for name, stream in zip(("stdout", "stderr"), written, strict=True):
                patched.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as ended:
                main(arguments)
        out, err = (stream.buffer.getvalue().decode() for stream in written)
        return Ran(int(ended.value.code or 0), out, err)

    def start(
        self, *arguments: str, stdout: int = subprocess.PIPE, stderr: int = subprocess.PIPE
    ) -> subprocess.Popen[bytes]:
        """Start the command line as a process of its own, which Ctrl-C reaches.

        What was itself started in the background, as a gate may be, hands down that it is ignored.
        """
        code = (
            "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
            " from bot.cli.main import main; main()"
        )
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=stderr,
        )


def files_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
