"""The audit log of a data directory: who did what when; append to it, list it, verify it."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.records import AuditEntry, Deed
from index.store import chain
from index.store.file import CORPUS_ACTIONS, StoreFile


@dataclass(frozen=True, slots=True)
class Verified:
    """How many entries the log holds, the newest one's hash, and a line for each thing wrong."""

    entries: int
    head: str
    problems: tuple[str, ...]


def append(
    data: Path,
    by: str,
    action: str,
    detail: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Record that somebody (`cli:ada`, `telegram:123`) did something.

    What changes the corpus is recorded by `build`, in the transaction that makes it live.
    """
    with closing(StoreFile(data, writable=True)) as file, file.transaction() as connection:
        chain.write(connection, Deed(stamp(clock()), by, action, detail))


def entries(data: Path) -> tuple[AuditEntry, ...]:
    """Read the log, oldest first."""
    with closing(StoreFile(data)) as file, file.translated():
        return chain.read(file.connection)


def verify(data: Path, noted: str | None = None) -> Verified:
    """Find every entry that was edited, moved, forged, removed or cut off.

    `noted` is the hash of an entry, or how it begins, that somebody has kept elsewhere: it must
    still be there, which also shows a log that was written anew as a whole.
    """
    with closing(StoreFile(data)) as file, file.translated():
        found = chain.read(file.connection)
        problems = chain.problems(file.connection)
        if file.has_table("makers"):
            problems += _unrecorded(file, found)
    if noted is not None and not any(entry.hash.startswith(noted) for entry in found):
        problems += (f"the entry with the noted hash {noted} is not there any more",)
    return Verified(len(found), found[-1].hash if found else chain.BEGINNING, problems)


def stamp(now: datetime) -> str:
    """Write a time as every record of the store has it: ISO 8601, in seconds."""
    return now.isoformat(timespec="seconds")


def _unrecorded(file: StoreFile, found: Sequence[AuditEntry]) -> tuple[str, ...]:
    """Count the changes of the corpus against their entries: neither is ever written alone."""
    changes = int(file.connection.execute("SELECT count(*) FROM makers").fetchone()[0])
    told = sum(entry.deed.action in CORPUS_ACTIONS for entry in found)
    if changes == told:
        return ()
    return (f"the corpus was changed {changes} times, but {told} entries say so",)
