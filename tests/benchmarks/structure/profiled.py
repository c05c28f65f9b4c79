"""Runs the command line and counts the calls of each function of ours.

    python profiled.py COUNTS ARGUMENT…

A call counts, but neither the body of a module or class, which runs while it is imported, nor what
that body calls, nor a method that `dataclass` has made. At the end the counts are written into the
file COUNTS as JSON, by "module:function". Where COUNTS is "-", a line "clear" of the input forgets
them and a line "count" prints them: so they can be had while a chat is served.
"""

import json
import os
import sys
import threading
from collections import Counter
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import FrameType

_CHECKOUT = str(Path(__file__).parents[3])
_HALLS = ("bot.", "index.")


def main() -> None:
    """Run the command line under the profiler."""
    counts, *arguments = sys.argv[1:]
    os.environ["PULLQUOTE_READER"] = "off"  # the bars are of search; the reader enters six more
    called: Counter[str] = Counter()

    def note(frame: FrameType, event: str, _: object) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        if event == "call" and module.startswith(_HALLS) and _is_written(frame):
            called[f"{module}:{frame.f_code.co_name}"] += 1

    if counts == "-":
        threading.Thread(target=_listen, args=(called,), daemon=True).start()
    threading.setprofile(note)
    sys.setprofile(note)
    from bot.cli.main import main as run

    try:
        run(arguments)
    finally:
        sys.setprofile(None)
        if counts != "-":
            Path(counts).write_text(json.dumps(dict(called)), "utf-8")


def _is_written(frame: FrameType) -> bool:
    """Return whether a frame is of a function in our source, not called by a body that is run."""
    if frame.f_code.co_filename == "<string>":
        return False  # a method that `dataclass` has made
    caller = frame.f_back
    is_of_body = caller is not None and not caller.f_code.co_flags & CO_OPTIMIZED
    is_main = caller is not None and caller.f_globals.get("__name__") == "__main__"
    return bool(frame.f_code.co_flags & CO_OPTIMIZED) and (is_main or not is_of_body)


def _listen(called: Counter[str]) -> None:
    for line in sys.stdin:
        if line.strip() == "clear":
            called.clear()
        answer = json.dumps(dict(called))
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
