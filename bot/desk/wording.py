"""Records of the index -> blocks and words: how answers, citations and sources are worded."""

from collections.abc import Mapping, Sequence

from bot.replies import Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.records import Answer, Citation, Filters, KeptArticle, RankedQuote, Searched, Source

CITED_SEPARATOR = " · "

_OUTCOMES: Mapping[str, str] = {"answer": "answer", "related": "related", "nothing": "nothing"}
_UNKNOWN = {
    "title": "unknown_title",
    "outlet": "unknown_outlet",
    "author": "unknown_author",
    "published": "unknown_date",
    "url": "unknown_link",
}
_CITED_FIELDS = ("title", "outlet", "author", "published")
_FIELD_NAMES = {
    "id": "field_id",
    "origin": "field_origin",
    "title": "field_title",
    "outlet": "field_outlet",
    "author": "field_author",
    "published": "field_published",
    "url": "field_url",
    "language": "field_language",
    "note": "field_note",
}
_FILTERS = {
    "outlet": "filter_outlet",
    "author": "filter_author",
    "after": "filter_after",
    "before": "filter_before",
    "language": "filter_language",
    "source": "filter_source",
    "phrases": "filter_phrases",
    "without": "filter_without",
}


def answer_reply(answer: Answer, most: int) -> Reply:
    """Reply with an answer: its outcome, at most `most` of its quotes, and what was searched."""
    outcome = Say(sentence(_OUTCOMES[answer.outcome]), lead=filters_words(answer.filters))
    return Reply((outcome, *answer_blocks(answer, most), Say(searched_words(answer.searched))))


def answer_blocks(answer: Answer, most: int) -> tuple[Block, ...]:
    """Show the first quotes of an answer, those that do not clear its bar apart from the others."""
    shown = answer.quotes[:most]
    bar = answer.searched.threshold if answer.outcome == "answer" else 0.0
    above = [ranked for ranked in shown if ranked.probability >= bar]
    blocks = quote_blocks(above, 1)
    if len(above) == len(shown):
        return blocks
    below = quote_blocks(shown[len(above) :], len(above) + 1)
    return (*blocks, Say(sentence("also_near")), *below)


def quote_blocks(quotes: Sequence[RankedQuote], first: int) -> tuple[Block, ...]:
    """Show quotes, numbered from `first`, each below the interviewer's question if it has one."""
    blocks: list[Block] = []
    for number, ranked in enumerate(quotes, first):
        if ranked.asked is not None:
            blocks.append(ShowQuote(ranked.asked, label=sentence("asked"), cited=False))
        blocks.append(ShowQuote(ranked.quote, number=number))
    return tuple(blocks)


def searched_words(searched: Searched) -> Sentence:
    """Word what was searched: articles, paragraphs, dates and the generation."""
    dates: Words
    if searched.oldest is None:
        dates = sentence("unknown")
    elif searched.oldest == searched.newest:
        dates = searched.oldest
    else:
        dates = f"{searched.oldest} – {searched.newest}"
    return sentence(
        "searched",
        articles=searched.articles,
        paragraphs=searched.paragraphs,
        dates=dates,
        generation=searched.generation,
    )


def filters_words(filters: Filters) -> Sentence | None:
    """Word the filters as they were understood; `None` where none is set."""
    worded: list[Words] = []
    for name in _FILTERS:
        value: str | tuple[str, ...] | None = getattr(filters, name)
        values = (value,) if isinstance(value, str) else value or ()
        worded += [sentence(_FILTERS[name], value=value) for value in values]
    return sentence("filters", filters=Joined(tuple(worded), "; ")) if worded else None


def standing_words(kept: KeptArticle) -> Sentence | None:
    """Word what became of a text that was quoted, and when; `None` if it is live."""
    if kept.became == "live":
        return None
    return sentence(
        "replaced" if kept.became == "replaced" else "withdrawn",
        id=kept.article.id,
        date=kept.since,
    )


def citation_words(citation: Citation) -> Joined:
    """Word a citation in one line; what is unknown says so."""
    return Joined(citation_fields(citation), CITED_SEPARATOR)


def citation_fields(citation: Citation) -> tuple[Words, Words, Words, Words, Words, Words]:
    """Word the title, outlet, author, date, paragraph and link; what is unknown says so."""
    title, outlet, author, date = (_field(citation.source, name) for name in _CITED_FIELDS)
    paragraph = sentence("paragraph", number=citation.paragraph_number)
    return title, outlet, author, date, paragraph, _field(citation.source, "url")


def source_fields(shown: ShowSource) -> tuple[tuple[Words, Words], ...]:
    """Pair the name of each field of a source with its value, in the order they are shown."""
    fields: list[tuple[Words, Words]] = [
        (sentence(_FIELD_NAMES[name]), getattr(shown.source, name) or sentence("unknown"))
        for name in _FIELD_NAMES
    ]
    fields.append((sentence("field_revision"), str(shown.revision)))
    fields.append((sentence("field_sha256"), shown.sha256))
    return tuple(fields)


def _field(source: Source, name: str) -> Words:
    value: str | None = getattr(source, name)
    return sentence(_UNKNOWN[name]) if value is None else value
