"""The bytes of a web page -> the text of its article and the page's own fields.

Imports trafilatura, which decides what is article; the words are those of the page (see
`markup.article_blocks`).
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, TypeAlias

from index.errors import UnreadableSource
from index.sources.fields import Entry, Extracted
from index.sources.parsing.encodings import decode_page
from index.sources.parsing.faults import TO_TEXT, translated
from index.sources.parsing.markup import article_blocks, page_blocks
from index.text.forms import iso_date, language_tag, web_address

# Here for the type checker only: it takes half a second to import, and every command would wait
# for it, also one that reads no page.
if TYPE_CHECKING:
    from trafilatura.settings import Document

Page: TypeAlias = Any  # an lxml element: lxml publishes no types

_JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


def read(content: bytes, charset: str | None = None) -> Extracted:
    """Return the article on a page; UnreadableSource when there is none or it cannot be read.

    `charset` is the one that a server named for the page, if it came from a server.
    """
    from trafilatura import load_html

    page = decode_page(content, charset)
    with translated("HTML page", ("trafilatura", "htmldate")):
        tree: Page = load_html(page)
        if tree is None:  # a fragment, which trafilatura takes only inside a page
            tree = load_html(f"<html><body>{page}</body></html>")
        found = None if tree is None else _extract(tree)
        shown = page_blocks(tree) if found else ()
        blocks = article_blocks(shown, found.text or "") if found else ()
    if found is None or not blocks:
        raise UnreadableSource(f"no article text was found on the page; {TO_TEXT}")
    return Extracted("\n\n".join(blocks), _entry(tree, found, f"{page} {' '.join(shown)}"))


def _extract(tree: Page) -> Document | None:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={
            "extensive_search": False,  # where a page declares its date, not in its prose
            "original_date": True,
            "min_date": "1800-01-01",  # its own bounds are 1995 and today
            "max_date": "9999-12-31",
        },
    )
    return found if isinstance(found, Document) else None


def _entry(tree: Page, found: Document, page: str) -> Entry:
    """Return the fields as the page itself writes them: trafilatura also guesses and recases."""
    written = _JSON_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), html.unescape(page))
    written = " ".join(written.split())
    has_title = any(tree.find(f".//{tag}") is not None for tag in ("title", "h1"))
    from_address = found.sitename and found.sitename in (found.url or "")
    return Entry(
        title=_as_written(found.title, written) if has_title else None,
        outlet=_site_name(tree) or (None if from_address else _as_written(found.sitename, written)),
        author=_as_written(found.author, written),
        published=iso_date(found.date),
        url=web_address(found.url),
        language=language_tag(tree.get("lang") or tree.get("xml:lang")),
    )


def _as_written(value: str | None, page: str) -> str | None:
    """Return a field if all its parts (authors are joined by "; ") stand in the page just so."""
    line = " ".join((value or "").split())
    return line if line and all(part in page for part in line.split("; ")) else None


def _site_name(tree: Page) -> str | None:
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:site_name" and meta.get("content", "").strip():
            return " ".join(meta.get("content").split())
    return None
