"""What commands show: what is searched, promised and known of a source, and what was reported."""

from dataclasses import dataclass
from itertools import islice

from bot.desk.memory import ChatStore, Place, kept_at, quote_at
from bot.desk.questions import FILTERS, ParsedQuestion
from bot.desk.recent import Recent, RecentQuestions
from bot.desk.remarks import Remark
from bot.desk.wording import CITED_SEPARATOR, searched_words, shortened, standing_words
from bot.replies import (
    Block,
    Button,
    Incoming,
    Reply,
    Role,
    Say,
    Served,
    ShowQuote,
    ShowSource,
    said,
)
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.ask import Asker
from index.errors import GenerationRefused
from index.records import Source

# More are not listed: beyond that nobody reads on, and a chat would get message after message.
_MOST_SOURCES = 100
_MOST_REPORTS = 10
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


def sources(asker: Asker) -> Reply:
    """List the sources of the live generation in the order of their ids."""
    listed = asker.sources()
    lines = Joined(tuple(_line(source) for source in listed[:_MOST_SOURCES]), "\n")
    left = len(listed) - _MOST_SOURCES
    rest = (Say(sentence("sources_left", number=left)),) if left > 0 else ()
    return Reply((Say(sentence("sources")), Say(lines), *rest))


def source(asker: Asker, article_id: str) -> Reply:
    """Show all that is known about a source, also about one that was withdrawn."""
    if not article_id:
        return Reply((Say(sentence("source_empty")),))
    article = asker.article(article_id)
    if article is None:
        return _withdrawn(asker, article_id)
    return Reply((ShowSource(article.source, article.revision, article.sha256),))


def reports(asker: Asker, store: ChatStore) -> Reply:
    """List the quotes that somebody called wrong, the newest report first."""
    found = store.reports(_MOST_REPORTS)
    if not found:
        return Reply((Say(sentence("no_reports")),))
    shown = tuple(_reported(report.place, asker) for report in found)
    return Reply((Say(sentence("reports")), *shown))


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
