"""The chat in a terminal or a pipe: lines in, quotes out."""

from collections.abc import Iterable
from contextlib import suppress

from rich.console import Console
from rich.text import Text

from bot.replies import Incoming
from bot.sentences.say import speaker
from bot.terminal.printing import print_line, print_reply
from bot.terminal.responder import Responder

_CHAT = "terminal"
_PROMPT = "? "


def talk(responder: Responder, lines: Iterable[str], console: Console, language: str) -> None:
    """Answer line after line until they end or one says quit."""
    speak = speaker(language)
    print_reply(responder.greet(), console, speak)
    for line in lines:
        if not line.strip():
            continue
        if not console.is_terminal:
            print_line(Text(f"\n{_PROMPT}{line.strip()}"), console)
        reply = responder.respond(Incoming(_CHAT, _CHAT, line, language))
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
