"""A text that was read -> the draft that a moderator approves, edits or gives up."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from index.drafts import changes as paragraph_changes
from index.drafts import duplicates, navigation
from index.drafts.records import (
    ChangeCounts,
    Draft,
    ParagraphChange,
    Replacement,
    Sample,
    SuggestedSkip,
)
from index.embedding.embedder import Embedder
from index.errors import BadMetadata
from index.generation.opened import Generation
from index.records import Article, Paragraph, Quote, Source, SourceText, Span
from index.text import paragraphs, quoting, sentences

_KEPT_FIELDS = ("title", "outlet", "author", "published", "url", "language", "note")


def prepare(
    text: SourceText,
    corpus: Sequence[Article],
    embedder: Embedder,
    generation: Generation | None,
) -> Draft:
    """Draft what adding a text would do to a corpus; `generation` is the index over it, if any.

    What looks like navigation is skipped unless the moderator decides otherwise, or did when
    approving the revision that this text replaces; what is recorded of that one and the new text
    does not say is kept. Embeds the sentences of the text. Raises `BadMetadata` if the text holds
    no paragraph that can be searched.
    """
    replaced = _replaced(text, corpus)
    read = text if replaced is None else _in_place_of(text, replaced)
    others = [one for one in corpus if one is not replaced]
    split = paragraphs.split(_article(read, replaced))
    suggested = _suggest(split, read.source, others, replaced)
    numbers = tuple(one.number for one in suggested)
    if not _is_searchable(read, split, numbers):
        suggested, numbers = (), ()
    skipping = _skipping(read, split, numbers)
    return _complete(
        Draft(
            read=read,
            paragraphs=split,
            suggested=suggested,
            skipped=numbers,
            duplicates=duplicates.find(skipping, others, embedder, generation),
            sought_rewordings=duplicates.seeks_rewordings(skipping, embedder, generation),
            text=skipping,
            samples=(),
            replaces=None if replaced is None else Replacement(replaced, (), 0),
        )
    )


def with_source(draft: Draft, source: Source) -> Draft:
    """Give the draft with other fields; its id and what is known of its copies stay."""
    return _complete(replace(draft, read=replace(draft.read, source=source)))


def with_skipped(draft: Draft, numbers: Iterable[int]) -> Draft:
    """Give the draft with just those paragraphs skipped.

    Raises `BadMetadata` if there is no such paragraph, or none that can be searched is left.
    """
    wanted = tuple(sorted(set(numbers)))
    last = len(draft.paragraphs)
    for number in wanted:
        if not 1 <= number <= last:
            raise BadMetadata(
                f"there is no paragraph {number}; the card numbers them from 1 to {last}"
            )
    if not _is_searchable(draft.read, draft.paragraphs, wanted):
        raise BadMetadata("that would skip every paragraph of the article; keep at least one")
    return _complete(replace(draft, skipped=wanted))


def quote_paragraph(draft: Draft, number: int) -> Quote:
    """Quote a paragraph by its number on the card, also one that will be skipped."""
    article = _article(draft.read, None if draft.replaces is None else draft.replaces.article)
    return _quote(article, draft.paragraphs[number - 1])


def count_changes(replacement: Replacement) -> ChangeCounts:
    """Count what a replacement does to the paragraphs."""
    changes = replacement.changes
    return ChangeCounts(
        added=sum(one.before is None for one in changes),
        changed=sum(one.before is not None and one.after is not None for one in changes),
        removed=sum(one.after is None for one in changes),
    )


def _replaced(text: SourceText, corpus: Sequence[Article]) -> Article | None:
    """Find the article with the same id or, if none has it, the same address."""
    own = {text.source.origin, text.source.url} - {None}
    addresses = {one for one in own if one is not None and one.startswith(("http://", "https://"))}
    same_address = None
    for one in corpus:
        if one.id == text.source.id:
            return one
        if same_address is None and addresses & {one.source.origin, one.source.url}:
            same_address = one
    return same_address


def _in_place_of(text: SourceText, replaced: Article) -> SourceText:
    """Give a text the id of the article it replaces, and the fields that only that one has."""
    held = {
        name: getattr(replaced.source, name)
        for name in _KEPT_FIELDS
        if getattr(text.source, name) is None
    }
    return replace(text, source=replace(text.source, id=replaced.id, **held))


def _suggest(
    split: Sequence[Paragraph],
    source: Source,
    others: Sequence[Article],
    replaced: Article | None,
) -> tuple[SuggestedSkip, ...]:
    """Suggest what to skip; of a paragraph in the revision replaced, what was decided then."""
    elsewhere = navigation.lines_elsewhere(split, others)
    suggested = {one.number: one for one in navigation.suggest(split, source.title, elsewhere)}
    if replaced is not None:
        kept = {one.text for one in paragraphs.split(replaced)}
        whole = {one.text for one in paragraphs.split(replace(replaced, skipped=()))}
        for one in split:
            if one.text in kept:
                suggested.pop(one.number, None)
            elif one.text in whole:
                suggested[one.number] = SuggestedSkip(one.number, "skipped_before")
    return tuple(suggested[number] for number in sorted(suggested))


def _is_searchable(read: SourceText, split: Sequence[Paragraph], numbers: Iterable[int]) -> bool:
    article = _article(_skipping(read, split, numbers), None)
    return any(not one.is_heading for one in paragraphs.split(article))


def _skipping(read: SourceText, split: Sequence[Paragraph], numbers: Iterable[int]) -> SourceText:
    chosen = [Span(split[number - 1].start, split[number - 1].end) for number in numbers]
    spans = sorted((*read.skipped, *chosen), key=lambda span: span.start)
    return replace(read, skipped=tuple(spans))


def _complete(draft: Draft) -> Draft:
    """Work out what follows from the fields and the skipped paragraphs of a draft."""
    text = _skipping(draft.read, draft.paragraphs, draft.skipped)
    replaced = None if draft.replaces is None else draft.replaces.article
    article = _article(text, replaced)
    return replace(
        draft,
        text=text,
        samples=_samples(article, draft.paragraphs),
        replaces=None if replaced is None else _replacement(replaced, article),
    )


def _article(text: SourceText, replaced: Article | None) -> Article:
    """Make the article that a text would become; its revision is the next, if its text is new."""
    digest = sha256(text.text.encode()).hexdigest()
    revision = 1
    if replaced is not None:
        revision = replaced.revision + (digest != replaced.sha256)
    return Article(text.source.id, revision, text.source, text.text, digest, text.skipped)


def _samples(article: Article, numbered: Sequence[Paragraph]) -> tuple[Sample, ...]:
    """Quote the first, the middle and the last paragraph that are searched, each once."""
    searched = [one for one in paragraphs.split(article) if not one.is_heading]
    middle = (len(searched) - 1) // 2
    places = dict.fromkeys((0, middle, len(searched) - 1)) if searched else ()
    samples = []
    for place in places:
        quote = _quote(article, searched[place])
        on_card = next(one.number for one in numbered if one.end > quote.citation.start)
        samples.append(Sample(on_card, quote))
    return tuple(samples)


def _replacement(replaced: Article, article: Article) -> Replacement:
    compared = paragraph_changes.compare(replaced, article)
    changes = tuple(
        ParagraphChange(
            None if one.old is None else _quote_whole(replaced, one.old),
            None if one.new is None else _quote_whole(article, one.new),
        )
        for one in compared.differing
    )
    return Replacement(replaced, changes, compared.unchanged)


def _quote(article: Article, paragraph: Paragraph) -> Quote:
    """Quote a paragraph, of a long one as many whole sentences from its start as a part holds."""
    end = paragraph.end
    if end - paragraph.start > quoting.WHOLE_PARAGRAPH:
        every = sentences.split(paragraph)
        ends = [one.end for one in every if one.end - paragraph.start <= quoting.PART]
        end = ends[-1] if ends else every[0].end
    return quoting.quote_slice(article, paragraph.number, paragraph.start, end)


def _quote_whole(article: Article, paragraph: Paragraph) -> Quote:
    return quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)
