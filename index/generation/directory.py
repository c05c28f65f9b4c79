"""A generation as an immutable, numbered directory: build it, seal it, check it, prune old ones."""

import json
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import file_digest, sha256
from pathlib import Path

from index.errors import GenerationRefused, StoreRefused, system_fault
from index.store.databases import PRIVATE_FILE, make_directory

FORMAT = 5  # raise it whenever what the files hold changes
SEVERAL = 6  # the format of a generation of several shards, each of which has one of its own
THINNED = 7  # the format of a shard of which articles were removed, but for that like `FORMAT`
SPLITTING = 3  # raise it whenever articles are split otherwise; what was made before still opens
KEPT = 3  # generations that undo can return to, the live one included

GENERATIONS = "generations"
"""The name of the directory of all generations."""

OWNERS_NAME = "owners.npy"
"""The name of the file that says, of each article in order of id, which shard holds it.

Only a generation of several shards has it: int32 (a,).
"""

MANIFEST_NAME = "manifest.json"
"""The name of the file that says what a generation, or a shard in a folder of its own, holds."""

CHECKED_NAME = "checked.json"
"""The name of the file, in a data directory, of what `writing.checked` knows to be whole."""

_BUILDING = ".building"
# A file up to this size is digested whenever it is opened (20 ms); a larger one is only measured
# then, and digested by `doctor`. What is quoted from is always digested (150 ms for 300 MB).
_DIGESTED_ON_OPENING = 32 * 1024 * 1024
_QUOTED_FROM = "texts.sqlite"
LED_NOWHERE = (
    GenerationRefused,
    LookupError,
    ValueError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    sqlite3.Error,
)
"""The errors that a damaged file may lead to, which is not digested when it is opened."""


@dataclass(frozen=True, slots=True)
class FileMark:
    """The size in bytes and the SHA-256 that a file of a generation must have."""

    size: int
    sha256: str


