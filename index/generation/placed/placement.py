"""Which hosts hold which shards of which generations: in rows of the server that keeps the state.

Where no server does, it is a file `cluster.json` in the data directory, which all machines share.
It is replaced as a whole, so that a reader finds the set before or the set after, and never a part
of one. Of two changes at once the second sees what the first has made.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path

from index.errors import GenerationRefused, StoreRefused
from index.generation.asking import Size
from index.generation.directory import KEPT
from index.generation.placed.records import Placed, PlacedSet, PlacedShard
from index.generation.placed.shared import SharedPlacement
from index.store.databases import PRIVATE_FILE, holding
from index.store.engines import SERVERS

FILE_NAME = "cluster.json"
_LOCK_NAME, _PLACING_LOCK_NAME = "cluster.lock", "cluster-placing.lock"
_MOVED = ".moved-to-postgres"


class Placement:
    """What is placed of one data directory; for one thread."""

    def __init__(self, data: Path) -> None:
        """Find where it is kept."""
        self.data = data
        server, file = SERVERS.get(data), _File(data)
        self._keeper: _File | SharedPlacement = (
            file if server is None else SharedPlacement(server, file)
        )

    def read(self) -> Placed:
        """Read what is placed; nothing if nothing ever was. Raises `StoreRefused`."""
        return self._keeper.read()

    def join(self, host: str) -> None:
        """Add a host, or take it back that was to be emptied."""
        self._keeper.change(
            lambda placed: replace(
                placed,
                hosts=tuple(dict.fromkeys((*placed.hosts, host))),
                draining=_without(placed.draining, host),
            )
        )

    def drain(self, host: str) -> None:
        """Mark a host to be emptied: it is given nothing. Refuses the last one that is not."""

        def mark(placed: Placed) -> Placed:
            draining = tuple(dict.fromkeys((*placed.draining, host)))
            if set(placed.hosts) <= set(draining):
                raise GenerationRefused(
                    f"without {host} no host can hold the generation; the set before stays. Add"
                    " another first with: pullquote cluster add-host"
                )
            return replace(placed, draining=draining)

        self._keeper.change(mark)

    def leave(self, host: str) -> bool:
        """Forget a host that was emptied, and what is left of its copies; tell whether it is gone.

        It stays if it was taken back meanwhile. Another one may have forgotten it already.
        """
        is_gone = False

        def forget(placed: Placed) -> Placed:
            nonlocal is_gone
            is_gone = host not in placed.able
            if not is_gone:
                return placed
            return replace(
                placed,
                hosts=_without(placed.hosts, host),
                draining=_without(placed.draining, host),
                sets=tuple(_set_without(each, host) for each in placed.sets),
            )

        self._keeper.change(forget)
        return is_gone

    def keep(self, found: PlacedSet) -> bool:
        """Make a set the last one; the sets before the last `KEPT` are forgotten.

        Tell whether it is kept: it is not if one of its hosts was emptied or left meanwhile.
        """
        kept = False

        def put(placed: Placed) -> Placed:
            nonlocal kept
            kept = {host for shard in found.shards for host in shard.hosts} <= {*placed.able}
            if not kept:
                return placed
            others = (each for each in placed.sets if each.number != found.number)
            return replace(placed, sets=(*others, found)[-KEPT:])

        self._keeper.change(put)
        return kept

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Wait until no other process is placing a set, which may take hours, and keep others out.

        What hosts copied for a set that is not kept yet, another one would have them forget.
        """
        with _alone(self.data / _PLACING_LOCK_NAME):
            yield

    def move(self, number: int, hosts: Mapping[str, Sequence[str]]) -> None:
        """Say which hosts have shards of a set now, by the digests of the shards.

        A host that is emptied or has left has none; what is not there any more is passed over.
        """

        def put(placed: Placed) -> Placed:
            def moved(shard: PlacedShard) -> PlacedShard:
                new = tuple(each for each in hosts.get(shard.digest, ()) if each in placed.able)
                return replace(shard, hosts=new or shard.hosts)

            return replace(
                placed,
                sets=tuple(
                    replace(each, shards=tuple(map(moved, each.shards)))
                    if each.number == number
                    else each
                    for each in placed.sets
                ),
            )

        self._keeper.change(put)


def keep_in_file(data: Path) -> None:
    """Write what a server keeps to the file, which counts once the server keeps nothing."""
    placed = Placement(data).read()
    if placed != Placed():
        _File(data).change(lambda _: placed)


class _File:
    """The file of one data directory; whoever changes it holds the lock beside it."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._lock = data / _LOCK_NAME
        self._read: tuple[tuple[int, int], Placed] | None = None

    def read(self) -> Placed:
        try:
            found = self._path.stat()
            state = found.st_mtime_ns, found.st_ino
            if self._read is None or self._read[0] != state:
                self._read = state, _placed(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Placed()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise StoreRefused(
                f"{self._path} cannot be read ({error}); remove it, and place all shards anew with:"
                " pullquote cluster start"
            ) from error
        return self._read[1]

    def put_aside(self) -> None:
        """Take the file away, as what it says is kept elsewhere now."""
        with suppress(FileNotFoundError):
            self._path.rename(self._path.with_suffix(_MOVED))

    def change(self, change: Callable[[Placed], Placed]) -> None:
        with _alone(self._lock):  # which takes milliseconds
            self._read = None  # two changes within a tick of the clock have the same time
            before = self.read()
            placed = change(before)
            if placed != before:
                self._write(placed)

    def _write(self, placed: Placed) -> None:
        aside = self._path.with_suffix(f".{os.getpid()}")
        try:
            aside.write_text(json.dumps(asdict(placed), indent=1), encoding="utf-8")
            aside.chmod(PRIVATE_FILE)
            aside.replace(self._path)
        except OSError as error:
            raise StoreRefused(f"cannot write {self._path}: {error}") from error


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Wait until nobody else holds a lock, a file that all machines see."""
    try:
        held = os.open(lock, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    except OSError as error:
        raise StoreRefused(f"cannot write {lock}: {error}") from error
    with holding(held):
        yield


def _set_without(found: PlacedSet, host: str) -> PlacedSet:
    return replace(
        found,
        shards=tuple(
            replace(shard, hosts=_without(shard.hosts, host) or shard.hosts)
            for shard in found.shards
        ),
    )


def _without(hosts: Sequence[str], host: str) -> tuple[str, ...]:
    return tuple(each for each in hosts if each != host)


def _placed(raw: Mapping[str, Sequence[object]]) -> Placed:
    return Placed(
        hosts=tuple(map(str, raw["hosts"])),
        draining=tuple(map(str, raw["draining"])),
        sets=tuple(_set(each) for each in raw["sets"] if isinstance(each, dict)),
    )


def _set(raw: Mapping[str, object]) -> PlacedSet:
    shards = raw["shards"]
    if not isinstance(shards, list):
        raise TypeError("its shards are no list")
    return PlacedSet(
        number=int(str(raw["number"])),
        fingerprint=str(raw["fingerprint"]),
        shards=tuple(
            PlacedShard(each["name"], each["digest"], Size(**each["size"]), tuple(each["hosts"]))
            for each in shards
        ),
    )
