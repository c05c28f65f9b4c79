"""What became of a change or a check of addresses -> the reply to the moderator who began it."""

import re
from collections.abc import Mapping, Sequence

from bot.moderation.facts import Touched
from bot.moderation.records import BUTTONS_IN_ROW, CorpusChange, Happening
from bot.replies import Button, Reply, Say, Served, in_rows, said
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.drafts import changes
from index.drafts.records import Draft
from index.drafts.refreshing import AtAddress, Refreshed
from index.records import Article, Published, Source
from index.store.golden import GoldenRefused
from index.text import paragraphs

MOST_CHECKED = 30
"""Addresses that changed or are gone, each named with what was found; the others are counted."""

MOST_TITLES = 3
"""Sources that a line names; the others are counted."""

_IN_CHAT: Mapping[str, str] = {
    "pullquote history": "/history",
    "pullquote undo": "/undo",
    "pullquote golden list": "/golden",
    "pullquote sources list": "/sources",
}
# What names a command, an option or a setting, none of which can be reached from a chat.
_OUTSIDE_CHAT = re.compile(r"\bpullquote [a-z]|(?<!\w)--[a-z]|\bPULLQUOTE_")
_HAPPENED: Mapping[str, str] = {
    "added": "mod_published",
    "replaced": "mod_replaced",
    "edited": "mod_edited",
    "removed": "mod_removed",
}
_CANCELLED: Mapping[str, str] = {
    "added": "card_cancelled_new",
    "replaced": "card_cancelled",
    "edited": "card_cancelled",
    "removed": "card_cancelled_removal",
}
_DISCARDED: Mapping[str, str] = {
    "added": "mod_discarded_new",
    "replaced": "mod_discarded",
    "edited": "mod_discarded",
    "removed": "mod_discarded_removal",
}
_FINDINGS: Mapping[AtAddress, str] = {
    "changed": "mod_found_changed",
    "gone": "mod_found_gone",
    "failed": "mod_found_failed",
}


def word_failed(error: Exception) -> Served:
    """Say what failed, without the command line's remedies: a chat has others, or has none."""
    reason = str(error)
    for typed, in_chat in _IN_CHAT.items():
        reason = reason.replace(typed, in_chat)
    clauses = reason.split("; ")
    kept: list[Words] = [clause for clause in clauses if not _OUTSIDE_CHAT.search(clause)]
    if len(kept) < len(clauses):
        kept.append(sentence("mod_mend_elsewhere"))
    return said("failed", reason=Joined(tuple(kept), "; "))


def happening_of(shown: Draft | Article) -> Happening:
    """Return what approving a draft does, or removing an article."""
    if isinstance(shown, Article):
        return Happening("removed", _title(shown.source), len(paragraphs.split(shown)))
    title, count = _title(shown.text.source), len(shown.split.paragraphs)
    replaced = shown.replaces
    if replaced is None:
        return Happening("added", title, count)
    if not replaced.changes:
        return Happening("edited", title, count)
    return Happening("replaced", title, count, changes.count(replaced.changes))


def word_published(published: Published, happening: Happening) -> Served:
    """Say what was published, or removed, under a button that undoes it."""
    if not published.plan.has_changes:
        return said("mod_unchanged", title=happening.title)
    rows = ((Button("undo", str(published.generation), 1),),)
    return Served(Reply((Say(word_happening(happening)),)), rows)


def word_happening(happening: Happening) -> Sentence:
    """Say what has happened to an article."""
    counts = happening.counts
    return sentence(
        _HAPPENED[happening.kind],
        title=happening.title,
        count=happening.paragraphs,
        added=counts.added,
        changed=counts.changed,
        removed=counts.removed,
    )


def word_begun(happening: Happening | None, *, waits: bool) -> Sentence:
    """Say that a change is under way, or waits for the one before it; `None` is an undo."""
    if happening is None:
        return sentence("mod_undo_begun")
    if waits:
        return sentence("mod_waits", title=happening.title)
    key = "mod_removing" if happening.kind == "removed" else "mod_begun"
    return sentence(key, title=happening.title)


