"""A text that was read -> the draft that a moderator approves, edits or cancels."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path

from rapidfuzz.fuzz import ratio

from index.drafts import changes, duplicates, navigation
from index.drafts.duplicates import Others
from index.drafts.records import (
    Draft,
    Duplicate,
    ParagraphChange,
    Replacement,
    Sample,
    SuggestedSkip,
)
from index.embedding.embedder import Embedder
from index.errors import BadMetadata, GenerationRefused
from index.generation import directory
from index.generation.opened import Generation
from index.records import (
    RECORDED,
    Article,
    Paragraph,
    Progress,
    Quote,
    Sentence,
    Source,
    SourceText,
    Span,
    SplitArticle,
    SplitParagraph,
)
from index.store.file import is_there
from index.store.store import Store, read_corpus
from index.text import paragraphs, quoting, sentences, views

Prepare = Callable[[SourceText, Sequence[Article], str | None], Draft]
"""Drafts a text against the corpus and further articles, which go before those of the same id.

The last argument as `replacing` of `prepare`."""

AS_NEW = ""
"""Said in the place of an article's id: the text is a source of its own, whatever its name."""

# Of 100, letters in common: two paragraphs of one language that have nothing to do with each other
# reach 55, one in which some words were changed stays above.
_SAME_PARAGRAPH = 75


@contextmanager
def drafting(
    data: Path, embedder: Embedder, progress: Progress = duplicates.unseen
) -> Iterator[Prepare]:
    """Open the corpus and its index; yield the function that drafts texts while they are open.

    Without an index of this model, re-worded copies cannot be looked for. That is no reason to
    refuse a source: adding it makes the index anew.
    """
    with ExitStack() as held:
        store = held.enter_context(closing(Store(data))) if is_there(data) else None
        live = None if store is None else store.live()
        generation, reader = None, duplicates.read_nothing
        if store is not None and live is not None:
            reader = partial(store.whole_members, live)
            with suppress(GenerationRefused):
                opened = Generation(data, live, embedder.fingerprint, is_trusted=True)
                generation = held.enter_context(closing(opened))
        whole = read_corpus(data).articles if generation is None else ()

        def draft(text: SourceText, further: Sequence[Article], replacing: str | None) -> Draft:
            given = {article.id: article for article in (*whole, *further)}
            others = Others(tuple(given.values()), generation, reader)
            with ExitStack() as reading:
                if generation is not None:
                    manifest = generation.manifest
                    reading.enter_context(directory.naming_damage(data, manifest))
                return _prepare(text, others, embedder, replacing, progress)

        yield draft


def prepare(
    text: SourceText,
    corpus: Sequence[Article],
    embedder: Embedder,
    generation: Generation | None,
    replacing: str | None = None,
    progress: Progress = duplicates.unseen,
) -> Draft:
    """Draft what adding a text would do to a corpus; `generation` is the index over it, if any.

    `replacing` is the id of the article whose new revision the text is, or `AS_NEW`. Where nobody
    has decided, it takes the place of the article of its address, or of its name if any paragraph
    is common to both; else it is a new source with an id of its own, and takes nothing over.

    Paragraphs that look like navigation are skipped unless the moderator keeps them, or kept them
    in the revision that this text replaces. Fields that were recorded of that revision and that
    the new text does not give are kept. Embeds the sentences of the text.
    """
    others = Others(tuple(corpus), generation, duplicates.read_nothing)
    return _prepare(text, others, embedder, replacing, progress)


def _prepare(
    text: SourceText,
    corpus: Others,
    embedder: Embedder,
    replacing: str | None,
    progress: Progress,
) -> Draft:
    namesake = _namesake(text, corpus)
    replaced = _replaced(text, namesake, corpus, replacing)
    taken = corpus.ids()
    read = _under_own_id(text, taken) if replaced is None else _in_place_of(text, replaced)
    others = corpus if replaced is None else corpus.without(replaced.id)
    whole = views.split_article(_article(read, replaced), progress)
    numbered = _paragraphs(whole)
    progress("comparing", 0, 1)
    suggested = _suggest(numbered, read.source, others, replaced)
    split = _split_skipping(whole, numbered, [skip.number for skip in suggested], progress)
    if not _is_searchable(split):
        suggested, split = (), whole
    progress("comparing", 0, 1)
    generation = corpus.generation
    copies = duplicates.find(split, others.given, embedder, generation, progress, others.read)
    seeks = duplicates.seeks_rewordings(split.article, embedder, generation)
    return _complete(
        Draft(
            read=read,
            paragraphs=numbered,
            suggested=suggested,
            skipped=tuple(skip.number for skip in suggested),
            duplicates=copies,
            sought_rewordings=seeks,
            uncompared=duplicates.count_uncompared(split) if seeks else 0,
            text=read,
            split=split,
            samples=(),
            replaces=None if replaced is None else Replacement(replaced, (), 0),
            rivals=_rivals((replaced, namesake), copies, others),
            taken=taken,
        )
    )


