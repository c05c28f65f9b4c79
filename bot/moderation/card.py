"""A draft -> the card that a moderator sees before anything changes, as blocks for any chat."""

from collections.abc import Iterator

from bot.replies import Block, Reply, Say, ShowQuote
from bot.sentences.say import say
from index.drafts import changes, prepare
from index.drafts.records import Draft, Duplicate, ParagraphChange, Replacement
from index.records import Quote

_FIELDS = ("title", "outlet", "author", "published", "language", "url", "note")
_MOST_CHANGES = 20  # more of them make no card: the counts above say what is going on


def card(draft: Draft, language: str) -> Reply:
    """Lay a draft out: what it is, its fields, what is skipped, its copies, changes, quotes."""
    return Reply((*_heading(draft, language), *_skips(draft, language), *_rest(draft, language)))


def change_blocks(change: ParagraphChange[Quote], language: str) -> Iterator[Block]:
    """Show a paragraph that was added, changed or removed, as it was and as it is now."""
    before, after = change.old, change.new
    is_changed = before is not None and after is not None
    if before is not None:
        key = "card_before" if is_changed else "card_removed"
        label = say(key, language, number=before.citation.paragraph_number)
        yield ShowQuote(before, label=label, cited=False)
    if after is not None:
        key = "card_after" if is_changed else "card_added"
        label = say(key, language, number=after.citation.paragraph_number)
        yield ShowQuote(after, label=label, cited=False)


def _heading(draft: Draft, language: str) -> Iterator[Block]:
    source = draft.text.source
    if draft.replaces is None:
        yield Say(say("card_new", language, id=source.id))
    else:
        yield Say(_replaces(draft.replaces, language))
    for name in _FIELDS:
        value = getattr(source, name)
        if name == "note" and value is None:
            continue
        shown = say("unknown", language) if value is None else value
        named = say(f"field_{name}", language)
        yield Say(say("card_field", language, name=named, value=shown))
    count, skipped = len(draft.paragraphs), len(draft.skipped)
    yield Say(say("card_paragraphs", language, count=count, skipped=skipped))


def _skips(draft: Draft, language: str) -> Iterator[Block]:
    reasons = {one.number: one.reason for one in draft.suggested}
    for number in draft.skipped:
        reason = say(f"skip_{reasons.get(number, 'chosen')}", language)
        label = say("card_skipped", language, number=number, reason=reason)
        yield ShowQuote(prepare.quote_paragraph(draft, number), label=label, cited=False)
    kept = [str(number) for number in reasons if number not in draft.skipped]
    if kept:
        yield Say(say("card_kept", language, numbers=", ".join(kept)))


def _rest(draft: Draft, language: str) -> Iterator[Block]:
    for duplicate in draft.duplicates:
        yield Say(_duplicate(duplicate, language))
    if not draft.duplicates:
        yield Say(say("card_no_duplicate", language))
    if not draft.sought_rewordings:
        yield Say(say("card_rewordings_not_sought", language))
    changes = () if draft.replaces is None else draft.replaces.changes
    for change in changes[:_MOST_CHANGES]:
        yield from change_blocks(change, language)
    if len(changes) > _MOST_CHANGES:
        yield Say(say("card_more_changes", language, count=len(changes) - _MOST_CHANGES))
    for sample in draft.samples:
        label = say("card_sample", language, number=sample.number)
        yield ShowQuote(sample.quote, label=label, cited=False)


def _replaces(replacement: Replacement, language: str) -> str:
    counts = changes.count(replacement.changes)
    return say(
        "card_replaces",
        language,
        id=replacement.article.id,
        revision=replacement.article.revision,
        added=counts.added,
        changed=counts.changed,
        removed=counts.removed,
        unchanged=replacement.unchanged,
    )


def _duplicate(duplicate: Duplicate, language: str) -> str:
    source = duplicate.source
    return say(
        f"card_{duplicate.likeness}",
        language,
        id=source.id,
        title=say("unknown_title", language) if source.title is None else source.title,
        percent=int(100 * duplicate.share),
    )
