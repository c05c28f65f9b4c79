"""What a form of the page asks -> the desk's answer: the same that a chat gives."""

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.desk.desk import Desk
from bot.desk.typed import questions
from bot.desk.typed.questions import BadFilter
from bot.desk.verifying import absence
from bot.desk.wording import refused_words
from bot.replies import (
    QUESTION_KINDS,
    Command,
    Incoming,
    Press,
    Reply,
    Say,
    Served,
    said,
)
from bot.web.records import FILTERS, PRESSED, Answered, Asker, NoPage
from index.checking import receipts
from index.checking.absence.negatives import Pasted
from index.errors import BadQuestion

_MARKS = re.compile('["“”„‟«»]')  # which would end a filter's value


def ask(desk: Desk, asker: Asker, form: Mapping[str, str]) -> Answered:
    """Answer the question of a form, with the filters that stand in its fields."""
    typed = form.get("question", "").strip()
    if typed.startswith("/"):
        return Answered(_command(desk, asker, typed), desk.asker.searched(), typed)
    try:
        typed = with_filters(typed, form)
    except BadFilter as error:
        return Answered(Served(Reply((Say(error.words),))), desk.asker.searched(), typed)
    incoming = Incoming(asker.chat, asker.person, typed, is_private=True, role=asker.role)
    return Answered(desk.ask(incoming), desk.asker.searched(), typed)


def press(desk: Desk, asker: Asker, pressed: str) -> Answered:
    """Do what a button says, which a form names as `kind token number`."""
    kind, token, number = (*pressed.split(" "), "", "")[:3]
    chosen = next((known for known in PRESSED if known == kind), None)
    if chosen is None or not number.isdecimal() or len(number) > 9:
        return Answered(said("expired"), desk.asker.searched())
    button = Press(asker.chat, asker.person, chosen, token, int(number), True, asker.role)
    done = desk.press(button)
    served = done.served or Served(Reply((Say(done.notice or ""),)))
    return Answered(served, desk.asker.searched())


def asks(pressed: str) -> bool:
    """Tell whether a button asks a question, which is counted as one that is typed.

    >>> asks("without t0k3n 1"), asks("context t0k3n 1")
    (True, False)
    """
    return pressed.split(" ")[0] in QUESTION_KINDS


def with_filters(typed: str, form: Mapping[str, str]) -> str:
    """Put the fields of a form to a question as filters; raises `BadFilter`.

    >>> with_filters("who fled?", {"outlet": "BBC News", "after": ""})
    'outlet:"BBC News" who fled?'
    """
    asked = questions.parse(typed)
    filled = {name: form[name].strip() for name in FILTERS if form.get(name, "").strip()}
    if not filled:
        return typed
    marked = " ".join(f'{name}:"{_MARKS.sub("", value)}"' for name, value in filled.items())
    read = questions.parse(marked).filters
    chosen = {name: getattr(read, name) for name in filled}
    return questions.as_typed(replace(asked, filters=replace(asked.filters, **chosen)))


def receipt_in(typed: str) -> str | None:
    """Return the receipt that somebody typed instead of a question; `None` if it is none."""
    return typed.strip() if receipts.looks_like_one(typed) else None


def check_no(desk: Desk, pasted: Pasted, address: str) -> NoPage:
    """Check the receipt of a no, and ask again what stands beside it; raises `BadReceipt`.

    And `BadQuestion` for what cannot be asked.
    """
    verified = desk.verify_no(pasted)
    blocks = absence.shown_blocks(verified, None)
    generation = desk.asker.searched().generation
    return NoPage(pasted.receipt, address, pasted.beside, verified, blocks, generation)


def _command(desk: Desk, asker: Asker, typed: str) -> Served:
    name, _, argument = typed[1:].partition(" ")
    command = Command(name.lower(), argument.strip(), asker.chat, asker.person, asker.role)
    try:
        return desk.command(command)
    except BadQuestion as error:
        return Served(Reply((Say(refused_words(error)),)))
