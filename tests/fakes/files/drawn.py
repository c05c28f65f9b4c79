"""PDF files drawn operator by operator, for what no printing tool can be told to draw."""

from collections.abc import Sequence

from fakes.files.hostile import pdf, stream

FIRST_EXTRA = 4
"""The number of the first of the extra objects; the objects before are catalog, pages and font."""


def drawn(
    *contents: str,
    extra: Sequence[str | bytes] = (),
    catalog: str = "",
    page: str = "",
    resources: str = "",
) -> bytes:
    """Write a PDF of pages 600 by 800 points, each drawn by its content; /F is Helvetica."""
    first = FIRST_EXTRA + len(extra)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects: list[str | bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *extra,
    ]
    for number, content in enumerate(contents):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font <<"
            f" /F 3 0 R >> {resources} >> /Contents {first + 2 * number + 1} 0 R {page} >>"
        )
        objects.append(stream(content.encode("cp1252")))
    return pdf(*objects)


def line(left: float, base: float, text: str, size: float = 12, before: str = "") -> str:
    """Draw a line of text, after other operators."""
    return f"{before} BT /F {size} Tf {left} {base} Td ({text}) Tj ET\n"


def lines(left: float, base: float, *texts: str, size: float = 12) -> str:
    """Draw lines of text one below the other."""
    drawn_lines = (
        line(left, base - 1.2 * size * number, text, size) for number, text in enumerate(texts)
    )
    return "".join(drawn_lines)
