"""What a paragraph is understood with: what stands above it, and the end of the one before.

Pure. Nothing of it is ever quoted with the paragraph: it only helps to find and to read it.
"""

from index.records import Article, Paragraph, Span

_BEFORE = 300  # characters of the paragraph before, which tell who "he" is


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


def _slice(article: Article, span: Span) -> str:
    return article.text[span.start : span.end]
