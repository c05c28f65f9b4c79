"""Whether a PDF is read as it was printed: python -m tests.benchmarks.pdf [FOLDER].

Prints twenty documents of known text with each printer that is installed (see `printers`) into
FOLDER, or takes the ones that stand there, and compares what is read from them with what was
printed, beside pypdf where it is installed. --check fails where a score is under .995.
"""

import argparse
import importlib.util
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.pdf import printers
from benchmarks.pdf.documents import Document, make_documents
from benchmarks.pdf.printers import Printer
from benchmarks.pdf.scoring import Score, score

from index.sources.parsing.pdf import read

LEAST = 0.995

Reader = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Result:
    """What a reader made of one document, and the CPU seconds it took."""

    printer: str
    document: str
    reader: str
    score: Score
    seconds: float


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        results = [
            result
            for printer, write in printers.available().items()
            for result in measure(printer, write, folder / printer.lower())
        ]
    if options.show:
        for result in results:
            print(f"{result.document:28} {result.reader:10} {_shown(result)}")
    print(_table(results))
    worst = min(_means(row).least for row in _rows(results) if row[0].reader == OURS)
    if options.check and worst < LEAST:
        raise SystemExit(f"a score of {worst:.4f} is under {LEAST}")


def measure(printer: str, write: Printer, folder: Path) -> Iterator[Result]:
    """Print all documents with one printer, or take them from its folder, and read each."""
    folder.mkdir(parents=True, exist_ok=True)
    for document in make_documents():
        target = folder.resolve() / f"{document.name}.pdf"
        if not target.exists():
            write(document, target)
        if target.exists():
            for reader, read_text in READERS.items():
                yield _measured(printer, document, reader, read_text, target.read_bytes())


def _measured(
    printer: str, document: Document, reader: str, read_text: Reader, content: bytes
) -> Result:
    read_text(content)  # what is loaded at the first file is loaded then
    begun = time.process_time()
    text = read_text(content)
    seconds = time.process_time() - begun
    name = f"{printer} {document.name}"
    return Result(printer, name, reader, score(text, document.text), seconds)


def _rows(results: Sequence[Result]) -> list[list[Result]]:
    keys = dict.fromkeys((result.printer, result.reader) for result in results)
    return [[r for r in results if (r.printer, r.reader) == key] for key in keys]


@dataclass(frozen=True, slots=True)
class _Means:
    words: float
    order: float
    seconds: float

    @property
    def least(self) -> float:
        return min(self.words, self.order)


def _means(row: Sequence[Result]) -> _Means:
    return _Means(
        mean(result.score.words for result in row),
        mean(result.score.order for result in row),
        sum(result.seconds for result in row),
    )


def _table(results: Sequence[Result]) -> str:
    lines = [
        "| printed with | read with | documents | word set | word order | CPU seconds |",
        "|---|---|---|---|---|---|",
    ]
    for row in _rows(results):
        means = _means(row)
        lines.append(
            f"| {row[0].printer} | {row[0].reader} | {len(row)} | {means.words:.4f}"
            f" | {means.order:.4f} | {means.seconds:.2f} |"
        )
    return "\n".join(lines)


def _shown(result: Result) -> str:
    return f"{result.score.words:.4f} {result.score.order:.4f} {1000 * result.seconds:.0f} ms"


def _read_with_pypdf(content: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def _read_with_pdfplumber(content: bytes) -> str:
    import pdfplumber

    with pdfplumber.open(io.BytesIO(content)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


OURS = "Pullquote"
READERS: dict[str, Reader] = {OURS: lambda content: read.read(content).text}
for _package, _reader in (("pypdf", _read_with_pypdf), ("pdfplumber", _read_with_pdfplumber)):
    if importlib.util.find_spec(_package):
        READERS[_package] = _reader


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="where the PDFs are, or are put")
    parser.add_argument("--check", action="store_true", help=f"fail under {LEAST}")
    parser.add_argument("--show", action="store_true", help="print the score of each document")
    return parser.parse_args()


if __name__ == "__main__":
    main()
