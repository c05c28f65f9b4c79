import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fakes.hostile_files import page_of, plain_docx, stream
from fakes.pages import PAGE, RUSSIAN_IN_ASCII_QUOTES

from index.errors import UnreadableSource
from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats, frames
from index.sources.parsing.isolation import IsolatedReader, Limits

CHECKOUT = Path(__file__).parents[4]
TEXT_PDF = page_of(
    stream(b"BT /F1 12 Tf 50 700 Td (Nobody was hurt.) Tj ET"),
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    resources="<< /Font << /F1 5 0 R >> >>",
)
NOT_LOADED = (
    "was not read, as the program that reads files did not start; try again, and if that does not"
    " help, install pullquote anew"
)
BROKEN = "breaks the program that reads it; save its text as .txt or .md"

# What stands in the place of the process that parses: it says ready, reads, and does its worst.
PRETENDER = """
import socket, sys, time
from index.sources.parsing import frames
pipe = socket.socket(fileno=0)
frames.send(pipe, frames.Frame({"ready": True}, b""))
request = frames.receive(pipe, 10**9)
"""


def pretender(worst: str) -> tuple[str, ...]:
    return (sys.executable, "-c", PRETENDER + worst)


def refusal(reader: IsolatedReader, suffix: str = ".html", content: bytes = b"<p>x") -> str:
    with reader, pytest.raises(UnreadableSource) as caught:
        reader.read(suffix, content)
    return str(caught.value)


def test_a_file_reads_the_same_in_a_process_of_its_own() -> None:
    with IsolatedReader() as reader:
        for suffix, content in (
            (".html", PAGE.encode()),
            (".html", f"<p>{RUSSIAN_IN_ASCII_QUOTES}".encode("koi8_r")),
            (
                ".html",
                "<meta charset=euc-jp><p>橋が落ちました。けが人はいません。".encode("euc-jp"),
            ),
            (".txt", RUSSIAN_IN_ASCII_QUOTES.encode("cp866")),
            (".docx", plain_docx()),
            (".pdf", TEXT_PDF),
        ):
            assert reader.read(suffix, content) == formats.read(suffix, content)
        assert reader.read(".txt", "мост".encode("cp1251"), "cp1251").text == "мост"


def test_a_reason_comes_back_and_the_process_reads_on() -> None:
    with IsolatedReader() as reader:
        with pytest.raises(UnreadableSource, match=r"^is no DOCX, or a damaged one; open it"):
            reader.read(".docx", b"PK")
        assert reader.read(".html", b"<p>Nobody was hurt.") == Extracted(
            "Nobody was hurt.", Entry()
        )


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    worst = (
        f"import pathlib; flag = pathlib.Path({str(flag)!r})\n"
        "if not flag.exists(): flag.touch(); time.sleep(60)\n"
        'frames.send(pipe, frames.Frame({"says": {}}, b"Text"))\n'
    )
    with IsolatedReader(Limits(seconds=1), pretender(worst)) as reader:
        with pytest.raises(UnreadableSource) as caught:
            reader.read(".pdf", b"%PDF")
        assert str(caught.value) == "took over 1 seconds to read; save its text as .txt or .md"
        assert reader.read(".pdf", b"%PDF").text == "Text"


@pytest.mark.parametrize(
    "worst",
    [
        "sys.exit(3)",
        "pipe.sendall(b'\\xff' * 8)",
        "pipe.sendall(b'\\0\\0\\0\\1\\0\\0\\0\\0{')",
        "pipe.sendall(b'\\0\\0\\0\\2\\0\\0\\0\\0[]')",
        "pipe.sendall(b'\\0\\1\\0\\0\\0\\0\\0\\0' + b'[' * 65536)",
        "frames.send(pipe, frames.Frame({}, b''))",
        "frames.send(pipe, frames.Frame({'says': []}, b''))",
        "frames.send(pipe, frames.Frame({'says': {}}, b'\\xed\\xa0\\x80'))",
        "frames.send(pipe, frames.Frame({'says': {}}, bytes(20_000_001)))",
    ],
)
def test_what_is_no_reply_is_not_believed(worst: str) -> None:
    assert refusal(IsolatedReader(command=pretender(worst))) == BROKEN


def test_a_reason_is_one_line_and_a_field_that_is_none_is_unknown() -> None:
    lines = "frames.send(pipe, frames.Frame({'reason': 'a\\n\\x1b' + 'b' * 900}, b''))"
    shown = refusal(IsolatedReader(command=pretender(lines)))
    assert shown == "a\\n\\x1b" + "b" * 297 + "…"
    fields = (
        "says = {'title': 'a\\nb', 'outlet': 5, 'author': 'x' * 1001, 'published': 'soon',"
        " 'url': 'javascript:1', 'language': 'no language', 'note': 'x', 'skip': ['y']}\n"
        "frames.send(pipe, frames.Frame({'says': says}, b'Text'))"
    )
    with IsolatedReader(command=pretender(fields)) as reader:
        assert reader.read(".html", b"x") == Extracted("Text", Entry())


def test_a_process_that_does_not_start_is_told() -> None:
    assert refusal(IsolatedReader(command=(sys.executable, "-c", "raise SystemExit"))) == NOT_LOADED


def test_the_process_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_TOKEN", "123:abc")
    worst = (
        "import os; names = ' '.join(sorted(os.environ.keys() - {'LC_CTYPE'}))\n"
        "frames.send(pipe, frames.Frame({'says': {}}, f'{names} {os.getcwd()}'.encode()))"
    )
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    with IsolatedReader(command=pretender(worst)) as reader:
        assert reader.read(".html", b"x").text == "PYTHONPATH PYTHONUTF8 /"


def test_once_confined_a_process_opens_nothing(tmp_path: Path) -> None:
    tried = """
import socket
from index.sources.parsing import process as isolated
isolated.confine(1_000_000_000)
for one in (lambda: open("secret"), lambda: open("new", "w"), lambda: socket.socket()):
    try: one()
    except OSError as error: print(error.strerror)
"""
    (tmp_path / "secret").write_text("secret")
    ran = subprocess.run(
        [sys.executable, "-c", tried],
        cwd=tmp_path,
        env={"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "Too many open files\n" * 3


def test_a_frame_arrives_as_it_was_sent_and_the_end_is_told() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours, frames.Frame({"a": 1}, b"body"))
        assert frames.receive(theirs, 4) == frames.Frame({"a": 1}, b"body")
        ours.close()
        with pytest.raises(EOFError):
            frames.receive(theirs, 4)
