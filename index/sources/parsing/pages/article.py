"""The blocks of a page -> those that are its article; imports trafilatura, which finds where it is.

The extractor decides what is article and what is navigation; the words are the page's own, because
extractors glue short paragraphs together, break words at inline tags, and lose quotations, boxes,
captions, times and rows in the middle of an article. Those are found again here: what stands among
the article's paragraphs is article, unless its markup or its words say otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from index.sources.parsing.pages import elsewhere
from index.sources.parsing.pages.blocks import Block, letters_of
from index.sources.parsing.pages.seen import Page
from index.text.blocks import ends_sentence

PIECE_CHARACTERS = 20
"""How many letters must agree to be the same text: fewer find menus, more lose quotes."""

_FEWEST_LETTERS_IN_CAPTION = 40

MATCHING_SHARE = 0.5
"""The share of a long block's pieces that an extractor must have kept; footnote marks cost some."""

_SHARE_INSIDE = 0.75
"""The share of the article's letters that the element around it holds; captions stand outside."""

_LONGEST_SOURCE = 120
"""Letters of a line below a quotation that says whose it is; a longer caption is about a picture.
"""

_DASHES = ("—", "–", "―", "-")
_LEVEL_OF_AN_HOUR = 4
_FEWEST_POSTS = 2
_CONTAINERS = frozenset({"html", "body", "main", "article", "section", "div", "td", "form"})


@dataclass(frozen=True, slots=True)
class Article:
    """The blocks of an article, those that lead to other articles, and the line of a paywall.

    `around` is the element that holds the article.
    """

    blocks: tuple[Block, ...]
    around: Page | None
    elsewhere: tuple[Block, ...] = ()
    cut_off: str | None = None


def extract(root: Page) -> str:
    """Return the text that trafilatura takes for the article; empty when it finds none."""
    from trafilatura import bare_extraction

    found = bare_extraction(deepcopy(root), include_comments=False)
    return (getattr(found, "text", None) or "") if found else ""


def choose(blocks: Sequence[Block], extracted: str) -> Article:
    """Return the article among the blocks of a page, as an extractor's output tells."""
    taken = _matching(blocks, extracted)
    if not taken:
        return Article((), None)
    around = _around(blocks, taken)
    taken |= _found_again(blocks, taken, around)
    taken -= _of_other_articles(blocks, taken)
    taken -= _of_other_cells(blocks, taken)
    taken -= _links_at_the_edges(blocks, taken)
    wall = [i for i in sorted(taken) if elsewhere.is_paywall(blocks[i], around)]
    leading = _leading(blocks, taken.difference(wall), around)
    kept = sorted(taken.difference(wall, leading))
    kept = _without_empty_headings(blocks, kept, leading)
    chosen = _with_hours([*_with_sources([*_without_repeats([blocks[i] for i in kept])])])
    return Article(
        tuple(chosen),
        around,
        tuple(blocks[i] for i in leading),
        _cut_off([blocks[i] for i in wall], blocks, around),
    )


def _matching(blocks: Sequence[Block], extracted: str) -> set[int]:
    """Find the blocks that stand in an extractor's output."""
    whole = letters_of(extracted)
    lines = frozenset(map(letters_of, extracted.splitlines()))
    squeezed = ["", *(block.letters for block in blocks if block.letters), ""]
    positions = [i for i, block in enumerate(blocks) if block.letters]
    found = set()
    for place, i in enumerate(positions):
        before, here, after = squeezed[place : place + 3]
        if here in lines or _stands_in(whole, before, here, after):
            found.add(i)
    return found


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


