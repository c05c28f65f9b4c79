"""A draft or a removal -> its card, with the buttons that decide it: nothing has changed yet."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from bot.moderation import remarks
from bot.moderation.changed import all_changes, card_numbers, change_blocks
from bot.moderation.records import BUTTONS_IN_ROW, row
from bot.moderation.store import Pending
from bot.replies import Block, Button, ModerationKind, Reply, Say, Served, ShowQuote, in_rows, said
from bot.sentences.say import Joined, Sentence, Words, sentence
from index.drafts import changes, likely, prepare
from index.drafts.records import (
    Draft,
    Duplicate,
    Likeness,
    Replacement,
    SkipReason,
    SuggestedSkip,
)
from index.records import Article, Source
from index.store.readings import is_reread
from index.text import paragraphs, quoting, sentences

MOST_SKIPS = 40
"""Paragraphs that buttons can skip or keep; Telegram takes a hundred buttons under a message. The
others are skipped by answering the card."""

SCREEN_CHANGES = 5  # as many fit beside the rest of a card on a phone; a document holds all
_MOST_CHANGES = 20  # in a terminal, which has room; the counts above say what is going on
_MOST_RIVALS = 3  # that a text may replace
_MOST_LIKELY = 2  # buttons of likely fields in a row

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
_TAKES: Mapping[likely.LikelyField, ModerationKind] = {
    "title": "take_title",
    "author": "take_author",
    "published": "take_date",
}
_LIKENESSES: Mapping[Likeness, str] = {
    "same": "card_same",
    "edited": "card_edited",
    "reworded": "card_reworded",
}


def card(draft: Draft, most_changes: int = _MOST_CHANGES) -> Reply:
    """Lay a draft out without buttons: fields, skipped paragraphs, copies, changes, quotes."""
    changed = _changes(draft, most_changes)
    parts = (_heading(draft), _remarks(draft), _skips(draft), _copies(draft), changed)
    return Reply(tuple(chain.from_iterable(parts)))


def draft_card(pending: Pending, draft: Draft) -> Served:
    """Show a draft to its moderator, with buttons."""
    takes = in_rows(tuple(_likely_buttons(pending, draft)), _MOST_LIKELY)
    listed = () if draft.replaces is None else all_changes(draft, draft.replaces)
    further = (row(pending, "changes"),) if len(listed) > SCREEN_CHANGES else ()
    choices = in_rows(tuple(_choice_buttons(pending, draft)), _MOST_LIKELY)
    decisions = (row(pending, "approve", "edit"), row(pending, "skips", "cancel"))
    return Served(card(draft, SCREEN_CHANGES), (*takes, *choices, *further, *decisions))


def removal_card(pending: Pending, article: Article) -> Served:
    """Show the article that is to be removed to the moderator who removes it."""
    return Served(Reply(_removal(article)), (row(pending, "approve", "cancel"),))


def asked_card(pending: Pending, shown: Draft | Article, asks: Words) -> Served:
    """Show another moderator what `asks`, a moderator's name, wants to be published."""
    blocks = card(shown, SCREEN_CHANGES).blocks if isinstance(shown, Draft) else _removal(shown)
    opening = Say(sentence("mod_asks", who=asks))
    return Served(Reply((opening, *blocks)), (row(pending, "publish", "decline"),))


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


def noted(draft: Draft, fields: Sequence[str]) -> Served:
    """Say what was recorded of a draft, and what of it will be skipped: its card stands above."""
    source = draft.text.source
    lines = [_field_line(_FIELDS.get(name, "field_id"), getattr(source, name)) for name in fields]
    if not fields:
        numbers = ", ".join(map(str, draft.skipped)) or "–"
        lines.append(sentence("card_now_skipped", numbers=numbers))
    words = sentence("card_noted", what=Joined(tuple(lines), " · "))
    return Served(Reply((Say(words),)))


