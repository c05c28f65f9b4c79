"""The chat in a terminal or a pipe: lines in, quotes out, from the desk that answers every chat.

A button that a chat platform would show under a quote is typed here: `context 2` presses Context 2.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.desk.desk import Desk
from bot.desk.verifying.desk import CheckingDesk
from bot.desk.wording import searched_words
from bot.replies import Incoming, Reply, Say
from bot.sentences.say import Speak, Words, sentence
from bot.terminal.printing import print_line, print_reply
from index.checking.absence import negatives
from index.errors import PullquoteError

_PERSON = "terminal"
_NUMBERS = count(1)  # each conversation has its own last answer
_PROMPT = "? "
_CHECKS = re.compile(r"/(verify|quotes?)\b(.*)", re.IGNORECASE | re.DOTALL)


def talk(
    desk: Desk,
    lines: Iterable[str],
    console: Console,
    speak: Speak,
    checking: CheckingDesk | None = None,
) -> None:
    """Answer line after line until they end or one of them is `quit`."""
    conversation = Conversation(desk, checking)
    print_reply(conversation.greet(), console, speak)
    for line in lines:
        if not line.strip():
            continue
        if not console.is_terminal:
            print_line(Text(f"\n{_PROMPT}{line.strip()}"), console)
        reply = conversation.respond(line)
        print_reply(reply, console, speak)
        if reply.ends:
            return


def typed_lines(console: Console) -> Iterable[str]:
    """Read what a person types, with a prompt, until the end of the file or an interruption."""
    with suppress(ImportError):
        import readline  # noqa: F401 - gives `input` the arrow keys
    while True:
        console.print()
        try:
            yield input(_PROMPT)
        except (EOFError, KeyboardInterrupt):
            console.print()
            return


@dataclass(slots=True)
class Conversation:
    """One person's conversation with the desk; a button under a reply is pressed by typing it."""

    desk: Desk
    checking: CheckingDesk | None = None
    chat: str = field(default_factory=lambda: f"terminal {next(_NUMBERS)}")

    def greet(self) -> Reply:
        """Tell what this is, what is searched and how to begin."""
        searched = searched_words(self.desk.asker.searched())
        return _reply(sentence("welcome"), searched, sentence("prompt_help"))

    def respond(self, line: str) -> Reply:
        """Answer a line; what goes wrong is said in the reply, and the conversation goes on."""
        typed = line.strip()
        if typed.casefold() == "help":
            return _reply(sentence("help"))
        if typed.casefold() in ("quit", "exit"):
            return replace(_reply(sentence("goodbye")), ends=True)
        try:
            if self.checking is not None and (given := _CHECKS.fullmatch(typed)) is not None:
                return self._checked(self.checking, given[1].casefold(), given[2].strip())
            return self.desk.ask(Incoming(self.chat, _PERSON, typed, is_private=True)).reply
        except PullquoteError as error:
            return _reply(sentence("failed", reason=error))

    def _checked(self, checking: CheckingDesk, name: str, written: str) -> Reply:
        """Check a receipt, a quotation, or the draft in a file."""
        pasted = negatives.find(written)
        if pasted is not None and name != "quotes":
            return self.desk.check_no(pasted).reply
        if name == "quotes" and Path(written).is_file():
            return checking.draft_file(Path(written)).reply
        return checking.answer(name, written).reply


def _reply(*lines: Words) -> Reply:
    return Reply(tuple(Say(line) for line in lines))
