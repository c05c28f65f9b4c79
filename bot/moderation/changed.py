"""What a new text changes in the article that it replaces -> blocks, or a document of them all."""

from collections.abc import Callable, Iterator
from itertools import chain

from bot.replies import Attached, Block, Reply, Say, Served, ShowQuote
from bot.sentences.say import sentence
from index.drafts.excerpts import excerpt
from index.drafts.records import Draft, ParagraphChange, Replacement
from index.records import Quote


def all_changes(draft: Draft, replaced: Replacement) -> tuple[ParagraphChange[Quote], ...]:
    """List what a draft changes in the article that it replaces, by the sentences that differ."""
    new = draft.split.article
    parts = (excerpt(replaced.article, new, change) for change in replaced.changes)
    return tuple(chain.from_iterable(parts))


def change_blocks(
    change: ParagraphChange[Quote], number: Callable[[Quote], int]
) -> Iterator[Block]:
    """Show what was added, changed or removed, as it was and as it is now.

    `number` gives the number by which a new paragraph is called where this is shown.
    """
    old, new = change.old, change.new
    if old is not None and new is not None:
        before = sentence("card_before", number=number(new))
        yield ShowQuote(old, label=before, cited=False)
        yield ShowQuote(new, label=sentence("card_after"), cited=False)
    elif old is not None:
        removed = sentence("card_removed", number=cited_number(old))
        yield ShowQuote(old, label=removed, cited=False)
    elif new is not None:
        added = sentence("card_added", number=number(new))
        yield ShowQuote(new, label=added, cited=False)


def changes_document(draft: Draft, replaced: Replacement) -> Served:
    """Show all that a draft changes as a document, as it is more than a screen holds."""
    listed = all_changes(draft, replaced)
    opening = Say(sentence("card_all_changes", count=len(listed)))
    blocks = (block for change in listed for block in change_blocks(change, card_numbers(draft)))
    attached = Attached(f"{draft.text.source.id}.txt", Reply((opening, *blocks)))
    return Served(Reply((opening,)), attached=attached)


def cited_number(quote: Quote) -> int:
    """Return the number of the paragraph of a quote, as its citation counts it."""
    return quote.citation.paragraph_number


def card_numbers(draft: Draft) -> Callable[[Quote], int]:
    """Return what numbers the paragraphs of the new text as the card does, skipped ones counted."""

    def number(quote: Quote) -> int:
        start = quote.citation.start
        return next(paragraph.number for paragraph in draft.paragraphs if paragraph.end > start)

    return number
