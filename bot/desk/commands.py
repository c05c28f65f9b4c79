"""The commands that need no state: what is searched, what is promised, what is known."""

import difflib
from collections.abc import Callable, Mapping

from bot.desk.memory import ChatStore, Place
from bot.desk.places import kept_at, quote_at
from bot.desk.questions import FILTERS
from bot.desk.wording import CITED_SEPARATOR, searched_words, standing_words
from bot.replies import Block, Joined, Reply, Say, ShowQuote, ShowSource, Words, sentence
from bot.replies import Command as Command
from index.ask import Asker
from index.errors import GenerationRefused
from index.records import Source

COMMANDS = ("ask", "sources", "source", "help", "about", "privacy", "forget", "start")
PEOPLE_COMMANDS = ("people", "invite", "grant", "revoke")  # answered by `people_commands`
MODERATION_COMMANDS = ("add", "remove", "check", "golden", "history", "diff", "undo", "audit")
"""Those that change the corpus, or say how it changed: see `moderation`."""
MODERATOR_COMMANDS = ("reports", *PEOPLE_COMMANDS, *MODERATION_COMMANDS)

_MOST_SOURCES = 100  # listed: beyond that nobody reads on, and it would be a message after another
_MOST_REPORTS = 10


def respond(asker: Asker, model: str, command: Command) -> Reply:
    """Answer a command, or say which one it may be meant for."""
    known: Mapping[str, Callable[[], Reply]] = {
        "start": lambda: _start(asker),
        "help": lambda: Reply(_helps(command)),
        "about": lambda: _about(asker, model),
        "privacy": lambda: Reply((Say(sentence("privacy")),)),
        "sources": lambda: _sources(asker),
        "source": lambda: _source(asker, command.argument),
    }
    if command.name in known:
        return known[command.name]()
    return Reply((Say(_unknown(command)),))


def reports(asker: Asker, store: ChatStore) -> Reply:
    """List the quotes that somebody called wrong, as they stand."""
    found = store.reports(_MOST_REPORTS)
    if not found:
        return Reply((Say(sentence("no_reports")),))
    shown = tuple(_reported(one.place, asker) for one in found)
    return Reply((Say(sentence("reports")), *shown))


def _reported(place: Place, asker: Asker) -> Block:
    try:
        kept = kept_at(place, asker)
        line = standing_words(kept)
        if line is not None and kept.became == "withdrawn":
            return Say(line)
        return ShowQuote(quote_at(place, kept.article).quote, label=line)
    except GenerationRefused:
        return Say(sentence("report_changed", id=place.article_id))


def _start(asker: Asker) -> Reply:
    searched = searched_words(asker.searched())
    return Reply((Say(sentence("welcome")), Say(searched), Say(_help())))


def _help() -> Words:
    return sentence("chat_help", filters=FILTERS)


def _helps(command: Command) -> tuple[Block, ...]:
    own = (Say(sentence("mod_help")),) if command.role == "moderator" else ()
    return (Say(_help()), *own)


def _about(asker: Asker, model: str) -> Reply:
    searched = searched_words(asker.searched())
    about = sentence("about", model=model)
    return Reply((Say(sentence("welcome")), Say(searched), Say(about)))


def _sources(asker: Asker) -> Reply:
    sources = asker.sources()
    lines = Joined(tuple(_line(source) for source in sources[:_MOST_SOURCES]), "\n")
    left = len(sources) - _MOST_SOURCES
    rest = (Say(sentence("sources_left", number=left)),) if left > 0 else ()
    return Reply((Say(sentence("sources")), Say(lines), *rest))


def _line(source: Source) -> Words:
    title = source.title or sentence("unknown_title")
    known = tuple(field for field in (title, source.outlet, source.published) if field)
    return Joined((f"{source.id} — ", Joined(known, CITED_SEPARATOR)), "")


def _source(asker: Asker, article_id: str) -> Reply:
    if not article_id:
        return Reply((Say(sentence("source_empty")),))
    article = asker.article(article_id)
    if article is None:
        return _withdrawn(asker, article_id)
    return Reply((ShowSource(article.source, article.revision, article.sha256),))


def _withdrawn(asker: Asker, article_id: str) -> Reply:
    kept = asker.withdrawn(article_id)
    line = None if kept is None else standing_words(kept)
    if kept is None or line is None:
        return Reply((Say(sentence("no_such_source")),))
    article = kept.article
    return Reply((Say(line), ShowSource(article.source, article.revision, article.sha256)))


def _unknown(command: Command) -> Words:
    extra = MODERATOR_COMMANDS if command.role == "moderator" else ()
    near = difflib.get_close_matches(command.name, (*COMMANDS, *extra), n=1)
    if near:
        return sentence("unknown_command", name=command.name, near=near[0])
    return sentence("unlike_any_command", name=command.name)
