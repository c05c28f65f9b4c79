"""The moderators' commands that need no card: history, diff, audit, golden questions."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path

from bot.desk.commands import Command
from bot.desk.records import Served
from bot.moderation.card import change_blocks
from bot.replies import Block, Reply, Say
from bot.sentences.say import say
from index.drafts import comparison
from index.drafts.changes import count
from index.drafts.comparison import ArticleChange
from index.drafts.records import ParagraphChange
from index.errors import GenerationRefused, PullquoteError
from index.records import Article, AuditEntry, GoldenQuestion, Paragraph, Quote
from index.search import answer
from index.store import audit, golden
from index.store.file import UNDONE
from index.store.store import Event, Store
from index.text import quoting

MOST_EVENTS = 15
MOST_ENTRIES = 20
MOST_ARTICLES = 30  # of a diff, with their counts
MOST_CHANGES = 5  # of a diff, in full

_LONGEST_DETAIL = 150  # characters of an entry of the audit log
_EXPECTS = "=>"  # between a golden question and the words that its quote must hold


def respond(data: Path, command: Command, by: str) -> Served:
    """Answer one of these commands; `by` is who gives it, as they are recorded."""
    known: Mapping[str, Callable[[], Reply]] = {
        "history": lambda: _history(data, command.language),
        "diff": lambda: _diff(data, command),
        "audit": lambda: _audit(data, command.language),
        "golden": lambda: _golden(data, command, by),
    }
    try:
        return Served(known[command.name]())
    except PullquoteError as error:
        return Served(_one("failed", command.language, reason=error))


def _history(data: Path, language: str) -> Reply:
    with closing(Store(data)) as store:
        events, live = store.events(), store.live()
    lines = [_event(one, live, language) for one in events[-MOST_EVENTS:]]
    return Reply((Say(say("mod_history", language)), Say("\n".join(lines))))


def _event(event: Event, live: int | None, language: str) -> str:
    key = "mod_event_undone" if event.action == UNDONE else "mod_event"
    return say(
        key,
        language,
        mark="* " if event.generation == live else "",
        at=event.at,
        generation=event.generation,
        added=event.changes.added,
        changed=event.changes.changed,
        removed=event.changes.removed,
        by=event.by or say("unknown", language),
    )


def _diff(data: Path, command: Command) -> Reply:
    numbers = command.argument.split()
    language = command.language
    if len(numbers) != 2 or not all(one.isdecimal() and len(one) < 10 for one in numbers):
        return _one("mod_diff_usage", language)
    old, new = map(int, numbers)
    with closing(Store(data)) as store:
        was, now = _members(store, old), _members(store, new)
    changes = comparison.compare(was, now)
    opening = say("mod_diff", language, count=len(changes), old=old, new=new)
    lines = [_article_line(one, language) for one in changes[:MOST_ARTICLES]]
    if len(changes) > MOST_ARTICLES:
        lines.append(say("mod_diff_left", language, count=len(changes) - MOST_ARTICLES))
    first = islice(_change_blocks(changes, was, now, language), MOST_CHANGES)
    blocks = [block for shown in first for block in shown]
    return Reply((Say("\n".join([opening, *lines])), *blocks))


def _members(store: Store, number: int) -> tuple[Article, ...]:
    found = store.members(number)
    if not found:
        raise GenerationRefused(f"there never was a generation {number}; see: /history")
    return found


def _article_line(change: ArticleChange, language: str) -> str:
    counts = count(change.paragraphs)
    return say(
        "mod_diff_article",
        language,
        id=change.article_id,
        added=counts.added,
        changed=counts.changed,
        removed=counts.removed,
        fields=len(change.fields),
    )


def _change_blocks(
    changes: tuple[ArticleChange, ...],
    was: tuple[Article, ...],
    now: tuple[Article, ...],
    language: str,
) -> Iterator[tuple[Block, ...]]:
    """Show the paragraphs that differ, those of each article under its id."""
    before = {article.id: article for article in was}
    after = {article.id: article for article in now}
    for change in changes:
        heading: tuple[Block, ...] = (Say(f"{change.article_id}:"),)
        for one in change.paragraphs:
            held = before.get(change.article_id), after.get(change.article_id)
            yield (*heading, *change_blocks(_quoted(one, *held), language))
            heading = ()


def _quoted(
    change: ParagraphChange[Paragraph], before: Article | None, after: Article | None
) -> ParagraphChange[Quote]:
    return ParagraphChange(_quote(before, change.old), _quote(after, change.new))


def _quote(article: Article | None, paragraph: Paragraph | None) -> Quote | None:
    if article is None or paragraph is None:
        return None
    return quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)


def _audit(data: Path, language: str) -> Reply:
    entries = audit.entries(data)[-MOST_ENTRIES:]
    lines = "\n".join(map(_entry, entries))
    return Reply((Say(say("mod_audit", language)), *([Say(lines)] if lines else [])))


def _entry(entry: AuditEntry) -> str:
    deed = entry.deed
    is_long = len(deed.detail) > _LONGEST_DETAIL
    detail = f"{deed.detail[:_LONGEST_DETAIL]}…" if is_long else deed.detail
    return f"{entry.number}. {deed.at} {deed.by} {deed.action}: {detail}"


def _golden(data: Path, command: Command, by: str) -> Reply:
    verb, _, rest = command.argument.partition(" ")
    language, rest = command.language, rest.strip()
    if not verb:
        return _golden_questions(data, language)
    if verb == "add" and rest:
        question = _golden_question(rest)
        answer.check(question.question)
        golden.add(data, [question], by)
        expected = _expected(question, language)
        return _one("mod_golden_added", language, question=question.question, expected=expected)
    if verb == "remove" and rest.isdecimal() and len(rest) < 10:
        removed = golden.remove(data, int(rest), by)
        return _one("mod_golden_removed", language, question=removed.question)
    return _one("mod_golden_usage", language)


def _golden_questions(data: Path, language: str) -> Reply:
    questions = golden.questions(data)
    if not questions:
        return _one("mod_no_golden", language)
    lines = "\n".join(
        say(
            "mod_golden_line",
            language,
            number=one.number,
            question=one.question,
            expected=_expected(one, language),
        )
        for one in questions
    )
    return Reply((Say(say("mod_golden", language)), Say(lines)))


def _golden_question(written: str) -> GoldenQuestion:
    question, _, words = written.partition(_EXPECTS)
    listed = tuple(word.strip() for word in words.split(",") if word.strip())
    return GoldenQuestion(question.strip(), listed)


def _expected(one: GoldenQuestion, language: str) -> str:
    if not one.is_answerable:
        return say("mod_expects_nothing", language)
    if not one.words:
        return say("mod_expects_answer", language)
    return say("mod_expects_words", language, words=", ".join(one.words))


def _one(key: str, language: str, **fields: object) -> Reply:
    return Reply((Say(say(key, language, **fields)),))
