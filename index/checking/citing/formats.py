"""Quotes -> a text in one of the forms that other programs read, by its name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from index.checking.citing import linked, markdown, references, tables
from index.checking.citing.cited import CitedQuote

Form = Literal["jsonld", "annotation", "csv", "bibtex", "csl", "markdown"]
FORMS: tuple[Form, ...] = get_args(Form)


@dataclass(frozen=True, slots=True)
class _Written:
    """How a form is written, and what it is called as a file and on the web."""

    write: Callable[[Sequence[CitedQuote]], str]
    media_type: str
    suffix: str


_WRITTEN: Mapping[Form, _Written] = {
    "jsonld": _Written(linked.quotations, "application/ld+json", ".jsonld"),
    "annotation": _Written(
        linked.annotations,
        'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
        ".annotation.jsonld",
    ),
    "csv": _Written(tables.table, "text/csv", ".csv"),
    "bibtex": _Written(references.bibtex, "application/x-bibtex", ".bib"),
    "csl": _Written(references.csl, "application/vnd.citationstyles.csl+json", ".json"),
    "markdown": _Written(markdown.blocks, "text/markdown", ".md"),
}


def write(form: Form, cited: Sequence[CitedQuote]) -> str:
    """Write one quote, those of an answer or those of a collection; the text ends in a newline."""
    return _WRITTEN[form].write(cited)


def media_type(form: Form) -> str:
    """Return the media type under which a form is sent, in UTF-8."""
    return _WRITTEN[form].media_type


def suffix(form: Form) -> str:
    """Return the ending of a file in this form.

    >>> suffix("bibtex")
    '.bib'
    """
    return _WRITTEN[form].suffix
