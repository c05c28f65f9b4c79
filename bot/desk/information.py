"""What commands show: what is searched, promised and known of a source, and what was reported."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import ceil

from bot.desk.memory import ChatStore, Place, kept_at, quote_at
from bot.desk.typed.questions import FILTERS, ParsedQuestion
from bot.desk.typed.turns import Recent, RecentQuestions, Remark
from bot.desk.wording import (
    CITED_SEPARATOR,
    reason_words,
    searched_words,
    shortened,
    standing_words,
)
from bot.replies import (
    Block,
    Button,
    Incoming,
    Press,
    Pressed,
    Reply,
    Role,
    Say,
    Served,
    ShowQuote,
    ShowSource,
    in_rows,
    said,
    source_token,
)
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.errors import GenerationRefused
from index.records import Source
from index.search.asker import Asker

SOURCES_ON_PAGE = 8  # with a button each, which a phone shows without scrolling
_ALL = "-"  # on a button of a list of all sources
_LONGEST_TOKEN = 40  # characters that a button has room for
_MOST_REPORTS = 10
_SETTLES_IN_ROW = 3
_EXAMPLES = 2  # questions to begin with
_LONGEST_EXAMPLE = 40  # characters, which a button as wide as a phone shows


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with: how it is worded on a button, and what is asked."""

    label: Words
    typed: str


def start(asker: Asker, role: Role | None) -> Served:
    """Greet whoever is new: what this bot is, what it searches, two questions to begin with."""
    own = (Say(sentence("you_moderate")),) if role == "moderator" else ()
    searched = asker.searched()
    opening = sentence("start", articles=searched.articles)
    return Served(Reply((Say(opening), *own)), _example_rows(asker))


def greet(asker: Asker) -> Served:
    """Greet back, with two questions to begin with."""
    return Served(Reply((Say(sentence("greeting")),)), _example_rows(asker))


def examples(asker: Asker) -> tuple[Example, ...]:
    """Choose two questions: the moderators' golden ones, else about the first headlines."""
    golden = [
        Example(question.question, question.question)
        for question in asker.golden_questions()
        if question.is_answerable and len(question.question) <= _LONGEST_EXAMPLE
    ]
    titled = (source for source in asker.sources() if source.title is not None)
    about = [
        Example(
            sentence("example_about", title=shortened(source.title or "", _LONGEST_EXAMPLE)),
            f"source:{source.id} {source.title}",
        )
        for source in islice(titled, _EXAMPLES)
    ]
    return tuple((golden + about)[:_EXAMPLES])


def about_link(
    asker: Asker, recent: RecentQuestions | None, incoming: Incoming, noted: Remark, now: float
) -> Served:
    """Show the source that a link is of; else offer to a moderator to add it."""
    for known in asker.sources():
        if known.url is not None and known.url.rstrip("/") == noted.text.rstrip("/"):
            return Served(Reply((Say(sentence("link_known")), *source(asker, known.id).blocks)))
    if incoming.role != "moderator" or recent is None:
        return said("link_unknown")
    held = Recent(ParsedQuestion(""), (noted.text,))
    token = recent.keep(incoming.chat, incoming.sender, held, now)
    return Served(Reply((Say(sentence("link_offered")),)), ((Button("add", token, 1),),))


def help_for(role: Role | None) -> Reply:
    """Explain how to ask, and to a moderator how to change the corpus."""
    own = (Say(sentence("mod_help")),) if role == "moderator" else ()
    return Reply((Say(_help()), *own))


def about(asker: Asker, model: str) -> Reply:
    """Tell what is searched, with which embedding model, and what is promised."""
    searched = searched_words(asker.searched())
    promises = sentence("about", model=model)
    return Reply((Say(sentence("welcome")), Say(searched), Say(promises)))


def sources(asker: Asker, searched: str = "", page: int = 1) -> Served:
    """List a page of the sources that hold all words in a field or the id, with a button each."""
    words = searched.casefold().split()
    found = [source for source in asker.sources() if _holds(source, words)]
    if not found:
        return said("sources_none", words=searched)
    pages = ceil(len(found) / SOURCES_ON_PAGE)
    page = min(max(page, 1), pages)
    first = (page - 1) * SOURCES_ON_PAGE
    shown = found[first : first + SOURCES_ON_PAGE]
    opening = sentence("sources_page", count=len(found), page=page, pages=pages)
    lines = Joined(tuple(_line(source) for source in shown), "\n")
    rows = tuple((_read_button(source, number),) for number, source in enumerate(shown, first + 1))
    return Served(Reply((Say(opening), Say(lines))), (*rows, *_page_row(searched, page, pages)))


