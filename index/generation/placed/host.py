"""What a host does: it copies shards from the shared folder, opens them, and answers questions."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.errors import GenerationRefused
from index.generation import directory
from index.generation.arrays import mapped
from index.generation.asked import AskedShard, read_fully
from index.generation.asking import Size
from index.generation.directory import Manifest
from index.generation.opened import ARTICLES_NAME, Shard, numbered
from index.store.databases import make_directory

_CALLS = ("look_up", "select", "places", "candidates")
_OF_TEXTS = ("article", "sources", "values", "paragraphs_near")
_MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class _Open:
    """An open shard, and the same as questions ask it."""

    files: Shard
    asked: AskedShard

    def answer(self, call: str, given: Sequence[object]) -> object:
        """Answer a call by its name, completely."""
        if call in _CALLS:
            return getattr(self.asked, call)(*given)()
        if call == "read":
            (ordinals,) = given
            return [read_fully(each) for each in getattr(self.asked, call)(ordinals)()]
        if call in _OF_TEXTS:
            return getattr(self.files.texts, call)(*given)
        raise ValueError(f"a shard answers no {call!r}")


class Host:
    """The shards of one machine, copied to its own disk. One thread asks, another may copy."""

    def __init__(self, shared: Path, disk: Path) -> None:
        """Open again what the disk holds; `shared` is the data directory that all machines see."""
        self._shared = shared
        self._disk = disk
        self._sets: dict[int, Mapping[int, _Open]] = {}
        for number in directory.kept(disk):
            try:
                self._sets[number] = self._open(number)
            except GenerationRefused:
                directory.discard(disk, number)  # it was being copied, or is damaged: copied anew

    def hold(self, number: int, shards: Sequence[int]) -> Mapping[int, Size]:
        """Copy some shards of a generation, given by their places, and open them: their sizes.

        All that was copied is digested. Raises `GenerationRefused` naming what is damaged.
        """
        if set(shards) - set(self._sets.get(number, {})):
            self._copy(number, shards)
            self._sets[number] = self._open(number)
        return {at: self._sets[number][at].asked.size for at in shards}

    def forget(self, kept: Sequence[int]) -> None:
        """Close and remove the generations that are not among those kept."""
        for number in [each for each in self._sets if each not in kept]:
            for shard in self._sets.pop(number).values():
                shard.files.close()
            directory.discard(self._disk, number)

    def ask(self, number: int, shard: int, call: str, given: Sequence[object]) -> object:
        """Answer a call to a shard; raises `GenerationRefused` if it is not here."""
        found = self._sets.get(number, {}).get(shard)
        if found is None:
            raise GenerationRefused(f"shard {shard} of generation {number} is not on this host")
        return found.answer(call, given)

    def held(self) -> Mapping[int, Sequence[int]]:
        """List the places of the shards that are open, by generation."""
        return {number: sorted(shards) for number, shards in self._sets.items()}

    def damage(self) -> Sequence[str]:
        """Digest every copy; name what is damaged."""
        found: list[str] = []
        for number, shards in self._sets.items():
            for shard in shards.values():
                try:
                    directory.check_shard(shard.files.path(""), shard.files.manifest)
                except GenerationRefused as error:
                    found.append(f"generation {number}: {error}")
        return found

    def _copy(self, number: int, shards: Sequence[int]) -> None:
        """Copy files aside, digest them, and rename the folder to its number."""
        manifest = directory.read_manifest(self._shared, number)
        names = _wanted(manifest, {*shards, *self._sets.get(number, {})})
        final, known = directory.path_of(self._disk, number), self._known()
        aside = final.with_name(f".{number}")
        shutil.rmtree(aside, ignore_errors=True)
        for name in (*names, _MANIFEST):
            make_directory((aside / name).parent)
            mark = manifest.files.get(name)
            if mark is not None and mark.sha256 in known:
                os.link(known[mark.sha256], aside / name)  # the same shard of an earlier set
            else:
                shutil.copyfile(directory.path_of(self._shared, number) / name, aside / name)
        directory.check_copies(aside, manifest, names)
        shutil.rmtree(final, ignore_errors=True)
        aside.rename(final)

    def _known(self) -> Mapping[str, Path]:
        """Find the copies that are here already, by their digests."""
        return {
            mark.sha256: shard.files.path(name)
            for shards in self._sets.values()
            for shard in shards.values()
            for name, mark in shard.files.manifest.files.items()
            if shard.files.path(name).is_file()
        }

    def _open(self, number: int) -> Mapping[int, _Open]:
        manifest = directory.read_manifest(self._disk, number)
        folder = directory.path_of(self._disk, number)
        if not manifest.shards:
            files = Shard(folder, manifest)
            return {0: _Open(files, AskedShard(files, files.words, None))}
        owners = mapped(folder / directory.OWNERS_NAME, np.int32)
        places = [np.flatnonzero(owners == at) for at in range(len(manifest.shards))]
        starts = [mapped(folder / name / ARTICLES_NAME, np.int64) for name in manifest.shards]
        ordinals, _ = numbered(starts, places)
        found: dict[int, _Open] = {}
        for at, name in enumerate(manifest.shards):
            if (folder / name / _MANIFEST).is_file():
                files = Shard(folder / name, directory.read_shard(folder / name, number))
                asked = AskedShard(files, files.words, ordinals.of_shard[at])
                found[at] = _Open(files, asked)
        return found


def _wanted(manifest: Manifest, shards: set[int]) -> list[str]:
    """List the files that some shards need: theirs, and where the articles of all shards begin."""
    own = {manifest.shards[at] for at in shards} if manifest.shards else set()
    return [
        name
        for name in manifest.files
        if "/" not in name or name.split("/")[0] in own or name.endswith(f"/{ARTICLES_NAME}")
    ]
