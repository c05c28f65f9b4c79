"""A draft or a removal -> its card, with the buttons that decide it: nothing has changed yet."""

from collections.abc import Iterator, Mapping
from itertools import chain

from bot.moderation import remarks
from bot.moderation.store import Pending
from bot.replies import Block, Button, ModerationKind, Reply, Say, Served, ShowQuote, in_rows, said
from bot.sentences.say import Sentence, Words, sentence
from index.drafts import changes, prepare
from index.drafts.records import (
    Draft,
    Duplicate,
    Likeness,
    ParagraphChange,
    Replacement,
    SkipReason,
    SuggestedSkip,
)
from index.records import Article, Quote
from index.store.readings import is_reread
from index.text import paragraphs, quoting, sentences

MOST_SKIPS = 40
"""Paragraphs that buttons can skip or keep; Telegram takes a hundred buttons under a message. The
others are skipped by answering the card."""

_MOST_CHANGES = 20  # more of them make no card: the counts above say what is going on
BUTTONS_IN_ROW = 4  # under a list of paragraphs or addresses

_FIELDS: Mapping[str, str] = {
    "title": "field_title",
    "outlet": "field_outlet",
    "author": "field_author",
    "published": "field_published",
    "language": "field_language",
    "url": "field_url",
    "note": "field_note",
}
_SKIP_REASONS: Mapping[SkipReason, str] = {
    "skipped_before": "skip_skipped_before",
    "elsewhere": "skip_elsewhere",
    "said_twice": "skip_said_twice",
    "links": "skip_links",
    "credit": "skip_credit",
    "asks_reader": "skip_asks_reader",
    "label": "skip_label",
}
_LIKENESSES: Mapping[Likeness, str] = {
    "same": "card_same",
    "edited": "card_edited",
    "reworded": "card_reworded",
}


def card(draft: Draft) -> Reply:
    """Lay a draft out without buttons: fields, skipped paragraphs, copies, changes, quotes."""
    parts = (_heading(draft), _remarks(draft), _skips(draft), _copies(draft), _changes(draft))
    return Reply(tuple(chain.from_iterable(parts)))


def draft_card(pending: Pending, draft: Draft) -> Served:
    """Show a draft to its moderator, with buttons."""
    rows = (_row(pending, "approve", "edit"), _row(pending, "skips", "cancel"))
    return Served(card(draft), rows)


def removal_card(pending: Pending, article: Article) -> Served:
    """Show the article that is to be removed to the moderator who removes it."""
    return Served(Reply(_removal(article)), (_row(pending, "approve", "cancel"),))


def asked_card(pending: Pending, shown: Draft | Article, asks: Words) -> Served:
    """Show another moderator what `asks`, a moderator's name, wants to be published."""
    blocks = card(shown).blocks if isinstance(shown, Draft) else _removal(shown)
    opening = Say(sentence("mod_asks", who=asks))
    return Served(Reply((opening, *blocks)), (_row(pending, "publish", "decline"),))


def skips_card(pending: Pending, draft: Draft) -> Served:
    """Show the paragraphs that look like no part of the article, each with a button."""
    if not draft.suggested:
        return said("mod_no_skips")
    suggested = draft.suggested[:MOST_SKIPS]
    blocks: list[Block] = [Say(sentence("mod_skips"))]
    blocks += (_suggested_skip(draft, suggestion) for suggestion in suggested)
    left = len(draft.suggested) - MOST_SKIPS
    if left > 0:
        blocks.append(Say(sentence("mod_skips_left", count=left)))
    buttons = [_skip_button(pending, draft, suggestion) for suggestion in suggested]
    return Served(Reply(tuple(blocks)), in_rows(buttons, BUTTONS_IN_ROW))


def change_blocks(change: ParagraphChange[Quote]) -> Iterator[Block]:
    """Show a paragraph that was added, changed or removed, as it was and as it is now."""
    old, new = change.old, change.new
    is_changed = old is not None and new is not None
    if old is not None:
        key = "card_before" if is_changed else "card_removed"
        label = sentence(key, number=old.citation.paragraph_number)
        yield ShowQuote(old, label=label, cited=False)
    if new is not None:
        key = "card_after" if is_changed else "card_added"
        label = sentence(key, number=new.citation.paragraph_number)
        yield ShowQuote(new, label=label, cited=False)