def _heading(draft: Draft) -> Iterator[Block]:
    source = draft.text.source
    if draft.replaces is None:
        yield Say(sentence("card_new", id=source.id))
        yield from _namesakes(draft)
    else:
        yield Say(_replaced(draft, draft.replaces))
        if source.id != draft.replaces.article.id:
            yield Say(sentence("card_renamed", old=draft.replaces.article.id, id=source.id))
        if is_reread(draft.replaces.article, draft.read.text, draft.read.file_sha256):
            yield Say(sentence("card_reread"))
    for name, key in _FIELDS.items():
        value = getattr(source, name)
        if name != "note" or value is not None:
            yield Say(_field_line(key, value))
    count, skipped = len(draft.paragraphs), len(draft.skipped)
    yield Say(sentence("card_paragraphs", count=count, skipped=skipped))


def _remarks(draft: Draft) -> Iterator[Block]:
    for remark in draft.read.remarks:
        yield Say(remarks.worded(remark))


def _field_line(key: str, value: str | None) -> Sentence:
    shown = sentence("unknown") if value is None else value
    return sentence("card_field", name=sentence(key), value=shown)


def _namesakes(draft: Draft) -> Iterator[Block]:
    """Name the source whose name a new one would have had, as it is left alone."""
    for rival in draft.rivals:
        if draft.text.source.id.startswith(f"{rival.id}-"):
            yield Say(sentence("card_own_id", id=rival.id, title=titled(rival.source)))


def titled(source: Source) -> Words:
    """Return the title of a source; where it is unknown, the id."""
    return source.id if source.title is None else source.title


def _is_same_text(draft: Draft) -> bool:
    """Tell whether a draft leaves the text that it replaces as it is, and so edits fields alone."""
    replaced = draft.replaces
    return replaced is not None and not replaced.changes


def _replaced(draft: Draft, replacement: Replacement) -> Sentence:
    article = replacement.article
    if _is_same_text(draft):
        return sentence("card_fields_of", id=article.id)
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
    if draft.uncompared:
        yield Say(sentence("card_rewordings_in_part", count=draft.uncompared))


def _copy(duplicate: Duplicate) -> Sentence:
    source = duplicate.source
    return sentence(
        _LIKENESSES[duplicate.likeness],
        id=source.id,
        title=sentence("unknown_title") if source.title is None else source.title,
        percent=int(100 * duplicate.share),
    )


def _changes(draft: Draft, most: int) -> Iterator[Block]:
    listed = () if draft.replaces is None else all_changes(draft, draft.replaces)
    for change in listed[:most]:
        yield from change_blocks(change, card_numbers(draft))
    if len(listed) > most:
        yield Say(sentence("card_more_changes", count=len(listed) - most))
    for sample in draft.samples:
        label = sentence("card_sample", number=sample.number)
        yield ShowQuote(sample.quote, label=label, cited=False)


def _likely_buttons(pending: Pending, draft: Draft) -> Iterator[Button]:
    for found in likely.suggest(draft):
        about = None if found.field == "title" else found.value
        yield Button(_TAKES[found.field], pending.token, found.number, about=about)


def _choice_buttons(pending: Pending, draft: Draft) -> Iterator[Button]:
    """Offer what else the text may be: a source of its own, or a new revision of another."""
    replaced = None if draft.replaces is None else draft.replaces.article.id
    if replaced is not None and not _is_same_text(draft):
        yield Button("as_new", pending.token, pending.version)
    for number, rival in enumerate(draft.rivals[:_MOST_RIVALS], 1):
        if rival.id != replaced:
            yield Button("replace", pending.token, number, about=titled(rival.source))


def _suggested_skip(draft: Draft, suggestion: SuggestedSkip) -> ShowQuote:
    key = "card_skipped" if suggestion.number in draft.skipped else "mod_kept"
    why = sentence(_SKIP_REASONS[suggestion.reason])
    label = sentence(key, number=suggestion.number, reason=why)
    return _labelled(draft, suggestion.number, label)


def _skip_button(pending: Pending, draft: Draft, suggestion: SuggestedSkip) -> Button:
    is_skipped = suggestion.number in draft.skipped
    return Button("keep_one" if is_skipped else "skip_one", pending.token, suggestion.number)


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
