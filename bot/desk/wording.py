"""Records of the index -> blocks, words and buttons: answers, citations and sources, as shown.

The rows of buttons under an answer, and under what they show, are for a thumb: at most eight.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.replies import (
    Beside,
    Block,
    Button,
    ButtonKind,
    Gave,
    Say,
    ShowQuote,
    ShowSource,
    in_rows,
)
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.checking.receipts import FIRST_DAY, Given
from index.errors import BadQuestion
from index.records import (
    Answer,
    Citation,
    Filters,
    KeptArticle,
    Outcome,
    Quote,
    RankedQuote,
    Searched,
    Source,
)
from index.text.answering import Brief
from index.text.quoting import untitled

CITED_SEPARATOR = " · "
LONGEST_TITLE = 60  # characters, of a title in a citation; its full form is shown with the source
LONGEST_NAME = 30  # characters, of an outlet or an author; as with titles
LONGEST_NOTE = 140  # characters, of a note below a quote; as with titles

ROOM = 400
"""The characters of the quotes in an answer, with their citations: half the screen of a phone."""

ROOM_UNANSWERED = 650
"""The same where nothing clearly answers: then several quotes are worth a look."""

MOST_AT_ONCE = 3
"""The quotes of one message: each has two buttons, and two more are for all of them."""

MOST_ASIDES = 2  # buttons that ask otherwise: then a message shows one quote less
MOST_BUTTONS = 8  # under a message, so that a phone shows some of it as well
_IN_A_ROW = 3
_LONGEST_LABEL = 24  # characters that a phone shows in a row of two buttons

REASONS: Mapping[int, str] = {
    1: "why_misquoted",
    2: "why_context",
    3: "why_source",
    4: "why_other",
}

Rows = tuple[tuple[Button, ...], ...]

LONGEST_OPEN = 400
"""The characters of a quote, with what it needs, that are shown before a tap.

Its sentence alone may be longer. With the longest citation and the lines around it, that is less
than the 900 characters that a phone shows of one message.
"""

_LABEL = 20  # characters that stand beside a quote: its number, its paragraph, what it is

_OUTCOMES: Mapping[Outcome, str] = {
    "answer": "answer",
    "related": "related",
    "nothing": "nothing",
    "unreached": "unreached",
}
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
    "spelling": "filter_spelling",
}


def also_spelled(answer: Answer) -> Sentence:
    """Word the other spellings of names that were searched for, and how to do without them."""
    return sentence("also_spelled", names=", ".join(answer.other_spellings))


def refused_words(error: BadQuestion) -> Sentence:
    """Say why a question cannot be asked, in the asker's language where it is a common reason."""
    if error.why == "no words":
        return sentence("question_no_words")
    if error.why == "only filters":
        return sentence("question_only_filters")
    if error.why == "too long":
        count, most = error.characters
        return sentence("question_too_long", count=count, most=most)
    return sentence("failed", reason=error)


def outcome_words(outcome: Outcome) -> Sentence:
    """Word how a question came out."""
    return sentence(_OUTCOMES[outcome])


def answer_blocks(answer: Answer, most: int) -> tuple[Block, ...]:
    """Show the first quotes of an answer, those that do not clear its bar apart from the others."""
    bar = answer.searched.threshold if answer.outcome == "answer" else 0.0
    return ranked_blocks(answer.quotes[:most], 1, bar)


def ranked_blocks(quotes: Sequence[RankedQuote], first: int, bar: float) -> tuple[Block, ...]:
    """Show quotes, best first, numbered from `first`; those below the bar apart from the others."""
    above = [ranked for ranked in quotes if ranked.probability >= bar]
    return tuple(_apart(quote_blocks(quotes, first), len(quote_blocks(above, first))))


def brief_blocks(briefs: Sequence[Brief], first: int, bar: float = 0.0) -> tuple[Block, ...]:
    """Show quotes in brief, as in `ranked_blocks`: what answers stands first, and is not folded."""
    blocks = [brief_block(brief, number) for number, brief in enumerate(briefs, first)]
    above = sum(brief.probability >= bar for brief in briefs)
    return cite_once(_apart(blocks, above))