def _around(blocks: Sequence[Block], taken: Iterable[int]) -> Page:
    """Return the innermost element that holds most of the article's letters."""
    weights: dict[Page, int] = {}
    total = 0
    for i in taken:
        total += len(blocks[i].letters)
        for element in (blocks[i].holder, *blocks[i].holder.iterancestors()):
            weights[element] = weights.get(element, 0) + len(blocks[i].letters)
    enough = [
        element
        for element, weight in weights.items()
        if weight >= _SHARE_INSIDE * total and element.tag in _CONTAINERS
    ]
    return max(enough, key=lambda element: sum(1 for _ in element.iterancestors()))


def _found_again(blocks: Sequence[Block], taken: set[int], around: Page) -> set[int]:
    """Find what the extractor lost between the first and the last paragraph of the article."""
    inside = [i for i in taken if _is_within(blocks[i].holder, around)]
    first, last = min(inside), max(inside)
    found = set()
    for i in range(first, len(blocks)):
        block = blocks[i]
        if i in taken or not block.letters or not _is_within(block.holder, around):
            continue
        if elsewhere.is_part_of_page(block, around):
            continue
        is_headed = block.level > 1 and i + 1 in taken
        is_lost = i < last and (_reads_as_text(block) or is_headed)
        if is_lost or (_is_quotation(block) and (i < last or not block.linked)):
            found.add(i)
    return found


def _leading(blocks: Sequence[Block], taken: set[int], around: Page) -> list[int]:
    """Find the lines in the middle of the article that lead away, also where none took them."""
    boxes = elsewhere.sign_up_boxes(around)
    inside = range(min(taken), max(taken)) if taken else range(0)
    found = {
        i
        for i in taken.union(inside)
        if (i in taken or _is_within(blocks[i].holder, around))
        and elsewhere.leads_away(blocks[i], around, boxes)
    }
    found |= {i for i in taken if i + 1 in found and elsewhere.may_lead(blocks[i])}
    return sorted(found) if taken - found else []  # a page that is small as a box is none


def _is_quotation(block: Block) -> bool:
    """Tell whether a block is a quotation, a definition or a row, which extractors often lose."""
    above = {element.tag for element in (block.holder, *block.holder.iterancestors())}
    return bool(above & {"blockquote", "dd", "dt", "td", "th", "tr"})


def _reads_as_text(block: Block) -> bool:
    """Tell whether a block is a sentence, the hour of a post or a caption: no label of the page."""
    if block.level:
        return False
    is_caption = block.holder.tag == "figcaption"
    if is_caption and next(block.holder.getparent().iter("blockquote"), None) is not None:
        return True  # who said what is quoted
    return (
        block.kind == "time"
        or ends_sentence(block.text)
        or (is_caption and len(block.letters) >= _FEWEST_LETTERS_IN_CAPTION)
    )


def _is_within(element: Page, around: Page) -> bool:
    return element is around or any(above is around for above in element.iterancestors())


def _of_other_articles(blocks: Sequence[Block], taken: set[int]) -> set[int]:
    """Find the blocks of further articles with headlines of their own, as endless pages append."""
    owners = {i: _article_of(blocks[i].holder) for i in sorted(taken)}
    headed = [
        owner
        for owner in dict.fromkeys(owner for owner in owners.values() if owner is not None)
        if next(owner.iter("h1"), None) is not None
    ]
    if len(headed) < 2:
        return set()
    return {i for i, owner in owners.items() if owner is not None and owner in headed[1:]}


def _of_other_cells(blocks: Sequence[Block], taken: set[int]) -> set[int]:
    """Find the blocks in cells of a layout that hold no sentence, beside a cell that does."""
    cells: dict[Page, list[int]] = {}
    for i in taken:
        cell = next(blocks[i].holder.iterancestors("td"), None)
        cell = blocks[i].holder if blocks[i].holder.tag == "td" else cell
        if cell is not None:
            cells.setdefault(cell, []).append(i)
    silent = [own for own in cells.values() if not any(ends_sentence(blocks[i].text) for i in own)]
    return {i for own in silent for i in own} if len(silent) < len(cells) else set()


