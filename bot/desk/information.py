"""What commands show: what is searched, promised and known of a source, and what was reported."""

from bot.desk.memory import ChatStore, Place, kept_at, quote_at
from bot.desk.questions import FILTERS
from bot.desk.wording import CITED_SEPARATOR, searched_words, standing_words
from bot.replies import Block, Reply, Role, Say, ShowQuote, ShowSource
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.ask import Asker
from index.errors import GenerationRefused
from index.records import Source

# More are not listed: beyond that nobody reads on, and a chat would get message after message.
_MOST_SOURCES = 100
_MOST_REPORTS = 10


def start(asker: Asker) -> Reply:
    """Greet whoever is new: what this bot is, what it searches and how to ask."""
    searched = searched_words(asker.searched())
    return Reply((Say(sentence("welcome")), Say(searched), Say(_help())))


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
