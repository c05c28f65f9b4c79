"""PDF and DOCX files for the tests, and how the tests read a file."""

import io
from collections.abc import Sequence

import docx
import pytest

from index.errors import UnreadableSource
from index.sources.parsing import formats


def text_of(suffix: str, content: bytes) -> str:
    return formats.read(suffix, content).text


def refusal(suffix: str, content: bytes) -> str:
    with pytest.raises(UnreadableSource) as caught:
        formats.read(suffix, content)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def pdf(*pages: Sequence[tuple[float, float, float, str]], info: str = "") -> bytes:
    """Write a PDF by hand: each page a sequence of (left, base, font size, text) lines."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< {info} >>",
    ]
    for number, lines in enumerate(pages):
        drawn = "\n".join(
            f"BT /F1 {size} Tf {left} {base} Td ({text}) Tj ET" for left, base, size, text in lines
        )
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources "
            f"<< /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    content, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(content))
        content += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{len(content)}\n"
    return content + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}%%EOF\n".encode()


def saved(document: "docx.document.Document") -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
