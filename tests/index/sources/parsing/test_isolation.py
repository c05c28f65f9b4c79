import sys
from pathlib import Path

import pytest
from fakes.files.hostile import page_of, plain_docx, stream
from fakes.files.office import odt, paragraph, run, word
from fakes.files.pages import PAGE, RUSSIAN_IN_ASCII_QUOTES

from index.errors import UnreadableSource
from index.records import Remark
from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats
from index.sources.parsing.isolation import IsolatedParser, ParsingLimits
from index.sources.parsing.pages.reading import parser_name

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

# What stands in the place of the process that parses: it sends ready, reads, and does its worst.
PRETENDER = """
import socket, sys, time
from index.sources.parsing import frames
pipe = socket.socket(fileno=0)
frames.send(pipe, frames.Frame({"ready": True}, b""))
request = frames.receive(pipe, 10**9)
"""


def pretender(worst: str) -> tuple[str, ...]:
    return (sys.executable, "-c", PRETENDER + worst)


def refusal(parser: IsolatedParser, suffix: str = ".html", content: bytes = b"<p>x") -> str:
    with parser, pytest.raises(UnreadableSource) as caught:
        parser.read(suffix, content)
    return str(caught.value)


def test_a_file_reads_the_same_in_a_process_of_its_own() -> None:
    with IsolatedParser() as parser:
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
            (
                ".md",
                b"# A\n\n**B:** c <s>d</s> &copy; [e](f)[^1]\n\n|a|b|\n|-|-|\n|c|d|\n\n[^1]: g",
            ),
            (".docx", word(paragraph(run("35"), run("2", "<w:strike/>")), title="Template")),
            (".odt", odt("<text:h>Order</text:h><text:p>It is shut.</text:p>")),
            (
                ".rtf",
                rb"{\rtf1\ansi{\fonttbl{\f1\fcharset204 Cyr;}}\f1 \'cc\'ee\'f1\'f2 \u8364\'80}",
            ),
        ):
            assert parser.read(suffix, content) == formats.read(suffix, content)
        assert parser.read(".txt", "мост".encode("cp1251"), "cp1251").text == "мост"


def test_a_reason_comes_back_and_the_process_reads_on() -> None:
    with IsolatedParser() as parser:
        with pytest.raises(UnreadableSource, match=r"^is no DOCX, or a damaged one; open it"):
            parser.read(".docx", b"PK")
        assert parser.read(".html", b"<p>Nobody was hurt.") == Extracted(
            "Nobody was hurt.", Entry(), parser=parser_name()
        )


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    worst = (
        f"import pathlib; flag = pathlib.Path({str(flag)!r})\n"
        "if not flag.exists(): flag.touch(); time.sleep(60)\n"
        'frames.send(pipe, frames.Frame({"entry": {}}, b"Text"))\n'
    )
    with IsolatedParser(ParsingLimits(seconds=1), pretender(worst)) as parser:
        with pytest.raises(UnreadableSource) as caught:
            parser.read(".pdf", b"%PDF")
        assert str(caught.value) == "took over 1 seconds to read; save its text as .txt or .md"
        assert parser.read(".pdf", b"%PDF").text == "Text"


@pytest.mark.parametrize(
    "worst",
    [
        "sys.exit(3)",
        "pipe.sendall(b'\\xff' * 8)",
        "pipe.sendall(b'\\0\\0\\0\\1\\0\\0\\0\\0{')",
        "pipe.sendall(b'\\0\\0\\0\\2\\0\\0\\0\\0[]')",
        "pipe.sendall(b'\\0\\1\\0\\0\\0\\0\\0\\0' + b'[' * 65536)",
        "frames.send(pipe, frames.Frame({}, b''))",
        "frames.send(pipe, frames.Frame({'entry': []}, b''))",
        "frames.send(pipe, frames.Frame({'entry': {}}, b'\\xed\\xa0\\x80'))",
        "frames.send(pipe, frames.Frame({'entry': {}}, bytes(20_000_001)))",
    ],
)
def test_what_is_no_reply_is_not_believed(worst: str) -> None:
    assert refusal(IsolatedParser(command=pretender(worst))) == BROKEN


def test_a_reason_is_one_line_and_a_field_that_is_none_is_unknown() -> None:
    lines = "frames.send(pipe, frames.Frame({'reason': 'a\\n\\x1b' + 'b' * 900}, b''))"
    shown = refusal(IsolatedParser(command=pretender(lines)))
    assert shown == "a\\n\\x1b" + "b" * 297 + "…"
    fields = (
        "entry = {'title': 'a\\nb', 'outlet': 5, 'author': 'x' * 1001, 'published': 'soon',"
        " 'url': 'javascript:1', 'language': 'no language', 'note': 'x', 'skip': ['y']}\n"
        "frames.send(pipe, frames.Frame({'entry': entry}, b'Text'))"
    )
    with IsolatedParser(command=pretender(fields)) as parser:
        assert parser.read(".html", b"x") == Extracted("Text", Entry())


def test_a_process_that_does_not_start_is_told() -> None:
    assert refusal(IsolatedParser(command=(sys.executable, "-c", "raise SystemExit"))) == NOT_LOADED


def test_the_process_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULLQUOTE_TELEGRAM_TOKEN", "123:abc")
    worst = (
        "import os; names = ' '.join(sorted(os.environ.keys() - {'LC_CTYPE'}))\n"
        "frames.send(pipe, frames.Frame({'entry': {}}, f'{names} {os.getcwd()}'.encode()))"
    )
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    with IsolatedParser(command=pretender(worst)) as parser:
        assert parser.read(".html", b"x").text == "PYTHONPATH PYTHONUTF8 /"


@pytest.mark.parametrize(
    "remarks",
    [
        "None",
        '[{"kind": "invented", "count": 1, "total": 0, "detail": ""}]',
        '[{"kind": "hidden", "count": "1", "total": 0, "detail": ""}]',
        '[{"kind": "hidden"}] * 101',
    ],
)
def test_remarks_that_no_reader_makes_are_a_broken_reply(remarks: str) -> None:
    worst = f'frames.send(pipe, frames.Frame({{"entry": {{}}, "remarks": {remarks}}}, b"x"))\n'
    assert refusal(IsolatedParser(command=pretender(worst))) == BROKEN


def test_the_remarks_of_a_reader_come_through() -> None:
    about = '{"entry": {}, "remarks": [REMARK], "parser": "pdf 2"}'
    remark = '{"kind": "scanned", "count": 2, "total": 3, "detail": "a\\nb"}'
    worst = f"frames.send(pipe, frames.Frame({about.replace('REMARK', remark)}, b'x'))\n"
    with IsolatedParser(command=pretender(worst)) as parser:
        read = parser.read(".pdf", b"x")
    assert read.remarks == (Remark("scanned", 2, 3),)
    assert read.parser == "pdf 2"
