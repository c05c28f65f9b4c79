"""The commands that need no state: what is searched, what is promised, what is known."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.desk.memory import ChatStore, Place
from bot.desk.places import kept_at, quote_at
from bot.desk.questions import FILTERS
from bot.people.access import Role
from bot.replies import Block, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import say
from bot.terminal.printing import CITED_SEPARATOR
from bot.terminal.responder import searched_line, standing_line
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


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it was given: its name without the slash, and what stands behind it."""

    name: str
    argument: str
    chat: str
    person: str
    language: str
    role: Role | None


def respond(asker: Asker, model: str, command: Command) -> Reply:
    """Answer a command, or say which one it may be meant for."""
    language = command.language
    known: Mapping[str, Callable[[], Reply]] = {
        "start": lambda: _start(asker, language),
        "help": lambda: Reply(_helps(command)),
        "about": lambda: _about(asker, model, language),
        "privacy": lambda: Reply((Say(say("privacy", language)),)),
        "sources": lambda: _sources(asker, language),
        "source": lambda: _source(asker, command.argument, language),
    }
    if command.name in known:
        return known[command.name]()
    return Reply((Say(_unknown(command)),))


def reports(asker: Asker, store: ChatStore, language: str) -> Reply:
    """List the quotes that somebody called wrong, as they stand."""
    found = store.reports(_MOST_REPORTS)
    if not found:
        return Reply((Say(say("no_reports", language)),))
    shown = tuple(_reported(one.place, asker, language) for one in found)
    return Reply((Say(say("reports", language)), *shown))


def _reported(place: Place, asker: Asker, language: str) -> Block:
    try:
        kept = kept_at(place, asker)
        line = standing_line(kept, language)
        if line is not None and kept.became == "withdrawn":
            return Say(line)
        return ShowQuote(quote_at(place, kept.article).quote, label=line)
    except GenerationRefused:
        return Say(say("report_changed", language, id=place.article_id))


def _start(asker: Asker, language: str) -> Reply:
    searched = searched_line(asker.searched(), language)
    return Reply((Say(say("welcome", language)), Say(searched), Say(_help(language))))


def _help(language: str) -> str:
    return say("chat_help", language, filters=FILTERS)


def _helps(command: Command) -> tuple[Block, ...]:
    own = (Say(say("mod_help", command.language)),) if command.role == "moderator" else ()
    return (Say(_help(command.language)), *own)


def _about(asker: Asker, model: str, language: str) -> Reply:
    searched = searched_line(asker.searched(), language)
    about = say("about", language, model=model)
    return Reply((Say(say("welcome", language)), Say(searched), Say(about)))


def _sources(asker: Asker, language: str) -> Reply:
    sources = asker.sources()
    lines = "\n".join(_line(source, language) for source in sources[:_MOST_SOURCES])
    left = len(sources) - _MOST_SOURCES
    rest = (Say(say("sources_left", language, number=left)),) if left > 0 else ()
    return Reply((Say(say("sources", language)), Say(lines), *rest))


def _line(source: Source, language: str) -> str:
    title = source.title or say("unknown_title", language)
    known = (title, source.outlet, source.published)
    return f"{source.id} — " + CITED_SEPARATOR.join(field for field in known if field)


def _source(asker: Asker, article_id: str, language: str) -> Reply:
    if not article_id:
        return Reply((Say(say("source_empty", language)),))
    article = asker.article(article_id)
    if article is None:
        return _withdrawn(asker, article_id, language)
    return Reply((ShowSource(article.source, article.revision, article.sha256),))


def _withdrawn(asker: Asker, article_id: str, language: str) -> Reply:
    kept = asker.withdrawn(article_id)
    line = None if kept is None else standing_line(kept, language)
    if kept is None or line is None:
        return Reply((Say(say("no_such_source", language)),))
    article = kept.article
    return Reply((Say(line), ShowSource(article.source, article.revision, article.sha256)))


def _unknown(command: Command) -> str:
    extra = MODERATOR_COMMANDS if command.role == "moderator" else ()
    near = difflib.get_close_matches(command.name, (*COMMANDS, *extra), n=1)
    if near:
        return say("unknown_command", command.language, name=command.name, near=near[0])
    return say("unlike_any_command", command.language, name=command.name)
