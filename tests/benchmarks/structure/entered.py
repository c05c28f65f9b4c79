"""Figures of real runs: which modules a task enters, how often a text is split, the store opened.

The program runs in a process of its own under `profiled`, which counts the functions called.
"""

import json
import resource
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median

from benchmarks.structure.records import Figure
from fakes.commands.program import CHECKOUT, Conversation, labels, run, serving_telegram
from pictures.program import QUESTION

_PROFILED = str(Path(__file__).with_name("profiled.py"))
_ROUNDS = 7
_ADDED = "The ferry sank at noon.\n\nThe captain was arrested.\n"
_SPLIT = "index.text.paragraphs:split"
_OPENED = "index.store.store:__init__"


def figures(data: Path) -> list[Figure]:
    """Ask in the terminal and in Telegram, press Context, and add a file."""
    asked = _one_more(_chat(data, 1), _chat(data, 2))
    added = _add(data)
    with serving_telegram(data, (_PROFILED, "-")) as talk:
        answer = talk.ask(QUESTION)  # what is done once, at the first question, is done then
        quoted = _counted(talk, lambda: talk.ask(QUESTION))
        pressed = _counted(talk, lambda: talk.press(answer, labels(answer)[0]))
    return [
        _modules("modules entered by a question in the terminal", asked, 18),
        _modules("modules entered from Telegram to the sent quote", quoted, 30),
        _modules("modules entered by a press on Context", pressed, 22),
        _modules("modules entered by `sources add FILE --yes`", added, 42),
        Figure("how often `sources add` splits the text of a file", added.get(_SPLIT, 0), 1),
        Figure("how often `sources add` opens the store", added.get(_OPENED, 0), 2),
    ]


def processor_time(data: Path, older: Path) -> Figure:
    """Compare the CPU seconds of `pullquote ask` in a fresh process with an older checkout's."""
    taken: dict[Path, list[float]] = {CHECKOUT: [], older.absolute(): []}
    for _ in range(_ROUNDS):
        for checkout, seconds in taken.items():
            before = _children_seconds()
            run(data, "ask", QUESTION, checkout=checkout)
            seconds.append(_children_seconds() - before)
    ours, theirs = (median(seconds) for seconds in taken.values())
    return Figure("CPU seconds of `pullquote ask`", ours, theirs, f"at most as {older} takes")


def _chat(data: Path, questions: int) -> dict[str, int]:
    """Ask so many questions in `pullquote chat`."""
    return _run(data, "chat", typed=f"{QUESTION}\n" * questions)


def _one_more(fewer: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Return the calls that one more question takes: none of them opens or loads anything."""
    rest = {call: count - fewer.get(call, 0) for call, count in more.items()}
    return {call: count for call, count in rest.items() if count > 0}


def _add(data: Path) -> dict[str, int]:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(shutil.copytree(data, Path(folder) / "data"))
        file = Path(folder) / "ferry.txt"
        file.write_text(_ADDED, "utf-8")
        return _run(own, "sources", "add", str(file), "--yes")


def _run(data: Path, *arguments: str, typed: str = "") -> dict[str, int]:
    """Run a command to its end; return how often it called each function of ours."""
    with tempfile.NamedTemporaryFile() as counts:
        run(data, *arguments, main=(_PROFILED, counts.name), typed=typed)
        return dict(json.loads(Path(counts.name).read_text("utf-8")))


def _counted(talk: Conversation, act: Callable[[], object]) -> dict[str, int]:
    """Return how often the served program calls each function of ours while somebody acts."""
    _tell(talk, "clear")
    act()
    return dict(json.loads(_tell(talk, "count")))


def _tell(talk: Conversation, line: str) -> str:
    assert talk.process.stdin is not None
    assert talk.process.stdout is not None
    talk.process.stdin.write(f"{line}\n")
    talk.process.stdin.flush()
    return talk.process.stdout.readline()


def _modules(what: str, calls: Mapping[str, int], bar: int) -> Figure:
    modules = sorted({call.partition(":")[0] for call in calls})
    return Figure(what, len(modules), bar, " ".join(modules))


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
