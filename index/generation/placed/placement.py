"""Which hosts hold which shards of which generations: in rows of the server that keeps the state.

Where no server does, it is a file `cluster.json` in the data directory, which all machines share.
It is replaced as a whole, so that a reader finds the set before or the set after, and never a part
of one.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from index.errors import StoreRefused
from index.generation.asking import Size
from index.generation.directory import KEPT
from index.generation.placed.records import Placed, PlacedSet, PlacedShard
from index.generation.placed.shared import SharedPlacement
from index.store.databases import PRIVATE_FILE
from index.store.engines import SERVERS

FILE_NAME = "cluster.json"
_MOVED = ".moved-to-postgres"


class Placement:
    """What is placed of one data directory; for one thread."""

    def __init__(self, data: Path) -> None:
        """Find where it is kept."""
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
        """Mark a host to be emptied: the next placing gives it nothing."""
        self._keeper.change(
            lambda placed: replace(placed, draining=tuple(dict.fromkeys((*placed.draining, host))))
        )

    def leave(self, host: str) -> None:
        """Forget a host that was emptied."""
        self._keeper.change(
            lambda placed: replace(
                placed,
                hosts=_without(placed.hosts, host),
                draining=_without(placed.draining, host),
            )
        )

    def keep(self, found: PlacedSet) -> None:
        """Make a set the last one; the sets before the last `KEPT` are forgotten."""
        self._keeper.change(
            lambda placed: replace(
                placed,
                sets=(*(each for each in placed.sets if each.number != found.number), found)[
                    -KEPT:
                ],
            )
        )


class _File:
    """The file of one data directory. Whoever changes it is one process: that which places."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
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
        placed = change(self.read())
        aside = self._path.with_suffix(f".{os.getpid()}")
        try:
            aside.write_text(json.dumps(asdict(placed), indent=1), encoding="utf-8")
            aside.chmod(PRIVATE_FILE)
            aside.replace(self._path)
        except OSError as error:
            raise StoreRefused(f"cannot write {self._path}: {error}") from error


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
