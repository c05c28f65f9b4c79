"""The chat in a terminal or a pipe: lines in, quotes out, from the desk that answers every chat.

A button that a chat platform would show under a quote is typed here: `context 2` presses Context 2.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.desk.desk import Desk
from bot.desk.verifying.desk import CheckingDesk
from bot.desk.verifying.keeping import TERMINAL, Keeping
from bot.desk.verifying.living import LivingDesk
from bot.desk.verifying.memory import Held
from bot.desk.wording import searched_words
from bot.replies import Command, Incoming, Page, Reply, Say, Served, cited_quotes, said
from bot.sentences.say import Speak, Words, sentence
from bot.terminal.printing import print_line, print_reply
from index.checking.absence import negatives
from index.errors import PullquoteError

_NUMBERS = count(1)  # each conversation has its own last answer
_PROMPT = "? "
_KEEPS = re.compile(r"/(save|saved|drop|export)\b(.*)", re.IGNORECASE | re.DOTALL)
_LAST = "last"  # the message that held quotes last: a terminal has no ids of messages
_CHECKS = re.compile(r"/(verify|quotes?)\b(.*)", re.IGNORECASE | re.DOTALL)


def talk(
    desk: Desk,
    lines: Iterable[str],
    console: Console,
    speak: Speak,
    checking: CheckingDesk | None = None,
    living: LivingDesk | None = None,
) -> None:
    """Answer line after line until they end or one of them is `quit`.

    With `living` quotes can be saved, and it is told first what has changed of those that are.
    """
    conversation = Conversation(desk, checking, living)
    try:
        _talk(conversation, lines, console, speak)
    finally:
        conversation.leave()


def _talk(
    conversation: "Conversation", lines: Iterable[str], console: Console, speak: Speak
) -> None:
    for reply in (conversation.greet(), *conversation.changes()):
        print_reply(reply, console, speak)
    for line in lines:
        if not line.strip():
            continue
        if not console.is_terminal:
            print_line(Text(f"\n{_PROMPT}{line.strip()}"), console)
        served = conversation.respond(line)
        reply = served.reply
        print_reply(reply, console, speak)
        if isinstance(served.attached, Page):
            print_line(Text(served.attached.write(speak)), console)
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
    living: LivingDesk | None = None
    chat: str = field(default_factory=lambda: f"terminal {next(_NUMBERS)}")

    def greet(self) -> Reply:
        """Tell what this is, what is searched and how to begin."""
        searched = searched_words(self.desk.asker.searched())
        return _reply(sentence("welcome"), searched, sentence("prompt_help"))

    def changes(self) -> Iterator[Reply]:
        """Tell, once, what has changed of the quotes that were saved here."""
        if self.living is None:
            return
        with suppress(sqlite3.Error):  # the disk is full, or may only be read: told another time
            self.living.look()
            for notices in self.living.memory.untold():
                yield self.living.word(notices).reply
                self.living.memory.keep_told([notice.key for notice in notices])

    def respond(self, line: str) -> Served:
        """Answer a line; what goes wrong is said in the reply, and the conversation goes on."""
        typed = line.strip()
        if typed.casefold() == "help":
            return said("help")
        if typed.casefold() in ("quit", "exit"):
            return Served(replace(_reply(sentence("goodbye")), ends=True))
        try:
            if self.checking is not None and (given := _CHECKS.fullmatch(typed)) is not None:
                return self._checked(self.checking, given[1].casefold(), given[2].strip())
            if self.living is not None and (given := _KEEPS.fullmatch(typed)) is not None:
                return self._keep(self.living, given[1].casefold(), given[2].strip())
            served = self.desk.ask(Incoming(self.chat, TERMINAL, typed, is_private=True))
            self._note(served)
        except (PullquoteError, sqlite3.Error) as error:
            return said("failed", reason=error)
        return served

    def leave(self) -> None:
        """Forget which quotes were given last: whoever left the terminal holds those they saved."""
        if self.living is not None:
            with suppress(sqlite3.Error):  # where nothing can be written, nothing was kept
                self.living.memory.drop_messages(self.chat, (_LAST,))

    def _keep(self, living: LivingDesk, name: str, argument: str) -> Served:
        command = Command(name, argument, self.chat, TERMINAL, "moderator")
        return Keeping(living.data, living.memory, command, None, living.clock()).answer()

    def _note(self, served: Served) -> None:
        """Remember which quotes were shown last, for /save."""
        if self.living is not None and served.gave is not None:
            shown = Held(TERMINAL, "", self.chat, _LAST, None, is_group=False)
            with suppress(sqlite3.Error):  # they cannot be saved later, but they are shown
                self.living.keep(cited_quotes(served), served.gave, shown)

    def _checked(self, checking: CheckingDesk, name: str, written: str) -> Served:
        """Check a receipt, a quotation, or the draft in a file."""
        pasted = negatives.find(written)
        if pasted is not None and name != "quotes":
            return self.desk.check_no(pasted)
        if name == "quotes" and Path(written).is_file():
            return checking.draft_file(Path(written))
        return checking.answer(name, written)


def _reply(*lines: Words) -> Reply:
    return Reply(tuple(Say(line) for line in lines))
