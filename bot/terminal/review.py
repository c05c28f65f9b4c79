"""A card in the terminal: shown again after each edit, until it is approved or cancelled."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.moderation.cards import card
from bot.sentences.say import Speak, Words, sentence
from bot.terminal.printing import print_line, print_reply
from index.drafts.edits import edit
from index.drafts.records import Draft
from index.errors import BadMetadata


def review(draft: Draft, lines: Iterable[str], console: Console, speak: Speak) -> Draft | None:
    """Show a card and do what each line says; return the draft as it was approved.

    `None` once it is cancelled, or the lines end.
    """
    print_reply(card(draft), console, speak)
    _print(sentence("card_actions"), console, speak)
    for line in lines:
        written = line.strip()
        if written.casefold() == "approve":
            return draft
        if written.casefold() == "cancel":
            break
        if written:
            draft = _edited(draft, written.removeprefix("edit "), console, speak)
            _print(sentence("card_actions"), console, speak)
    _print(sentence("card_cancelled", id=draft.text.source.id), console, speak)
    return None


def _edited(draft: Draft, written: str, console: Console, speak: Speak) -> Draft:
    """Edit the draft and show its card again, or say why nothing was changed."""
    try:
        changed = edit(draft, written)
    except BadMetadata as error:
        _print(sentence("card_refused_edit", reason=error), console, speak)
        return draft
    print_reply(card(changed), console, speak)
    return changed


def _print(words: Words, console: Console, speak: Speak) -> None:
    print_line(Text(speak(words)), console)
