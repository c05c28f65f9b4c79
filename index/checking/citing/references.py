"""Quotes as entries of a bibliography: BibTeX, and the JSON of the Citation Style Language.

Each quote is an entry of its own, under its receipt, with its words as the annotation. Names stand
whole, as they were recorded: to part them would be a guess.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote as percent_encode

from index.checking.citing.cited import CitedQuote
from index.records import Source
from index.text.quoting import untitled

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces, escaped or not, so that those of a text must have names.
_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: rf"\{character}" for character in "&%$#_"},
    }
)
_IN_ADDRESS = "!#$%&'()*+,/:;=?@[]~-._"  # stays as it is in an address; braces do not
_UNICODE_BREAKS = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def bibtex(cited: Sequence[CitedQuote]) -> str:
    """Write quotes as BibTeX: an article of an outlet, or where none is known, `@misc`."""
    return "\n".join(map(_entry, cited))


def csl(cited: Sequence[CitedQuote]) -> str:
    """Write quotes as CSL-JSON, an array."""
    return json.dumps([reference(each) for each in cited], ensure_ascii=False, indent=2) + "\n"


def reference(cited: CitedQuote) -> dict[str, object]:
    """Lay a quote out as an item of CSL-JSON."""
    source = cited.quote.citation.source
    issued = _date_parts(source)
    known: Mapping[str, object] = {
        "id": cited.receipt,
        "type": "article-newspaper",
        "title": source.title or untitled(source),
        "container-title": source.outlet,
        "author": [{"literal": source.author}] if source.author else None,
        "issued": {"date-parts": [issued]} if issued else None,
        "URL": source.url,
        "language": source.language,
        "annote": cited.quote.text,
        "note": _place(cited),
        "status": cited.standing,
    }
    return {name: value for name, value in known.items() if value is not None}


def escaped_for_bibtex(text: str) -> str:
    """Escape what BibTeX would take for markup."""
    return text.translate(_ESCAPES)


def _entry(cited: CitedQuote) -> str:
    kind = "misc" if cited.quote.citation.source.outlet is None else "article"
    fields = "".join(f",\n  {name} = {value}" for name, value in _fields(cited))
    return f"@{kind}{{{cited.receipt}{fields}\n}}\n"


def _fields(cited: CitedQuote) -> Iterator[tuple[str, str]]:
    """Yield the fields that are known; doubled braces keep names and capitals as they are."""
    source = cited.quote.citation.source
    for name, known in (
        ("author", source.author),
        ("title", source.title or untitled(source)),
        ("journal", source.outlet),
    ):
        if known is not None:
            yield name, f"{{{{{escaped_for_bibtex(_on_one_line(known))}}}}}"
    for name, part in zip(("year", "month", "day"), _date_parts(source), strict=False):
        yield name, _MONTHS[part - 1] if name == "month" else f"{{{part:02d}}}"
    if source.url is not None:
        yield "url", f"{{{percent_encode(source.url, safe=_IN_ADDRESS)}}}"
    if source.language is not None:
        yield "langid", f"{{{escaped_for_bibtex(source.language)}}}"
    yield "note", f"{{{escaped_for_bibtex(_place(cited))}}}"
    yield "annote", f"{{{escaped_for_bibtex(cited.quote.text)}}}"


def _place(cited: CitedQuote) -> str:
    """Name the paragraph and the receipt, and the page where it can be checked."""
    number = cited.quote.citation.paragraph_number
    page = "" if cited.page is None else f", {cited.page}"
    return f"¶ {number}, {cited.receipt}{page}"


def _date_parts(source: Source) -> list[int]:
    """Part a date, as far as it is known: 2024-06 -> [2024, 6]."""
    return [] if source.published is None else [int(part) for part in source.published.split("-")]


def _on_one_line(text: str) -> str:
    return _UNICODE_BREAKS.sub(" ", text)
