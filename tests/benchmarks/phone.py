"""How an answer looks on a phone: how soon the answering sentence ends, its length, its buttons.

    python -m tests.benchmarks.phone [--data BENCH]

Asks the 40 golden questions over the seeds and 60 questions of the open benchmark's news, each as
the first of a private chat, and lays the answers out as Telegram gets them. Only answers that are
called so have an answering sentence; the other figures are over all hundred.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from journeys.test_seeds import ANSWERABLE, SEEDS

from bot.cli import opening
from bot.cli.settings import Settings
from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.replies import Incoming, Served
from bot.sentences.say import speaker
from bot.telegram.messages.render import render
from bot.telegram.messages.text import TelegramText, encode_units
from bot.telegram.updates import keyboard
from index import build
from index.build import Reindex
from index.sources import read

_NEWS_QUESTIONS = 60
_FOLDED = 120  # characters that Telegram shows of a folded quotation: three lines
_LIMITS = {"ends": 160, "characters": 450, "longest": 900, "buttons": 8}


@dataclass(frozen=True, slots=True)
class Looked:
    """How an answer looks: its characters, those before its answering sentence ends, its buttons.

    `ends` is `None` where it is not called an answer.
    """

    outcome: str
    ends: int | None
    characters: int
    messages: int
    buttons: int
    taps_to_context: int


def main() -> None:
    """Ask all questions and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    bench: Path = parser.parse_args().data
    looked = {
        "seeds": list(_look(SEEDS, [golden.text for golden in ANSWERABLE])),
        "news": list(_look(bench / "news" / "articles", _news_questions(bench))),
    }
    looked["both"] = [*looked["seeds"], *looked["news"]]
    print(
        "| | questions | called answer | characters before the answering sentence ends, median"
        " (95 %) | length, median | longest | messages | most buttons | taps to the context |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, answers in looked.items():
        print(f"| {name} | {' | '.join(_row(answers))} |")
    print(f"bars: {_LIMITS}")


def _look(folder: Path, questions: Sequence[str]) -> Iterator[Looked]:
    """Index a folder, and look at the answer to each question."""
    with tempfile.TemporaryDirectory() as directory:
        chosen = Settings(data_dir=Path(directory))
        texts = read.read_folder(folder).texts
        build.publish(Reindex(chosen.data_dir, opening.make_embedder(chosen), chosen.model), texts)
        asker, memory = opening.make_asker(chosen), ChatStore(None)
        with closing(Desk(asker, memory, chosen.quotes, chosen.model, time.time)) as desk:
            for chat, question in enumerate(questions):
                yield _looked(desk.ask(Incoming(str(chat), "ada", question, is_private=True)))


def _looked(served: Served) -> Looked:
    messages = render(served.reply, speaker("en"))
    markup = keyboard(served.rows, speaker("en"))
    keys = [] if markup is None else [key for row in markup.inline_keyboard for key in row]
    contexts = sum(button.kind == "context" for row in served.rows for button in row)
    quotes = sum(len(message.slices) for message in messages)
    is_answer = served.outcome == "answer"
    return Looked(
        outcome=served.outcome or "none",
        ends=_end_of_answer(messages[0]) if is_answer else None,
        characters=sum(map(_shown, messages)),
        messages=len(messages),
        buttons=len(keys),
        taps_to_context=1 if contexts or not quotes else 2,
    )


def _shown(message: TelegramText) -> int:
    """Count the characters before anything is pressed: of what is folded, three lines."""
    folded = [entity for entity in message.entities if entity.kind == "expandable_blockquote"]
    return len(message.text) - sum(max(0, entity.length - _FOLDED) for entity in folded)


def _end_of_answer(message: TelegramText) -> int:
    """Count the characters before the end of what is first in bold: the answering sentence."""
    bold = next(entity for entity in message.entities if entity.kind == "bold")
    before = encode_units(message.text)[: 2 * (bold.offset + bold.length)]
    return len(before.decode("utf-16-le"))


def _row(answers: Sequence[Looked]) -> Iterator[str]:
    ends = sorted(answer.ends for answer in answers if answer.ends is not None)
    yield str(len(answers))
    yield str(len(ends))
    yield f"{statistics.median(ends):.0f} ({ends[int(0.95 * len(ends))]})"
    yield f"{statistics.median(answer.characters for answer in answers):.0f}"
    yield str(max(answer.characters for answer in answers))
    yield str(max(answer.messages for answer in answers))
    yield str(max(answer.buttons for answer in answers))
    yield str(max(answer.taps_to_context for answer in answers))


def _news_questions(bench: Path) -> list[str]:
    lines = (bench / "news" / "questions.jsonl").read_text("utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    found = [one["question"] for one in asked if one["kind"] == "answerable"]
    return found[:_NEWS_QUESTIONS]


if __name__ == "__main__":
    main()
