"""An `Answer` -> the JSON that scripts rely on; the files that `batch` writes."""

import csv
import json
from dataclasses import asdict
from datetime import date
from typing import TextIO

from index.checking import receipts
from index.checking.citing.tables import guarded
from index.records import Answer, Citation, RankedQuote

WRITTEN_SUFFIXES = (".csv", ".jsonl")
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


def answer_object(
    answer: Answer, elapsed_ms: float, receipt: str | None = None
) -> dict[str, object]:
    """Lay an answer out as `ask --json` prints it; one that is none may have a `receipt`."""
    searched = answer.searched
    filters = {name: value for name, value in asdict(answer.filters).items() if value}
    return {
        "question": answer.question,
        **({"filters": filters} if filters else {}),
        "outcome": answer.outcome,
        **({} if receipt is None else {"receipt": receipt}),
        "quotes": [_quote_object(ranked, searched.generation) for ranked in answer.quotes],
        "searched": {
            "articles": searched.articles,
            "paragraphs": searched.paragraphs,
            "oldest": searched.oldest,
            "newest": searched.newest,
            "generation": searched.generation,
            "threshold": searched.threshold,
            **({"unreached": searched.unreached} if searched.unreached else {}),
        },
        "elapsed_ms": round(elapsed_ms, 1),
    }


def write_answer(
    answer: Answer, elapsed_ms: float, stream: TextIO, suffix: str, receipt: str | None = None
) -> None:
    """Write one answer as a JSON line, or as CSV rows (one a quote) when the suffix is `.csv`."""
    laid_out = answer_object(answer, elapsed_ms, receipt)
    if suffix != ".csv":
        stream.write(json.dumps(laid_out, ensure_ascii=False) + "\n")
        return
    writer = csv.DictWriter(stream, _CSV_FIELDS)
    base: dict[str, object] = {"question": answer.question, "outcome": answer.outcome}
    if not answer.quotes:
        writer.writerow(guarded(base))
    for rank, ranked in enumerate(answer.quotes, 1):
        cited = ranked.quote.citation
        row = base | {
            "rank": rank,
            "text": ranked.quote.text,
            "probability": round(ranked.probability, 4),
            "article": cited.article_id,
        }
        writer.writerow(guarded(row | _article_fields(cited) | _place_fields(cited)))


def write_heading(stream: TextIO, suffix: str) -> None:
    """Write the column names of a CSV file; nothing for JSON lines, which have none."""
    if suffix == ".csv":
        csv.DictWriter(stream, _CSV_FIELDS).writeheader()


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
