"""How real pages are read: python -m tests.benchmarks.pages --collection DIR [--collection DIR].

DIR is a checkout of adbar/trafilatura or adbar/htmldate, whose tests hold saved pages and say what
is true of each. Nothing of them is part of this project. Each page is read as the program reads it,
confined, and its text is compared with what plain trafilatura takes from the same bytes. Prints how
many pages are refused, how many dates are right, unknown and wrong, the words of the text, and the
time. --before DIR also reads each page with another checkout of ours, right after; --show prints
what is refused and which dates are wrong.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout
sys.path.insert(1, str(Path(__file__).parents[2]))

from benchmarks.pages import collections, contradictions
from benchmarks.pages.collections import SavedPage
from benchmarks.pages.figures import Words, compare_date, squeezed, words_of

from index.errors import UnreadableSource
from index.sources.fields import Extracted
from index.sources.parsing.encodings import decode_page
from index.sources.parsing.isolation import IsolatedParser

_OTHER = (
    "import sys; sys.path.insert(0, {checkout!r})\n"
    "from index.sources.parsing import process\n"
    "process.main(int(sys.argv[1]), int(sys.argv[2]))"
)


@dataclass(frozen=True, slots=True)
class PageRead:
    """A page as one reader read it: what it gave, or why not, and how long it took."""

    page: SavedPage
    extracted: Extracted | None
    reason: str
    seconds: float


def main() -> None:
    """Read the pages of the collections and print the figures."""
    options = _options()
    pages = [page for folder in options.collection for page in collections.pages(folder)]
    pages = pages[:: options.every]
    ours, before = _read_all(pages, options.before)
    _print_table("ours", ours)
    if before:
        _print_table("before", before)
    if options.plain:
        _print_words("plain trafilatura", [(page, _plain(page)) for page in pages])
    if options.show:
        _show(ours)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--collection", type=Path, action="append", required=True)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only every so manieth page")
    parser.add_argument("--plain", action="store_true", help="also plain trafilatura")
    parser.add_argument("--show", action="store_true")
    return parser.parse_args()


def _read_all(
    pages: Sequence[SavedPage], before: Path | None
) -> tuple[list[PageRead], list[PageRead]]:
    ours: list[PageRead] = []
    theirs: list[PageRead] = []
    with IsolatedParser() as parser, IsolatedParser(command=_command(before)) as other:
        for page in pages:
            ours.append(_read(parser, page))
            if before:
                theirs.append(_read(other, page))
    return ours, theirs


def _command(checkout: Path | None) -> tuple[str, ...]:
    code = _OTHER.format(checkout=str((checkout or Path.cwd()).resolve()))
    return (sys.executable, "-P", "-c", code)


def _read(parser: IsolatedParser, page: SavedPage) -> PageRead:
    content = page.path.read_bytes()
    began = time.perf_counter()
    try:
        extracted, reason = parser.read(".html", content), ""
    except UnreadableSource as error:
        extracted, reason = None, str(error)
    return PageRead(page, extracted, reason, time.perf_counter() - began)


def _print_table(name: str, readings: Sequence[PageRead]) -> None:
    refused = sum(reading.extracted is None for reading in readings)
    seconds = sorted(reading.seconds for reading in readings)
    mean, middle = sum(seconds) / len(seconds), seconds[len(seconds) // 2]
    print(f"{name}: {len(readings)} pages, {refused} refused ({refused / len(readings):.1%})")
    print(f"  a page takes {1000 * mean:.0f} ms, half of them less than {1000 * middle:.0f} ms")
    _print_dates(readings)
    texts = [(reading.page, reading.extracted) for reading in readings]
    _print_words(name, [(page, extracted.text if extracted else "") for page, extracted in texts])


def _print_dates(readings: Sequence[PageRead]) -> None:
    dated = [reading for reading in readings if reading.page.published and reading.extracted]
    found = [_compare(reading) for reading in dated]
    shares = [
        f"{kind} {found.count(kind) / max(1, len(found)):.1%}"
        for kind in ("right", "unknown", "wrong")
    ]
    print(f"  dates of {len(dated)}: {', '.join(shares)}")
    judged = [_judge(each) for each, kind in zip(dated, found, strict=True) if kind == "wrong"]
    wrong, slips, changes = (judged.count(kind) for kind in ("wrong", "slip", "change"))
    print(
        f"  wrong by what the page itself says: {wrong / max(1, len(dated)):.2%} ({wrong});"
        f" else the collection's day is one of a change ({changes}) or stands nowhere ({slips})"
    )


def _compare(reading: PageRead) -> str:
    given = reading.extracted.entry.published if reading.extracted else None
    return compare_date(reading.page.published, given)


def _judge(reading: PageRead) -> str:
    given = (reading.extracted.entry.published if reading.extracted else None) or ""
    source = decode_page(reading.page.path.read_bytes())
    return contradictions.judge(source, reading.page.published or "", given)


def _print_words(name: str, texts: Iterable[tuple[SavedPage, str]]) -> None:
    words = Words()
    for page, text in texts:
        letters = squeezed(text)
        words += words_of(letters, page.holds, page.lacks)
    print(f"  {name}: F1 of words {words.f1:.4f}, precision {words.precision:.4f},"
          f" recall {words.recall:.4f}")  # fmt: skip


def _plain(page: SavedPage) -> str:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(page.path.read_bytes(), include_comments=False)
    return (found.text or "") if isinstance(found, Document) else ""


def _show(readings: Sequence[PageRead]) -> None:
    for reading in readings:
        name, published = reading.page.path.name, reading.page.published
        if reading.extracted is None:
            print(f"refused: {name}: {reading.reason}")
        elif published and _compare(reading) == "wrong":
            given = reading.extracted.entry.published
            print(f"date ({_judge(reading)}): {name}: {given}, not {published}")


if __name__ == "__main__":
    main()
