"""Thirteen commands over a data directory, each judged by what it says over the whole one.

A command must say the same over a damaged directory, or in one line that it cannot, or `doctor`
must name the damage. Whatever is damaged, no quote may differ in a letter or a field.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from fakes.commands.shell import CAUGHT, FLED, VOTED, Ran, Shell

from index.errors import PullquoteError
from index.store.store import read_corpus

Command = tuple[str, ...]
End = Literal["harmless", "refused", "named by doctor"]

_ELAPSED = re.compile(r', "elapsed_ms": [0-9.]+')
_ADD = ("sources", "add", "articles/titled.txt", "--yes")
COMMANDS: tuple[Command, ...] = (
    ("ask", "Кто бежал ночью?", "--json"),
    ("batch", "questions.txt"),
    ("chat",),
    ("sources", "list", "--json"),
    ("sources", "show", "fled", "--text"),
    ("sources", "show", "voted", "--json"),
    ("status",),
    ("history", "--json"),
    ("diff", "1", "3", "--json"),
    ("people", "list", "--json"),
    ("doctor",),
    _ADD,
    ("undo",),
)
_SPEAKING_FIRST = (("chat",), _ADD)  # a greeting, a card
_TEXTS = (FLED, CAUGHT, VOTED.rpartition("---\n\n")[2])


@dataclass(frozen=True, slots=True)
class Judged:
    """How the commands over a damaged directory ended, and a line for each broken promise."""

    end: End
    broken: tuple[str, ...]


def furnish(shell: Shell) -> None:
    """Add to a corpus of one article all that the command line keeps, in three generations."""
    shell.write(voted=VOTED)
    _succeed(shell, "sources", "add", "articles/voted.txt", "--yes")
    shell.write(fled=CAUGHT)
    _succeed(shell, "sources", "add", "articles/fled.txt", "--yes")
    _succeed(shell, "golden", "add", "Кто бежал?", "--words", "Солдат")
    _succeed(shell, "people", "grant", "7", "moderator")
    shell.write(titled=f"---\ntitle: T\n---\n\n{CAUGHT}")
    Path("questions.txt").write_text("Кто посчитал голоса? Кого не нашли?\n", encoding="utf-8")


def learn(shell: Shell) -> Mapping[Command, Ran]:
    """Learn what each command says over the whole directory, which changes by it."""
    return {command: run(shell, command) for command in COMMANDS}


def run(shell: Shell, command: Command) -> Ran:
    """Run a command, and leave out of what it says how long it took."""
    typed = "Кто бежал ночью?\ncontext 1\nsource 1\n".encode()
    ran = shell.run(*command, typed=typed if command == ("chat",) else b"")
    return replace(ran, out=_ELAPSED.sub("", ran.out))


def judge(shell: Shell, whole: Mapping[Command, Ran]) -> Judged:
    """Run all commands over a damaged directory, and judge what they say and what they left."""
    ends: dict[Command, str] = {}
    broken: list[str] = []
    for command in COMMANDS:
        try:
            ran = run(shell, command)
        except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
            broken.append(f"{command} gave a traceback: {error!r}")
            continue
        ends[command] = _end_of(ran, whole[command], command)
        broken += _broken_by(ran, whole[command], command)
    broken += _never_added(shell)
    if "refused" in ends.values():
        return Judged("refused", tuple(broken))
    if "named by doctor" in ends.values():
        return Judged("named by doctor", tuple(broken))
    others = [command for command, end in ends.items() if end == "other"]
    unnamed = [f"nothing names the damage, and {others} say something else"] if others else []
    return Judged("harmless", (*broken, *unnamed))


def _end_of(ran: Ran, said: Ran, command: Command) -> str:
    if ran.code == 2:
        return "refused"
    if command == ("doctor",):
        return "named by doctor" if ran.out.count("FAIL") > said.out.count("FAIL") else "same"
    return "same" if ran == said else "other"


def _broken_by(ran: Ran, said: Ran, command: Command) -> Iterator[str]:
    if ran.code == 2 and ((ran.out and command not in _SPEAKING_FIRST) or ran.err.count("\n") != 1):
        yield f"{command} refused in other words: {ran}"
    known = _quoted(said, command)
    if ran.code != 2:
        yield from (f"{command} says {said}" for said in _quoted(ran, command) if said not in known)


def _quoted(ran: Ran, command: Command) -> list[str]:
    """List what a command says of articles: quotes with their sources, sources, and texts."""
    if command[0] in ("ask", "batch"):
        answers = [json.loads(line) for line in ran.out.splitlines()]
        return [
            json.dumps({name: quote[name] for name in ("text", "article", "sha256")})
            for answer in answers
            for quote in answer["quotes"]
        ]
    return ran.out.splitlines() if command[:2] != _ADD[:2] and command[0] == "sources" else []


def _never_added(shell: Shell) -> Iterator[str]:
    """Find the texts that are in the corpus now and were never added."""
    try:
        articles = read_corpus(shell.data).articles
    except PullquoteError:
        return
    for article in articles:
        if article.text not in _TEXTS:
            yield f"{article.id} is said to read {article.text!r}"


def _succeed(shell: Shell, *command: str) -> None:
    ran = shell.run(*command)
    assert ran.code == 0, ran
