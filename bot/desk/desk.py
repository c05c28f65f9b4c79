"""The conversation of a terminal or a chat: questions, commands and presses -> replies.

Knows no platform. Nothing of a question is written down: what is under a button is where quotes
stand. The question itself is held in memory for ten minutes, for a follow-up or a button.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.desk import commands, information, presses
from bot.desk.asking import Asking, answer, answer_in_brief
from bot.desk.links import PageLink
from bot.desk.memory import ChatStore, Given, Place
from bot.desk.presses import PressedAnswer
from bot.desk.typed import questions
from bot.desk.typed.questions import BadFilter, ParsedQuestion, as_typed
from bot.desk.typed.turns import RecentQuestions, Remark, RemarkKind, remark
from bot.desk.verifying import absence
from bot.desk.verifying.absence import Again, Verified
from bot.desk.verifying.citable import negative_words
from bot.desk.wording import MOST_AT_ONCE, REASONS, Giving, brief_block, giving, refused_words
from bot.replies import (
    LIST_KINDS,
    QUESTION_KINDS,
    REPORT_KINDS,
    ButtonKind,
    Command,
    Incoming,
    Offered,
    Press,
    Pressed,
    Reply,
    Say,
    Served,
    said,
)
from bot.sentences.say import Sentence, sentence
from index.checking.absence import negatives
from index.checking.absence.making import NegativeReceipts
from index.checking.absence.negatives import Pasted
from index.errors import BadQuestion, BadReceipt, GenerationRefused, StoreRefused
from index.records import Answer, Citation
from index.search.asker import Asker
from index.text.answering import Brief

OFFERED = 10  # quotes offered while somebody types

# Commands that do as well without their slash: they only show something.
_SHOWING = frozenset({"start", "help", "about", "privacy", "sources", "ask"})

_TYPED: Mapping[RemarkKind, ButtonKind] = {
    "more": "more",
    "context": "context",
    "source": "source",
}


@dataclass(frozen=True, slots=True)
class PageReport:
    """What a reader of the page, by id and name, called wrong, as moderators are shown it."""

    id: int
    person: str
    name: str
    served: Served


@dataclass(slots=True)
class Desk:
    """Answers with the asker and remembers in the store. For the thread that made both.

    Every quote is compared with its article once more before it is shown. Errors that are not the
    asking person's doing are raised: `PullquoteError`, `sqlite3.Error`. `quotes` are shown at a
    time; `model` is the name of the embedding model; `clock` gives seconds since 1970. `recent` is
    shared by the desks of all threads; `None` if every question is to be read by itself.
    `page_link` links to the pages of receipts, where there are any; `negatives`, which all desks
    share, makes the receipts of answers that are none.
    """

    asker: Asker
    store: ChatStore
    quotes: int
    model: str
    clock: Callable[[], float]
    recent: RecentQuestions | None = field(default_factory=RecentQuestions)
    page_link: PageLink | None = None
    negatives: NegativeReceipts | None = None

    def close(self) -> None:
        """Close the asker and the store."""
        self.asker.close()
        self.store.close()

    def ask(self, incoming: Incoming) -> Served:
        """Answer a question, with buttons under its quotes; what cannot be asked is said, too."""
        noted = remark(incoming.text)
        answered = None if noted is None else self._answer_remark(incoming, noted)
        return answered or self._ask(incoming, as_typed=False)

    def command(self, command: Command) -> Served:
        """Answer a command, or say which one it may be meant for."""
        if commands.answered_by(command) != "desk":
            return Served(Reply((Say(commands.unknown_words(command)),)))
        answers: Mapping[str, Callable[[], Served]] = {
            "ask": lambda: self._ask_behind(command),
            "forget": lambda: self._forget(command.person),
            "reports": lambda: information.reports(self.asker, self.store),
            "start": lambda: information.start(self.asker, command.role),
            "help": lambda: Served(information.help_for(command.role)),
            "about": lambda: Served(information.about(self.asker, self.model)),
            "privacy": lambda: said("privacy"),
            "sources": lambda: information.sources(self.asker, command.argument),
            "source": lambda: Served(information.source(self.asker, command.argument)),
        }
        return answers[command.name]()

    def check_no(self, pasted: Pasted, perhaps: str = "") -> Served:
        """Check the receipt of a no, and ask the question again that stands beside it.

        Where none does, `perhaps` is the question, if it is the one that was asked.
        """
        given_by = giving(self.asker.searched().generation, self.clock())
        return absence.serve(lambda: self.verify_no(pasted, perhaps), given_by)

    def verify_no(self, pasted: Pasted, perhaps: str = "") -> Verified:
        """Do what `check_no` says; raises `BadReceipt`, `BadQuestion`, `StoreRefused`."""
        if self.negatives is None:
            raise StoreRefused("this desk knows no data directory")
        again = Again(self.asker.sources, self._answer_again)
        return absence.verify(self.negatives.data, pasted, again, perhaps)

    def press(self, press: Press) -> Pressed:
        """Do what a button under an answer says, with quotes from the revisions they stood in."""
        if press.kind in QUESTION_KINDS:
            return self._ask_pressed(press)
        if press.kind in REPORT_KINDS:
            return presses.pressed_report(self.asker, self.store, press, self.clock())
        if press.kind in LIST_KINDS:
            return information.pressed_list(self.asker, press)
        if press.kind == "cite":
            return self._cite(press)
        places = self.store.shown(press.token, press.chat, self.clock())
        if places is None or not 1 <= press.number <= len(places):
            return Pressed(notice=sentence("expired"))
        most = min(self.quotes, MOST_AT_ONCE)
        given = self.store.given(press.token)
        given_by = self._giving(press.token, given)
        on = PressedAnswer(press, places, given, most, given_by, self.page_link)
        try:
            return presses.pressed(self.asker, self.store, on, self.clock())
        except GenerationRefused:
            return Pressed(notice=sentence("changed"))

    def offer(self, text: str) -> tuple[Offered, ...]:
        """Offer quotes for a question that somebody may still be typing; none if it is not one."""
        try:
            asked = questions.parse(text)
            found = answer_in_brief(self.asker, asked, OFFERED)
        except BadQuestion:
            return ()
        given_by = giving(found.answer.searched.generation, self.clock())
        return tuple(_offered(brief, given_by) for brief in found.briefs)

    def report(self, reporter: tuple[str, str], cited: Citation, reason: int) -> Sentence:
        """Keep that a reader of the page, by id and name, calls a quote wrong; word what became."""
        if reason not in REASONS:
            return sentence("expired")
        place = Place(
            cited.article_id,
            cited.revision,
            cited.paragraph_number,
            cited.start,
            cited.end,
            highlight=None,
            asked=None,
            probability=0.0,
            sha256=cited.text_sha256,
        )
        is_new = self.store.report_on_page(reporter, place, reason, self.clock())
        return sentence("reported") if is_new else sentence("reported_before")

    def untold_reports(self, platform: str) -> tuple[PageReport, ...]:
        """Word what readers of the page called wrong and a platform has to tell its moderators."""
        return tuple(
            PageReport(report.id, report.person, name, presses.word_report(self.asker, report))
            for report, name in self.store.untold_reports(platform)
        )

    def link(self, token: str, chat: str) -> str | None:
        """Find the address that a button "add" is about; `None` once it was forgotten."""
        recent = None if self.recent is None else self.recent.of(token, chat, self.clock())
        return None if recent is None else recent.instead[0]

    def keep_messages(self, incoming: Incoming, question: str, answers: Sequence[str]) -> None:
        """Remember which messages answered a message."""
        self.store.keep_messages(incoming.chat, question, answers, incoming.sender, self.clock())

    def _ask(self, incoming: Incoming, *, as_typed: bool) -> Served:
        asking = Asking(
            self.asker, self.store, self.quotes, self.clock(), self.recent, self.negatives
        )
        try:
            return asking.ask(incoming, as_typed=as_typed)
        except BadFilter as error:
            return Served(Reply((Say(error.words),)))
        except BadQuestion as error:
            return Served(Reply((Say(refused_words(error)),)))

    def _ask_pressed(self, press: Press) -> Pressed:
        """Ask what a button says: an example, or the question before it in another way."""
        who = (press.is_private, press.role)
        if press.kind == "example":
            found = information.examples(self.asker)
            if not 1 <= press.number <= len(found):
                return Pressed(notice=sentence("expired"))
            typed = found[press.number - 1].typed
            return Pressed(
                served=self._ask(Incoming(press.chat, press.person, typed, *who), as_typed=True)
            )
        recent = None
        if self.recent is not None:
            recent = self.recent.of(press.token, press.chat, self.clock())
        if recent is None or not 1 <= press.number <= len(recent.instead):
            return Pressed(notice=sentence("asked_long_ago"))
        typed = recent.instead[press.number - 1]
        incoming = Incoming(press.chat, press.person, typed, *who)
        return Pressed(served=self._ask(incoming, as_typed=True), in_place=True)

    def _answer_remark(self, incoming: Incoming, noted: Remark) -> Served | None:
        """Answer what is no question; `None` if it may be one after all."""
        if noted.kind == "greeting":
            return information.greet(self.asker)
        if noted.kind == "thanks":
            return said("welcome_to_ask")
        if noted.kind == "reaction":
            return said("reacted")
        if noted.kind == "link":
            return information.about_link(self.asker, self.recent, incoming, noted, self.clock())
        if noted.kind == "command":
            return self._answer_bare_command(incoming, noted.text)
        return self._press_typed(incoming, noted)

    def _answer_bare_command(self, incoming: Incoming, name: str) -> Served | None:
        """Answer a command without its slash; `None` if there is none for whoever wrote it."""
        command = Command(name, "", incoming.chat, incoming.sender, incoming.role)
        answered_by = commands.answered_by(command)
        if answered_by == "desk" and name in _SHOWING:
            return self.command(command)
        return None if answered_by is None else said("command_without_slash", name=name)

    def _press_typed(self, incoming: Incoming, noted: Remark) -> Served:
        """Press a button of the last answer that somebody typed instead."""
        chat, person = incoming.chat, incoming.sender
        token = self.store.latest(chat, person)
        given = None if token is None else self.store.given(token)
        shown = 0 if given is None else given.ends[-1]
        kind = _TYPED[noted.kind]
        number = shown + 1 if kind == "more" else noted.number
        if token is None or (kind != "more" and not 1 <= number <= shown):
            return said("no_such_quote", number=number) if kind != "more" else said("no_more")
        pressed = self.press(Press(chat, person, kind, token, number))
        if pressed.served is not None:
            return pressed.served
        return said("no_more") if kind == "more" else Served(Reply((Say(pressed.notice or ""),)))

    def _ask_behind(self, command: Command) -> Served:
        """Answer the question that stands behind a command."""
        if not command.argument:
            return said("ask_empty")
        is_private = command.role is not None
        asked = Incoming(command.chat, command.person, command.argument, is_private, command.role)
        return self._ask(asked, as_typed=False)

    def _answer_again(self, asked: ParsedQuestion) -> Answer:
        most = absence.MOST_QUOTES
        return answer(self.asker, as_typed(asked), most, most)

    def _cite(self, press: Press) -> Pressed:
        """Word the sentence that cites an answer that is none, as long as the question is known."""
        before = None
        if self.recent is not None:
            asked = self.recent.before(press.chat, press.person, self.clock())
            before = None if asked is None else asked.asked
        try:
            negative = negatives.read(press.token).negative
            if before is not None and not (
                self.negatives and self.negatives.is_of(negative, before.text, before.filters)
            ):
                before = None
        except (BadReceipt, GenerationRefused):
            return Pressed(notice=sentence("expired"))
        cited = negative_words(negative, press.token, before)
        return Pressed(served=Served(Reply((Say(sentence("no_to_cite")), Say(cited)))))

    def _giving(self, token: str, given: Given | None) -> Giving | None:
        """Tell which generation gave an answer, and on which day, as far as that was kept."""
        at = self.store.shown_at(token)
        if given is None or at is None:
            return None
        return giving(given.searched.generation, at)

    def _forget(self, person: str) -> Served:
        self.store.forget(person)
        if self.recent is not None:
            self.recent.forget(person)
        return said("forgotten")


def _offered(brief: Brief, given_by: Giving | None) -> Offered:
    place = brief.part.citation
    receipt = "" if given_by is None else str(given_by.receipt(brief.part))
    return Offered(place.source.title or place.article_id, brief_block(brief), receipt)
