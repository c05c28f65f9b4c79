"""An incoming message -> a reply: a question, or more, context, source, help, quit."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields

from bot.desk import questions
from bot.desk.questions import BadFilter
from bot.replies import Block, Incoming, Reply, Say, ShowQuote, ShowSource
from bot.sentences.say import say
from index.ask import Asker
from index.errors import GenerationRefused, PullquoteError
from index.records import Answer, Filters, KeptArticle, RankedQuote, Searched

# Also `context #2` and `context [2]`, as the number is shown; alone, it means the first quote.
_NUMBERED = re.compile(r"(context|source)(?:\s*(?:#?(\d{1,9})|\[(\d{1,9})\]))?", re.IGNORECASE)
_CONTEXT_REACH = 1  # paragraphs shown before and after a quote's own
_MORE_LIMIT = 30  # quotes that can be leafed through for one question


@dataclass(slots=True)
class _Conversation:
    """What one chat was told last: its answer, and how many of the quotes it has seen."""

    answer: Answer | None = None
    shown: int = 0


@dataclass(slots=True)
class Responder:
    """Holds the conversations of all chats in memory. One thread at a time."""

    asker: Asker
    quotes: int
    _conversations: dict[str, _Conversation] = field(default_factory=dict)

    def respond(self, incoming: Incoming) -> Reply:
        """Answer one message; what goes wrong is said in the reply and nothing is lost."""
        try:
            return self._respond(incoming)
        except BadFilter as error:
            return Reply((Say(say(error.key, incoming.language, **error.fields)),))
        except PullquoteError as error:
            return Reply((Say(say("failed", incoming.language, reason=error)),))

    def greet(self, language: str) -> Reply:
        """Say what this is and what is searched."""
        return Reply(
            (
                Say(say("welcome", language)),
                Say(searched_line(self.asker.searched(), language)),
                Say(say("prompt_help", language)),
            )
        )

    def _respond(self, incoming: Incoming) -> Reply:
        text, language = incoming.text.strip(), incoming.language
        plain: dict[str, Callable[[], Reply]] = {
            "more": lambda: self._more(incoming),
            "help": lambda: Reply((Say(say("help", language)),)),
            "quit": lambda: Reply((Say(say("goodbye", language)),), ends=True),
            "exit": lambda: Reply((Say(say("goodbye", language)),), ends=True),
        }
        if text.casefold() in plain:
            return plain[text.casefold()]()
        numbered = _NUMBERED.fullmatch(text)
        if numbered:
            number = int(numbered[2] or numbered[3] or 1)
            return self._about(incoming, numbered[1].casefold(), number)
        return self.ask(incoming)

    def ask(self, incoming: Incoming) -> Reply:
        """Answer the message as a question, whatever it says; errors are the caller's."""
        asked = questions.parse(incoming.text)
        answer = self.asker.answer(asked.text, _MORE_LIMIT, asked.filters)
        first = answer.quotes[: self.quotes]
        self._conversations[incoming.chat] = _Conversation(answer, len(first))
        understood = filters_line(answer.filters, incoming.language)
        return Reply(
            (
                *(() if understood is None else (Say(understood),)),
                Say(say(answer.outcome, incoming.language)),
                *answer_blocks(answer, self.quotes, incoming.language),
                Say(searched_line(answer.searched, incoming.language)),
            )
        )

    def _more(self, incoming: Incoming) -> Reply:
        talk = self._conversations.setdefault(incoming.chat, _Conversation())
        answer = talk.answer
        following = () if answer is None else answer.quotes[talk.shown : talk.shown + self.quotes]
        if not following:
            return Reply((Say(say("no_more", incoming.language)),))
        blocks = quote_blocks(following, talk.shown + 1, incoming.language)
        talk.shown += len(following)
        return Reply((Say(say("more", incoming.language)), *blocks))

    def _about(self, incoming: Incoming, what: str, number: int) -> Reply:
        talk = self._conversations.setdefault(incoming.chat, _Conversation())
        if talk.answer is None or not 1 <= number <= talk.shown:
            return Reply((Say(say("no_such_quote", incoming.language, number=number)),))
        citation = talk.answer.quotes[number - 1].quote.citation
        heading = Say(say(what, incoming.language, number=number))
        try:
            kept = self.asker.kept(citation.article_id, citation.revision)
            line = standing_line(kept, incoming.language)
            lead = (heading,) if line is None else (heading, Say(line))
            if what == "source":
                shown = ShowSource(citation.source, citation.revision, citation.text_sha256)
                return Reply((*lead, shown))
            if kept.became == "withdrawn":
                return Reply(lead)
            around = self.asker.context(citation, _CONTEXT_REACH)
        except GenerationRefused:
            return Reply((Say(say("changed", incoming.language)),))
        return Reply((*lead, *(ShowQuote(quote) for quote in around)))


def standing_line(kept: KeptArticle, language: str) -> str | None:
    """Say what became of a text that was quoted, and when; `None` if it is live."""
    if kept.became == "live":
        return None
    return say(kept.became, language, id=kept.article.id, date=kept.since)


def searched_line(searched: Searched, language: str) -> str:
    """Word what was searched."""
    dates = (searched.oldest, searched.newest)
    if searched.oldest is None:
        worded = say("unknown", language)
    elif searched.oldest == searched.newest:
        worded = searched.oldest
    else:
        worded = f"{dates[0]} – {dates[1]}"
    return say(
        "searched",
        language,
        articles=searched.articles,
        paragraphs=searched.paragraphs,
        dates=worded,
        generation=searched.generation,
    )


def filters_line(filters: Filters, language: str) -> str | None:
    """Word the filters as they were understood; `None` where none is set."""
    worded: list[str] = []
    for name in (part.name for part in fields(filters)):
        value: str | tuple[str, ...] | None = getattr(filters, name)
        values = (value,) if isinstance(value, str) else value or ()
        worded += [say(f"filter_{name}", language, value=one) for one in values]
    return say("filters", language, filters="; ".join(worded)) if worded else None


def answer_blocks(answer: Answer, most: int, language: str) -> tuple[Block, ...]:
    """Show an answer's first quotes; under an answer, those that do not clear the bar apart."""
    shown = answer.quotes[:most]
    bar = answer.searched.threshold if answer.outcome == "answer" else 0.0
    above = [ranked for ranked in shown if ranked.probability >= bar]
    blocks = quote_blocks(above, 1, language)
    if len(above) == len(shown):
        return blocks
    below = quote_blocks(shown[len(above) :], len(above) + 1, language)
    return (*blocks, Say(say("also_near", language)), *below)


def quote_blocks(quotes: Sequence[RankedQuote], first: int, language: str) -> tuple[Block, ...]:
    """Show quotes under numbers from `first`, each below the question that it answers, if any."""
    blocks: list[Block] = []
    for number, ranked in enumerate(quotes, first):
        if ranked.asked is not None:
            blocks.append(ShowQuote(ranked.asked, label=say("asked", language), cited=False))
        blocks.append(ShowQuote(ranked.quote, number=number))
    return tuple(blocks)
