"""Documents of every kind, read before the process is confined, so that nothing is loaded later.

A library loads parts of itself at the first file that needs them: modules, tables, lists of words.
Once confined, the process could not; then the file would be refused, and the fault be ours. A new
format has a small file among the samples, and its package is named where it imports parts of itself
at the first file. `tests/index/sources/parsing/test_samples.py` listens for what is opened or
imported afterwards.
"""

import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import ModuleType
from typing import cast

from index.errors import UnreadableSource
from index.sources.parsing import formats

# All modules of these are imported, whichever the samples enter.
_LAZY_PACKAGES = (
    "encodings",
    "charset_normalizer",
    "courlan",
    "docx",
    "htmldate",
    "justext",
    "markdown_it",
    "mdit_py_plugins",
    "pypdfium2",
    "pypdfium2_raw",
    "trafilatura",
    "webencodings",
)
# One page with a word in a font that the file does not bring, and a field.
_PDF = b"""%PDF-1.4
1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[5 0 R]/DA(/F 9 Tf)/DR<</Font<</F 6 0 R>>>>
/NeedAppearances true>>>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Resources<</Font<</F 6 0 R>>>>
/Contents 4 0 R/Annots[5 0 R]>> endobj
4 0 obj <</Length 31>> stream
BT /F 9 Tf 9 50 Td (Word) Tj ET
endstream endobj
5 0 obj <</Type/Annot/Subtype/Widget/FT/Tx/T(n)/V(Name)/DA(/F 9 Tf)/Rect[9 9 90 30]>> endobj
6 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""
_PARAGRAPH = (
    "<p>The river town spent most of the week without running water after the pumping station on"
    " the east bank stopped on Monday evening, the mayor said.</p>"
)
_ARTICLE = f"<article><h1>A headline of a page</h1>{_PARAGRAPH * 4}</article>"
_HEAD = (
    '<html lang="{language}"><head><title>A headline of a page | Daily</title>{head}</head><body>'
    "{body}</body></html>"
)
_HEADS = (
    '<meta charset="utf-8"><meta name="date" content="Mon, 02 Sep 2024 10:00:00 GMT">',
    '<script type="application/ld+json">{"@type": "NewsArticle",'
    ' "headline": "A headline of a page", "datePublished": "2024-09-02T10:00:00Z",'
    ' "author": {"name": "Ann Lee"}}</script>',
    '<link rel="canonical" href="https://www.dw.com/a"><meta name="author" content="Ann Lee">',
    '<style>.hidden-note { display: none }</style><base href="https://xn--80ak6aa92e.com/">',
)
_BODIES = (
    f"{_ARTICLE}<p>By Ann Lee</p>",
    "<p>Short.</p>",
    f"<table><tr><td>Menu</td><td>{_PARAGRAPH * 3}</td></tr></table>",
    f"<div><a href='/a'>One</a> <a href='/b'>Two</a></div>{_PARAGRAPH}<br>Text<br><br>more text",
    "<div>" + "Words without any paragraph, line after line of them. " * 30 + "</div>",
    f"{_ARTICLE}<p>E = <math><msup><mi>x</mi><mn>2</mn></msup></math>, <q>so</q> <sup>6</sup></p>",
    f"<ul>{'<li>An entry of a list of things to buy</li>' * 20}</ul>",
    f"{_ARTICLE * 2}<div id='comments'>{_PARAGRAPH}</div><p hidden>x</p><s>y</s>",
    "",
)


def load_libraries() -> None:
    """Import all modules of the parsing libraries, and read a document of every kind."""
    from trafilatura.external import jt_stoplist_init

    for name in _LAZY_PACKAGES:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}.", onerror=lambda _: None):
            if not module.name.endswith(("__main__", ".cli")):
                with suppress(ImportError):  # an optional part whose library is not installed
                    importlib.import_module(module.name)
    jt_stoplist_init()
    # lxml's sax module, at each page, first looks for the standard library inside lxml: as it is
    # known not to be there, no folder is asked for it.
    sys.modules.setdefault("lxml.xml", cast(ModuleType, None))
    for suffix, content in documents():
        with suppress(UnreadableSource):
            formats.read(suffix, content)


def documents() -> Iterator[tuple[str, bytes]]:
    """Yield documents of every kind, each with the suffix of its format."""
    for position, body in enumerate(_BODIES):
        head = _HEADS[position % len(_HEADS)]
        page = _HEAD.replace("{head}", head).replace("{body}", body).replace("{language}", "en")
        yield ".html", page.encode()
    yield (
        ".html",
        "<meta charset=windows-1251><p>Мост упал, сказал мэр города.</p>".encode("cp1251"),
    )
    yield ".txt", "Мост упал, сказал мэр города. Никто не пострадал.".encode("cp1251")
    yield ".md", b"A *word*[^1].\n\n[^1]: A note."
    yield ".docx", _docx()
    yield ".pdf", _PDF


def _docx() -> bytes:
    import docx

    document, written = docx.Document(), io.BytesIO()
    document.add_paragraph("One sentence.")
    document.save(written)
    return written.getvalue()
