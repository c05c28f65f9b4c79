"""The cache of vectors already computed, by model and text: only new texts are embedded.

Vectors are kept in block files of float16: a file a batch, written aside and renamed, so that an
interruption costs that batch at most. Small blocks are merged into larger ones. A block holds the
digests of its texts in order, so that finding one reads a few pages of it, and a digest of each
row. Several processes may keep vectors at once: each file is written under a lock. Earlier versions
kept float32 in one SQLite file, six times as large; it is still read.
"""

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import ReindexRunning, StoreRefused, told
from index.store.databases import ERRORS, PRIVATE_FILE, make_directory, open_database, refusal_of

FOLDER_NAME = "embeddings"
OLD_FILE_NAME = "embeddings.sqlite"
_WRITING_LOCK, _AHEAD_LOCK = "writing.lock", "ahead.lock"  # beside the folders of the models
_PART = ".part"

_MAGIC = b"pullquote vectors of 16 bits, 1\n"
_MERGED = 16  # blocks of one size; so a vector is written anew three times at most
_SMALL = 1024  # vectors of a block of the first size; each size is `_MERGED` times the one before
_LARGEST = 65_536  # vectors; blocks of that size stay as they are
_DIGEST, _SUM = 32, 8  # bytes
_LEAST_NORM, _GREATEST_NORM = 0.999, 1.001  # of a unit vector in float32
_REFUSAL = (
    "cannot use {path}: {error}; it holds nothing that cannot be computed again:"
    " delete it if it is damaged, or free some space"
)


@dataclass(frozen=True, slots=True)
class _Block:
    """The open arrays of n vectors: those of a file, mapped into memory, or about to be one.

    `places` uint64 (n,) ascending are the first bytes of the `digests`, uint8 (n, 32), of the
    texts. `sums` uint8 (n, 8) are digests of the rows, `vectors` float16 (n, d).
    """

    places: NDArray[np.uint64]
    digests: NDArray[np.uint8]
    sums: NDArray[np.uint8]
    vectors: NDArray[np.float16]


