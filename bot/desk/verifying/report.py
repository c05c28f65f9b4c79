"""A draft that was checked -> its table: a line for each quotation, as CSV or as a page.

The page can be printed, and read on a phone, where each line of the table becomes a block. It holds
no script and loads nothing.
"""

import csv
import html
import io
from collections.abc import Iterator
from dataclasses import dataclass, fields

from bot.desk.checking import count_words, difference_words, verdict_words
from bot.desk.wording import Giving, citation_words
from bot.sentences.say import Joined, Speak, Words, sentence
from index.checking.checker import CheckedDraft
from index.checking.citing.tables import guard
from index.checking.extracting import DraftQuotation
from index.checking.finding import CheckedQuotation
from index.text.shown import printable_lines

_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>
body {{ font: 1rem/1.5 serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem }}
table {{ border-collapse: collapse; width: 100% }}
th, td {{ border: 1px solid #767676; padding: .4rem; text-align: start; vertical-align: top }}
td {{ overflow-wrap: anywhere }}
.wrong {{ font-weight: bold; border-inline-start: .5rem solid #b00020 }}
tr {{ break-inside: avoid }}
@media screen and (max-width: 50rem) {{
thead {{ display: none }}
table, tbody, tr, td {{ display: block }}
tr {{ margin-block-end: 1.5rem }}
td:empty {{ display: none }}
td::before {{ content: attr(data-label) ": "; font: .8rem sans-serif }}
}}
</style></head><body><h1>{title}</h1><p>{count}</p><p>{kept}</p><table><thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody></table></body></html>
"""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the table; the names of its fields are the heads of the CSV."""

    line: str
    verdict: str
    quotation: str
    claimed: str
    source: str
    speaker: str
    citation: str
    article: str
    differences: str
    receipt: str


_COLUMNS = tuple(column.name for column in fields(_Line))
_HEADS: tuple[tuple[str, Words], ...] = (
    ("line", sentence("column_line")),
    ("verdict", sentence("column_verdict")),
    ("quotation", sentence("column_quotation")),
    ("claimed", sentence("column_claimed")),
    ("source", sentence("column_source")),
    ("differences", sentence("column_differences")),
    ("speaker", sentence("column_speaker")),
    ("citation", sentence("column_citation")),
    ("receipt", sentence("column_receipt")),
)


def write_csv(checked: CheckedDraft, given_by: Giving, speak: Speak) -> str:
    """Write the table as CSV, which no spreadsheet takes for formulas."""
    written = io.StringIO()
    lines = (
        [guard(getattr(line, name)) for name in _COLUMNS]
        for line in _lines(checked, given_by, speak)
    )
    csv.writer(written, lineterminator="\n").writerows([_COLUMNS, *lines])
    return written.getvalue()


def write_page(checked: CheckedDraft, name: str, given_by: Giving, speak: Speak) -> str:
    """Write the table as a page under the name of the draft."""
    heads = "".join(f"<th scope=col>{html.escape(speak(head))}</th>" for _, head in _HEADS)
    rows = "\n".join(
        f"<tr>{''.join(_cells(line, is_wrong, speak))}</tr>"
        for line, is_wrong in zip(
            _lines(checked, given_by, speak),
            (verdict.verdict != "verbatim" for _, verdict in checked.quotations),
            strict=True,
        )
    )
    return _PAGE.format(
        language=speak(sentence("page_language")),
        title=html.escape(name),
        count=html.escape(speak(count_words(checked))),
        kept=html.escape(speak(sentence("draft_not_kept"))),
        heads=heads,
        rows=rows,
    )


def _cells(line: _Line, is_wrong: bool, speak: Speak) -> Iterator[str]:
    for name, head in _HEADS:
        marked = " class=wrong" if is_wrong and name == "verdict" else ""
        label = html.escape(speak(head))
        yield f'<td{marked} data-label="{label}">{html.escape(getattr(line, name))}</td>'


def _lines(checked: CheckedDraft, given_by: Giving, speak: Speak) -> Iterator[_Line]:
    for found, verdict in checked.quotations:
        yield _line(found, verdict, given_by, speak)


def _line(
    found: DraftQuotation, checked: CheckedQuotation, given_by: Giving, speak: Speak
) -> _Line:
    passages = checked.passages if checked.verdict == "joined" else checked.passages[:1]
    receipts = [str(given_by.receipt(quote)) for quote in passages]
    cited = passages[0].citation if passages else None
    differences = Joined(tuple(map(difference_words, checked.differences)), "; ")
    return _Line(
        line=str(found.line),
        verdict=speak(verdict_words(checked.verdict)),
        quotation=printable_lines(found.text),
        claimed=found.claimed or "",
        source=" … ".join(quote.text for quote in passages),
        speaker=checked.speaker or "",
        citation="" if cited is None else speak(citation_words(cited)),
        article="" if cited is None else cited.article_id,
        differences=speak(differences),
        receipt=" ".join(receipts),
    )
