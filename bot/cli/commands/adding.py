"""What `sources add` does with the texts it has read: a card of each, and which are approved."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click
from rich.console import Console

from bot.cli import card_json, wiring
from bot.cli.settings import Settings
from bot.sentences.say import speaker
from bot.terminal import chat
from bot.terminal import review as card_review
from index.drafts.records import Draft
from index.records import Failure, SourceText


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to happen with each card.

    `asks` a moderator at the terminal, or else approves; `refuses_same` keeps out, where nobody is
    asked, what another source says word for word; `as_json` prints the cards for scripts.
    """

    asks: bool
    refuses_same: bool
    as_json: bool


def choose(
    chosen: Settings, read: Sequence[SourceText], wanted: Wanted
) -> tuple[list[Draft], list[Failure]]:
    """Show a card of each text; return the drafts approved and the texts refused, in their order.

    A text is compared also with those approved before it.
    """
    approved: dict[str, Draft] = {}
    refused: list[Failure] = []
    with wiring.drafting(chosen) as prepare:
        for text in read:
            draft = prepare(text, [before.split.article for before in approved.values()])
            reviewed = _review(draft, chosen, wanted)
            if reviewed is None:
                continue
            same = [one.source.id for one in reviewed.duplicates if one.likeness == "same"]
            if same and wanted.refuses_same and not wanted.asks:
                refused.append(Failure(text.source.origin, _refusal(same)))
            else:
                approved[reviewed.split.article.id] = reviewed
    return list(approved.values()), refused


def _review(draft: Draft, chosen: Settings, wanted: Wanted) -> Draft | None:
    if wanted.as_json:
        click.echo(json.dumps(card_json.card_object(draft), ensure_ascii=False))
        return draft
    console = Console(file=sys.stdout, highlight=False)
    if wanted.asks:
        lines = chat.typed_lines(console)
        return card_review.review(draft, lines, console, speaker(chosen.language))
    card_review.show(draft, console, speaker(chosen.language))
    return draft


def _refusal(same: Sequence[str]) -> str:
    return (
        f"the corpus has the same text as {', '.join(same)}; to add it nevertheless:"
        " pullquote sources add --yes"
    )
