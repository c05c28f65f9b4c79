"""The conversation of a terminal or a chat: questions, commands and presses -> replies.

Knows no platform. Nothing of a question is kept: what is under a button is where quotes stand.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.desk import commands, information, questions
from bot.desk.memory import ChatStore, Place, kept_at, place_of, quote_at
from bot.desk.questions import BadFilter
from bot.desk.wording import answer_reply, citation_words, quote_blocks, standing_words
from bot.replies import (
    Block,
    Button,
    ButtonKind,
    Command,
    Incoming,
    Offered,
    Press,
    Pressed,
    Reply,
    Say,
    Served,
    ShowQuote,
    ShowSource,
    said,
)
from bot.sentences.say import sentence
from index.ask import Asker
from index.errors import BadQuestion, GenerationRefused
from index.records import Citation, KeptArticle, RankedQuote
from index.text.quoting import check_quote

OFFERED = 10  # quotes offered while somebody types

_HEADINGS: Mapping[ButtonKind, str] = {
    "context": "context",
    "source": "source",
    "copy": "citation",
}
_CONTEXT_REACH = 1  # paragraphs shown before and after a quote's own


@dataclass(slots=True)
class Desk:
    """Answers with the asker and remembers in the store. For the thread that made both.

    Every quote is compared with its article once more before it is shown. Errors that are not the
    asking person's doing are raised: `PullquoteError`, `sqlite3.Error`. `quotes` are shown at a
    time; `model` is the name of the embedding model; `clock` gives seconds since 1970.
    """

    asker: Asker
    store: ChatStore
    quotes: int
    model: str
    clock: Callable[[], float]

    def close(self) -> None:
        """Close the asker and the store."""
        self.asker.close()
        self.store.close()

    def ask(self, incoming: Incoming) -> Served:
        """Answer a question, with buttons under its quotes; what cannot be asked is said, too."""
        try:
            answer = questions.answer(self.asker, incoming.text, questions.MOST_QUOTES, self.quotes)
        except BadFilter as error:
            return Served(Reply((Say(error.words),)))
        except BadQuestion as error:
            return said("failed", reason=error)
        reply = answer_reply(answer, self.quotes)
        if not answer.quotes:
            return Served(reply, outcome=answer.outcome)
        places = [place_of(ranked) for ranked in answer.quotes]
        try:
            token = self.store.keep_shown(incoming.chat, incoming.sender, places, self.clock())
        except sqlite3.Error:  # a full disk, as the log says: what answers is shown all the same
            return Served(reply, outcome=answer.outcome)
        first = answer.quotes[: self.quotes]
        more = _more_row(1 + len(first), len(places), token)
        return Served(reply, (*_quote_rows(first, 1, token), *more), answer.outcome)

    def command(self, command: Command) -> Served:
        """Answer a command, or say which one it may be meant for."""
        if commands.answered_by(command) != "desk":
            return Served(Reply((Say(commands.unknown_words(command)),)))
        answers: Mapping[str, Callable[[], Served]] = {
            "ask": lambda: self._ask_behind(command),
            "forget": lambda: self._forget(command.person),
            "reports": lambda: Served(information.reports(self.asker, self.store)),
            "start": lambda: Served(information.start(self.asker)),
            "help": lambda: Served(information.help_for(command.role)),
            "about": lambda: Served(information.about(self.asker, self.model)),
            "privacy": lambda: said("privacy"),
            "sources": lambda: Served(information.sources(self.asker)),
            "source": lambda: Served(information.source(self.asker, command.argument)),
        }
        return answers[command.name]()

    def press(self, press: Press) -> Pressed:
        """Do what a button under an answer says, with quotes from the revisions they stood in."""
        places = self.store.shown(press.token, press.chat, self.clock())
        if places is None or not 1 <= press.number <= len(places):
            return Pressed(notice=sentence("expired"))
        try:
            if press.kind == "more":
                return Pressed(served=self._more(press, places))
            return self._about(press, places[press.number - 1])
        except GenerationRefused:
            return Pressed(notice=sentence("changed"))

    def offer(self, text: str) -> tuple[Offered, ...]:
        """Offer quotes for a question that somebody may still be typing; none if it is not one."""
        try:
            answer = questions.answer(self.asker, text, OFFERED, OFFERED)
        except BadQuestion:
            return ()
        unknown = sentence("unknown_title")
        quotes = (ranked.quote for ranked in answer.quotes)
        return tuple(Offered(quote.citation.source.title or unknown, quote) for quote in quotes)

    def keep_messages(self, incoming: Incoming, question: str, answers: Sequence[str]) -> None:
        """Remember which messages answered a message."""
        self.store.keep_messages(incoming.chat, question, answers, incoming.sender, self.clock())

    def _ask_behind(self, command: Command) -> Served:
        """Answer the question that stands behind a command."""
        if not command.argument:
            return said("ask_empty")
        asked = Incoming(command.chat, command.person, command.argument)
        return self.ask(asked)

    def _forget(self, person: str) -> Served:
        self.store.forget(person)
        return said("forgotten")

    def _more(self, press: Press, places: Sequence[Place]) -> Served:
        """Show the following quotes of an answer, except those of articles that were withdrawn."""
        following = places[press.number - 1 : press.number - 1 + self.quotes]
        blocks: list[Block] = [Say(sentence("more"))]
        rows: list[tuple[Button, ...]] = []
        for number, place in enumerate(following, press.number):
            kept = kept_at(place, self.asker)
            blocks += _standing(kept)
            if kept.became != "withdrawn":
                shown = (quote_at(place, kept.article),)
                blocks += quote_blocks(shown, number)
                rows += _quote_rows(shown, number, press.token)
        rows += _more_row(press.number + len(following), len(places), press.token)
        return Served(Reply(tuple(blocks)), tuple(rows))

    def _about(self, press: Press, place: Place) -> Pressed:
        """Show what stands at or around a quote, or note that somebody calls it wrong."""
        kept = kept_at(place, self.asker)
        cited = quote_at(place, kept.article).quote.citation
        if press.kind == "wrong":
            try:
                is_new = self.store.report(press.person, place, self.clock())
            except sqlite3.Error:
                return Pressed(sentence("not_kept"))
            return Pressed(sentence("reported" if is_new else "reported_before"))
        heading = Say(sentence(_HEADINGS[press.kind], number=press.number))
        shown = self._shown(press.kind, cited, kept)
        return Pressed(served=Served(Reply((heading, *_standing(kept), *shown))))

    def _shown(self, kind: ButtonKind, cited: Citation, kept: KeptArticle) -> tuple[Block, ...]:
        if kind == "copy":
            return (Say(citation_words(cited)),)
        if kind == "source":
            return (ShowSource(cited.source, cited.revision, cited.text_sha256),)
        if kept.became == "withdrawn":
            return ()
        around = self.asker.context(cited, _CONTEXT_REACH)
        for quote in around:
            check_quote(quote, kept.article)
        return tuple(ShowQuote(quote) for quote in around)


def _standing(kept: KeptArticle) -> tuple[Block, ...]:
    """Tell what became of a text that was quoted, unless it is live."""
    words = standing_words(kept)
    return () if words is None else (Say(words),)


def _quote_rows(
    quotes: Sequence[RankedQuote], first: int, token: str
) -> tuple[tuple[Button, ...], ...]:
    """Make the row of buttons for each quote, numbered from `first`."""
    return tuple(
        (
            Button("context", token, number),
            Button("source", token, number),
            Button("copy", token, number, citation_words(ranked.quote.citation)),
            Button("wrong", token, number),
        )
        for number, ranked in enumerate(quotes, first)
    )


def _more_row(following: int, of: int, token: str) -> tuple[tuple[Button, ...], ...]:
    """Make the button that shows the quotes from number `following` on, if there are any."""
    return ((Button("more", token, following),),) if following <= of else ()