def pressed_list(asker: Asker, press: Press) -> Pressed:
    """Show the source, or the page of a list of sources, that a button names."""
    if press.kind == "page":
        searched = _searched_words(press.token)
        return Pressed(served=sources(asker, searched, press.number), in_place=True)
    for known in asker.sources():
        if source_token(known.id) == press.token:
            row = (
                Button("reopen", press.token, 1),
                Button("take_out", press.token, 1),
            )
            is_moderator = press.role == "moderator"
            rows = (row,) if is_moderator and press.is_private else ()
            return Pressed(served=Served(source(asker, known.id), rows))
    return Pressed(notice=sentence("no_such_source"))


def source(asker: Asker, article_id: str) -> Reply:
    """Show all that is known about a source, also about one that was withdrawn."""
    if not article_id:
        return Reply((Say(sentence("source_empty")),))
    article = asker.article(article_id)
    if article is None:
        return _withdrawn(asker, article_id)
    return Reply((ShowSource(article.source, article.revision, article.sha256),))


def reports(asker: Asker, store: ChatStore) -> Served:
    """List the quotes that somebody called wrong, and why, the newest report first."""
    found = store.reports(_MOST_REPORTS)
    if not found:
        return said("no_reports")
    blocks: list[Block] = [Say(sentence("reports"))]
    rows: list[Button] = []
    for number, report in enumerate(found, 1):
        blocks.append(_reported(report.place, asker))
        if report.reason is not None:
            blocks.append(Say(reason_words(report.reason)))
        label = sentence("settle_number", number=number)
        rows.append(Button("settle", str(report.id), number, label=label))
    return Served(Reply(tuple(blocks)), in_rows(rows, _SETTLES_IN_ROW))


def _holds(source: Source, words: Sequence[str]) -> bool:
    fields = (source.id, source.title, source.outlet, source.author)
    text = " ".join(field for field in fields if field).casefold()
    return all(word in text for word in words)


def _read_button(source: Source, number: int) -> Button:
    label = f"{number}. {shortened(source.title or source.id, _LONGEST_EXAMPLE)}"
    return Button("read", source_token(source.id), number, label=label)


def _page_row(searched: str, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    """Make the buttons to the pages beside this one; none where the search does not fit on them."""
    token = urlsafe_b64encode(searched.encode()).decode().rstrip("=") or _ALL
    if pages == 1 or len(token) > _LONGEST_TOKEN:
        return ()
    beside = (number for number in (page - 1, page + 1) if 1 <= number <= pages)
    return (tuple(Button("page", token, number) for number in beside),)


def _searched_words(token: str) -> str:
    padded = token + "=" * (-len(token) % 4)
    return "" if token == _ALL else urlsafe_b64decode(padded).decode(errors="replace")


def _example_rows(asker: Asker) -> tuple[tuple[Button, ...], ...]:
    """Make a row for each example, as wide as a phone."""
    return tuple(
        (Button("example", "start", number, label=example.label),)
        for number, example in enumerate(examples(asker), 1)
    )


def _help() -> Sentence:
    return sentence("chat_help", filters=FILTERS)


def _line(source: Source) -> Words:
    """Word a source in one line: its id, and what is known of title, outlet and date."""
    title = source.title or sentence("unknown_title")
    known = tuple(field for field in (title, source.outlet, source.published) if field)
    return Joined((f"{source.id} — ", Joined(known, CITED_SEPARATOR)), "")


def _withdrawn(asker: Asker, article_id: str) -> Reply:
    """Show a source that was withdrawn, and since when it is; or that there never was one."""
    kept = asker.withdrawn(article_id)
    standing = None if kept is None else standing_words(kept)
    if kept is None or standing is None:
        return Reply((Say(sentence("no_such_source")),))
    article = kept.article
    return Reply((Say(standing), ShowSource(article.source, article.revision, article.sha256)))


def _reported(place: Place, asker: Asker) -> Block:
    """Show a quote that was reported, as far as its article still stands in the corpus."""
    try:
        kept = kept_at(place, asker)
        standing = standing_words(kept)
        if standing is not None and kept.became == "withdrawn":
            return Say(standing)
        return ShowQuote(quote_at(place, kept.article).quote, label=standing)
    except GenerationRefused:
        return Say(sentence("report_changed", id=place.article_id))
