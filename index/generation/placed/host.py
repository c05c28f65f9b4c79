"""What a host does: it copies shards from the shared folder, opens them, and answers questions."""

import os
import shutil
import threading
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import GenerationRefused, told
from index.generation import directory
from index.generation.arrays import mapped
from index.generation.asked import AskedShard, read_fully
from index.generation.asking import Size
from index.generation.directory import Manifest
from index.generation.opened import ARTICLES_NAME, Shard, numbered
from index.generation.placed.ahead import measure, study
from index.generation.placed.packing import Call, Reply, pack, unpack
from index.generation.placed.records import Copying, Disk, shards_of
from index.store.databases import make_directory

_CALLS = ("select", "candidates")
_OF_TEXTS = ("article", "sources", "values", "paragraphs_near")
_MANIFEST = "manifest.json"
_FAILURES = (*directory.LED_NOWHERE, OSError)
"""The errors of a copy that is damaged or gone: the other copy may do better."""


@dataclass(frozen=True, slots=True)
class _Open:
    """An open shard, the same as questions ask it, and the digest that stands for its files."""

    files: Shard
    asked: AskedShard
    digest: str

    def answer(self, call: Call) -> object:
        """Answer a call completely."""
        given: tuple[Any, ...] = call.given  # as the asker gave it, by the name of the call
        if call.name == "study":
            return study(self.asked, *given, is_interviewing=len(self.files.answers) > 0)
        if call.name == "measure":
            return measure(self.asked, *given)
        if call.name in _CALLS:
            return getattr(self.asked, call.name)(*given)()
        if call.name == "read":
            return [read_fully(each) for each in self.asked.read(*given)()]
        if call.name in _OF_TEXTS:
            return getattr(self.files.texts, call.name)(*given)
        raise ValueError(f"a shard answers no {call.name!r}")


