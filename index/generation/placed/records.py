"""The records of what is placed: hosts, and the sets of shards that they hold copies of."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from index.errors import GenerationRefused
from index.generation import directory, vectors
from index.generation.asking import Size
from index.generation.directory import Manifest


def shards_of(manifest: Manifest) -> list[tuple[str, str]]:
    """List the shards of a generation: the name of each, and the digest that stands for its files.

    Of a generation of one shard the name is empty.
    """
    if not manifest.shards:
        marks = sorted(mark.sha256 for mark in manifest.files.values())
        return [("", sha256("".join(marks).encode()).hexdigest())]
    return [(name, directory.digest_of_shard(manifest, name)) for name in manifest.shards]


def stable_names(manifest: Manifest) -> list[str]:
    """Name the shards of a generation by a digest that stays when articles are removed of one.

    So it stays on the hosts that have most of its files: it is that of its vectors.
    """
    if not manifest.shards:
        return [digest for _, digest in shards_of(manifest)]
    return [manifest.files[f"{name}/{vectors.FILE_NAME}"].sha256 for name in manifest.shards]


@dataclass(frozen=True, slots=True)
class Disk:
    """The folder in which a host keeps its copies, and why that is impossible, if it is."""

    path: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Copying:
    """What a host copies: shards of a generation by their places, and how many bytes of how many.

    >>> str(Copying(4, (0, 2), 30, 120))
    'copying shards 0, 2 of generation 4, 25% done'
    """

    number: int
    shards: tuple[int, ...]
    done: int
    total: int

    def __str__(self) -> str:
        """Say it in words."""
        shards = ", ".join(map(str, self.shards))
        share = 100 * self.done // max(1, self.total)
        return f"copying shards {shards} of generation {self.number}, {share}% done"


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


def is_of_folder(placed: PlacedSet, data: Path) -> bool:
    """Tell whether a set has the shards that its number has in the shared folder.

    It has others where the store was set back to a backup, and the number was given once more. What
    cannot be read there is taken for the same: nothing of it is needed to ask.
    """
    try:
        manifest = directory.read_manifest(data, placed.number)
    except GenerationRefused:
        return True
    return [digest for _, digest in shards_of(manifest)] == [each.digest for each in placed.shards]


@dataclass(frozen=True, slots=True)
class Placed:
    """The hosts, in the order in which they came, those that are emptied, and the last sets."""

    hosts: tuple[str, ...] = ()
    draining: tuple[str, ...] = ()
    sets: tuple[PlacedSet, ...] = ()

    @property
    def able(self) -> tuple[str, ...]:
        """List the hosts that may be given shards: those that are not emptied."""
        return tuple(host for host in self.hosts if host not in self.draining)

    def of(self, number: int) -> PlacedSet | None:
        """Return the set of a generation, if it is placed."""
        return next((each for each in self.sets if each.number == number), None)
