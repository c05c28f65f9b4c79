"""The chat in a terminal or a pipe: lines in, quotes out, from the desk that answers every chat.

A button that a chat platform would show under a quote is typed here: `context 2` presses Context 2.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace

from rich.console import Console
from rich.text import Text

from bot.desk.desk import Desk
from bot.desk.wording import searched_words
from bot.replies import Button, Incoming, Press, Reply, Say, Served
from bot.sentences.say import Speak, Words, sentence
from bot.terminal.printing import print_line, print_reply
from index.errors import PullquoteError

_CHAT = "terminal"
_PROMPT = "? "
# Also `context #2` and `context [2]`, as the number is shown; alone, it means the first quote.
_NUMBERED = re.compile(r"(context|source)(?:\s*(?:#?(\d{1,9})|\[(\d{1,9})\]))?", re.IGNORECASE)


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
    """One person's conversation with the desk; a button under a reply is pressed by typing it."""

    desk: Desk
    _buttons: dict[str, Button] = field(default_factory=dict)

    def greet(self) -> Reply:
        """Tell what this is, what is searched and how to begin."""
        searched = searched_words(self.desk.asker.searched())
        return _reply(sentence("welcome"), searched, sentence("prompt_help"))

    def respond(self, line: str) -> Reply:
        """Answer a line; what goes wrong is said in the reply, and the conversation goes on."""
        try:
            return self._respond(line.strip())
        except PullquoteError as error:
            return _reply(sentence("failed", reason=error))

    def _respond(self, typed: str) -> Reply:
        word, numbered = typed.casefold(), _NUMBERED.fullmatch(typed)
        if word == "help":
            return _reply(sentence("help"))
        if word in ("quit", "exit"):
            return replace(_reply(sentence("goodbye")), ends=True)
        if word == "more":
            return self._press("more", sentence("no_more"))
        if numbered is None:
            return self._ask(typed)
        number = int(numbered[2] or numbered[3] or 1)
        absent = sentence("no_such_quote", number=number)
        return self._press(f"{numbered[1].casefold()} {number}", absent)

    def _ask(self, typed: str) -> Reply:
        served = self.desk.ask(Incoming(_CHAT, _CHAT, typed))
        if served.outcome is not None:  # else it was no question, and the last answer stays
            self._buttons = {}
            self._keep_buttons(served)
        return served.reply

    def _press(self, typed: str, absent: Words) -> Reply:
        """Press the button that is typed so; `absent` is said where there is none."""
        button = self._buttons.get(typed)
        if button is None:
            return _reply(absent)
        press = Press(_CHAT, _CHAT, button.kind, button.token, button.number)
        pressed = self.desk.press(press)
        if pressed.served is None:
            return _reply(*(() if pressed.notice is None else (pressed.notice,)))
        if button.kind == "more":
            del self._buttons[typed]
        self._keep_buttons(pressed.served)
        return pressed.served.reply

    def _keep_buttons(self, served: Served) -> None:
        for row in served.rows:
            for button in row:
                typed = "more" if button.kind == "more" else f"{button.kind} {button.number}"
                self._buttons[typed] = button


def _reply(*lines: Words) -> Reply:
    return Reply(tuple(Say(line) for line in lines))
