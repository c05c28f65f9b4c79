"""An incoming message -> a reply: a question, or more, context, source, help, quit."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.desk import questions
from bot.desk.questions import BadFilter
from bot.desk.wording import (
    answer_blocks,
    filters_words,
    outcome_words,
    quote_blocks,
    searched_words,
    standing_words,
)
from bot.replies import Incoming, Reply, Say, ShowQuote, ShowSource, sentence
from index.ask import Asker
from index.errors import GenerationRefused, PullquoteError
from index.records import Answer

# Also `context #2` and `context [2]`, as the number is shown; alone, it means the first quote.
_NUMBERED = re.compile(r"(context|source)(?:\s*(?:#?(\d{1,9})|\[(\d{1,9})\]))?", re.IGNORECASE)
_HEADINGS = {"context": "context", "source": "source"}
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
            return Reply((Say(error.words),))
        except PullquoteError as error:
            return Reply((Say(sentence("failed", reason=error)),))

    def greet(self) -> Reply:
        """Say what this is and what is searched."""
        return Reply(
            (
                Say(sentence("welcome")),
                Say(searched_words(self.asker.searched())),
                Say(sentence("prompt_help")),
            )
        )

    def _respond(self, incoming: Incoming) -> Reply:
        text = incoming.text.strip()
        plain: dict[str, Callable[[], Reply]] = {
            "more": lambda: self._more(incoming),
            "help": lambda: Reply((Say(sentence("help")),)),
            "quit": lambda: Reply((Say(sentence("goodbye")),), ends=True),
            "exit": lambda: Reply((Say(sentence("goodbye")),), ends=True),
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
        understood = filters_words(answer.filters)
        return Reply(
            (
                *(() if understood is None else (Say(understood),)),
                Say(outcome_words(answer)),
                *answer_blocks(answer, self.quotes),
                Say(searched_words(answer.searched)),
            )
        )

    def _more(self, incoming: Incoming) -> Reply:
        talk = self._conversations.setdefault(incoming.chat, _Conversation())
        answer = talk.answer
        following = () if answer is None else answer.quotes[talk.shown : talk.shown + self.quotes]
        if not following:
            return Reply((Say(sentence("no_more")),))
        blocks = quote_blocks(following, talk.shown + 1)
        talk.shown += len(following)
        return Reply((Say(sentence("more")), *blocks))

    def _about(self, incoming: Incoming, what: str, number: int) -> Reply:
        talk = self._conversations.setdefault(incoming.chat, _Conversation())
        if talk.answer is None or not 1 <= number <= talk.shown:
            return Reply((Say(sentence("no_such_quote", number=number)),))
        citation = talk.answer.quotes[number - 1].quote.citation
        heading = Say(sentence(_HEADINGS[what], number=number))
        try:
            kept = self.asker.kept(citation.article_id, citation.revision)
            line = standing_words(kept)
            lead = (heading,) if line is None else (heading, Say(line))
            if what == "source":
                shown = ShowSource(citation.source, citation.revision, citation.text_sha256)
                return Reply((*lead, shown))
            if kept.became == "withdrawn":
                return Reply(lead)
            around = self.asker.context(citation, _CONTEXT_REACH)
        except GenerationRefused:
            return Reply((Say(sentence("changed")),))
        return Reply((*lead, *(ShowQuote(quote) for quote in around)))
