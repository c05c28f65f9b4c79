"""The bytes of a Markdown text -> its front matter as written, and its text as its reader sees it.

Imports markdown-it-py.
"""

from index.sources.fields import Entry, Extracted
from index.sources.front_matter import find_block
from index.sources.parsing.encodings import decode
from index.sources.parsing.markdown import bold
from index.sources.parsing.markdown.blocks import Blocks
from index.sources.parsing.markdown.dialects import without_unseen
from index.sources.parsing.office.left_out import LeftOut

VERSION = "markdown 3"
"""Raise it whenever the same file gives another text."""

MAX_NESTING = 100
"""Quotes in quotes that are read; the library leaves out what is deeper, and recursion ends it."""


def read(content: bytes, charset: str | None = None) -> Extracted:
    """Return the front matter and the rendered text; UnreadableSource when it is no text."""
    import markdown_it

    # The stop keeps a newline at the end, which the lines alone would not tell.
    text = "\n".join(f"{decode(content, charset)}.".lstrip("\N{BOM}").splitlines())[:-1]
    block = find_block(text)
    left_out = LeftOut()
    body = text[len(block) :].lstrip("\n")
    return Extracted(
        f"{block}\n{render(body, left_out)}" if block else render(body, left_out),
        Entry(),
        left_out.remarks(),
        f"{VERSION} (markdown-it-py {markdown_it.__version__})",
    )


def render(body: str, left_out: LeftOut) -> str:
    r"""Return a Markdown text without front matter as its reader sees it.

    >>> render("# Bridge *falls*\n\nNobody was [hurt](https://example.org).", LeftOut())
    '# Bridge falls\n\nNobody was hurt.'
    """
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin

    library = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING})
    library.enable(["table", "strikethrough"]).use(footnote_plugin)
    tokens = library.parse(without_unseen(body, left_out))
    end = body[len(body.rstrip("\n")) :]
    return bold.settle(Blocks(left_out).write(tokens)) + end
