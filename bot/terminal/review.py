"""A card in the terminal: shown again after each edit, until it is approved or cancelled."""

import re
from collections.abc import Callable, Iterable

from rich.console import Console
from rich.text import Text

from bot.moderation.cards import card
from bot.moderation.typed import pressed
from bot.moderation.wording import happening_of, word_left_as_it_was
from bot.sentences.say import Speak, Words, sentence
from bot.terminal.printing import print_line, print_reply
from index.drafts.edits import edit
from index.drafts.prepare import AS_NEW
from index.drafts.records import Draft
from index.errors import BadMetadata

Redraft = Callable[[str | None], Draft]
"""Drafts the text anew as a new revision of the article with this id, or `AS_NEW`."""

_REPLACING = re.compile(r"(?:replace|заменить|замінити)\s+(?P<id>[a-z0-9-]+)", re.IGNORECASE)


def review(
    draft: Draft, redraft: Redraft, lines: Iterable[str], console: Console, speak: Speak
) -> Draft | None:
    """Show a card and do what each line says; return the draft as it was approved.

    `None` once it is cancelled, or the lines end.
    """
    print_reply(card(draft), console, speak)
    _print(sentence("card_actions"), console, speak)
    edited: list[str] = []  # done again when the text becomes a revision of another article
    for line in lines:
        written = line.strip().removeprefix("edit ")
        decision = pressed(written)
        if decision == "approve":
            return draft
        if decision == "cancel":
            break
        if written:
            replacing = _replacing(draft, written)
            before = [written] if replacing is None else edited
            drafted = draft if replacing is None else redraft(replacing)
            changed = _edited(drafted, before, console, speak)
            if changed is not None:
                draft = changed
                edited += [] if replacing is not None else [written]
            _print(sentence("card_actions"), console, speak)
    _print(word_left_as_it_was(happening_of(draft), is_discarded=False), console, speak)
    return None


def _replacing(draft: Draft, written: str) -> str | None:
    """Read which article a draft is to replace, or `AS_NEW`; `None` where that is not said."""
    if pressed(written) == "as_new":
        return AS_NEW
    found = _REPLACING.fullmatch(written)
    rivals = [rival.id for rival in draft.rivals]
    return found["id"] if found is not None and found["id"] in rivals else None


def _edited(draft: Draft, lines: list[str], console: Console, speak: Speak) -> Draft | None:
    """Edit the draft and show its card again, or say why nothing was changed."""
    try:
        for line in lines:
            draft = edit(draft, line)
    except BadMetadata as error:
        _print(sentence("card_refused_edit", reason=error), console, speak)
        return None
    print_reply(card(draft), console, speak)
    return draft


def _print(words: Words, console: Console, speak: Speak) -> None:
    print_line(Text(speak(words)), console)
