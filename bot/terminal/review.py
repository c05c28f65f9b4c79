"""A card in the terminal: shown again after each edit, until it is approved or cancelled."""

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from bot.moderation.card import card
from bot.sentences.say import say, speaker
from bot.terminal.printing import print_line, print_reply
from index.drafts.edits import edit
from index.drafts.records import Draft
from index.errors import BadMetadata


def review(draft: Draft, lines: Iterable[str], console: Console, language: str) -> Draft | None:
    """Show a card and do what each line says; `None` once it is cancelled, or the lines end."""
    show(draft, console, language)
    _say("card_actions", console, language)
    for line in lines:
        written = line.strip()
        if written.casefold() == "approve":
            return draft
        if written.casefold() == "cancel":
            break
        if written:
            draft = _edited(draft, written.removeprefix("edit "), console, language)
            _say("card_actions", console, language)
    _say("card_cancelled", console, language, id=draft.text.source.id)
    return None


def show(draft: Draft, console: Console, language: str) -> None:
    """Print a card."""
    print_reply(card(draft, language), console, speaker(language))


def _edited(draft: Draft, written: str, console: Console, language: str) -> Draft:
    try:
        changed = edit(draft, written)
    except BadMetadata as error:
        _say("card_refused_edit", console, language, reason=error)
        return draft
    show(changed, console, language)
    return changed


def _say(key: str, console: Console, language: str, **fields: object) -> None:
    print_line(Text(say(key, language, **fields)), console)
