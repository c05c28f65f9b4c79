"""Read back by the libraries that people's tools are made of."""

import json
import warnings
from dataclasses import replace

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from fakes.files.cited import FERRY, SAID, UNKNOWN, cited
from hypothesis import given
from hypothesis import strategies as st

from index.checking.citing import references
from index.checking.citing.cited import CitedQuote

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of its own use of what Python deprecates
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
    from citeproc import formatter as forms
    from citeproc.source.json import CiteProcJSON

TITLE = r"“Fifty” per cent: 50% of $1 & #2_a ~ \x"


def parsed(held: CitedQuote) -> tuple[str, str, dict[str, str]]:
    read = parse_string(references.bibtex([held]))
    assert read.failed_blocks == []
    (entry,) = read.entries
    return entry.entry_type, entry.key, {field.key: field.value for field in entry.fields}


def test_an_article_is_an_entry_under_its_receipt() -> None:
    held = cited()
    assert parsed(held) == (
        "article",
        held.receipt,
        {
            "author": "{A. Mate}",
            "title": "{Ferry sinks}",
            "journal": "{Harbour News}",
            "year": "2024",
            "month": "jun",
            "day": "30",
            "url": "https://example.org/ferry",
            "langid": "en",
            "note": f"¶ 1, {held.receipt}",
            "annote": SAID,
        },
    )


def test_without_an_outlet_it_is_a_miscellany_of_what_is_known() -> None:
    kind, _, fields = parsed(cited(source=UNKNOWN))
    assert (kind, sorted(fields)) == ("misc", ["annote", "note", "title"])
    assert fields["title"] == "{[ferry.txt]}"


@pytest.mark.parametrize(
    ("published", "fields"),
    [("2024", {"year": "2024"}), ("2024-06", {"year": "2024", "month": "jun"})],
)
def test_a_date_is_as_exact_as_it_was_recorded(published: str, fields: dict[str, str]) -> None:
    source = replace(FERRY, published=published)
    read = parsed(cited(source=source))[2]
    assert {name: read[name] for name in ("year", "month", "day") if name in read} == fields


def test_what_is_markup_to_latex_is_read_back_as_it_stands() -> None:
    held = cited(TITLE, source=replace(FERRY, title=TITLE))
    read = parse_string(references.bibtex([held]), append_middleware=[LatexDecodingMiddleware()])
    (entry,) = read.entries
    assert entry["annote"] == TITLE
    assert entry["title"] == TITLE


def test_braces_and_circumflexes_have_names_as_bibtex_counts_braces() -> None:
    written = references.bibtex([cited("{ ^ }}")])
    assert r"annote = {\textbraceleft{} \textasciicircum{} " in written
    assert written.count("{") == written.count("}")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1))
def test_no_text_breaks_the_entry_that_it_stands_in(said: str) -> None:
    source = replace(FERRY, title=said, url=f"https://example.org/{said}")
    kind, _, fields = parsed(cited(said, source=source, text=said))
    assert (kind, len(fields)) == ("article", 10)


def test_a_reference_holds_what_is_known_as_it_was_recorded() -> None:
    held = replace(cited(), standing="moved")
    assert json.loads(references.csl([held])) == [
        {
            "id": held.receipt,
            "type": "article-newspaper",
            "title": "Ferry sinks",
            "container-title": "Harbour News",
            "author": [{"literal": "A. Mate"}],
            "issued": {"date-parts": [[2024, 6, 30]]},
            "URL": "https://example.org/ferry",
            "language": "en",
            "annote": SAID,
            "note": f"¶ 1, {held.receipt}",
            "status": "moved",
        }
    ]


def test_references_are_set_by_a_processor_of_citation_styles() -> None:
    held = cited()
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what it does not know it warns of
        source = CiteProcJSON(json.loads(references.csl([held])))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, forms.plain)
        bibliography.register(Citation([CitationItem(held.receipt.lower())]))
        (entry,) = bibliography.bibliography()
    assert str(entry) == (
        "A. Mate (2024) “Ferry sinks”, Harbour News, 30 June. Available at:"
        " https://example.org/ferry."
    )