def _heading(draft: Draft) -> Iterator[Block]:
    source = draft.text.source
    if draft.replaces is None:
        yield Say(sentence("card_new", id=source.id))
    else:
        yield Say(_replaced(draft.replaces))
        if is_reread(draft.replaces.article, draft.read.text, draft.read.file_sha256):
            yield Say(sentence("card_reread"))
    for name, key in _FIELDS.items():
        value = getattr(source, name)
        if name == "note" and value is None:
            continue
        shown = sentence("unknown") if value is None else value
        yield Say(sentence("card_field", name=sentence(key), value=shown))
    count, skipped = len(draft.paragraphs), len(draft.skipped)
    yield Say(sentence("card_paragraphs", count=count, skipped=skipped))


def _remarks(draft: Draft) -> Iterator[Block]:
    for remark in draft.read.remarks:
        yield Say(remarks.worded(remark))


def _replaced(replacement: Replacement) -> Sentence:
    counts = changes.count(replacement.changes)
    return sentence(
        "card_replaces",
        id=replacement.article.id,
        revision=replacement.article.revision,
        added=counts.added,
        changed=counts.changed,
        removed=counts.removed,
        unchanged=replacement.unchanged,
    )


def _skips(draft: Draft) -> Iterator[Block]:
    reasons = {suggestion.number: suggestion.reason for suggestion in draft.suggested}
    for number in draft.skipped:
        reason = reasons.get(number)
        why = sentence("skip_chosen" if reason is None else _SKIP_REASONS[reason])
        yield _labelled(draft, number, sentence("card_skipped", number=number, reason=why))
    kept = [str(number) for number in reasons if number not in draft.skipped]
    if kept:
        yield Say(sentence("card_kept", numbers=", ".join(kept)))


def _labelled(draft: Draft, number: int, label: Sentence) -> ShowQuote:
    """Quote a paragraph of a draft, by its number, under a label."""
    return ShowQuote(prepare.quote_paragraph(draft, number), label=label, cited=False)


def _copies(draft: Draft) -> Iterator[Block]:
    for duplicate in draft.duplicates:
        yield Say(_copy(duplicate))
    if not draft.duplicates:
        yield Say(sentence("card_no_duplicate"))
    if not draft.sought_rewordings:
        yield Say(sentence("card_rewordings_not_sought"))


def _copy(duplicate: Duplicate) -> Sentence:
    source = duplicate.source
    return sentence(
        _LIKENESSES[duplicate.likeness],
        id=source.id,
        title=sentence("unknown_title") if source.title is None else source.title,
        percent=int(100 * duplicate.share),
    )


def _changes(draft: Draft) -> Iterator[Block]:
    changes = () if draft.replaces is None else draft.replaces.changes
    for change in changes[:_MOST_CHANGES]:
        yield from change_blocks(change)
    if len(changes) > _MOST_CHANGES:
        yield Say(sentence("card_more_changes", count=len(changes) - _MOST_CHANGES))
    for sample in draft.samples:
        label = sentence("card_sample", number=sample.number)
        yield ShowQuote(sample.quote, label=label, cited=False)


def _suggested_skip(draft: Draft, suggestion: SuggestedSkip) -> ShowQuote:
    key = "card_skipped" if suggestion.number in draft.skipped else "mod_kept"
    why = sentence(_SKIP_REASONS[suggestion.reason])
    label = sentence(key, number=suggestion.number, reason=why)
    return _labelled(draft, suggestion.number, label)


def _skip_button(pending: Pending, draft: Draft, suggestion: SuggestedSkip) -> Button:
    is_skipped = suggestion.number in draft.skipped
    return Button("keep_one" if is_skipped else "skip_one", pending.token, suggestion.number)


def _row(pending: Pending, *kinds: ModerationKind) -> tuple[Button, ...]:
    return tuple(Button(kind, pending.token, pending.version) for kind in kinds)


def _removal(article: Article) -> tuple[Block, ...]:
    """Name the article that is to be removed, and quote the first sentence that is searched."""
    split = paragraphs.split(article)
    source = article.source
    opening = sentence(
        "mod_removal",
        id=article.id,
        title=source.title or sentence("unknown_title"),
        outlet=source.outlet or sentence("unknown_outlet"),
        published=source.published or sentence("unknown_date"),
        count=len(split),
    )
    first = next((paragraph for paragraph in split if not paragraph.is_heading), None)
    if first is None:
        return (Say(opening),)
    first_sentence = sentences.split(first)[0]
    start, end = first_sentence.start, first_sentence.end
    quote = quoting.quote_slice(article, first.number, start, end)
    label = sentence("card_sample", number=first.number)
    return (Say(opening), ShowQuote(quote, label=label, cited=False))
