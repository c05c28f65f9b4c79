"""An article -> its paragraphs with the texts that are embedded and the stems that are searched.

Pure. Nothing made here is ever shown: it only helps to find the paragraph that is quoted.
"""

from collections.abc import Callable, Iterator, Sequence

from index.records import Article, Paragraph, Progress, Sentence, SplitArticle, SplitParagraph
from index.text import paragraphs, sentences
from index.text.stems import split_stems

PARAGRAPH_VIEWS = 1  # vectors of a whole paragraph; those of its sentences follow
_BATCH = 1000  # paragraphs, or sentences of one, that are split between two reports of progress


def split_article(article: Article, progress: Progress | None = None) -> SplitArticle:
    """Split an article into its paragraphs and sentences, with their stems.

    A long one takes a minute: what `progress` raises ends it.
    """
    found = paragraphs.split(article)
    split: list[SplitParagraph] = []

    def report() -> None:
        if progress is not None:
            progress("splitting", len(split), len(found))

    for before, paragraph in zip((None, *found), found, strict=False):
        split.append(_split_paragraph(article, before, paragraph, report))
        if len(split) % _BATCH == 0:
            report()
    return SplitArticle(article, tuple(split))


def texts_to_embed(article: Article, split: SplitParagraph) -> tuple[str, ...]:
    """List the views of a paragraph: the paragraph as it is read, and each sentence by itself.

    All stand under the headline, in an interview under the question too. A paragraph that answers
    no question stands after the end of the paragraph before, which tells who "he" is. A heading has
    no views.
    """
    paragraph = split.paragraph
    if paragraph.is_heading:
        return ()
    over = paragraphs.above(article, paragraph)
    before = [split.before] if split.before else []
    whole = "\n".join([*over, *before, paragraph.text])
    return (whole, *("\n".join([*over, sentence.text]) for sentence in split.sentences))


def runs_of_stems(split: SplitParagraph) -> tuple[tuple[str, ...], ...]:
    """List the stems that a paragraph is searched by: a run of stems for each of its views.

    The first run holds the stems of what stands above the paragraph, each other run those of a
    sentence. A heading has no runs.
    """
    return () if split.paragraph.is_heading else (split.context_stems, *split.sentence_stems)


def _split_paragraph(
    article: Article, before: Paragraph | None, paragraph: Paragraph, report: Callable[[], None]
) -> SplitParagraph:
    cut = sentences.split(paragraph)
    return SplitParagraph(
        paragraph=paragraph,
        sentences=cut,
        sentence_stems=tuple(_stems(cut, report)),
        context_stems=tuple(split_stems(" ".join(paragraphs.above(article, paragraph)))),
        before=paragraphs.end_before(before, paragraph),
    )


def _stems(cut: Sequence[Sentence], report: Callable[[], None]) -> Iterator[tuple[str, ...]]:
    """Yield the stems of each sentence of a paragraph, and report between many."""
    for number, sentence in enumerate(cut, start=1):
        if number % _BATCH == 0:
            report()
        yield tuple(split_stems(sentence.text))