NO_MARKS: Mapping[str, FileMark] = {}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: the model that made it, what it holds, and its files.

    `paragraphs` counts the paragraphs that are searched, so no headings; `searching` and `recall`
    are of its vectors (`writing.vectors.Searching`); `oldest` and `newest` are the first and last
    dates recorded. `splitting` says by which rules the articles were split; the first manifests
    did not say it. `shards` names the folders of its shards, each with a manifest of its own; a
    generation of one shard is that shard's folder itself. `files` lists theirs too. What is counted
    is what is left where articles were removed of a shard.
    """

    format: int
    number: int
    made_at: str
    model: str
    fingerprint: str
    articles: int
    paragraphs: int
    sentences: int
    vectors: int
    searching: str
    recall: float
    oldest: str | None
    newest: str | None
    files: Mapping[str, FileMark]
    splitting: int = 1
    shards: tuple[str, ...] = ()


def path_of(data: Path, number: int) -> Path:
    """Return the path of the directory of a generation."""
    return data / GENERATIONS / f"{number:06d}"


@contextmanager
def building(data: Path) -> Iterator[Path]:
    """Make an empty directory to build the next generation in; `seal` it at the end.

    One that was not sealed is removed. Raises `StoreRefused` if anything in the directory cannot be
    written.
    """
    where = data / GENERATIONS / _BUILDING
    try:
        clear(data)
        make_directory(where)
        yield where
    except (OSError, sqlite3.Error) as error:
        raise StoreRefused(
            f"cannot write {where}: {error}; the live generation is as it was,"
            " free some space or name another place with --data DIR"
        ) from error
    finally:
        clear(data)  # half a generation takes the room that is missing


def clear(data: Path) -> None:
    """Remove what an interrupted build left half written, if anything."""
    shutil.rmtree(data / GENERATIONS / _BUILDING, ignore_errors=True)


def seal(where: Path, manifest: Manifest) -> Manifest:
    """Write the manifest, make all files durable, and rename the directory to its number.

    The folders of shards must have been finished. Return the manifest as it was written.
    """
    finished = finish(where, manifest)
    final = where.parent / f"{manifest.number:06d}"
    shutil.rmtree(final, ignore_errors=True)  # sealed once, but never made live
    where.rename(final)
    _sync(final.parent)
    _sync(final.parent.parent)  # the first time, the directory of all generations is new too
    return finished


def finish(where: Path, manifest: Manifest, linked: Mapping[str, FileMark] = NO_MARKS) -> Manifest:
    """Write the manifest into a folder of files and finished shards, and make all of it durable.

    `linked` files are those of an earlier generation, durable and with the marks that they have.
    Return the manifest with the marks of its files, those of the shards by their paths in the
    folder.
    """
    files = (path for path in where.iterdir() if path.is_file())
    fresh = sorted(path for path in files if path.name not in linked)
    marks = {**linked, **{path.name: _mark(path) for path in fresh}}
    for name in manifest.shards:
        path = where / name / MANIFEST_NAME
        inside = read_shard(where / name, manifest.number).files
        marks |= {f"{name}/{own}": mark for own, mark in inside.items()}
        marks[f"{name}/{MANIFEST_NAME}"] = _mark(path)
    whole = asdict(manifest) | {"files": {name: asdict(mark) for name, mark in marks.items()}}
    if not manifest.shards:
        del whole["shards"]  # as earlier versions write and read it
    whole |= {"sha256": _digest_fields(json.loads(json.dumps(whole)))}
    path = where / MANIFEST_NAME
    path.write_text(json.dumps(whole, indent=2), encoding="utf-8")
    for made in (*fresh, path):
        made.chmod(PRIVATE_FILE)
        _sync(made)
    _sync(where)
    return replace(manifest, files=marks)


def link_shard(folder: Path, manifest: Manifest, where: Path) -> None:
    """Put a shard that does not change into a new folder: the same files, under a second name.

    Where the file system cannot do that, they are copied.
    """
    make_directory(where)
    link_files(folder, (*manifest.files, MANIFEST_NAME), where)
    _sync(where)


def link_files(folder: Path, names: Iterable[str], where: Path) -> None:
    """Put files that do not change into another folder: as `link_shard` does those of a shard."""
    for name in names:
        try:
            os.link(folder / name, where / name)
        except OSError:
            shutil.copyfile(folder / name, where / name)
            (where / name).chmod(PRIVATE_FILE)
            _sync(where / name)


def shards(folder: Path, manifest: Manifest) -> Iterator[tuple[Path, Manifest]]:
    """Yield the folder and the manifest of each shard of a generation in a folder.

    Raises `GenerationRefused` naming a manifest that cannot be read.
    """
    if not manifest.shards:
        yield folder, manifest
    for name in manifest.shards:
        yield folder / name, read_shard(folder / name, manifest.number)


def read_shard(folder: Path, generation: int) -> Manifest:
    """Read and check the manifest of a shard in its folder; raises `GenerationRefused`."""
    return _read(folder / MANIFEST_NAME, generation)


def read_manifest(data: Path, number: int) -> Manifest:
    """Read and check the manifest of a generation; raises `GenerationRefused` naming the file."""
    return _read(path_of(data, number) / MANIFEST_NAME, number)


def _read(path: Path, number: int) -> Manifest:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw.get("format") not in (FORMAT, SEVERAL, THINNED):
            raise GenerationRefused(
                f"generation {number} has format {raw.get('format')}, this version reads format"
                f" {FORMAT}; mend it with: pullquote reindex"
            )
        if raw.pop("sha256") != _digest_fields(raw):
            raise ValueError("it does not hold what was written")
        files = {name: FileMark(**mark) for name, mark in raw.pop("files").items()}
        return Manifest(**raw | {"shards": tuple(raw.get("shards", ()))}, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if fault := system_fault(path):
            raise GenerationRefused(f"{path} cannot be read: {fault}") from error
        raise GenerationRefused(
            f"generation {number} is damaged: {path} cannot be read;"
            " mend it with: pullquote reindex"
        ) from error


def check_files(
    data: Path,
    manifest: Manifest,
    *,
    thoroughly: bool = False,
    measured: Collection[str] = (),
) -> None:
    """Compare the files with the manifest; raises `GenerationRefused` naming a damaged file.

    Of large files only the sizes are compared, unless `thoroughly` or articles are quoted from it;
    and of the `measured` ones, given by name, always only the sizes.
    """
    digested = frozenset(
        name
        for name, expected in manifest.files.items()
        if name not in measured and (thoroughly or _is_digested(name, expected))
    )
    _check_in(path_of(data, manifest.number), manifest, manifest.number, digested)


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """A file as the file system numbers it, under whatever names, with the mark that it must have.

    `device` and `inode` are 0 of one that is missing.
    """

    device: int
    inode: int
    mark: FileMark


def identify(folder: Path, manifest: Manifest) -> Mapping[str, FileIdentity]:
    """Identify the files of a generation, or of a shard, in its folder: by name."""
    return {name: _identity(folder / name, mark) for name, mark in manifest.files.items()}


def check_fresh_files(
    data: Path, manifest: Manifest, known: AbstractSet[FileIdentity]
) -> frozenset[FileIdentity]:
    """Check files thoroughly, but those that were checked before; return all that are known now.

    Generations share the files of the shards that did not change.
    """
    found = identify(path_of(data, manifest.number), manifest)
    fresh = [name for name, identity in found.items() if identity not in known]
    _check_in(path_of(data, manifest.number), manifest, manifest.number, fresh)
    return frozenset(found.values())


def check_copies(folder: Path, manifest: Manifest, names: Collection[str]) -> None:
    """Compare all that some files of a generation hold, copied to a folder, with its manifest."""
    marks = {name: manifest.files[name] for name in names}
    _check_in(folder, replace(manifest, files=marks), manifest.number, names)


def digest_of_shard(manifest: Manifest, name: str) -> str:
    """Return the SHA-256 of a shard's manifest, by the name of its folder: it stands for all."""
    return manifest.files[f"{name}/{MANIFEST_NAME}"].sha256


