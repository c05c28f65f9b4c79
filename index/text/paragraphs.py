"""An article -> its numbered paragraphs, with the heading, question and speaker each stands under.

Pure.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.records import Article, Paragraph, Span
from index.text import blocks, interviews
from index.text.blocks import Piece
from index.text.interviews import Part

# A heading that the text does not mark is set in bold, or is the title itself; it is short, ends
# without a stop and stands above text. Any other line without a stop is news: a post of a channel,
# a bullet, a caption. To take it for a heading would take it out of the search.
LONGEST_HEADING = 100
MOST_WORDS_IN_HEADING = 14
# More unstopped lines in a row are a list, a table or verse, which must stay searchable.
MOST_HEADINGS_IN_A_ROW = 2
HEADING_END = re.compile(r"""[.!?…:;,|\-—–]["”»’'“)\]*_]*\Z""")
NEVER_IN_HEADING = re.compile(r"://|@|©|^(?:By|Автор|Текст|Фото|Photo)\b:?\s")
DASHES = ("—", "–", "-")
BOLD_MARK = "**"

NO_LAST_BLOCK = sys.maxsize
_BEFORE = 300  # characters of the paragraph before, which tell who "he" is


@dataclass(frozen=True, slots=True)
class Context:
    """The heading, question and speaker that the paragraphs below stand under.

    A question asked in the same block as its answer is answered in that block only; a question that
    stands alone is answered by all blocks up to the next question.
    """

    heading: Span | None = None
    question: Span | None = None
    speaker: Span | None = None
    last_answer_block: int = NO_LAST_BLOCK


def split(article: Article) -> tuple[Paragraph, ...]:
    """Cut an article into paragraphs in reading order, numbered from 1, without its skipped ranges.

    A heading is a paragraph. An interviewer's question is none: its answers point to it.
    """
    text = article.text
    pieces = blocks.find(text, article.skipped)
    parts = (
        interviews.read_labels(text, pieces)
        or interviews.read_turns(text, pieces)
        or _read_article(article, pieces)
    )
    return tuple(_place(article, _settle(text, parts)))


def above(article: Article, paragraph: Paragraph) -> list[str]:
    """List the headline, heading, speaker and question that a paragraph stands under."""
    title = [] if article.source.title is None else [article.source.title]
    spans = (paragraph.heading, paragraph.speaker, paragraph.question)
    return title + [_slice(article, span) for span in spans if span is not None]


def end_before(before: Paragraph | None, paragraph: Paragraph) -> str:
    """Cut the end of the paragraph before; empty where the paragraph does not go on from it."""
    if before is None or before.is_heading or paragraph.question is not None:
        return ""
    return before.text[-_BEFORE:]


def _read_article(article: Article, pieces: Sequence[Piece]) -> list[Part]:
    questions = interviews.find_questions(article.text, pieces)
    headings = _find_headings(article, pieces, questions)
    return [
        Part(_role(i, questions, headings), piece.start, piece.end, piece.block)
        for i, piece in enumerate(pieces)
    ]


def _role(i: int, questions: frozenset[int], headings: frozenset[int]) -> interviews.Role:
    if i in headings:
        return "heading"
    return "question" if i in questions else "text"


def _find_headings(
    article: Article, pieces: Sequence[Piece], questions: frozenset[int]
) -> frozenset[int]:
    """Return the positions of marked headings, and of lines that bold type or the title tells."""
    marked = {i for i, piece in enumerate(pieces) if piece.is_marked}
    shaped = [
        i not in questions
        and i - 1 not in questions
        and _is_set_as_heading(article, article.text[piece.start : piece.end])
        for i, piece in enumerate(pieces)
    ]
    for is_shaped, run in groupby(range(len(pieces) - 1), key=shaped.__getitem__):
        row = list(run)
        if is_shaped and len(row) <= MOST_HEADINGS_IN_A_ROW:
            marked.update(row)
    return frozenset(marked)


def _is_set_as_heading(article: Article, words: str) -> bool:
    title = article.source.title
    is_title = title is not None and words.casefold() == title.casefold()
    bold = interviews.BOLD.fullmatch(words)
    return (is_title or bold is not None) and _is_heading_shaped(bold["text"] if bold else words)


def _is_heading_shaped(words: str) -> bool:
    letters = [character for character in words[:LONGEST_HEADING] if character.isalpha()]
    return (
        len(words) <= LONGEST_HEADING
        and "\n" not in words
        and len(words.split()) <= MOST_WORDS_IN_HEADING
        and bool(letters)
        and not letters[0].islower()
        and not HEADING_END.search(words)
        and not NEVER_IN_HEADING.search(words)
        and not words.startswith(DASHES)
        and not blocks.is_list_item(words)
        and not interviews.is_turn_like(words)
    )


def _settle(text: str, parts: Sequence[Part]) -> list[Part]:
    """Turn a question without an answer into text; take Markdown's bold marks off all parts."""
    settled = []
    for part, following in _with_following(parts):
        is_unanswered = following is None or following.role != "text"
        if part.role == "question" and is_unanswered:
            part = replace(part, role="text")
        settled.append(_without_bold(text, part))
    return settled


def _with_following(parts: Sequence[Part]) -> Iterator[tuple[Part, Part | None]]:
    return zip(parts, [*parts[1:], None], strict=False)


def _without_bold(text: str, part: Part) -> Part:
    """Narrow a part to the words inside `**...**`, or drop the closing mark of an opened label."""
    start, end = part.start, part.end
    words = text[start:end]
    marks = words.count(BOLD_MARK)
    if not words.endswith(BOLD_MARK) or marks != (2 if words.startswith(BOLD_MARK) else 1):
        return part
    start += len(BOLD_MARK) * (marks - 1)
    end -= len(BOLD_MARK)
    inner = blocks.trim(text, start, max(start, end))
    return replace(part, start=inner.start, end=inner.end) if inner else part


def _place(article: Article, parts: Sequence[Part]) -> Iterator[Paragraph]:
    """Make paragraphs of the texts and headings, each with its number and the context above it."""
    context = Context()
    number = 0
    for part, following in _with_following(parts):
        if part.role in ("text", "heading"):
            number += 1
            yield _paragraph(article, number, part, context)
        context = _context_below(context, part, following)


def _paragraph(article: Article, number: int, part: Part, context: Context) -> Paragraph:
    words = article.text[part.start : part.end]
    if part.role == "heading":
        return Paragraph(article.id, number, part.start, part.end, words, is_heading=True)
    is_answer = part.block <= context.last_answer_block
    return Paragraph(
        article.id,
        number,
        part.start,
        part.end,
        words,
        question=context.question if is_answer else None,
        heading=context.heading,
        speaker=context.speaker,
    )


def _context_below(context: Context, part: Part, following: Part | None) -> Context:
    """Return the context of the parts below a part. A new section has no speaker or question."""
    span = Span(part.start, part.end)
    if part.role == "heading":
        return Context(heading=span)
    if part.role == "speaker":
        return replace(context, speaker=span)
    if part.role == "question":
        is_inline = following is not None and following.block == part.block
        last = part.block if is_inline else NO_LAST_BLOCK
        return replace(context, question=span, last_answer_block=last)
    return context


def _slice(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]
