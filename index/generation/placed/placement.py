"""Which hosts hold which shards of which generations, as the file `cluster.json` says it.

The file stands in the data directory, which all machines share. It is replaced as a whole, so that
a reader finds the set before or the set after, and never a part of one.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from index.errors import StoreRefused
from index.generation import directory
from index.generation.asking import Size
from index.generation.directory import KEPT, Manifest
from index.store.databases import PRIVATE_FILE

FILE_NAME = "cluster.json"


def shards_of(manifest: Manifest) -> list[tuple[str, str]]:
    """List the shards of a generation: the name of each, and the digest that stands for its files.

    Of a generation of one shard the name is empty.
    """
    if not manifest.shards:
        marks = sorted(mark.sha256 for mark in manifest.files.values())
        return [("", sha256("".join(marks).encode()).hexdigest())]
    return [(name, directory.digest_of_shard(manifest, name)) for name in manifest.shards]


@dataclass(frozen=True, slots=True)
class PlacedShard:
    """A shard, the SHA-256 of its manifest, its size, and the hosts that have a copy of it."""

    name: str
    digest: str
    size: Size
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedSet:
    """A generation whose shards all have copies; `fingerprint` is that of its model."""

    number: int
    fingerprint: str
    shards: tuple[PlacedShard, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The hosts, in the order in which they came, those that are emptied, and the last sets."""

    hosts: tuple[str, ...] = ()
    draining: tuple[str, ...] = ()
    sets: tuple[PlacedSet, ...] = ()

    def of(self, number: int) -> PlacedSet | None:
        """Return the set of a generation, if it is placed."""
        return next((each for each in self.sets if each.number == number), None)


class Placement:
    """The file of one data directory. Whoever changes it is one process: that which places."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._read: tuple[tuple[int, int], Placed] | None = None

    def read(self) -> Placed:
        """Read what is placed; nothing if nothing ever was. Raises `StoreRefused`."""
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

    def join(self, host: str) -> None:
        """Add a host, or take it back that was to be emptied."""
        placed = self.read()
        hosts = tuple(dict.fromkeys((*placed.hosts, host)))
        draining = tuple(each for each in placed.draining if each != host)
        self._write(replace(placed, hosts=hosts, draining=draining))

    def drain(self, host: str) -> None:
        """Mark a host to be emptied: the next placing gives it nothing."""
        placed = self.read()
        self._write(replace(placed, draining=tuple(dict.fromkeys((*placed.draining, host)))))

    def leave(self, host: str) -> None:
        """Forget a host that was emptied."""
        placed = self.read()
        self._write(
            replace(
                placed,
                hosts=tuple(each for each in placed.hosts if each != host),
                draining=tuple(each for each in placed.draining if each != host),
            )
        )

    def keep(self, found: PlacedSet) -> None:
        """Make a set the last one; the sets before the last `KEPT` are forgotten."""
        placed = self.read()
        others = [each for each in placed.sets if each.number != found.number]
        self._write(replace(placed, sets=(*others, found)[-KEPT:]))

    def _write(self, placed: Placed) -> None:
        aside = self._path.with_suffix(f".{os.getpid()}")
        try:
            aside.write_text(json.dumps(asdict(placed), indent=1), encoding="utf-8")
            aside.chmod(PRIVATE_FILE)
            aside.replace(self._path)
        except OSError as error:
            raise StoreRefused(f"cannot write {self._path}: {error}") from error


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