def check_shard(folder: Path, manifest: Manifest, measured: Collection[str] = ()) -> None:
    """Compare all that a shard's files hold with its manifest, as `check_files` does thoroughly."""
    digested = [name for name in manifest.files if name not in measured]
    _check_in(folder, manifest, manifest.number, digested)


def _check_in(folder: Path, manifest: Manifest, generation: int, digested: Collection[str]) -> None:
    """Compare the sizes of all files with a manifest, and the digests of some, given by name."""
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            problem = "is missing"
        elif path.stat().st_size != expected.size:
            problem = f"has {path.stat().st_size} bytes instead of {expected.size}"
        elif name in digested and _digest(path) != expected.sha256:
            problem = "does not hold what was written"
            _distrust(folder)
        else:
            continue
        raise GenerationRefused(
            f"generation {generation} is damaged: {path} {problem};"
            " mend it with: pullquote reindex (or go back with: pullquote undo)"
        )


def _distrust(folder: Path) -> None:
    """Remove the record of what is known to be whole: a file of it, in the folder, is damaged.

    Its time of change may be that of before, so that a reindex would not read it, nor mend it.
    """
    for above in (folder, *folder.parents):
        if above.name == GENERATIONS:
            with suppress(OSError):  # who may not write here cannot reindex either
                (above.parent / CHECKED_NAME).unlink(missing_ok=True)


@contextmanager
def naming_damage(data: Path, manifest: Manifest) -> Iterator[None]:
    """Name the damaged file where what the block reads leads nowhere; else raise what it raises.

    A large file is not digested when it is opened, and what a changed byte of it leads to is a
    place that is not there, or a number without sense.
    """
    try:
        yield
    except LED_NOWHERE:
        check_files(data, manifest, thoroughly=True)
        raise


def _identity(path: Path, mark: FileMark) -> FileIdentity:
    try:
        at = path.stat()
    except OSError:
        return FileIdentity(0, 0, mark)
    return FileIdentity(at.st_dev, at.st_ino, mark)


def _is_digested(name: str, expected: FileMark) -> bool:
    """Tell whether a file is digested when it is opened."""
    return name.endswith(_QUOTED_FROM) or expected.size <= _DIGESTED_ON_OPENING


def kept(data: Path) -> tuple[int, ...]:
    """List the numbers of the generations whose directory exists, ascending."""
    root = data / GENERATIONS
    if not root.is_dir():
        return ()
    return tuple(sorted(int(path.name) for path in root.iterdir() if path.name.isdigit()))


def discard(data: Path, number: int) -> None:
    """Remove the directory of a generation that was sealed but shall not be made live."""
    shutil.rmtree(path_of(data, number), ignore_errors=True)


def prune(data: Path, lineage: Sequence[int]) -> None:
    """Remove all generations but the first `KEPT` of a lineage, which begins with the live one."""
    for number in kept(data):
        if number not in lineage[:KEPT]:
            discard(data, number)


def _digest_fields(fields: Mapping[str, object]) -> str:
    """Digest the fields of a manifest, so that damage to the manifest itself is noticed."""
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def _mark(path: Path) -> FileMark:
    return FileMark(path.stat().st_size, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Make the contents of a file, or the entries of a directory, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
