"""Progress bars for people at a terminal: on stderr, nothing in a pipe."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from index import records


@contextmanager
def progress_bar() -> Iterator[records.Progress | None]:
    """Yield what draws a bar for each thing done, or `None` where nobody would see it."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    # Here, as it takes 20 ms to import, which every single question would wait for.
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bars:
        tasks = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(tasks[what], completed=done, total=total)

        yield show
