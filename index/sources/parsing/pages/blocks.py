"""The element tree of a web page -> its blocks: paragraphs, headings, list entries, rows."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

PIECE_CHARACTERS = 20
"""How many letters must agree to be the same text: fewer find menus, more lose quotes."""

MATCHING_SHARE = 0.5
"""The share of a long block's pieces that an extractor must have kept; footnote marks cost some."""

_HTML_BLOCK = re.compile(
    "address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|fieldset|figcaption|"
    "figure|footer|form|h[1-6]|header|hr|html|legend|li|main|menu|ol|p|pre|section|summary|"
    "table|tbody|tfoot|thead|tr|ul"
)
_HTML_UNSEEN = re.compile(
    "audio|button|canvas|head|iframe|nav|noscript|object|script|select|style|svg|template|textarea|"
    "title|video"
)
_BLANK_LINES = re.compile(r"\n\s*\n")
_SOURCE_SPACE = re.compile(r"[ \t\n\r\f]+")


class Element(Protocol):
    """What the project uses of an lxml element: lxml itself publishes no types."""

    tag: object
    text: str | None
    tail: str | None

    def __iter__(self) -> Iterator["Element"]: ...


def page_blocks(root: Element) -> tuple[str, ...]:
    """Return the text of each block in page order; a doubled line break also ends a block.

    A single `<br>` stays a line break, and the cells of a row are parted by tabs.
    """
    blocks: list[str] = []
    line: list[str] = []
    for part in _html_parts(root):
        if part is not None:
            line.append(part)
            continue
        blocks.extend(_BLANK_LINES.split("".join(line)))
        line.clear()
    blocks.extend(_BLANK_LINES.split("".join(line)))
    return tuple(tidy for tidy in map(_tidy_lines, blocks) if tidy)


def article_blocks(blocks: Sequence[str], extracted: str) -> tuple[str, ...]:
    """Return the blocks of a page that are article, as `extracted`, an extractor's output, tells.

    The extractor decides what is article and what is navigation; the words are the page's own,
    because extractors glue short paragraphs together and break words at inline tags.
    """
    whole = _letters(extracted)
    lines = frozenset(map(_letters, extracted.splitlines()))
    kept = []
    squeezed = ["", *map(_letters, blocks), ""]
    for position, block in enumerate(blocks):
        before, here, after = squeezed[position : position + 3]
        if here and (here in lines or _stands_in(whole, before, here, after)):
            kept.append(block)
    return tuple(kept)


def _html_parts(root: Element) -> Iterator[str | None]:
    """Yield text as it comes and `None` where a block begins or ends.

    A stack of its own, not recursion: a hostile page may nest its tags thousands deep.
    """
    stack: list[tuple[Element, Iterator[Element]]] = []
    yield from _opening(root)
    stack.append((root, iter(root)))
    while stack:
        parent, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if _HTML_BLOCK.fullmatch(str(parent.tag)):
                yield None
            if stack:
                yield _source_text(parent.tail, stack[-1][0])
        elif not isinstance(child.tag, str) or _HTML_UNSEEN.fullmatch(child.tag):
            yield _source_text(child.tail, parent)
        else:
            yield from _opening(child)
            stack.append((child, iter(child)))


def _opening(element: Element) -> Iterator[str | None]:
    if _HTML_BLOCK.fullmatch(str(element.tag)):
        yield None
    elif element.tag == "br":
        yield "\n"
    elif element.tag in ("td", "th"):
        yield "\t"
    yield _source_text(element.text, element)


def _source_text(text: str | None, holder: Element) -> str:
    # Browsers show any run of white space in the source as one space, except inside <pre>.
    return (text or "") if holder.tag == "pre" else _SOURCE_SPACE.sub(" ", text or "")


def _tidy_lines(block: str) -> str:
    lines = (re.sub(r" *\t *", "\t", re.sub(" +", " ", line)) for line in block.split("\n"))
    return "\n".join(line.strip(" \t") for line in lines).strip()


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def _stands_in(whole: str, before: str, here: str, after: str) -> bool:
    """Tell whether the letters of a block stand in the letters of the extractor's output.

    A short block ("Home") may stand there by chance, so one of its neighbours must touch it.
    """
    if len(here) < 2 * PIECE_CHARACTERS:
        tail, head = before[-PIECE_CHARACTERS:], after[:PIECE_CHARACTERS]
        return bool((tail and tail + here in whole) or (head and here + head in whole))
    starts = range(0, len(here) - PIECE_CHARACTERS + 1, PIECE_CHARACTERS)
    kept = sum(here[start : start + PIECE_CHARACTERS] in whole for start in starts)
    return kept >= MATCHING_SHARE * len(starts)