class Host:
    """The shards of one machine, copied to its own disk. One thread asks, another may copy."""

    def __init__(self, shared: Path, disk: Path) -> None:
        """Open again what the disk holds; `shared` is the data directory that all machines see."""
        self._shared = shared
        self._disk = disk
        self._sets: dict[int, Mapping[int, _Open]] = {}
        self._damaged: set[int] = set()
        self._asking = threading.Lock()  # what is asked is not closed
        self._copying: Copying | None = None
        for number in directory.kept(disk):
            try:
                self._sets[number] = self._open(number)
            except _FAILURES:
                directory.discard(disk, number)  # it was being copied, or is damaged: copied anew

    def hold(self, number: int, shards: Sequence[int]) -> Mapping[int, Size]:
        """Copy some shards of a generation, given by their places, and open them: their sizes.

        All that was copied is digested. What is here already stays, unless another generation has
        that number now, or its copy was found damaged. Raises `GenerationRefused` naming what is
        damaged in the shared folder.
        """
        held = self._sets.get(number, {})
        wanted = shards_of(directory.read_manifest(self._shared, number))
        is_whole = all(at in held and held[at].digest == wanted[at][1] for at in shards)
        if not is_whole or number in self._damaged:
            try:
                self._copy(number, {*shards, *(at for at in held if at < len(wanted))})
            finally:
                self._copying = None
            opened = self._open(number)
            with self._asking:
                self._sets[number] = opened
                _close(held)
            self._damaged.discard(number)
        return {at: self._sets[number][at].asked.size for at in shards}

    def forget(self, kept: Sequence[int]) -> None:
        """Close and remove the generations that are not among those kept."""
        for number in [each for each in self._sets if each not in kept]:
            with self._asking:
                _close(self._sets.pop(number))
            directory.discard(self._disk, number)

    def ask(self, number: int, packed: bytes) -> bytes:
        """Answer calls to shards of a generation, packed; each has a reply, in their order."""
        calls: Sequence[Call] = unpack(packed)
        with self._asking:
            return pack([self._reply(number, call) for call in calls])

    def _reply(self, number: int, call: Call) -> Reply:
        found = self._sets.get(number, {}).get(call.shard)
        if found is None or found.digest != call.digest:
            return Reply(None, f"shard {call.shard} of generation {number} is not on this host")
        try:
            return Reply(found.answer(call))
        except _FAILURES as error:
            return Reply(None, f"{type(error).__name__}: {error}")

    def disk(self) -> Disk:
        """Tell where the copies are kept; the folder is made, if it can be."""
        try:
            make_directory(self._disk)
            problem = None if os.access(self._disk, os.W_OK | os.X_OK) else "it cannot be written"
        except OSError as error:
            problem = told(error)
        return Disk(str(self._disk), problem)

    def held(self) -> Mapping[int, Sequence[int]]:
        """List the places of the shards that are open, by generation."""
        return {number: sorted(shards) for number, shards in list(self._sets.items())}

    def copying(self) -> Copying | None:
        """Say what is being copied, if anything is."""
        return self._copying

    def damage(self) -> Sequence[str]:
        """Digest every copy; name what is damaged: it is copied anew when it is placed again."""
        found: list[str] = []
        for number, shards in list(self._sets.items()):
            for shard in shards.values():
                try:
                    directory.check_shard(shard.files.path(""), shard.files.manifest)
                except (GenerationRefused, OSError) as error:
                    self._damaged.add(number)
                    found.append(str(error).partition(";")[0])
        return found

    def _copy(self, number: int, shards: Set[int]) -> None:
        """Copy files aside, digest them, and rename the folder to its number."""
        manifest = directory.read_manifest(self._shared, number)
        names = _wanted(manifest, shards)
        final = directory.path_of(self._disk, number)
        aside = final.with_name(f".{number}")
        sizes = [manifest.files[name].size for name in names]
        self._copying = Copying(number, tuple(sorted(shards)), 0, sum(sizes))
        try:
            self._fill(aside, manifest, names, self._known())
        except GenerationRefused:
            self._fill(aside, manifest, names, {})  # a copy of an earlier set is damaged
        shutil.rmtree(final, ignore_errors=True)
        aside.rename(final)

    def _fill(
        self, aside: Path, manifest: Manifest, names: Sequence[str], known: Mapping[str, Path]
    ) -> None:
        shutil.rmtree(aside, ignore_errors=True)
        done = 0
        for name in (*names, _MANIFEST):
            make_directory((aside / name).parent)
            mark = manifest.files.get(name)
            if mark is not None and mark.sha256 in known:
                os.link(known[mark.sha256], aside / name)  # the same shard of an earlier set
            else:
                source = directory.path_of(self._shared, manifest.number) / name
                shutil.copyfile(source, aside / name)
            done += 0 if mark is None else mark.size
            if self._copying is not None:
                self._copying = replace(self._copying, done=done)
        directory.check_copies(aside, manifest, names)

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
        digests = [digest for _, digest in shards_of(manifest)]
        if not manifest.shards:
            files = Shard(folder, manifest)
            return {0: _Open(files, AskedShard(files, files.words, None), digests[0])}
        owners = mapped(folder / directory.OWNERS_NAME, np.int32)
        places = [np.flatnonzero(owners == at) for at in range(len(manifest.shards))]
        starts = [mapped(folder / name / ARTICLES_NAME, np.int64) for name in manifest.shards]
        ordinals, _ = numbered(starts, places)
        found: dict[int, _Open] = {}
        for at, name in enumerate(manifest.shards):
            if (folder / name / _MANIFEST).is_file():
                files = Shard(folder / name, directory.read_shard(folder / name, number))
                alone = len(places) == 1  # as the whole corpus: its stems keep their numbers
                own = None if alone else ordinals.of_shard[at]
                asked = AskedShard(files, files.words, own)
                found[at] = _Open(files, asked, digests[at])
        return found


def _close(shards: Mapping[int, _Open]) -> None:
    for shard in shards.values():
        shard.files.close()


def _wanted(manifest: Manifest, shards: Set[int]) -> list[str]:
    """List the files that some shards need: theirs, and where the articles of all shards begin."""
    own = {manifest.shards[at] for at in shards} if manifest.shards else set()
    return [
        name
        for name in manifest.files
        if "/" not in name or name.split("/")[0] in own or name.endswith(f"/{ARTICLES_NAME}")
    ]
