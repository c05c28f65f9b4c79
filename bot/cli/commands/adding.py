"""The cards of `sources add`: shown or printed as JSON, edited, and approved or refused."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import click
from rich.console import Console

from bot.cli import wiring
from bot.cli.settings import Settings
from bot.sentences.say import speaker
from bot.terminal import chat, review
from index.drafts import prepare
from index.drafts.records import Draft, ParagraphChange, Replacement
from index.records import Failure, Quote, SourceText


@dataclass(frozen=True, slots=True)
class CardHandling:
    """What happens with the card of each text.

    `asks` lets a moderator at the terminal decide, else cards are approved; `refuses_same` refuses,
    where nobody is asked, the word-for-word text of another source; `as_json` is for scripts.
    """

    asks: bool
    refuses_same: bool
    as_json: bool


def choose(
    chosen: Settings, read: Sequence[SourceText], handling: CardHandling
) -> tuple[list[Draft], list[Failure]]:
    """Show a card of each text; return the drafts approved and the texts refused, in their order.

    A text is compared also with those approved before it.
    """
    approved: dict[str, Draft] = {}
    refused: list[Failure] = []
    with wiring.open_drafting(chosen) as prepare_draft:
        for text in read:
            earlier = [before.split.article for before in approved.values()]
            reviewed = _review(prepare_draft(text, earlier), chosen, handling)
            if reviewed is None:
                continue
            same = [copy.source.id for copy in reviewed.duplicates if copy.likeness == "same"]
            if same and handling.refuses_same and not handling.asks:
                refused.append(Failure(text.source.origin, _refusal(same)))
            else:
                approved[reviewed.split.article.id] = reviewed
    return list(approved.values()), refused


def card_object(draft: Draft) -> dict[str, object]:
    """Lay a draft's card out as `sources add --json` prints it."""
    reasons = {suggestion.number: suggestion.reason for suggestion in draft.suggested}
    return {
        "source": asdict(draft.text.source),
        "paragraphs": len(draft.paragraphs),
        "skipped": [
            {"number": number, "reason": reasons.get(number, "chosen")}
            | _slice_object(prepare.quote_paragraph(draft, number))
            for number in draft.skipped
        ],
        "duplicates": [
            {"id": copy.source.id, "likeness": copy.likeness, "share": round(copy.share, 4)}
            for copy in draft.duplicates
        ],
        "sought_rewordings": draft.sought_rewordings,
        "replaces": None if draft.replaces is None else _replacement_object(draft.replaces),
        "samples": [
            {"number": sample.number} | _slice_object(sample.quote) for sample in draft.samples
        ],
    }


def _review(draft: Draft, chosen: Settings, handling: CardHandling) -> Draft | None:
    """Show a card, and return the draft as it was approved; `None` if it was cancelled."""
    if handling.as_json:
        click.echo(json.dumps(card_object(draft), ensure_ascii=False))
        return draft
    console = Console(file=sys.stdout, highlight=False)
    if handling.asks:
        lines = chat.typed_lines(console)
        return review.review(draft, lines, console, speaker(chosen.language))
    review.show(draft, console, speaker(chosen.language))
    return draft


def _refusal(same: Sequence[str]) -> str:
    return (
        f"the corpus has the same text as {', '.join(same)}; to add it nevertheless:"
        " pullquote sources add --yes"
    )


def _replacement_object(replacement: Replacement) -> dict[str, object]:
    return {
        "id": replacement.article.id,
        "revision": replacement.article.revision,
        "unchanged": replacement.unchanged,
        "changes": [_change_object(change) for change in replacement.changes],
    }


def _change_object(change: ParagraphChange[Quote]) -> dict[str, object]:
    return {
        "before": None if change.old is None else _slice_object(change.old),
        "after": None if change.new is None else _slice_object(change.new),
    }


def _slice_object(quote: Quote) -> dict[str, object]:
    return {"text": quote.text, "start": quote.citation.start, "end": quote.citation.end}