def reopened(article: Article) -> SourceText:
    """Return an article as a text whose fields are to be edited: nothing but the text is given.

    What a moderator skipped is skipped again as before, a paragraph at a time; what the file itself
    skipped stays out.
    """
    whole = paragraphs.split(replace(article, skipped=()))
    places = {(paragraph.start, paragraph.end) for paragraph in whole}
    inside = tuple(span for span in article.skipped if (span.start, span.end) not in places)
    source = Source(article.id, article.source.origin)
    return SourceText(source, article.text, inside)


def with_id(draft: Draft, article_id: str) -> Draft:
    """Return the draft under another id; raises `BadMetadata` if another source has that."""
    replaced = None if draft.replaces is None else draft.replaces.article.id
    if article_id in draft.taken and article_id != replaced:
        raise BadMetadata(f"there is a source {article_id} already; choose another id")
    return with_source(draft, replace(draft.read.source, id=article_id))


def renamed(draft: Draft) -> tuple[str, ...]:
    """Return the id that goes where a draft gives another one to the article that it replaces."""
    replaced = draft.replaces
    if replaced is None or replaced.article.id == draft.text.source.id:
        return ()
    return (replaced.article.id,)


def with_source(draft: Draft, source: Source) -> Draft:
    """Return the draft with other fields; what is known of its copies stays."""
    read = replace(draft.read, source=source)
    article = replace(draft.split.article, id=source.id, source=source)
    return _complete(replace(draft, read=read, split=views.split_article(article)))


def with_skipped(draft: Draft, numbers: Iterable[int]) -> Draft:
    """Return the draft with just those paragraphs skipped.

    Raises `BadMetadata` if there is no such paragraph, or none that can be searched is left.
    """
    wanted = tuple(sorted(set(numbers)))
    last = len(draft.paragraphs)
    for number in wanted:
        if not 1 <= number <= last:
            raise BadMetadata(
                f"there is no paragraph {number}; the card numbers them from 1 to {last}"
            )
    skipped = _skipped(draft.read.skipped, draft.paragraphs, wanted)
    split = views.split_article(replace(draft.split.article, skipped=skipped))
    if not _is_searchable(split):
        raise BadMetadata("that would skip every paragraph of the article; keep at least one")
    return _complete(replace(draft, skipped=wanted, split=split))


def quote_paragraph(draft: Draft, number: int) -> Quote:
    """Quote a paragraph by its number on the card, also one that will be skipped."""
    paragraph = draft.paragraphs[number - 1]
    return _quote(draft.split.article, paragraph, sentences.split(paragraph))


def _namesake(text: SourceText, corpus: Others) -> Article | None:
    """Find the article with the same id or, if none has it, the same address."""
    same_id = corpus.article(text.source.id)
    return corpus.at_address(_addresses(text)) if same_id is None else same_id


def _addresses(text: SourceText) -> frozenset[str]:
    named = {text.source.origin, text.source.url or ""}
    return frozenset(name for name in named if name.startswith(("http://", "https://")))


def _has_same_address(text: SourceText, article: Article) -> bool:
    return not _addresses(text).isdisjoint({article.source.origin, article.source.url})


def _replaced(
    text: SourceText, namesake: Article | None, corpus: Others, replacing: str | None
) -> Article | None:
    """Find the article whose place a text takes, as it was decided or else as the text shows."""
    if replacing is not None:
        return corpus.article(replacing)
    if namesake is None or _has_same_address(text, namesake):
        return namesake
    return namesake if _has_common_paragraph(text, namesake) else None


def _has_common_paragraph(text: SourceText, article: Article) -> bool:
    """Tell whether a paragraph of an article stands in a text, word for word or nearly so."""
    old = paragraphs.split(replace(article, skipped=()))
    new = paragraphs.split(replace(article, text=text.text, skipped=text.skipped))
    compared = changes.compare(old, new)
    return compared.unchanged > 0 or any(
        change.old is not None
        and change.new is not None
        and ratio(change.old.text, change.new.text) >= _SAME_PARAGRAPH
        for change in compared.differing
    )


def _under_own_id(text: SourceText, taken: frozenset[str]) -> SourceText:
    """Return a text under an id that no article has: with a number behind it, if it must be."""
    name = text.source.id
    numbered = (f"{name}-{number}" for number in count(2))
    own = name if name not in taken else next(free for free in numbered if free not in taken)
    return replace(text, source=replace(text.source, id=own))


def _rivals(
    named: Iterable[Article | None], copies: Sequence[Duplicate], others: Others
) -> tuple[Article, ...]:
    """List the articles that a text may be a new revision of: by its name, then by its words."""
    alike = [copy.source.id for copy in copies if copy.likeness != "reworded"]
    by_words = (others.article(article_id) for article_id in sorted(alike))
    found = {article.id: article for article in (*named, *by_words) if article is not None}
    return tuple(found.values())


