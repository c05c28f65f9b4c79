"""What a chat with buttons and commands needs: questions, presses and offers, to replies.

Knows no platform. Nothing of a question is kept: what is under a button is where quotes stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.desk import commands, questions
from bot.desk.commands import Command
from bot.desk.memory import ChatStore, Place
from bot.desk.places import kept_at, live_article, place_of, quote_at
from bot.desk.questions import BadFilter
from bot.desk.records import Button, Offered, Press, Pressed, Served
from bot.replies import Block, Incoming, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import say
from bot.terminal.printing import citation_line
from bot.terminal.responder import (
    answer_blocks,
    filters_line,
    quote_blocks,
    searched_line,
    standing_line,
)
from index.ask import Asker
from index.errors import BadQuestion, GenerationRefused
from index.records import Answer, RankedQuote
from index.text.quoting import check_quote

LONGEST_COPIED = 256  # characters; what a button can put on the clipboard in Telegram
OFFERED = 10  # quotes offered while somebody types

_CONTEXT_REACH = 1  # paragraphs shown before and after a quote's own
_MORE_LIMIT = 30  # quotes that can be leafed through for one question


@dataclass(slots=True)
class Desk:
    """Answers with the asker and remembers in the store. For the thread that made both.

    Errors that are not the asker's own doing are raised: `PullquoteError`, `sqlite3.Error`.
    `clock` gives seconds since 1970; `quotes` are shown at a time.
    """

    asker: Asker
    store: ChatStore
    quotes: int
    model: str
    clock: Callable[[], float]

    def close(self) -> None:
        """Close the asker and the store; the instance is of no use afterwards."""
        self.asker.close()
        self.store.close()

    def ask(self, incoming: Incoming) -> Served:
        """Answer a question; what cannot be asked is said, too."""
        try:
            try:
                return self._ask(incoming)
            except GenerationRefused:
                return self._ask(incoming)  # a new generation came between searching and checking
        except BadFilter as error:
            return _said(say(error.key, incoming.language, **error.fields))
        except BadQuestion as error:
            return _said(say("failed", incoming.language, reason=error))

    def command(self, command: Command) -> Served:
        """Answer a command."""
        if command.name == "ask":
            if not command.argument:
                return _said(say("ask_empty", command.language))
            asked = Incoming(command.chat, command.person, command.argument, command.language)
            return self.ask(asked)
        if command.name == "forget":
            self.store.forget(command.person)
            return _said(say("forgotten", command.language))
        if command.name == "reports" and command.role == "moderator":
            return Served(commands.reports(self.asker, self.store, command.language))
        return Served(commands.respond(self.asker, self.model, command))

    def press(self, press: Press) -> Pressed:
        """Do what a button says, with the quotes from the revisions that they were given from."""
        places = self.store.shown(press.token, press.chat, self.clock())
        if places is None or not 1 <= press.number <= len(places):
            return Pressed(notice=say("expired", press.language))
        try:
            if press.kind == "more":
                return Pressed(served=self._more(press, places))
            return self._about(press, places[press.number - 1])
        except GenerationRefused:
            return Pressed(notice=say("changed", press.language))

    def offer(self, text: str, language: str) -> tuple[Offered, ...]:
        """Offer quotes for a question that somebody may still be typing; none if it is not one."""
        try:
            asked = questions.parse(text)
            answer = self.asker.answer(asked.text, OFFERED, asked.filters)
        except BadQuestion:
            return ()
        quotes = [ranked.quote for ranked in answer.quotes]
        self._check([ShowQuote(quote) for quote in quotes])
        unknown = say("unknown_title", language)
        return tuple(Offered(one.citation.source.title or unknown, one) for one in quotes)

    def keep_messages(self, incoming: Incoming, question: int, answers: Sequence[int]) -> None:
        """Remember which messages answered a message."""
        self.store.keep_messages(incoming.chat, question, answers, incoming.sender, self.clock())

    def _ask(self, incoming: Incoming) -> Served:
        asked = questions.parse(incoming.text)
        answer = self.asker.answer(asked.text, _MORE_LIMIT, asked.filters)
        first = answer.quotes[: self.quotes]
        blocks = answer_blocks(answer, self.quotes, incoming.language)
        self._check(blocks)
        reply = Reply(
            (
                Say(_opening(answer, incoming.language)),
                *blocks,
                Say(searched_line(answer.searched, incoming.language)),
            )
        )
        if not first:
            return Served(reply, outcome=answer.outcome)
        places = [place_of(ranked) for ranked in answer.quotes]
        token = self.store.keep_shown(incoming.chat, incoming.sender, places, self.clock())
        rows = self._rows(dict(enumerate(first, 1)), token, incoming.language)
        more = _more_row(1 + len(first), len(places), token)
        return Served(reply, (*rows, *more), answer.outcome)

    def _more(self, press: Press, places: Sequence[Place]) -> Served:
        following = places[press.number - 1 : press.number - 1 + self.quotes]
        blocks: list[Block] = [Say(say("more", press.language))]
        ranked: dict[int, RankedQuote] = {}
        for number, place in enumerate(following, press.number):
            kept = kept_at(place, self.asker)
            line = standing_line(kept, press.language)
            if line is not None:
                blocks.append(Say(line))
            if kept.became != "withdrawn":
                ranked[number] = quote_at(place, kept.article)
                blocks += quote_blocks((ranked[number],), number, press.language)
        rows = self._rows(ranked, press.token, press.language)
        after = press.number + len(following)
        return Served(Reply(tuple(blocks)), (*rows, *_more_row(after, len(places), press.token)))

    def _about(self, press: Press, place: Place) -> Pressed:
        kept = kept_at(place, self.asker)
        cited = quote_at(place, kept.article).quote.citation
        if press.kind == "wrong":
            is_new = self.store.report(press.person, place, self.clock())
            return Pressed(say("reported" if is_new else "reported_before", press.language))
        told = standing_line(kept, press.language)
        became = () if told is None else (Say(told),)
        if press.kind == "copy":
            heading = Say(say("citation", press.language, number=press.number))
            line = Say(citation_line(cited, press.language))
            return Pressed(served=Served(Reply((heading, *became, line))))
        heading = Say(say(press.kind, press.language, number=press.number))
        if press.kind == "source":
            shown = ShowSource(cited.source, cited.revision, cited.text_sha256)
            return Pressed(served=Served(Reply((heading, *became, shown))))
        if kept.became == "withdrawn":
            return Pressed(served=Served(Reply((heading, *became))))
        around = self.asker.context(cited, _CONTEXT_REACH)
        for quote in around:
            check_quote(quote, kept.article)
        shown_around = (ShowQuote(quote) for quote in around)
        return Pressed(served=Served(Reply((heading, *became, *shown_around))))

    def _rows(
        self, shown: Mapping[int, RankedQuote], token: str, language: str
    ) -> tuple[tuple[Button, ...], ...]:
        return tuple(
            (
                Button("context", token, number),
                Button("source", token, number),
                Button("copy", token, number, _copied(ranked, language)),
                Button("wrong", token, number),
            )
            for number, ranked in shown.items()
        )

    def _check(self, blocks: Sequence[object]) -> None:
        """Compare the quotes, once more, with the live generation, before they are shown.

        Raises `GenerationRefused` if it no longer holds their text, `QuoteMismatch` if they differ.
        """
        for block in blocks:
            if isinstance(block, ShowQuote):
                cited = block.quote.citation
                key = (cited.article_id, cited.revision, cited.text_sha256)
                check_quote(block.quote, live_article(*key, self.asker))


def _opening(answer: Answer, language: str) -> str:
    """Word the outcome, behind the filters that were understood."""
    outcome = say(answer.outcome, language)
    understood = filters_line(answer.filters, language)
    return outcome if understood is None else f"{understood} — {outcome}"


def _copied(ranked: RankedQuote, language: str) -> str | None:
    line = citation_line(ranked.quote.citation, language)
    return line if len(line) <= LONGEST_COPIED else None


def _more_row(following: int, of: int, token: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button("more", token, following),),) if following <= of else ()


def _said(sentence: str) -> Served:
    return Served(Reply((Say(sentence),)))
