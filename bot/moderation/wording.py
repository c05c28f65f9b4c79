"""What became of a change or a check of addresses -> the reply to the moderator who began it."""

from collections.abc import Mapping, Sequence

from bot.moderation.cards import BUTTONS_IN_ROW
from bot.moderation.records import CorpusChange
from bot.replies import Button, Reply, Say, Served, in_rows, said
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.build import Published
from index.drafts.refreshing import AtAddress, Refreshed
from index.publishing.gate import GoldenRefused
from index.records import Article

MOST_CHECKED = 30
"""Addresses that changed or are gone, each named with what was found; the others are counted."""

_FINDINGS: Mapping[AtAddress, str] = {
    "changed": "mod_found_changed",
    "gone": "mod_found_gone",
    "failed": "mod_found_failed",
}


def word_published(published: Published) -> Served:
    """Say which generation was published with what changes, under a button that undoes it."""
    plan = published.plan
    if not plan.has_changes:
        return said("mod_unchanged", generation=published.generation)
    words = sentence(
        "mod_published",
        generation=published.generation,
        added=len(plan.added),
        changed=len(plan.changed),
        removed=len(plan.removed),
        embedded=published.embedded,
    )
    rows = ((Button("undo", str(published.generation), 1),),)
    return Served(Reply((Say(words),)), rows)


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


def word_checked(checked: Sequence[tuple[Article, Refreshed]], token: str) -> Served:
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


def _counted(checked: Sequence[tuple[Article, Refreshed]]) -> Sentence:
    findings = [found.finding for _, found in checked]
    return sentence(
        "mod_checked",
        count=len(findings),
        unchanged=findings.count("unchanged"),
        changed=findings.count("changed"),
        gone=findings.count("gone"),
        failed=findings.count("failed"),
    )


def _checked_line(article: Article, found: Refreshed, number: int) -> Sentence:
    return sentence(
        _FINDINGS[found.finding],
        number=number,
        id=article.id,
        added=found.counts.added,
        changed=found.counts.changed,
        removed=found.counts.removed,
        reason=found.reason,
    )
