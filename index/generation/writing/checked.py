"""The files of a generation that are known to hold what was written, and are not digested again.

Else a reindex that finds nothing to do would read the whole index, gigabytes, to find that out.
Known are files that were digested, and since then have the same size, time of change, inode and
device. As in git's index, a file that changed so shortly before it was digested that another change
could have left it the same time is not known: it is read. What changes no time, as bits that rot on
a disk, is found by those who digest every file: `pullquote doctor`, and the bot after a change.
Whoever finds damage removes the record, so that the next reindex reads all, and mends it.
"""

import json
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path

from index.generation import directory
from index.generation.directory import FORMAT, Manifest
from index.records import FileState
from index.store.databases import PRIVATE_FILE

Marks = Mapping[str, tuple[FileState, str]]
"""Files that are known: in which state each was digested, and its SHA-256, by device and inode."""


def check(data: Path, manifest: Manifest, now: Callable[[], int] = time.time_ns) -> None:
    """Digest the files of a generation that are not known, and record all as known.

    Of those that are known only the sizes are compared. Raises `GenerationRefused` naming a damaged
    file.
    """
    folder, known, began = directory.path_of(data, manifest.number), _read(data), now()
    found = _found(folder, manifest)
    same = frozenset(name for name, (key, mark) in found.items() if known.get(key) == mark)
    directory.check_files(data, manifest, thoroughly=True, measured=same)
    _write(data, known, {key: mark for key, mark in found.values() if mark[0].is_settled(began)})


def check_shard(
    data: Path, folder: Path, manifest: Manifest, names: Collection[str] | None = None
) -> None:
    """Digest those files of a shard, in its folder, that are not known; raises as `check` does.

    If some are given by their names, of the others the sizes are compared.
    """
    known, found = _read(data), _found(folder, manifest)
    same = {name for name, (key, mark) in found.items() if known.get(key) == mark}
    others = () if names is None else manifest.files.keys() - names
    directory.check_shard(folder, manifest, frozenset({*same, *others}))


def record(data: Path, manifest: Manifest) -> None:
    """Record as known what a generation that was just sealed holds: its new files, and those known.

    They were digested for the manifest of their shard. Nobody else writes into a folder that is
    being built; so a new file that is older than that manifest holds what was digested.
    """
    known: Marks = _read(data)
    kept: dict[str, tuple[FileState, str]] = {}
    for folder, own in directory.shards(directory.path_of(data, manifest.number), manifest):
        sealed = (folder / directory.MANIFEST_NAME).stat().st_mtime_ns
        is_new = own.number == manifest.number and own.format == FORMAT
        for key, mark in _found(folder, own).values():
            if known.get(key) == mark or (is_new and mark[0].is_settled(sealed)):
                kept[key] = mark
    _write(data, known, kept)


def _found(folder: Path, manifest: Manifest) -> dict[str, tuple[str, tuple[FileState, str]]]:
    """Identify the files of a manifest that are there, by name, each with its mark as it is now."""
    found: dict[str, tuple[str, tuple[FileState, str]]] = {}
    for name, expected in manifest.files.items():
        with suppress(OSError):  # it is missing, which the check tells
            state = FileState.of((folder / name).stat())
            found[name] = f"{state.device}:{state.inode}", (state, expected.sha256)
    return found


def _read(data: Path) -> Marks:
    """Read which files are known; none where the record is gone or damaged, which costs time."""
    try:
        written = json.loads((data / directory.CHECKED_NAME).read_text(encoding="utf-8"))
        return {
            str(key): (FileState(*map(int, state)), str(digest))
            for key, (state, digest) in written.items()
        }
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}


def _write(data: Path, before: Marks, known: Marks) -> None:
    if known == before:
        return
    path = data / directory.CHECKED_NAME
    with suppress(OSError):  # without it, or cut off, a reindex takes longer
        written = {key: [astuple(state), digest] for key, (state, digest) in known.items()}
        path.write_text(json.dumps(written), encoding="utf-8")
        path.chmod(PRIVATE_FILE)
