"""What somebody has saved: /save, /saved, /drop and /export, kept until they drop it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from bot.desk.checking import standing_words
from bot.desk.verifying.memory import Held, QuotesMemory
from bot.replies import Block, Command, Page, Reply, Say, Served, ShowQuote, said
from bot.sentences.say import Sentence, Speak, sentence
from index.checking import receipts, standing
from index.checking.citing import formats
from index.checking.citing.cited import CitedQuote, PageOf, cite_checked
from index.checking.standing import CheckedReceipt
from index.errors import BadReceipt
from index.records import KeptArticle, Quote
from index.store import standing as kept_revisions
from index.store.store import Store

TERMINAL = "terminal"
"""The platform, the chat and the person of whoever uses the command line."""

MOST_SHOWN = 10  # the newest; /export has all
_ALL = ("all", "*", "все", "всё", "усі", "все!")


@dataclass(frozen=True, slots=True)
class Keeping:
    """A command about a collection, and what it is answered from; `now` is seconds since 1970.

    `answered` is the message that the command answers, if it answers one.
    """

    data: Path
    memory: QuotesMemory
    command: Command
    answered: str | None
    now: float
    thread: str | None = None

    def answer(self) -> Served:
        """Answer the command."""
        if self.command.name != "save" and self.command.role is None:
            return said("saved_is_private")
        answers: Mapping[str, Callable[[], Served]] = {
            "save": self._save,
            "saved": self._show,
            "drop": self._drop,
            "export": self._export,
        }
        return answers[self.command.name]()

    def _save(self) -> Served:
        argument = self.command.argument.strip()
        if receipts.looks_like_one(argument):
            held = self._named(argument)
            if isinstance(held, Served):
                return held
        else:
            given = self._given()
            number = int(argument) if argument.isdecimal() and len(argument) < 4 else 0
            held = given[number - 1 : number] if number else given
        if not held:
            return said("save_usage")
        new = self.memory.save((replace(one, person=self.command.person) for one in held), self.now)
        total = len(self.memory.saved(self.command.person))
        return said("saved_now", count=new, total=total)

    def _named(self, written: str) -> tuple[Held, ...] | Served:
        """Find a quote by its receipt; or word why it cannot be saved."""
        try:
            place = given_as(self.data, written)
        except BadReceipt:
            return said("receipt_mistyped")
        if place is None:
            return said("receipt_unknown")
        command, message = self.command, self.answered or ""
        is_group = command.role is None
        return (Held(command.person, str(place), command.chat, message, self.thread, is_group),)

    def _given(self) -> tuple[Held, ...]:
        chat = self.command.chat
        if self.answered is not None:
            return self.memory.in_message(chat, self.answered)
        return self.memory.latest(chat, self.command.person)

    def _show(self) -> Served:
        kept = self.memory.saved(self.command.person)
        if not kept:
            return said("saved_none")
        blocks: list[Block] = [Say(sentence("saved_list", count=len(kept)))]
        first = max(1, len(kept) - MOST_SHOWN + 1)
        with closing(Store(self.data)) as store:
            found = _checked(store, kept[first - 1 :])
        for number, checked in enumerate(found, first):
            if checked.standing != "verified":
                blocks.append(Say(standing_words(checked)))
            if checked.quote is not None:
                blocks.append(ShowQuote(checked.quote, number=number))
            blocks.append(Say(sentence("receipt", receipt=kept[number - 1])))
        return Served(Reply(tuple(blocks)))

    def _drop(self) -> Served:
        kept = self.memory.saved(self.command.person)
        dropped = choose(kept, self.command.argument.strip())
        if not dropped:
            return said("drop_usage")
        count = self.memory.drop(self.command.person, dropped)
        return said("dropped", count=count, total=len(kept) - count)

    def _export(self) -> Served:
        named = self.command.argument.strip().casefold() or "markdown"
        form = next((form for form in formats.FORMS if form == named), None)
        if form is None:
            return said("export_usage", forms=", ".join(formats.FORMS))
        cited = cite_all(self.data, self.memory.saved(self.command.person))
        if not cited:
            return said("saved_none")
        written = formats.write(form, cited)

        def write(_speak: Speak) -> str:
            return written

        name = f"pullquote{formats.suffix(form)}"
        media_type = formats.media_type(form).partition(";")[0]
        told: Sentence = sentence("exported", count=len(cited))
        return Served(Reply((Say(told),)), attached=Page(name, write, media_type))


def given_as(data: Path, written: str) -> receipts.Given | None:
    """Find what a receipt stands for; `None` where the store knows no such quote.

    Raises `BadReceipt`.
    """
    receipt = receipts.read(written)
    with closing(Store(data)) as store:
        checked = standing.check(store, receipt)
    if checked.quote is None:
        return None
    return receipts.Given(checked.quote.citation, receipt.generation, receipt.day)


def cite_all(
    data: Path, written: Sequence[str], page_of: PageOf | None = None
) -> tuple[CitedQuote, ...]:
    """Cite the quotes of receipts, each with what has become of it, but for those of none.

    Raises `BadReceipt`.
    """
    with closing(Store(data)) as store:
        return tuple(
            cite_checked(checked, checked.quote, kept.article, page_of)
            for checked in _checked(store, written)
            if checked.quote is not None and (kept := _kept(store, checked.quote)) is not None
        )


def choose(kept: Sequence[str], argument: str) -> Sequence[str]:
    """Choose out of a collection what a number, a receipt or "all" names."""
    if argument.casefold() in _ALL:
        return kept
    if argument.isdecimal() and len(argument) < 6:
        number = int(argument)
        return kept[number - 1 : number] if number else ()
    bare = "".join(letter for letter in argument.upper() if letter.isalnum())
    return [receipt for receipt in kept if receipt.upper().replace("-", "") == bare]


def _kept(store: Store, quote: Quote) -> KeptArticle | None:
    return kept_revisions.find(store, quote.citation.article_id, quote.citation.revision)


def _checked(store: Store, written: Sequence[str]) -> list[CheckedReceipt]:
    marks = standing.read_marks(store)
    return [standing.check(store, receipts.read(receipt), marks) for receipt in written]
