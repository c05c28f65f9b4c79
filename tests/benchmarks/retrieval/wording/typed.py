"""How messages are answered as reporters on deadline type them in a chat of their own.

    python -m tests.benchmarks.retrieval.wording.typed [--set held] [--data DIR] [--show]

Each message of `typed.toml` goes to a desk, behind the one before it where it follows one, and its
reply is compared with what a reporter would expect. Prints how many came out so, by kind and by
what the wrong ones were; --show prints every message with its reply, as in a terminal. Russian and
Ukrainian are counted by themselves: the default model does not read them. --model tries another.
"""

import argparse
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[3]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data, add_model
from journeys.test_seeds import SEEDS

from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.replies import Incoming, Say, Served, ShowQuote
from bot.sentences.say import Sentence, speaker
from bot.terminal.printing import print_reply
from index import build
from index.build import Reindex
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans
from index.sources import read

MESSAGES = Path(__file__).with_name("typed.toml")

_LINES = {"quotes": "quotes_only", "counts": "counts_nothing"}

Fault = Literal["false answer", "no answer", "not found", "searched", "not searched", "no line"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message, what was asked before it, and what a reporter expects; as in `typed.toml`."""

    corpus: str
    language: str
    kind: str
    typed: str
    expect: str
    says: str = ""
    before: str = ""
    line: str = ""


def read_messages(name: str) -> tuple[Message, ...]:
    """Read one of the two sets, "working" or "held"."""
    return tuple(Message(**held) for held in tomllib.loads(MESSAGES.read_text("utf-8"))[name])


def main() -> None:
    """Index both corpora, send each message, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    add_model(parser)
    parser.add_argument("--set", default="working", choices=("working", "held"))
    parser.add_argument("--show", action="store_true", help="print every reply")
    arguments = parser.parse_args()
    messages = read_messages(arguments.set)
    folders = {"seeds": SEEDS, "news": arguments.data / "news" / "articles"}
    faults: dict[Message, Fault | None] = {}
    for corpus, folder in folders.items():
        of_corpus = [message for message in messages if message.corpus == corpus]
        with (
            tempfile.TemporaryDirectory() as data,
            closing(_open(Path(data), folder, arguments)) as desk,
        ):
            faults |= {
                message: _fault(message, _send(desk, str(at), message, show=arguments.show))
                for at, message in enumerate(of_corpus)
            }
    _print_table(faults)


def _open(data: Path, folder: Path, arguments: argparse.Namespace) -> Desk:
    embedder = SentenceTransformerEmbedder(ModelChoice(arguments.model), data / "models")
    build.publish(Reindex(data, embedder, arguments.model), read.read_folder(folder).texts)
    packaged = outcome.load()
    reading = ReadingMeans(CrossEncoder(data / "models"), packaged.mixture, packaged.bar)
    fitted = calibration.load_packaged(arguments.model)
    asker = Asker(data, embedder, fitted, None, reading)
    return Desk(asker, ChatStore(None), 3, arguments.model, time.time)


def _send(desk: Desk, chat: str, message: Message, *, show: bool) -> Served:
    """Send a message, and before it what was asked a moment earlier; return the reply."""
    if message.before:
        desk.ask(_incoming(chat, message.before))
    served = desk.ask(_incoming(chat, message.typed))
    if show:
        console = Console(highlight=False, width=110)
        print(f"\n##### {message.before} >> {message.typed[:300]}")
        print_reply(served.reply, console, speaker(message.language))
        print(f"    [{served.outcome}; expected {message.expect}: {_fault(message, served)}]")
    return served


def _incoming(chat: str, text: str) -> Incoming:
    return Incoming(chat, "reporter", text, is_private=True, role="journalist")


def _fault(message: Message, served: Served) -> Fault | None:
    """Name what is wrong with a reply, the most harmful first; `None` if nothing is."""
    says = [message.says.casefold() in shown.casefold() for shown in _shown(served)]
    if message.expect == "none" and served.outcome == "answer":
        return "false answer"
    if message.expect == "remark":
        return None if served.outcome is None else "searched"
    if served.outcome is None and not says:
        return "not searched"
    if message.expect == "answer" and not any(says):
        return "false answer" if served.outcome == "answer" else "not found"
    if message.expect == "shown" and not any(says):
        return "not found"
    if message.expect == "answer" and served.outcome != "answer":
        return "no answer"
    return "no line" if message.line and not _says_line(served, message.line) else None


def _shown(served: Served) -> list[str]:
    """Write each quote with what is shown beside it, so that it is understood."""
    quotes = (block for block in served.reply.blocks if isinstance(block, ShowQuote))
    return [
        " ".join((*(beside.quote.text for beside in block.beside), block.quote.text))
        for block in quotes
    ]


def _says_line(served: Served, key: str) -> bool:
    says = (block.words for block in served.reply.blocks if isinstance(block, Say))
    return any(isinstance(words, Sentence) and words.key == _LINES[key] for words in says)


def _print_table(faults: Mapping[Message, Fault | None]) -> None:
    print("| messages | as expected | of |" + "".join(f" {fault} |" for fault in _FAULTS))
    print("|---" * (3 + len(_FAULTS)) + "|")
    for name, languages in (("English", ("en",)), ("Russian, Ukrainian", ("ru", "uk"))):
        _print_row(
            name, [fault for message, fault in faults.items() if message.language in languages]
        )
    for kind in dict.fromkeys(message.kind for message in faults):
        _print_row(kind, [fault for message, fault in faults.items() if message.kind == kind])


def _print_row(name: str, faults: Sequence[Fault | None]) -> None:
    counts = Counter(faults)
    of_faults = "".join(f" {counts[fault] or ''} |" for fault in _FAULTS)
    print(f"| {name} | {counts[None]} | {len(faults)} |{of_faults}")


_FAULTS: tuple[Fault, ...] = (
    "false answer",
    "no answer",
    "not found",
    "searched",
    "not searched",
    "no line",
)


if __name__ == "__main__":
    main()