def _in_place_of(text: SourceText, replaced: Article) -> SourceText:
    """Return a text with the id of the article it replaces, and the fields that only that has."""
    held = {
        name: getattr(replaced.source, name)
        for name in RECORDED
        if getattr(text.source, name) is None
    }
    return replace(text, source=replace(text.source, id=replaced.id, **held))


def _article(text: SourceText, replaced: Article | None) -> Article:
    """Make the article that a text would become; its revision is the next, if its text is new."""
    digest = sha256(text.text.encode()).hexdigest()
    revision = 1
    if replaced is not None:
        revision = replaced.revision + (digest != replaced.sha256)
    return Article(text.source.id, revision, text.source, text.text, digest, text.skipped)


def _paragraphs(split: SplitArticle) -> tuple[Paragraph, ...]:
    return tuple(part.paragraph for part in split.paragraphs)


def _suggest(
    numbered: Sequence[Paragraph],
    source: Source,
    others: Others,
    replaced: Article | None,
) -> tuple[SuggestedSkip, ...]:
    """Suggest what to skip; a paragraph of the replaced revision as the moderator decided then."""
    elsewhere = navigation.lines_elsewhere(numbered, others.given, others.holding_line)
    found = navigation.suggest(numbered, source.title, elsewhere)
    suggested = {skip.number: skip for skip in found}
    if replaced is not None:
        kept = {paragraph.text for paragraph in paragraphs.split(replaced)}
        whole = paragraphs.split(replace(replaced, skipped=()))
        known = {paragraph.text for paragraph in whole}
        for paragraph in numbered:
            if paragraph.text in kept:
                suggested.pop(paragraph.number, None)
            elif paragraph.text in known:
                skip = SuggestedSkip(paragraph.number, "skipped_before")
                suggested[paragraph.number] = skip
    return tuple(suggested[number] for number in sorted(suggested))


def _split_skipping(
    whole: SplitArticle,
    numbered: Sequence[Paragraph],
    numbers: Sequence[int],
    progress: Progress,
) -> SplitArticle:
    """Split an article again without some of its paragraphs: the others may stand otherwise."""
    if not numbers:
        return whole
    skipped = _skipped(whole.article.skipped, numbered, numbers)
    return views.split_article(replace(whole.article, skipped=skipped), progress)


def _skipped(
    spans: Sequence[Span], numbered: Sequence[Paragraph], numbers: Iterable[int]
) -> tuple[Span, ...]:
    """Add to the spans that are skipped those of the numbered paragraphs."""
    chosen = [Span(numbered[number - 1].start, numbered[number - 1].end) for number in numbers]
    return tuple(sorted((*spans, *chosen), key=lambda span: span.start))


def _is_searchable(split: SplitArticle) -> bool:
    return any(not part.paragraph.is_heading for part in split.paragraphs)


def _complete(draft: Draft) -> Draft:
    """Compute the text, the samples and the changes of a draft from its split article."""
    replaced = None if draft.replaces is None else draft.replaces.article
    return replace(
        draft,
        text=replace(draft.read, skipped=draft.split.article.skipped),
        samples=_samples(draft.split, draft.paragraphs),
        replaces=None if replaced is None else _replacement(replaced, draft.split),
    )


def _samples(split: SplitArticle, numbered: Sequence[Paragraph]) -> tuple[Sample, ...]:
    """Quote the first, the middle and the last paragraph that are searched, each once."""
    searched = [part for part in split.paragraphs if not part.paragraph.is_heading]
    middle = (len(searched) - 1) // 2
    places = dict.fromkeys((0, middle, len(searched) - 1)) if searched else ()
    return tuple(_sample(split.article, searched[place], numbered) for place in places)


def _sample(article: Article, part: SplitParagraph, numbered: Sequence[Paragraph]) -> Sample:
    quote = _quote(article, part.paragraph, part.sentences)
    start = quote.citation.start
    on_card = next(paragraph.number for paragraph in numbered if paragraph.end > start)
    return Sample(on_card, quote)


def _replacement(replaced: Article, split: SplitArticle) -> Replacement:
    compared = changes.compare(paragraphs.split(replaced), _paragraphs(split))
    quoted = tuple(
        ParagraphChange(
            None if change.old is None else _quote_whole(replaced, change.old),
            None if change.new is None else _quote_whole(split.article, change.new),
        )
        for change in compared.differing
    )
    return Replacement(replaced, quoted, compared.unchanged)


def _quote(article: Article, paragraph: Paragraph, split: Sequence[Sentence]) -> Quote:
    """Quote a paragraph; of a long one as many whole sentences from its start as a part holds."""
    end = paragraph.end
    if end - paragraph.start > quoting.WHOLE_PARAGRAPH:
        ends = [
            sentence.end for sentence in split if sentence.end - paragraph.start <= quoting.PART
        ]
        end = ends[-1] if ends else split[0].end
    return quoting.quote_slice(article, paragraph.number, paragraph.start, end)


def _quote_whole(article: Article, paragraph: Paragraph) -> Quote:
    return quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)