def _links_at_the_edges(blocks: Sequence[Block], taken: set[int]) -> set[int]:
    """Find the lines of links above the first and below the last sentence of the article."""
    found: set[int] = set()
    for order in (sorted(taken), sorted(taken, reverse=True)):
        for i in order:
            block = blocks[i]
            is_links = block.linked >= elsewhere.MOSTLY_LINKS * len(block.letters)
            if not is_links or ends_sentence(block.text) or block.level == 1:
                break
            found.add(i)
    return found if len(found) < len(taken) else set()


def _article_of(element: Page) -> Page | None:
    """Return the outermost <article> around an element."""
    above = [element, *element.iterancestors()]
    return next((holder for holder in reversed(above) if holder.tag == "article"), None)


def _without_empty_headings(
    blocks: Sequence[Block], kept: list[int], leading: Sequence[int]
) -> list[int]:
    """Leave out a heading under which only links to other articles stood ("Related")."""
    following = dict(zip(kept, [*kept[1:], len(blocks)], strict=False))
    return [
        i
        for i in kept
        if not (blocks[i].level > 1 and any(i < away <= following[i] for away in leading)
                and i + 1 in leading)
    ]  # fmt: skip


def _without_repeats(blocks: Sequence[Block]) -> Iterator[Block]:
    """Leave out a box that says again what the article says: a pull quote."""
    whole = "".join(block.letters for block in blocks if not elsewhere.is_box(block))
    for block in blocks:
        if not (elsewhere.is_box(block) and len(block.letters) >= PIECE_CHARACTERS
                and block.letters in whole):  # fmt: skip
            yield block


def _with_sources(blocks: Sequence[Block]) -> Iterator[Block]:
    """Put the line that says whose a quotation is below its last paragraph, as a line of it."""
    last: Block | None = None
    for block in blocks:
        if last is not None and _says_whose(block, last):
            yield replace(last, text=f"{last.text}\n{block.text}")
            last = None
            continue
        if last is not None:
            yield last
        last = block
    if last is not None:
        yield last


def _says_whose(block: Block, before: Block) -> bool:
    """Tell whether a block is the caption or the signature of the quotation before it."""
    above = [before.holder, *before.holder.iterancestors()]
    quotation = next((element for element in above if element.tag == "blockquote"), None)
    if quotation is None or len(block.letters) > _LONGEST_SOURCE:
        return False
    if block.holder.tag == "figcaption":
        return _is_within(quotation, block.holder.getparent())
    is_signed = block.text.startswith(_DASHES) or block.holder.tag == "footer"
    return is_signed and _is_within(block.holder, quotation)


def _with_hours(blocks: Sequence[Block]) -> Iterator[Block]:
    """Put the hour and the heading of each post above its first paragraph, as a line of it.

    So a quote from a live blog bears its hour, without which an old post reads like the last word.
    A lone date is that of the article.
    """
    if sum(block.kind == "time" for block in blocks) < _FEWEST_POSTS:
        yield from blocks
        return
    post: Block | None = None
    for block in blocks:
        if post is not None and block.kind == "heading":
            post = replace(post, text=f"{post.text} {' '.join(block.text.split())}")
        elif post is not None and block.kind == "text":
            yield replace(post, text=f"{post.text}\n{block.text}", letters=block.letters)
            post = None
        else:
            if post is not None:
                yield replace(post, level=_LEVEL_OF_AN_HOUR)
            post = block if block.kind == "time" else None
            if post is None:
                yield block
    if post is not None:
        yield replace(post, level=_LEVEL_OF_AN_HOUR)


def _cut_off(wall: Sequence[Block], blocks: Sequence[Block], around: Page) -> str | None:
    """Return the line that tells that the rest is for subscribers, in the article or below it."""
    walls = wall or [
        block
        for block in blocks
        if _is_within(block.holder, around) and elsewhere.is_paywall(block, around)
    ]
    return walls[0].text if walls else None
