"""An `Answer` -> the JSON that scripts rely on; the files that `batch` reads and writes."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TextIO

from index.checking import receipts
from index.errors import BadQuestion
from index.records import Answer, Citation, RankedQuote

_READ_SUFFIXES = (".csv", ".jsonl", ".txt")
WRITTEN_SUFFIXES = (".csv", ".jsonl")
_SURROGATE = re.compile("[\ud800-\udfff]")  # JSON can write half a character: no text
_CSV_FIELDS = (
    "question",
    "outcome",
    "rank",
    "text",
    "probability",
    "article",
    "revision",
    "title",
    "outlet",
    "author",
    "published",
    "url",
    "paragraph",
    "start",
    "end",
    "sha256",
)


def answer_object(answer: Answer, elapsed_ms: float) -> dict[str, object]:
    """Lay an answer out as `ask --json` prints it."""
    searched = answer.searched
    filters = {name: value for name, value in asdict(answer.filters).items() if value}
    return {
        "question": answer.question,
        **({"filters": filters} if filters else {}),
        "outcome": answer.outcome,
        "quotes": [_quote_object(ranked, searched.generation) for ranked in answer.quotes],
        "searched": {
            "articles": searched.articles,
            "paragraphs": searched.paragraphs,
            "oldest": searched.oldest,
            "newest": searched.newest,
            "generation": searched.generation,
            "threshold": searched.threshold,
        },
        "elapsed_ms": round(elapsed_ms, 1),
    }


def write_answer(answer: Answer, elapsed_ms: float, stream: TextIO, suffix: str) -> None:
    """Write one answer as a JSON line, or as CSV rows (one a quote) when the suffix is `.csv`."""
    laid_out = answer_object(answer, elapsed_ms)
    if suffix != ".csv":
        stream.write(json.dumps(laid_out, ensure_ascii=False) + "\n")
        return
    writer = csv.DictWriter(stream, _CSV_FIELDS)
    base = {"question": answer.question, "outcome": answer.outcome}
    if not answer.quotes:
        writer.writerow(base)
    for rank, ranked in enumerate(answer.quotes, 1):
        cited = ranked.quote.citation
        writer.writerow(
            base
            | {
                "rank": rank,
                "text": ranked.quote.text,
                "probability": round(ranked.probability, 4),
                "article": cited.article_id,
            }
            | _article_fields(cited)
            | _place_fields(cited)
        )


def write_heading(stream: TextIO, suffix: str) -> None:
    """Write the column names of a CSV file; nothing for JSON lines, which have none."""
    if suffix == ".csv":
        csv.DictWriter(stream, _CSV_FIELDS).writeheader()


def read_questions(path: Path) -> tuple[str, ...]:
    """Read the questions of a file, at least one; blank questions are passed over.

    A CSV file holds them in its column `question`, or else in its first; JSON lines in the field
    `question`; a text file one a line. Raises `BadQuestion` naming the file and line that cannot be
    read.
    """
    if path.suffix.lower() not in _READ_SUFFIXES:
        raise BadQuestion(f"{path} is none of {', '.join(_READ_SUFFIXES)}; name such a file")
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            read = {".csv": _read_csv, ".jsonl": _read_jsonl, ".txt": _read_lines}
            every = read[path.suffix.lower()](stream, path)
            questions = tuple(written.strip() for written in every if written.strip())
    except UnicodeDecodeError as error:
        raise BadQuestion(f"{path} cannot be read as UTF-8 text: {error}") from error
    except (OSError, csv.Error) as error:
        raise BadQuestion(f"{path} cannot be read: {error}") from error
    if not questions:
        raise BadQuestion(f"{path} holds no question; put one question on each line")
    return questions


def _read_csv(stream: TextIO, path: Path) -> Iterator[str]:  # noqa: ARG001 - as for JSON lines
    rows = csv.reader(stream)
    heading = next(rows, [])
    names = [name.strip().casefold() for name in heading]
    column = names.index("question") if "question" in names else 0
    if "question" not in names:
        yield heading[0] if heading else ""
    for row in rows:
        yield row[column] if len(row) > column else ""


def _read_jsonl(stream: TextIO, path: Path) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            question = json.loads(line)["question"]
        except (ValueError, KeyError, TypeError, RecursionError):
            question = None
        if not isinstance(question, str) or _SURROGATE.search(question):
            raise BadQuestion(f'{path} line {number} is not an object with a text "question"')
        yield question


def _read_lines(stream: TextIO, path: Path) -> Iterator[str]:  # noqa: ARG001 - as for JSON lines
    yield from stream


def _quote_object(ranked: RankedQuote, generation: int) -> dict[str, object]:
    quote, cited = ranked.quote, ranked.quote.citation
    highlight = quote.highlight
    laid_out: dict[str, object] = {
        "text": quote.text,
        "highlight": None if highlight is None else [highlight.start, highlight.end],
        "probability": round(ranked.probability, 4),
        "receipt": receipts.make(cited, generation, date.today()),
        "article": {"id": cited.article_id} | _article_fields(cited),
    } | _place_fields(cited)
    if ranked.asked is not None:
        asked = ranked.asked.citation
        laid_out["asked"] = {"text": ranked.asked.text, "start": asked.start, "end": asked.end}
    return laid_out


def _article_fields(cited: Citation) -> dict[str, object]:
    source = cited.source
    return {
        "revision": cited.revision,
        "title": source.title,
        "outlet": source.outlet,
        "author": source.author,
        "published": source.published,
        "url": source.url,
    }


def _place_fields(cited: Citation) -> dict[str, object]:
    return {
        "paragraph": cited.paragraph_number,
        "start": cited.start,
        "end": cited.end,
        "sha256": cited.text_sha256,
    }
