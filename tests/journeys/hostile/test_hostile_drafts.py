"""Drafts of somebody who wishes us ill: each is checked or refused in a line, and soon."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from fakes.commands.shell import Shell

SAID = "Солдат бежал ночью"


def _unpacking_to(name: str, inner: str, megabytes: int) -> tuple[str, bytes]:
    whole = io.BytesIO()
    with (
        zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(inner, "w") as part,
    ):
        for _ in range(megabytes):
            part.write(b"<w:p>a</w:p>" * 83_334)
    return name, whole.getvalue()


REFUSED = (
    _unpacking_to("bomb.docx", "word/document.xml", 210),
    _unpacking_to("bomb.odt", "content.xml", 210),
    ("deep.rtf", b"{\\rtf1 " + b"{" * 50_000 + b"x" + b"}" * 50_000 + b"}"),
    ("escapes.txt", "“\x1b[31m one two three”".encode()),
    ("surrogate.txt", b"\xe2\x80\x9c\xed\xa0\x80 one two three\xe2\x80\x9d"),
)
CHECKED = {
    "unclosed.txt": "“" * 100_000,
    "nested.txt": "«" * 2_000 + SAID + "»" * 2_000,
    "straight.txt": '"a b c ' * 50_000,
    "apostrophes.txt": "don't " * 50_000,
    "listed-key.md": f"---\n? [a, b]\n: c\n---\n\n“{SAID}”\n",
}


@pytest.mark.parametrize(("name", "content"), REFUSED, ids=lambda given: str(given)[:12])
def test_a_draft_that_cannot_be_read_is_refused_in_one_line(
    indexed: Shell, name: str, content: bytes
) -> None:
    Path(name).write_bytes(content)
    assert name in indexed.run("verify", name).refusal


@pytest.mark.parametrize("name", CHECKED)
def test_a_draft_of_marks_alone_takes_no_time_to_speak_of(indexed: Shell, name: str) -> None:
    Path(name).write_text(CHECKED[name], encoding="utf-8")
    ran = indexed.run("verify", name, "--csv")
    assert (ran.code in (0, 1), ran.err) == (True, "")


def test_no_cell_of_a_table_is_a_formula_or_markup(indexed: Shell) -> None:
    marks = ("=cmd|' /C calc'!A1", "+1+1 is it", "-2+3 is it", "@SUM(1) is it", "<script>a b c")
    draft = "\n\n".join(f"“{mark} {SAID}”, said =Ada Smith." for mark in marks)
    Path("draft.txt").write_text(draft, encoding="utf-8")
    _, *rows = csv.reader(io.StringIO(indexed.run("verify", "draft.txt", "--csv").out))
    assert len(rows) == len(marks)
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(tuple("=+-@"))]
    assert "<script" not in indexed.run("verify", "draft.txt", "--html").out


def test_marks_that_nobody_sees_are_shown_wherever_a_quotation_of_a_draft_is(
    indexed: Shell,
) -> None:
    Path("draft.txt").write_text(f"“{SAID} \u202eevil three words”", encoding="utf-8")
    for form in ((), ("--csv",), ("--html",)):
        out = indexed.run("verify", "draft.txt", *form).out
        assert "\\u202eevil" in out
        assert "\u202e" not in out
