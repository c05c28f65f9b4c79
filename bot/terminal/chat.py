"""The chat in a terminal or a pipe: lines in, quotes out, from the desk that answers every chat.

A button that a chat platform would show under a quote is typed here: `context 2` presses Context 2.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from rich.console import Console
from rich.text import Text

from bot.desk.desk import Desk
from bot.desk.wording import searched_words
from bot.replies import Button, ButtonKind, Incoming, Press, Reply, Say, Served
from bot.sentences.say import Speak, Words, sentence
from bot.terminal.printing import print_line, print_reply
from index.errors import PullquoteError

_CHAT = "terminal"
_LANGUAGE = "en"
_PROMPT = "? "
# Also `context #2` and `context [2]`, as the number is shown; alone, it means the first quote.
_NUMBERED = re.compile(r"(context|source)(?:\s*(?:#?(\d{1,9})|\[(\d{1,9})\]))?", re.IGNORECASE)
_NUMBERED_KINDS: dict[str, ButtonKind] = {"context": "context", "source": "source"}


def talk(desk: Desk, lines: Iterable[str], console: Console, speak: Speak) -> None:
    """Answer line after line until they end or one of them is `quit`."""
    conversation = Conversation(desk)
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
    """One person's conversation with the desk, and the buttons that can be typed in it."""

    desk: Desk
    _numbered: dict[tuple[ButtonKind, int], Button] = field(default_factory=dict)
    _more: Button | None = None

    def greet(self) -> Reply:
        """Tell what this is and what is searched."""
        searched = searched_words(self.desk.asker.searched())
        return _words(sentence("welcome"), searched, sentence("prompt_help"))

    def respond(self, typed: str) -> Reply:
        """Answer a line; what goes wrong is said in the reply, and the conversation goes on."""
        try:
            return self._respond(typed.strip())
        except PullquoteError as error:
            return _words(sentence("failed", reason=error))

    def _respond(self, typed: str) -> Reply:
        match typed.casefold():
            case "help":
                return _words(sentence("help"))
            case "quit" | "exit":
                return Reply((Say(sentence("goodbye")),), ends=True)
            case "more":
                return (
                    _words(sentence("no_more")) if self._more is None else self._press(self._more)
                )
        numbered = _NUMBERED.fullmatch(typed)
        if numbered is None:
            return self._ask(typed)
        number = int(numbered[2] or numbered[3] or 1)
        button = self._numbered.get((_NUMBERED_KINDS[numbered[1].casefold()], number))
        if button is None:
            return _words(sentence("no_such_quote", number=number))
        return self._press(button)

    def _ask(self, typed: str) -> Reply:
        served = self.desk.ask(Incoming(_CHAT, _CHAT, typed))
        if served.outcome is not None:  # else it was no question, and the one before goes on
            self._numbered.clear()
            self._show_buttons(served)
        return served.reply

    def _press(self, button: Button) -> Reply:
        press = Press(_CHAT, _CHAT, _LANGUAGE, button.kind, button.token, button.number)
        pressed = self.desk.press(press)
        if pressed.served is None:
            return _words(pressed.notice or "")
        if button.kind == "more":
            self._show_buttons(pressed.served)
        return pressed.served.reply

    def _show_buttons(self, served: Served) -> None:
        """Let the buttons of a reply be typed; only the last `more` goes on."""
        self._more = None
        for row in served.rows:
            for button in row:
                if button.kind == "more":
                    self._more = button
                else:
                    self._numbered[button.kind, button.number] = button


def _words(*lines: Words) -> Reply:
    return Reply(tuple(Say(line) for line in lines))
