"""The bytes of a web page -> the text of its article and the page's own fields."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import version

from index.errors import UnreadableSource
from index.records import Remark, RemarkKind
from index.sources.fields import Extracted
from index.sources.parsing.encodings import decode_page
from index.sources.parsing.faults import TO_TEXT, silent, translated
from index.sources.parsing.pages import article, blocks, inline, metadata, seen
from index.sources.parsing.pages.article import Article
from index.sources.parsing.pages.blocks import Block
from index.sources.parsing.pages.seen import Page
from index.text.blocks import ends_sentence, write

RULES = 4
"""The version of the rules in this package: higher when a page may give another text."""

_MOST_ABOVE_A_HEADLINE = 20
"""Elements: a date and a section stand there, farther up the navigation of the page."""

_MOST_ABOVE_A_PARAGRAPH = 40
_FEWEST_LETTERS_IN_A_PARAGRAPH = 40

_LEFT_OUT: tuple[RemarkKind, ...] = ("hidden", "struck", "notes")


def read(content: bytes, charset: str | None = None) -> Extracted:
    """Return the article on a page; UnreadableSource when there is none or it cannot be read.

    `charset` is the one that a server named for the page, if it came from a server.
    """
    page = decode_page(content, charset)
    with translated("HTML page", ("trafilatura",)):
        root = _tree(page)
    if root is None:
        raise _no_article()
    with silent(("trafilatura", "htmldate", "courlan")):
        return _read(root)


def _tree(page: str) -> Page | None:
    from trafilatura import load_html

    root: Page = load_html(page)
    if root is None:  # a fragment, which trafilatura takes only inside a page
        root = load_html(f"<html><body>{page}</body></html>")
    return root


def _read(root: Page) -> Extracted:
    told = metadata.declared(root)
    seen.leave_out(root)
    inline.write_out(root)
    shown = blocks.find(root)
    found = article.choose(shown, article.extract(root))
    if not found.blocks:
        raise _no_article()
    recorded = metadata.record(told, _head(root, found), [block.holder for block in found.blocks])
    text = write(block.shown() for block in found.blocks)
    remarks = (*_remarks(shown, found, text), *recorded.remarks)
    return Extracted(text, recorded.entry, remarks, parser_name())


@cache  # read before the process is confined: the version stands in a file
def parser_name() -> str:
    """Return the name and version of what reads pages."""
    return f"page {RULES} (trafilatura {version('trafilatura')})"


def _head(root: Page, found: Article) -> list[Page]:
    """Return the elements of the article's head: around its headline, up to its first paragraph.

    Without a headline above the paragraph, the last elements before it.
    """
    inside = [block for block in found.blocks if _is_around(block, found)] or [*found.blocks]
    first = next(filter(_begins_the_text, inside), inside[-1]).holder
    above: list[Page] = []
    headline = -1
    for element in root.iter("*"):
        if element is first:
            break
        if element.tag == "h1":
            headline = len(above)
        above.append(element)
    start = headline if headline >= 0 else len(above) - _MOST_ABOVE_A_PARAGRAPH
    return above[max(start - _MOST_ABOVE_A_HEADLINE, 0) :]


def _begins_the_text(block: Block) -> bool:
    """Tell whether a block is a paragraph or a post, not a headline, a byline or a date."""
    is_long = len(block.letters) >= _FEWEST_LETTERS_IN_A_PARAGRAPH
    return not block.level and is_long and ends_sentence(block.text)


def _remarks(shown: Sequence[Block], found: Article, text: str) -> Iterator[Remark]:
    """Say what was left out of the article, of each kind how often."""
    counts = Counter(kind for block in shown if _is_around(block, found) for kind in block.left_out)
    for kind in _LEFT_OUT:
        if counts[kind]:
            yield Remark(kind, counts[kind])
    if found.elsewhere:
        yield Remark("elsewhere", len(found.elsewhere))
    if found.cut_off:
        yield Remark("cut_off", detail=found.cut_off)
    if damaged := text.count("\N{REPLACEMENT CHARACTER}"):
        yield Remark("damaged", damaged)


def _is_around(block: Block, found: Article) -> bool:
    holders = (block.holder, *block.holder.iterancestors())
    return any(element is found.around for element in holders)


def _no_article() -> UnreadableSource:
    return UnreadableSource(f"no article text was found on the page; {TO_TEXT}")
