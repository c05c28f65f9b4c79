"""What a chat with buttons and commands needs: questions, presses and offers, to replies.

Knows no platform. Nothing of a question is kept: what is under a button is where quotes stand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.desk import commands, questions
from bot.desk.memory import ChatStore, Place
from bot.desk.places import kept_at, live_article, place_of, quote_at
from bot.desk.questions import BadFilter
from bot.desk.wording import (
    answer_blocks,
    citation_words,
    filters_words,
    outcome_words,
    quote_blocks,
    searched_words,
    standing_words,
)
from bot.replies import (
    Block,
    Button,
    Command,
    Incoming,
    Joined,
    Offered,
    Press,
    Pressed,
    Reply,
    Say,
    Served,
    ShowQuote,
    ShowSource,
    Words,
    said,
    sentence,
)
from index.ask import Asker
from index.errors import BadQuestion, GenerationRefused
from index.records import Answer, RankedQuote
from index.text.quoting import check_quote

OFFERED = 10  # quotes offered while somebody types

_HEADINGS: Mapping[str, str] = {"context": "context", "source": "source"}
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
            return Served(Reply((Say(error.words),)))
        except BadQuestion as error:
            return said("failed", reason=error)

    def command(self, command: Command) -> Served:
        """Answer a command."""
        if command.name == "ask":
            if not command.argument:
                return said("ask_empty")
            asked = Incoming(command.chat, command.person, command.argument, command.language)
            return self.ask(asked)
        if command.name == "forget":
            self.store.forget(command.person)
            return said("forgotten")
        if command.name == "reports" and command.role == "moderator":
            return Served(commands.reports(self.asker, self.store))
        return Served(commands.respond(self.asker, self.model, command))

    def press(self, press: Press) -> Pressed:
        """Do what a button says, with the quotes from the revisions that they were given from."""
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
            asked = questions.parse(text)
            answer = self.asker.answer(asked.text, OFFERED, asked.filters)
        except BadQuestion:
            return ()
        quotes = [ranked.quote for ranked in answer.quotes]
        self._check([ShowQuote(quote) for quote in quotes])
        unknown = sentence("unknown_title")
        return tuple(Offered(one.citation.source.title or unknown, one) for one in quotes)

    def keep_messages(self, incoming: Incoming, question: str, answers: Sequence[str]) -> None:
        """Remember which messages answered a message."""
        self.store.keep_messages(incoming.chat, question, answers, incoming.sender, self.clock())

    def _ask(self, incoming: Incoming) -> Served:
        asked = questions.parse(incoming.text)
        answer = self.asker.answer(asked.text, _MORE_LIMIT, asked.filters)
        first = answer.quotes[: self.quotes]
        blocks = answer_blocks(answer, self.quotes)
        self._check(blocks)
        reply = Reply(
            (
                Say(_opening(answer)),
                *blocks,
                Say(searched_words(answer.searched)),
            )
        )
        if not first:
            return Served(reply, outcome=answer.outcome)
        places = [place_of(ranked) for ranked in answer.quotes]
        token = self.store.keep_shown(incoming.chat, incoming.sender, places, self.clock())
        rows = self._rows(dict(enumerate(first, 1)), token)
        more = _more_row(1 + len(first), len(places), token)
        return Served(reply, (*rows, *more), answer.outcome)

    def _more(self, press: Press, places: Sequence[Place]) -> Served:
        following = places[press.number - 1 : press.number - 1 + self.quotes]
        blocks: list[Block] = [Say(sentence("more"))]
        ranked: dict[int, RankedQuote] = {}
        for number, place in enumerate(following, press.number):
            kept = kept_at(place, self.asker)
            line = standing_words(kept)
            if line is not None:
                blocks.append(Say(line))
            if kept.became != "withdrawn":
                ranked[number] = quote_at(place, kept.article)
                blocks += quote_blocks((ranked[number],), number)
        rows = self._rows(ranked, press.token)
        after = press.number + len(following)
        return Served(Reply(tuple(blocks)), (*rows, *_more_row(after, len(places), press.token)))

    def _about(self, press: Press, place: Place) -> Pressed:
        kept = kept_at(place, self.asker)
        cited = quote_at(place, kept.article).quote.citation
        if press.kind == "wrong":
            is_new = self.store.report(press.person, place, self.clock())
            return Pressed(sentence("reported" if is_new else "reported_before"))
        told = standing_words(kept)
        became = () if told is None else (Say(told),)
        if press.kind == "copy":
            heading = Say(sentence("citation", number=press.number))
            line = Say(citation_words(cited))
            return Pressed(served=Served(Reply((heading, *became, line))))
        heading = Say(sentence(_HEADINGS[press.kind], number=press.number))
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

    def _rows(self, shown: Mapping[int, RankedQuote], token: str) -> tuple[tuple[Button, ...], ...]:
        return tuple(
            (
                Button("context", token, number),
                Button("source", token, number),
                Button("copy", token, number, citation_words(ranked.quote.citation)),
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


def _opening(answer: Answer) -> Words:
    """Word the outcome, behind the filters that were understood."""
    understood = filters_words(answer.filters)
    outcome = outcome_words(answer)
    return outcome if understood is None else Joined((understood, outcome), " — ")


def _more_row(following: int, of: int, token: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button("more", token, following),),) if following <= of else ()
