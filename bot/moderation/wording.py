"""The changes of the corpus that moderators ask for: made, and told in a sentence."""

from collections.abc import Sequence

from bot.desk.records import Button, Served
from bot.moderation.records import Change, ModerationMeans
from bot.replies import Reply, Say
from bot.sentences.say import say
from index import build
from index.build import Published, Reindex
from index.drafts.refreshing import Refreshed
from index.errors import GoldenRefused, PullquoteError
from index.records import Article, Progress
from index.store.store import live_generation, read_corpus

MOST_CHECKED = 30  # of the addresses that changed or are gone, named each with what was found

_BUTTONS_IN_ROW = 4


class Superseded(PullquoteError):
    """Another generation is live than the one that is to be undone; `live` is its number."""

    def __init__(self, live: int | None) -> None:
        super().__init__(f"generation {live} is live; see: /history")
        self.live = live


def publish(means: ModerationMeans, change: Change, by: str, progress: Progress) -> Published:
    """Make a change; raises `PullquoteError`, also `GoldenRefused`, and the corpus is as before."""
    gate = means.make_gate(change.anyway)
    reindex = Reindex(means.data, means.make_embedder(), means.model, by, gate, progress)
    return build.amend(reindex, change.added, change.removed)


def undo(means: ModerationMeans, published: int | None, number: int | None, by: str) -> int:
    """Go back to what was live before, or to generation `number`; returns what is live now.

    Raises `Superseded` if it is not generation `published`, where that is given, that is live.
    """
    live = live_generation(means.data)
    if published is not None and live != published:
        raise Superseded(live)
    return build.undo(means.data, by=by, number=number)


def articles(means: ModerationMeans) -> tuple[Article, ...]:
    """List what is in the corpus."""
    return read_corpus(means.data).articles


def word_published(published: Published, language: str) -> Served:
    """Say what was published, with a button that takes it back."""
    plan = published.plan
    if not plan.has_changes:
        sentence = say("mod_unchanged", language, generation=published.generation)
        return Served(Reply((Say(sentence),)))
    sentence = say(
        "mod_published",
        language,
        generation=published.generation,
        added=len(plan.added),
        changed=len(plan.changed),
        removed=len(plan.removed),
        embedded=published.embedded,
    )
    rows = ((Button("undo", str(published.generation), 1),),)
    return Served(Reply((Say(sentence),)), rows)


def word_refused(refused: GoldenRefused, change: Change, language: str) -> Served:
    """Name the golden questions that would be answered otherwise, and ask what to do."""
    lines = [
        say(
            "mod_golden_lost" if one.was.is_right else "mod_golden_won",
            language,
            question=one.question,
        )
        for one in refused.changes
    ]
    row = (
        Button("publish_anyway", change.token, change.version),
        Button("discard", change.token, change.version),
    )
    return Served(Reply((Say("\n".join([say("mod_golden_refused", language), *lines])),)), (row,))


def word_checked(checked: Sequence[tuple[Article, Refreshed]], token: str, language: str) -> Served:
    """Say how the addresses fare, with a button for each that changed; `token` is theirs."""
    findings = [found.finding for _, found in checked]
    opening = say(
        "mod_checked",
        language,
        count=len(findings),
        unchanged=findings.count("unchanged"),
        changed=findings.count("changed"),
        gone=findings.count("gone"),
        failed=findings.count("failed"),
    )
    lines = [opening]
    buttons: list[Button] = []
    told = [one for one in checked if one[1].finding != "unchanged"]
    told.sort(key=lambda one: one[1].finding != "changed")
    for article, found in told[:MOST_CHECKED]:
        number = len(buttons) + 1
        lines.append(_checked_line(article, found, number, language))
        if found.finding == "changed":
            buttons.append(Button("recheck", token, number))
    if len(told) > MOST_CHECKED:
        lines.append(say("mod_checked_left", language, count=len(told) - MOST_CHECKED))
    rows = tuple(
        tuple(buttons[start : start + _BUTTONS_IN_ROW])
        for start in range(0, len(buttons), _BUTTONS_IN_ROW)
    )
    return Served(Reply((Say("\n".join(lines)),)), rows)


def _checked_line(article: Article, found: Refreshed, number: int, language: str) -> str:
    return say(
        f"mod_found_{found.finding}",
        language,
        number=number,
        id=article.id,
        added=found.counts.added,
        changed=found.counts.changed,
        removed=found.counts.removed,
        reason=found.reason,
    )
