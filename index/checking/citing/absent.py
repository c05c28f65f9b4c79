"""A no in the forms that other programs read, under its receipt; pure.

It has no words of a source to point to, so that as an annotation it is nothing.
"""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from index.checking.citing.formats import Form, write
from index.checking.citing.markdown import escaped_for_markdown
from index.checking.citing.references import escaped_for_bibtex
from index.checking.citing.tables import COLUMNS, guarded


@dataclass(frozen=True, slots=True)
class CitedNo:
    """A no with its receipt: the question as it is typed, how it came out, the day it was given.

    `sentence` is what cites it in the language of whoever asked, `page` the address where it can be
    checked, if there is one.
    """

    receipt: str
    question: str
    silence: str
    sentence: str
    day: date
    page: str | None


def write_no(form: Form, cited: CitedNo) -> str:
    """Write a no in a form; the text ends in a newline."""
    written: Mapping[Form, Callable[[CitedNo], str]] = {
        "jsonld": _linked,
        "csv": _row,
        "bibtex": _entry,
        "csl": _reference,
        "markdown": lambda cited: f"{escaped_for_markdown(cited.sentence)}\n",
    }
    return written[form](cited) if form in written else write(form, ())


def _linked(cited: CitedNo) -> str:
    """Lay it out as a search that found nothing, in the words of schema.org."""
    known = {
        "@context": "https://schema.org",
        "@type": "SearchAction",
        "@id": cited.page,
        "identifier": cited.receipt,
        "query": cited.question,
        "actionStatus": "https://schema.org/CompletedActionStatus",
        "endTime": cited.day.isoformat(),
        "description": cited.sentence,
        "result": {"@type": "ItemList", "numberOfItems": 0},
    }
    return _json({name: value for name, value in known.items() if value is not None})


def _row(cited: CitedNo) -> str:
    row = dict.fromkeys(COLUMNS, "") | {
        "receipt": cited.receipt,
        "note": cited.sentence,
        "given": cited.day.isoformat(),
        "standing": cited.silence,
        "page": cited.page or "",
    }
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerow(guarded(row))
    return written.getvalue()


def _entry(cited: CitedNo) -> str:
    fields = [("title", f"{{{escaped_for_bibtex(cited.question)}}}")]
    fields += [("year", str(cited.day.year)), ("note", escaped_for_bibtex(cited.sentence))]
    if cited.page is not None:
        fields.append(("howpublished", escaped_for_bibtex(cited.page)))
    written = "".join(f",\n  {name} = {{{value}}}" for name, value in fields)
    return f"@misc{{{cited.receipt}{written}\n}}\n"


def _reference(cited: CitedNo) -> str:
    known = {
        "id": cited.receipt,
        "type": "document",
        "title": cited.question,
        "issued": {"date-parts": [[cited.day.year, cited.day.month, cited.day.day]]},
        "URL": cited.page,
        "note": cited.sentence,
        "status": cited.silence,
    }
    return _json([{name: value for name, value in known.items() if value is not None}])


def _json(laid_out: object) -> str:
    return json.dumps(laid_out, ensure_ascii=False, indent=2) + "\n"