def word_left_as_it_was(happening: Happening, *, is_discarded: bool) -> Sentence:
    """Say that nothing comes of a draft: what was cancelled, and what is so still."""
    keys = _DISCARDED if is_discarded else _CANCELLED
    return sentence(keys[happening.kind], title=happening.title)


def word_undone(touched: Touched, whose: Words | None) -> Words:
    """Say what an undo took away, brought back and put back, and `whose` change it undid."""
    opening = sentence("mod_undone") if whose is None else sentence("mod_undone_of", who=whose)
    lines: list[Words] = [opening]
    if touched.removed:
        lines.append(sentence("mod_undone_gone", titles=titles(touched.removed, touched.added)))
    if touched.added:
        lines.append(sentence("mod_undone_back", titles=titles(touched.added, touched.removed)))
    if touched.changed:
        lines.append(sentence("mod_undone_changed", titles=titles(touched.changed)))
    return Joined(tuple(lines), "\n")


def titles(sources: Sequence[Source], others: Sequence[Source] = ()) -> Words:
    """Name sources by their titles; of many the first, and how many more there are.

    One that is called like one of the `others` is told from it by its id: a source that was given
    another id comes and goes by the same title.
    """
    named: list[Words] = [
        f"«{_title(source)}»"
        + (f" ({source.id})" if source.title and _is_namesake(source, others) else "")
        for source in sources[:MOST_TITLES]
    ]
    if len(sources) > MOST_TITLES:
        named.append(sentence("mod_titles_left", count=len(sources) - MOST_TITLES))
    return Joined(tuple(named), ", ")


def _is_namesake(source: Source, others: Sequence[Source]) -> bool:
    return any(source.title == other.title and source.id != other.id for other in others)


def _title(source: Source) -> str:
    return source.id if source.title is None else source.title


def word_refused(refused: GoldenRefused, change: CorpusChange) -> Served:
    """Name the golden questions whose answers would change; buttons publish anyway or discard."""
    lines: list[Words] = [sentence("mod_golden_refused")]
    for golden in refused.changes:
        key = "mod_golden_lost" if golden.was.is_right else "mod_golden_won"
        lines.append(sentence(key, question=golden.question))
    row = (
        Button("publish_anyway", change.token, change.version),
        Button("discard", change.token, change.version),
    )
    return Served(Reply((Say(Joined(tuple(lines), "\n")),)), (row,))


def word_checked(checked: Sequence[tuple[Article | Source, Refreshed]], token: str) -> Served:
    """Say what stands at each address now, with a button for each that changed.

    Those that changed come first, and the buttons count them from 1; `token` is of this check.
    """
    lines: list[Words] = [_counted(checked)]
    buttons: list[Button] = []
    named = [pair for pair in checked if pair[1].finding != "unchanged"]
    named.sort(key=lambda pair: pair[1].finding != "changed")
    for article, found in named[:MOST_CHECKED]:
        number = len(buttons) + 1
        lines.append(_checked_line(article, found, number))
        if found.finding == "changed":
            buttons.append(Button("recheck", token, number))
    if len(named) > MOST_CHECKED:
        lines.append(sentence("mod_checked_left", count=len(named) - MOST_CHECKED))
    return Served(Reply((Say(Joined(tuple(lines), "\n")),)), in_rows(buttons, BUTTONS_IN_ROW))


def _counted(checked: Sequence[tuple[Article | Source, Refreshed]]) -> Sentence:
    findings = [found.finding for _, found in checked]
    return sentence(
        "mod_checked",
        count=len(findings),
        unchanged=findings.count("unchanged"),
        changed=findings.count("changed"),
        gone=findings.count("gone"),
        failed=findings.count("failed"),
    )


def _checked_line(article: Article | Source, found: Refreshed, number: int) -> Sentence:
    return sentence(
        _FINDINGS[found.finding],
        number=number,
        id=article.id,
        added=found.counts.added,
        changed=found.counts.changed,
        removed=found.counts.removed,
        reason=found.reason,
    )
