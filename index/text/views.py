"""An article -> its paragraphs with the texts that are embedded and the stems that are searched.

Pure. Nothing made here is ever shown: it only helps to find the paragraph that is quoted.
"""

from index.records import Article, Paragraph, SplitArticle, SplitParagraph
from index.text import paragraphs, sentences
from index.text.stems import split_stems

PARAGRAPH_VIEWS = 1  # vectors of a whole paragraph; those of its sentences follow


def split_article(article: Article) -> SplitArticle:
    """Split an article into its paragraphs and sentences, with their stems."""
    found = paragraphs.split(article)
    split = [
        _split_paragraph(article, before, paragraph)
        for before, paragraph in zip((None, *found), found, strict=False)
    ]
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
    article: Article, before: Paragraph | None, paragraph: Paragraph
) -> SplitParagraph:
    cut = sentences.split(paragraph)
    return SplitParagraph(
        paragraph=paragraph,
        sentences=cut,
        sentence_stems=tuple(tuple(split_stems(sentence.text)) for sentence in cut),
        context_stems=tuple(split_stems(" ".join(paragraphs.above(article, paragraph)))),
        before=paragraphs.end_before(before, paragraph),
    )
