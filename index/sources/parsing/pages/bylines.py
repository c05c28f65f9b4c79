"""The author of an article, from where its page declares it; programs and nobodies are left out."""

import re
from collections.abc import Iterator, Sequence

from index.sources.parsing.pages.blocks import letters_of
from index.sources.parsing.pages.schema import Described
from index.sources.parsing.pages.seen import Page, text_of
from index.sources.parsing.pages.seen import names as listed
from index.text.forms import web_address

LONGEST_NAME = 80
"""Characters of one author; a longer value is a sentence about somebody."""

MOST_AUTHORS = 10

_AUTHOR_METAS = (
    "author", "article:author", "og:article:author", "dc.creator", "dcterms.creator",
    "parsely-author", "sailthru.author", "citation_author", "byl",
)  # fmt: skip
_NOBODY = listed(
    """admin administrator anonymous anonym anonyme anónimo anonimo guest gast user root webmaster
    unknown none null author undefined wordpress test редактор админ администратор аноним анонимно
    анонім автор невідомо неизвестно redaktion redaction editor"""
)
_BY = re.compile(
    r"(?:written\s+by|by|von|par|por|di|door|av|autor(?:ka)?|author|автор(?:ка|ы|и)?|текст|текст\s*:)"
    r"\s*:?\s+",
    re.IGNORECASE,
)
_END = re.compile(
    r"\s*[|·•\n\t/]\s*|\s+[–—-]\s+|,\s+(?=\d)|\s+(?=\d{1,2}[./:]|\d{4}\b|(?:on|am|le)\s+\d)"
)
_AND = re.compile(r"\s*(?:,|;|&|\s+(?:and|und|et|y|e|i|и|та|й)\s+)\s*")
_NAME = re.compile(r"[^\W\d_][\w.’'ʼ-]*(?:\s+[^\W\d_][\w.’'ʼ-]*){0,5}")
_CAPITAL = re.compile(r"(?:^|\s)[A-ZÀ-ÞА-ЯЁІЇЄҐ]")
_BYLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:by-?line|author|p-author)", re.IGNORECASE)


def read(
    metas: dict[str, str], own: Described | None, head: Sequence[Page], outlet: str | None
) -> str | None:
    """Return the authors of an article, joined by "; "; `None` where the page names none."""
    declared = list(own.authors) if own else []
    for names in (
        declared,
        *([metas[name]] for name in _AUTHOR_METAS if metas.get(name)),
        [*_marked(head)],
    ):
        found = [
            name for written in names if (name := _tidy(written)) and not _is_outlet(name, outlet)
        ]
        if found:
            return "; ".join(dict.fromkeys(found[:MOST_AUTHORS]))
    return None


def _marked(head: Sequence[Page]) -> Iterator[str]:
    """Yield the names that the head of the article marks as its author's."""
    for element in head:
        text = text_of(element).strip()
        if element.get("rel") == "author" or "author" in (element.get("itemprop") or "").split():
            yield text
            return
        is_byline = _BYLINE_CLASS.search(element.get("class") or "") is not None
        said = _BY.match(text)
        if (is_byline or element.tag in ("p", "span", "div", "address")) and said:
            names = _names(text[said.end() :])
            yield from names
            if names:
                return


def _names(text: str) -> list[str]:
    """Read the names behind "By": up to a bar, a date or what is no name.

    >>> _names("Ines Calder and Lio Marten | 03/04/2024")
    ['Ines Calder', 'Lio Marten']
    """
    line = _END.split(text.strip(), maxsplit=1)[0]
    names = [name for name in _AND.split(line) if name]
    are_names = all(_NAME.fullmatch(name) and _CAPITAL.search(name) for name in names)
    return names if names and are_names else []


def _tidy(written: str) -> str | None:
    """Return a name as it is printed; `None` for an address, a login or nobody."""
    name = (
        " ".join(_BY.sub("", written, count=1).split())
        if _BY.match(written)
        else " ".join(written.split())
    )
    if not name or len(name) > LONGEST_NAME or "://" in name or "@" in name or web_address(name):
        return None
    return None if name.casefold() in _NOBODY or not any(map(str.isalpha, name)) else name


def _is_outlet(name: str, outlet: str | None) -> bool:
    return outlet is not None and letters_of(name).casefold() == letters_of(outlet).casefold()
