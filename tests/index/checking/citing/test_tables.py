import csv
from dataclasses import replace
from io import StringIO

import pytest
from fakes.files.cited import FERRY, SAID, UNKNOWN, cited

from index.checking.citing import tables


def rows(written: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(written, newline="")))


def test_a_quote_is_a_row_with_all_that_is_known() -> None:
    held = cited()
    assert rows(tables.table([held])) == [
        {
            "receipt": held.receipt,
            "text": SAID,
            "author": "A. Mate",
            "title": "Ferry sinks",
            "outlet": "Harbour News",
            "published": "2024-06-30",
            "url": "https://example.org/ferry",
            "language": "en",
            "note": "Corrected.",
            "paragraph": "1",
            "article": "ferry",
            "revision": "2",
            "start": "9",
            "end": "24",
            "given": "2026-11-26",
            "standing": "",
            "since": "",
            "page": "",
            "quote_sha256": held.quote_sha256,
            "article_sha256": held.quote.citation.text_sha256,
        }
    ]


def test_no_quotes_are_a_heading() -> None:
    assert tables.table([]) == ",".join(tables.COLUMNS) + "\r\n"


@pytest.mark.parametrize(
    "said",
    [
        '=HYPERLINK("https://evil.example","x")',
        "+1 told us",
        "-1 told us",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
    ],
)
def test_what_a_spreadsheet_would_run_is_guarded_and_the_digest_tells_so(said: str) -> None:
    held = cited(said, text=said)
    (row,) = rows(tables.table([held]))
    assert row["text"] == f"'{said}"
    assert row["quote_sha256"] == held.quote_sha256


@pytest.mark.parametrize("said", ["“=1” he said", "1=1", "— No.", "line\n=1", 'a "b", c'])
def test_other_text_stands_as_it_was_quoted(said: str) -> None:
    assert rows(tables.table([cited(said, source=UNKNOWN)]))[0]["text"] == said


def test_the_fields_of_a_source_are_guarded_like_its_words() -> None:
    (row,) = rows(tables.table([cited(source=replace(FERRY, title="=1+1", note="@x"))]))
    assert (row["title"], row["note"]) == ("'=1+1", "'@x")