@contextmanager
def held_ahead(data: Path) -> Iterator[None]:
    """Be the one process that embeds an archive ahead; raises `ReindexRunning` if another does."""
    with _lock(data / FOLDER_NAME / _AHEAD_LOCK, fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


class EmbeddingCache:
    """The vectors of one model in a data directory. To lose them costs time and nothing else."""

    def __init__(self, data: Path, fingerprint: str) -> None:
        """Open the cache in a data directory for the model with a fingerprint.

        Raises `StoreRefused`, as all methods do, if its files cannot be used.
        """
        self._root = data / FOLDER_NAME
        self._folder = self._root / fingerprint[:16]
        self._old = data / OLD_FILE_NAME
        self._lock = self._root / _WRITING_LOCK
        self._fingerprint = fingerprint
        self._blocks: dict[int, _Block] = {}
        self._files: dict[int, int] = {}  # the inode of each block's file
        try:
            self._look()
        except OSError as error:
            raise self._refusal(error) from error

    def close(self) -> None:
        """Let go of the files."""
        self._blocks.clear()

    def find(self, texts: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Read the vectors, float32 (d,), of the texts that were embedded before.

        One that is not as it was kept is left out, so that its text is embedded again.
        """
        wanted = {_digest(text): text for text in texts}
        found: dict[str, NDArray[np.float32]] = {}
        for _, block in sorted(self._blocks.items(), reverse=True):  # the newest first
            digests = [digest for digest, text in wanted.items() if text not in found]
            for digest, row in _look_up(block, digests):
                kept = block.vectors[row]
                if self._sum(digest, kept) == block.sums[row].tobytes():
                    found[wanted[digest]] = kept.astype(np.float32)
        if len(found) < len(wanted) and self._old.is_file():
            missing = [digest for digest, text in wanted.items() if text not in found]
            found |= {wanted[digest]: vector for digest, vector in self._find_old(missing)}
        return found

    def keep(
        self, texts: Sequence[str], vectors: NDArray[np.float32] | NDArray[np.float16]
    ) -> NDArray[np.float32]:
        """Keep the vectors of texts, (n, d), rows in the order of the texts, as one file.

        Return them as they will be found.
        """
        kept = np.asarray(vectors, dtype=np.float16)
        rows = dict(zip(map(_digest, texts), kept, strict=True))
        sums = b"".join(self._sum(digest, vector) for digest, vector in rows.items())
        block = _ordered(
            _bytes(b"".join(rows), _DIGEST), _bytes(sums, _SUM), np.stack([*rows.values()])
        )
        try:
            make_directory(self._folder)
            with _lock(self._lock, fcntl.LOCK_EX):
                self._look()
                for unfinished in self._folder.glob(f"*{_PART}"):
                    unfinished.unlink()
                self._write(block)
                while merged := self._to_merge():
                    self._merge(merged)
        except OSError as error:
            raise self._refusal(error) from error
        return kept.astype(np.float32)

    def drop_others(self, models: Collection[str]) -> int:
        """Remove the vectors of all other models; return how many.

        None while an archive is embedded ahead, maybe with one of them.
        """
        wanted = {model[:16] for model in models}
        removed = 0
        if not self._root.is_dir():
            return 0
        try:
            with held_ahead(self._root.parent):
                for folder in sorted(self._root.iterdir()):
                    if folder.is_dir() and folder.name not in wanted:
                        removed += sum(len(block.places) for _, _, block in _blocks_in(folder, {}))
                        shutil.rmtree(folder)
        except ReindexRunning:
            return 0
        except OSError as error:
            raise self._refusal(error) from error
        return removed

    def _look(self) -> None:
        """Open the blocks that others have written, and let go of those that they have merged."""
        if not self._folder.is_dir():
            return
        known = {number: (file, self._blocks[number]) for number, file in self._files.items()}
        found = list(_blocks_in(self._folder, known))
        self._blocks = {number: block for number, _, block in found}
        self._files = {number: file for number, file, _ in found}

    def _write(self, block: _Block, number: int = 0) -> None:
        """Write a block under a number, by default the next, and open it."""
        number = number or 1 + max(self._blocks, default=0)
        path = self._folder / f"{number:08}"
        aside = path.with_suffix(_PART)
        try:
            with aside.open("wb") as file:
                count, dimensions = block.vectors.shape
                file.write(_MAGIC + np.array([count, dimensions], dtype=np.uint64).tobytes())
                for part in (block.places, block.digests, block.sums, block.vectors):
                    file.write(np.ascontiguousarray(part).tobytes())
            aside.chmod(PRIVATE_FILE)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        self._blocks[number], self._files[number] = _mapped(path), path.stat().st_ino

    def _to_merge(self) -> list[int]:
        """List the blocks of one size, if there are so many that they are to become one."""
        sizes: dict[int, list[int]] = {}
        for number, block in sorted(self._blocks.items()):
            if len(block.places) < _LARGEST:
                size = int(np.log(max(1.0, len(block.places) / _SMALL)) / np.log(_MERGED))
                sizes.setdefault(size, []).append(number)
        return next((numbers for numbers in sizes.values() if len(numbers) >= _MERGED), [])

    def _merge(self, numbers: Sequence[int]) -> None:
        """Write some blocks as one, in the place of the last; of a text the newest vector stays."""
        merged = [self._blocks.pop(number) for number in reversed(numbers)]
        widths = {block.vectors.shape[1] for block in merged}
        if len(widths) == 1:
            digests, sums, vectors = (
                np.concatenate([getattr(block, name) for block in merged])
                for name in ("digests", "sums", "vectors")
            )
            _, first = np.unique(_places(digests), return_index=True)
            self._write(_ordered(digests[first], sums[first], vectors[first]), numbers[-1])
            numbers = numbers[:-1]
        for number in numbers:
            (self._folder / f"{number:08}").unlink()
            self._files.pop(number, None)

    def _find_old(self, digests: Sequence[bytes]) -> Iterator[tuple[bytes, NDArray[np.float32]]]:
        """Read from the file of earlier versions what is whole of it."""
        try:
            with closing(open_database(self._old, "", refusal=_REFUSAL)) as old:
                for digest in digests:
                    row = old.execute(
                        "SELECT * FROM embeddings WHERE model = ? AND text = ?",
                        (self._fingerprint, digest),
                    ).fetchone()
                    vector = None if row is None else self._checked_old(digest, *row[2:])
                    if vector is not None:
                        yield digest, vector
        except ERRORS as error:
            raise refusal_of(self._old, error, _REFUSAL) from error

    def _checked_old(
        self, digest: bytes, kept: object, total: object = None
    ) -> NDArray[np.float32] | None:
        """Read a vector that is as it was kept; of one without a sum, see that it is a unit one."""
        if not isinstance(kept, bytes) or len(kept) % np.dtype(np.float32).itemsize:
            return None
        vector = np.frombuffer(kept, dtype=np.float32)
        if total is not None:
            whole = self._fingerprint.encode() + digest + kept
            return vector if total == sha256(whole).digest() else None
        norm = float(np.linalg.norm(vector))  # of what is not finite: nan, which no bound holds
        return vector if _LEAST_NORM < norm < _GREATEST_NORM else None

    def _sum(self, digest: bytes, kept: NDArray[np.float16]) -> bytes:
        whole = self._fingerprint.encode() + digest + kept.tobytes()
        return sha256(whole).digest()[:_SUM]

    def _refusal(self, error: OSError) -> StoreRefused:
        return StoreRefused(_REFUSAL.format(path=self._root, error=told(error)))


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _bytes(whole: bytes, width: int) -> NDArray[np.uint8]:
    return np.frombuffer(whole, dtype=np.uint8).reshape(-1, width)


def _places(digests: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Read the first eight bytes of each digest as a number: two texts never share them."""
    return np.ascontiguousarray(digests[:, :8]).view(np.uint64).ravel()


def _ordered(
    digests: NDArray[np.uint8], sums: NDArray[np.uint8], vectors: NDArray[np.float16]
) -> _Block:
    places = _places(digests)
    order = np.argsort(places)
    return _Block(places[order], digests[order], sums[order], vectors[order])


def _look_up(block: _Block, digests: Sequence[bytes]) -> Iterator[tuple[bytes, int]]:
    """Yield those digests of texts that a block holds, with their rows."""
    if not digests or not len(block.places):
        return
    wanted = _bytes(b"".join(digests), _DIGEST)
    rows = np.searchsorted(block.places, _places(wanted)).clip(max=len(block.places) - 1)
    is_held = (block.digests[rows] == wanted).all(axis=1)
    for at in np.flatnonzero(is_held).tolist():
        yield digests[at], int(rows[at])


def _blocks_in(
    folder: Path, known: Mapping[int, tuple[int, _Block]]
) -> Iterator[tuple[int, int, _Block]]:
    """Open the blocks in a folder, each with its number and its file's inode; `known` ones are.

    What is none is removed. What another process is writing is left, and what it merges meanwhile
    is passed over.
    """
    for path in sorted(folder.iterdir()):
        if path.suffix == _PART:
            continue
        with suppress(FileNotFoundError):
            try:
                number, file = int(path.name), path.stat().st_ino
                is_known = number in known and known[number][0] == file
                yield number, file, known[number][1] if is_known else _mapped(path)
            except ValueError:
                path.unlink()


@contextmanager
def _lock(path: Path, how: int) -> Iterator[None]:
    """Hold a lock while the block runs; the kernel frees it when a process dies."""
    make_directory(path.parent)
    held = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        try:
            fcntl.flock(held, how)
        except BlockingIOError as error:
            raise ReindexRunning(
                f"another process is embedding an archive in {path.parent}; wait until it has"
                " ended and try again"
            ) from error
        yield
    finally:
        os.close(held)


def _mapped(path: Path) -> _Block:
    """Map a block's file into memory; raises `ValueError` if it is none, or was cut off."""
    whole = np.memmap(path, dtype=np.uint8, mode="r")
    begin = len(_MAGIC) + 16
    if whole[: len(_MAGIC)].tobytes() != _MAGIC or len(whole) < begin:
        raise ValueError(f"{path} is no block of vectors")
    count, dimensions = whole[len(_MAGIC) : begin].view(np.uint64).tolist()
    ends = np.cumsum([begin, 8 * count, _DIGEST * count, _SUM * count, 2 * count * dimensions])
    if ends[-1] != len(whole):
        raise ValueError(f"{path} was cut off")
    places, digests, sums, vectors = (whole[first:end] for first, end in pairwise(ends))
    return _Block(
        places.view(np.uint64),
        digests.reshape(count, _DIGEST),
        sums.reshape(count, _SUM),
        vectors.view(np.float16).reshape(count, dimensions),
    )
