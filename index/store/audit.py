"""The audit log of a data directory (who did what, when): append to it, list it, verify it."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from index.records import AuditEntry, Deed
from index.store import chain
from index.store.chain import Clock, utc_now
from index.store.file import CORPUS_ACTIONS, StoreFile

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Verified:
    """A verified audit log: how many entries, the newest one's hash, a line for each problem."""

    entries: int
    head: str
    problems: tuple[str, ...]


def append(
    data: Path,
    by: str,
    action: str,
    detail: str,
    clock: Clock = utc_now,
) -> str:
    """Append an entry to the audit log: the action of somebody (`cli:ada`, `telegram:123`).

    Return its hash, for what the entry describes to be kept with: see `verify`. Changes of the
    corpus are recorded by `build`, in the transaction that makes them live.
    """
    with closing(StoreFile(data, writable=True)) as file, file.transaction() as connection:
        return chain.write(connection, Deed(chain.stamp(clock()), by, action, detail))


def entries(data: Path) -> tuple[AuditEntry, ...]:
    """Read the audit log, oldest entry first."""
    with closing(StoreFile(data)) as file, file.reading() as connection:
        return chain.read(connection)


def verify(
    data: Path, noted: str | None = None, described: Mapping[str, str] = NOTHING
) -> Verified:
    """Verify the audit log: find every entry that was edited, moved, forged, removed or cut off.

    `noted` is the hash of an entry, or its first digits, that somebody has kept elsewhere: an entry
    with this hash must be there, which a log that was written anew as a whole lacks. `described`
    are the hashes that are kept outside the store with what their entries describe, by its name.
    """
    with closing(StoreFile(data)) as file, file.reading():
        found = chain.read(file.connection)
        problems = chain.problems(file.connection)
        if file.has_table("makers"):
            problems += _unrecorded(file, found)
    if noted is not None and not any(entry.hash.startswith(noted) for entry in found):
        problems += (f"the entry with the noted hash {noted} is not there any more",)
    hashes = {entry.hash for entry in found}
    problems += tuple(
        f"the entry of {what} is not there any more"
        for what, entry in described.items()
        if entry not in hashes
    )
    return Verified(len(found), found[-1].hash if found else chain.BEGINNING, problems)


def _unrecorded(file: StoreFile, found: Sequence[AuditEntry]) -> tuple[str, ...]:
    """Count the changes of the corpus against their entries: neither is ever written alone."""
    changes = int(file.connection.execute("SELECT count(*) FROM makers").fetchone()[0])
    recorded = sum(entry.deed.action in CORPUS_ACTIONS for entry in found)
    if changes == recorded:
        return ()
    return (f"the corpus was changed {changes} times, but {recorded} entries say so",)
