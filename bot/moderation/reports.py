"""The moderators' commands that need no card: history, diff, undo, audit, golden questions."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from bot.moderation import facts
from bot.moderation.changed import change_blocks, cited_number
from bot.moderation.facts import GenerationDiff, Touched
from bot.moderation.golden import add_questions, is_answered_now, same_question
from bot.moderation.records import ModerationMeans
from bot.moderation.wording import titles, word_failed, word_undone
from bot.replies import Attached, Block, Command, Reply, Say, Served, said
from bot.sentences.say import Joined, Sentence, Words, sentence
from index import build
from index.drafts.changes import count
from index.drafts.comparison import ArticleChange
from index.drafts.excerpts import excerpt
from index.drafts.records import ParagraphChange
from index.errors import PullquoteError
from index.records import Article, AuditEntry, GoldenQuestion, Paragraph, Quote
from index.store import audit, golden
from index.store.file import UNDONE
from index.store.store import Event, Store, live_generation
from index.text import quoting

MOST_EVENTS = 15
MOST_ENTRIES = 20
MOST_ARTICLES = 30  # of a diff, with their counts
MOST_CHANGES = 5  # of a diff, in full

_LONGEST_DETAIL = 150  # characters of an entry of the audit log
_EXPECTS = "=>"  # between a golden question and the words that its quote must hold


Name = Callable[[str], Words]
"""Names whoever is recorded in the audit log for moderators to read."""


def respond(means: ModerationMeans, command: Command, by: str, name: Name) -> Served:
    """Answer history, diff, audit or golden; the audit log names whoever gives it as `by`."""
    data = means.data
    known: Mapping[str, Callable[[], Served]] = {
        "history": lambda: _history(data, name),
        "diff": lambda: _diff(data, command.argument),
        "audit": lambda: _audit(data),
        "golden": lambda: _golden(means, command.argument, by),
    }
    try:
        return known[command.name]()
    except PullquoteError as error:
        return word_failed(error)


def undo(data: Path, by: str, number: int | None, published: int | None, name: Name) -> Served:
    """Go back to generation `number`, or to the one that was live before, and say what that undid.

    Where `published` is given and another generation is live by now, nothing is undone. Raises
    `PullquoteError`, also where the generation to go back to is not kept.
    """
    live = live_generation(data)
    if published is not None and live != published:
        return said("mod_superseded", generation=live)
    returned = build.undo(data, by=by, number=number)
    with closing(Store(data)) as store:
        undone = facts.touched(*store.differing(live, returned))
        made = [event for event in store.events() if event.generation == live]
    whose = made[0].by if made else None
    who = None if whose in (None, build.UNKNOWN) else name(whose or "")
    return Served(Reply((Say(word_undone(undone, who)),)))


def _history(data: Path, name: Name) -> Served:
    with closing(Store(data)) as store:
        events = store.events()
        shown = events[-MOST_EVENTS:]
        earlier: tuple[Event | None, ...] = (None, *events)[-len(shown) - 1 : -1]
        lines = []
        for before, event in zip(earlier, shown, strict=True):
            was = None if before is None else before.generation
            touched = facts.touched(*store.differing(was, event.generation))
            lines.append(_event_line(event, touched, name, is_live=event is shown[-1]))
    return Served(Reply((Say(sentence("mod_history")), Say(Joined(tuple(lines), "\n")))))


def _event_line(event: Event, touched: Touched, name: Name, *, is_live: bool) -> Sentence:
    """Say who has published, or undone, what and when, in the time of this machine."""
    key = "mod_event_undone" if event.action == UNDONE else "mod_event"
    at = datetime.fromisoformat(event.at).astimezone()
    return sentence(
        key,
        mark="* " if is_live else "",
        at=f"{at:%Y-%m-%d %H:%M}",
        generation=event.generation,
        what=_touched_words(touched),
        by=sentence("unknown") if event.by in (None, build.UNKNOWN) else name(event.by or ""),
    )


def _touched_words(touched: Touched) -> Words:
    parts: list[Words] = []
    if touched.added:
        parts.append(sentence("mod_event_added", titles=titles(touched.added, touched.removed)))
    if touched.changed:
        parts.append(sentence("mod_event_changed", titles=titles(touched.changed)))
    if touched.removed:
        parts.append(sentence("mod_event_removed", titles=titles(touched.removed, touched.added)))
    return Joined(tuple(parts), "; ") if parts else sentence("mod_event_nothing")


def _diff(data: Path, argument: str) -> Served:
    numbers = argument.split()
    if len(numbers) != 2 or not all(map(_is_number, numbers)):
        return said("mod_diff_usage")
    old, new = map(int, numbers)
    with closing(Store(data)) as store:
        diff = facts.compare_generations(store, old, new, "/history")
    differing = len(diff.changes)
    lines = [sentence("mod_diff", count=differing, old=old, new=new)]
    lines += map(_article_line, diff.changes[:MOST_ARTICLES])
    if differing > MOST_ARTICLES:
        lines.append(sentence("mod_diff_left", count=differing - MOST_ARTICLES))
    shown = tuple(_change_blocks(diff))
    first = tuple(chain.from_iterable(islice(shown, MOST_CHANGES)))
    reply = Reply((Say(Joined(tuple(lines), "\n")), *first))
    if len(shown) <= MOST_CHANGES and differing <= MOST_ARTICLES:
        return Served(reply)
    listed = Say(Joined(tuple(map(_article_line, diff.changes)), "\n"))
    whole = Reply((listed, *chain.from_iterable(shown)))
    return Served(reply, attached=Attached(f"diff-{old}-{new}.txt", whole))


def _is_number(written: str) -> bool:
    """Tell whether a text is a number of at most nine digits, as generations have."""
    return written.isdecimal() and len(written) < 10


def _article_line(change: ArticleChange) -> Sentence:
    counts = count(change.paragraphs)
    key = "mod_diff_reread" if change.is_reread else "mod_diff_article"
    return sentence(
        key,
        id=change.article_id,
        added=counts.added,
        changed=counts.changed,
        removed=counts.removed,
        fields=len(change.fields),
    )


def _change_blocks(diff: GenerationDiff) -> Iterator[tuple[Block, ...]]:
    """Show the paragraphs that differ, those of each article under its id."""
    before = {article.id: article for article in diff.old}
    after = {article.id: article for article in diff.new}
    for change in diff.changes:
        heading: tuple[Block, ...] = (Say(f"{change.article_id}:"),)
        old, new = before.get(change.article_id), after.get(change.article_id)
        for pairing in change.paragraphs:
            quoted = _quoted(pairing, old, new)
            shown = (quoted,) if old is None or new is None else excerpt(old, new, quoted)
            blocks = (block for part in shown for block in change_blocks(part, cited_number))
            yield (*heading, *blocks)
            heading = ()


def _quoted(
    pairing: ParagraphChange[Paragraph], old: Article | None, new: Article | None
) -> ParagraphChange[Quote]:
    return ParagraphChange(_quote(old, pairing.old), _quote(new, pairing.new))


def _quote(article: Article | None, paragraph: Paragraph | None) -> Quote | None:
    if article is None or paragraph is None:
        return None
    return quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)


def _audit(data: Path) -> Served:
    lines = "\n".join(map(_entry_line, audit.entries(data)[-MOST_ENTRIES:]))
    listed = (Say(lines),) if lines else ()
    return Served(Reply((Say(sentence("mod_audit")), *listed)))


def _entry_line(entry: AuditEntry) -> str:
    deed = entry.deed
    detail = facts.shortened(deed.detail, _LONGEST_DETAIL)
    return f"{entry.number}. {deed.at} {deed.by} {deed.action}: {detail}"


def _golden(means: ModerationMeans, argument: str, by: str) -> Served:
    data = means.data
    verb, _, rest = argument.partition(" ")
    rest = rest.strip()
    if not verb:
        return _golden_questions(data)
    if verb == "add" and rest:
        return _add_golden(means, _golden_question(rest), by)
    if verb == "remove" and _is_number(rest):
        removed = golden.remove(data, int(rest), by)
        return said("mod_golden_removed", question=removed.question)
    return said("mod_golden_usage")


def _add_golden(means: ModerationMeans, question: GoldenQuestion, by: str) -> Served:
    """Add a golden question that is none yet; say so where the corpus of today does not answer."""
    there = same_question(means.data, question)
    if there is not None:
        expected = _expected(there)
        return said(
            "mod_golden_there", number=there.number, question=there.question, expected=expected
        )
    is_answered = is_answered_now(means.data, means.make_means(), question)  # may fail: before
    add_questions(means.data, [question], by)
    added = sentence("mod_golden_added", question=question.question, expected=_expected(question))
    if is_answered:
        return Served(Reply((Say(added),)))
    return Served(Reply((Say(added), Say(sentence("mod_golden_unanswered")))))


def _golden_questions(data: Path) -> Served:
    questions = golden.questions(data)
    if not questions:
        return said("mod_no_golden")
    lines = tuple(
        sentence(
            "mod_golden_line",
            number=question.number,
            question=question.question,
            expected=_expected(question),
        )
        for question in questions
    )
    return Served(Reply((Say(sentence("mod_golden")), Say(Joined(lines, "\n")))))


def _golden_question(written: str) -> GoldenQuestion:
    question, _, words = written.partition(_EXPECTS)
    listed = tuple(word.strip() for word in words.split(",") if word.strip())
    return GoldenQuestion(question.strip(), listed)


def _expected(question: GoldenQuestion) -> Sentence:
    if not question.is_answerable:
        return sentence("mod_expects_nothing")
    if not question.words:
        return sentence("mod_expects_answer")
    return sentence("mod_expects_words", words=", ".join(question.words))