def brief_block(brief: Brief, number: int | None = None) -> ShowQuote:
    """Show one quote in brief, with what it needs to be understood."""
    folded_from = _folded_from(brief.answer)
    return ShowQuote(brief.answer, number, beside=_beside(brief), folded_from=folded_from)


def quote_blocks(quotes: Sequence[RankedQuote], first: int) -> tuple[Block, ...]:
    """Show quotes, numbered from `first`, each below the interviewer's question if it has one."""
    blocks: list[Block] = []
    for number, ranked in enumerate(quotes, first):
        if ranked.asked is not None:
            blocks.append(ShowQuote(ranked.asked, label=sentence("asked"), cited=False))
        blocks.append(ShowQuote(ranked.quote, number=number))
    return cite_once(blocks)


def cite_once(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Cite each article in full once, and further down by the number of the quote that does."""
    cited: dict[tuple[str, int], int | None] = {}
    once: list[Block] = []
    for block in blocks:
        if isinstance(block, ShowQuote) and block.cited:
            place = block.quote.citation
            article = (place.article_id, place.revision)
            if article in cited:
                block = replace(block, cited_as=_cited_like(place, cited[article]))
            cited.setdefault(article, block.number)
        once.append(block)
    return tuple(once)


def fitting(briefs: Sequence[Brief], room: int) -> int:
    """Count how many of the first quotes fit into so many characters; one always does."""
    for count in range(len(briefs), 1, -1):
        if characters(brief_blocks(briefs[:count], 1)) <= room:
            return count
    return min(len(briefs), 1)


def characters(blocks: Sequence[Block]) -> int:
    """Count about how long quotes with their citations are, in whichever language."""
    return sum(
        len(block.quote.text)
        + (_cited_characters(block) if block.cited else _LABEL)
        + sum(_LABEL + len(beside.quote.text) for beside in block.beside)
        for block in blocks
        if isinstance(block, ShowQuote)
    )


def searched_words(searched: Searched) -> Sentence:
    """Word what was searched: articles, paragraphs, dates and the generation, and what was not."""
    if searched.unreached:
        rest = searched_words(replace(searched, unreached=0))
        return sentence("searched_partly", searched=rest, unreached=searched.unreached)
    if searched.articles == 0:
        return sentence("searched_none", generation=searched.generation)
    counts = {
        "articles": searched.articles,
        "paragraphs": searched.paragraphs,
        "generation": searched.generation,
    }
    if searched.oldest is None:
        return sentence("searched_undated", **counts)
    ends = dict.fromkeys((searched.oldest, searched.newest or searched.oldest))
    return sentence("searched", dates=" – ".join(ends), **counts)


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
    """Word a citation in one line, in full; what is unknown is left out."""
    address = citation.source.url
    known: tuple[Words, ...] = () if address is None else (address,)
    fields = _known_fields(citation.source)
    return Joined((*fields, _paragraph(citation), *known), CITED_SEPARATOR)


def cited_words(block: ShowQuote) -> Joined:
    """Word the citation below a quote; its first part is what a link to the page goes on."""
    if block.cited_as is not None:
        return Joined((block.cited_as,), CITED_SEPARATOR)
    return Joined(citation_fields(block.quote.citation), CITED_SEPARATOR)


def citation_fields(citation: Citation) -> tuple[Words, ...]:
    """Word what is known of title, outlet, author and date, and the paragraph.

    What is long is cut at a word. An article without a title is called by its file.
    """
    title, *others = _known_fields(citation.source)
    named = (shortened(field, LONGEST_NAME) for field in others)
    return (shortened(title), *named, _paragraph(citation))


def note_words(block: ShowQuote) -> Sentence | None:
    """Word the moderator's note on a quoted source as a warning, below its full citation."""
    note = block.quote.citation.source.note
    if note is None or not block.cited or block.cited_as is not None:
        return None
    return sentence("note", note=shortened(note, LONGEST_NOTE))


def source_fields(shown: ShowSource) -> tuple[tuple[Words, Words], ...]:
    """Pair the name of each field of a source with its value, in the order they are shown."""
    fields: list[tuple[Words, Words]] = [
        (sentence(_FIELD_NAMES[name]), getattr(shown.source, name) or sentence("unknown"))
        for name in _FIELD_NAMES
    ]
    fields.append((sentence("field_revision"), str(shown.revision)))
    fields.append((sentence("field_sha256"), shown.sha256))
    return tuple(fields)


def shortened(field: str, most: int = LONGEST_TITLE) -> str:
    """Cut a field of a source before the word that makes it too long.

    >>> shortened("Ferry sinks in the harbour", 12)
    'Ferry sinks…'
    """
    if len(field) <= most:
        return field
    kept = field[: most + 1].rsplit(None, 1)[0][:most]
    return kept.rstrip(",;:.–—- ") + "…"


@dataclass(frozen=True, slots=True)
class Giving:
    """The generation that gave quotes, and the day: what their receipts say beside the place."""

    generation: int
    day: date

    def gave(self, known: int = 0) -> Gave:
        """Tell with a reply what gave its quotes; `known` as there."""
        return Gave(self.generation, self.day, known)

    def receipt(self, quote: Quote) -> Given:
        """Return the receipt of a quote; it is computed where it is written."""
        return Given(quote.citation, self.generation, self.day)

    def receipt_words(self, quote: Quote) -> Words:
        """Word the receipt of a quote, as `receipt`."""
        return sentence("receipt", receipt=self.receipt(quote))


def giving(generation: int, at: float) -> Giving | None:
    """Tell what gave quotes at a time in seconds since 1970; `None` if the clock must be wrong."""
    day = datetime.fromtimestamp(at, UTC).date()
    return Giving(generation, day) if day >= FIRST_DAY else None


def answer_rows(
    shown: Mapping[int, Quote], token: str, following: int, of: int, given_by: Giving | None = None
) -> Rows:
    """Make the rows under the quotes with these numbers, of an answer with `of` quotes in all.

    `following` is the number of the first quote that "more" shows. What is copied ends with a
    receipt where it is known what they were `given_by`.
    """
    more = (Button("more", token, following),) if following <= of else ()
    if not shown:
        return (more,) if more else ()
    contexts = tuple(Button("context", token, number) for number in shown)
    copies = tuple(copy_button(quote, token, number, given_by) for number, quote in shown.items())
    last, quote = list(shown.items())[-1]
    if len(shown) == 1:
        opening = open_button(quote, token, last)
        return ((*contexts, *copies), (Button("source", token, last), *opening, *more))
    return (contexts, copies, (Button("sources", token, last), *more))


def quote_rows(
    quote: Quote,
    token: str,
    number: int,
    kind: ButtonKind,
    given_by: Giving | None = None,
    *,
    has_back: bool,
) -> Rows:
    """Make the rows under what a button has shown of one quote."""
    other = Button("source" if kind == "context" else "context", token, number)
    buttons = (
        other,
        copy_button(quote, token, number, given_by),
        *open_button(quote, token, number),
        Button("wrong", token, number),
        *back_button(token, number, has_back=has_back),
    )
    return in_rows(buttons, _IN_A_ROW)


def page_rows(
    quoted: Mapping[int, Quote],
    token: str,
    given_by: Giving | None,
    link: Callable[[str], str] | None,
) -> Rows:
    """Make the row of links to the pages of quotes, by their numbers; none where there are none.

    `link` makes the address of a receipt's page.
    """
    if given_by is None or link is None:
        return ()
    return (
        tuple(
            Button("page_of", token, number, address=link(str(given_by.receipt(quote))))
            for number, quote in quoted.items()
        ),
    )


def sources_rows(numbers: Sequence[int], token: str, *, has_back: bool) -> Rows:
    """Make the rows under the sources of the quotes with these numbers."""
    wrong = tuple(Button("wrong", token, number) for number in numbers)
    back = back_button(token, numbers[-1], has_back=has_back)
    return tuple(row for row in (wrong, back) if row)


def aside_rows(asides: Sequence[Button]) -> Rows:
    """Make the row of the buttons that ask the question otherwise."""
    return in_rows(asides[:MOST_ASIDES], MOST_ASIDES) if asides else ()


def back_button(token: str, number: int, *, has_back: bool) -> tuple[Button, ...]:
    """Make the button that shows the answer again, where it was put aside for something else."""
    return (Button("back", token, number),) if has_back else ()


def open_button(quote: Quote, token: str, number: int) -> tuple[Button, ...]:
    """Make the button that opens the page at the quote, if the source has an address."""
    if quote.citation.source.url is None:
        return ()
    return (Button("open", token, number, opened=quote),)


def copy_button(quote: Quote, token: str, number: int, given_by: Giving | None) -> Button:
    """Make the button that copies a quote with its citation, or where that is long the citation."""
    # Without the address: a clipboard takes little.
    cited = Joined(("— ", Joined(citation_fields(quote.citation), CITED_SEPARATOR)), "")
    both = Joined((quote.text, cited), "\n")
    receipt = None if given_by is None else given_by.receipt_words(quote)
    return Button("copy", token, number, both, citation_words(quote.citation), receipt)


def labelled(value: str) -> Words:
    """Word a label out of a text, cut where it is wider than a button."""
    return value if len(value) <= _LONGEST_LABEL else value[: _LONGEST_LABEL - 1].rstrip() + "…"


def taken_away(value: str) -> Words:
    """Word the label of a button that takes a filter away."""
    return sentence("button_without", value=labelled(value))


def _apart(blocks: Sequence[Block], above: int) -> Sequence[Block]:
    """Set the blocks behind the first `above` apart, as those are less probably the answer."""
    if above == len(blocks):
        return blocks
    return (*blocks[:above], Say(sentence("also_near")), *blocks[above:])


def _beside(brief: Brief) -> tuple[Beside, ...]:
    """Say what each quote is that stands beside an answer."""
    number = brief.answer.citation.paragraph_number
    before = [
        Beside(
            sentence("before_it")
            if quote.citation.paragraph_number == number
            else sentence("in_paragraph", number=quote.citation.paragraph_number),
            quote,
        )
        for quote in brief.before
    ]
    asked = () if brief.asked is None else (Beside(sentence("asked"), brief.asked),)
    room = LONGEST_OPEN - len(brief.answer.text)
    fitting_in: list[Beside] = []
    for beside in (*asked, *before):
        is_long = len(beside.quote.text) > room
        room -= 0 if is_long else len(beside.quote.text)
        fitting_in.append(replace(beside, is_long=is_long))
    return (*fitting_in[len(asked) :], *fitting_in[: len(asked)])


def _folded_from(quote: Quote) -> int | None:
    """Choose the word from which a quote of more than a screen may be folded."""
    if len(quote.text) <= LONGEST_OPEN:
        return None
    blank = max(quote.text.rfind(blank, 0, LONGEST_OPEN) for blank in " \n\xa0")
    return (blank + 1) or None


def source_line(source: Source) -> str:
    """Word what is known of title, outlet, author and date in a line; what is long is cut."""
    title, *others = _known_fields(source)
    fields = (shortened(title), *(shortened(field, LONGEST_NAME) for field in others))
    return CITED_SEPARATOR.join(fields)


def _known_fields(source: Source) -> tuple[str, ...]:
    known = (source.outlet, source.author, source.published)
    title = source.title or untitled(source)
    return (title, *(field for field in known if field is not None))


def _paragraph(citation: Citation) -> Sentence:
    return sentence("paragraph", number=citation.paragraph_number)


def _cited_like(citation: Citation, number: int | None) -> Words:
    if number is None:
        return _paragraph(citation)
    return Joined((sentence("cited_like", number=number), _paragraph(citation)), CITED_SEPARATOR)


def _cited_characters(block: ShowQuote) -> int:
    if block.cited_as is not None:
        return _LABEL
    source = block.quote.citation.source
    note = min(len(source.note or ""), LONGEST_NOTE)
    known = sum(min(len(field), LONGEST_TITLE) for field in _known_fields(source))
    return _LABEL + note + known


def reason_words(reason: int) -> Sentence:
    """Word why somebody called a quote wrong; reasons are counted from 1."""
    return sentence(REASONS[reason])
