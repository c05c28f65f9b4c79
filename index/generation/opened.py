"""One built index as an immutable directory: publish it, open it, refuse it, prune old ones."""

import json
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused, StoreRefused
from index.generation import postings, texts, vectors, words
from index.generation.arrays import mapped

FORMAT = 5  # raise it whenever what the files hold changes
SPLITTING = 2  # raise it whenever articles are split otherwise; what was made before still opens
KEPT = 3  # generations that undo can return to, the live one included

DIRECTORY = "generations"
ROWS_NAME = "rows.npy"
ARTICLES_NAME = "articles.npy"
ANSWERS_NAME = "answers.npy"
_MANIFEST_NAME = "manifest.json"
_BUILDING = ".building"
# A file up to this size is digested whenever it is opened (20 ms); a larger one is only measured
# then, and digested by `doctor`.
_DIGESTED_ON_OPENING = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileMark:
    """What a file of a generation must be: its size in bytes and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: who made it, what it holds, and its files.

    `paragraphs` counts those that are searched, headings left out; `searching` and `recall` are of
    the vectors (`vector_file.Searching`); `oldest` and `newest` the first and last dates recorded.
    `splitting` is how articles were cut into sentences; the first manifests did not say it.
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


def directory(data: Path, number: int) -> Path:
    """Name the directory of a generation."""
    return data / DIRECTORY / f"{number:06d}"


@contextmanager
def building(data: Path) -> Iterator[Path]:
    """Give an empty directory to build the next generation in, and `seal` at the end.

    Raises `StoreRefused` if anything in it cannot be written.
    """
    where = data / DIRECTORY / _BUILDING
    try:
        shutil.rmtree(where, ignore_errors=True)  # left over from an interruption
        where.mkdir(parents=True)
        yield where
    except (OSError, sqlite3.Error) as error:
        raise StoreRefused(
            f"cannot write {where}: {error}; the live generation is as it was,"
            " free some space or name another place with --data DIR"
        ) from error


def seal(where: Path, manifest: Manifest) -> Path:
    """Write the manifest, make everything durable, and give the directory its number."""
    marks = {path.name: _mark(path) for path in sorted(where.iterdir())}
    whole = asdict(manifest) | {"files": {name: asdict(mark) for name, mark in marks.items()}}
    whole |= {"sha256": _digest_fields(whole)}
    (where / _MANIFEST_NAME).write_text(json.dumps(whole, indent=2), encoding="utf-8")
    for path in where.iterdir():
        _sync(path)
    _sync(where)
    final = where.parent / f"{manifest.number:06d}"
    shutil.rmtree(final, ignore_errors=True)  # sealed once, but never made live
    where.rename(final)
    _sync(final.parent)
    _sync(final.parent.parent)  # the first time, the directory of all generations is new too
    return final


def read_manifest(data: Path, number: int) -> Manifest:
    """Read and check a generation's manifest; raises `GenerationRefused` by name."""
    path = directory(data, number) / _MANIFEST_NAME
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if raw.get("format") != FORMAT:
            raise GenerationRefused(
                f"generation {number} has format {raw.get('format')}, this version reads format"
                f" {FORMAT}; mend it with: pullquote reindex"
            )
        if raw.pop("sha256") != _digest_fields(raw):
            raise ValueError("it does not hold what was written")
        files = {name: FileMark(**mark) for name, mark in raw.pop("files").items()}
        return Manifest(**raw, files=files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise GenerationRefused(
            f"generation {number} is damaged: {path} cannot be read;"
            " mend it with: pullquote reindex"
        ) from error


def check_files(data: Path, manifest: Manifest, *, thoroughly: bool = False) -> None:
    """Compare the files with the manifest; raises `GenerationRefused` naming the damaged one.

    Large files are only measured, unless `thoroughly`.
    """
    for name, expected in manifest.files.items():
        path = directory(data, manifest.number) / name
        if not path.is_file():
            problem = "is missing"
        elif path.stat().st_size != expected.size:
            problem = f"has {path.stat().st_size} bytes instead of {expected.size}"
        elif (thoroughly or expected.size <= _DIGESTED_ON_OPENING) and _digest(
            path
        ) != expected.sha256:
            problem = "does not hold what was written"
        else:
            continue
        raise GenerationRefused(
            f"generation {manifest.number} is damaged: {path} {problem};"
            " mend it with: pullquote reindex (or go back with: pullquote undo)"
        )


class Generation:
    """An open generation. Immutable; one thread at a time.

    `rows` holds int64 (p + 1,): the vectors of paragraph `o` are rows `rows[o]` to `rows[o + 1]`;
    `article_starts` int64 (a + 1,) the ordinals of the articles' first paragraphs; `answers` int64
    those of the paragraphs that answer an interviewer's question, ascending.
    """

    def __init__(self, data: Path, number: int, fingerprint: str) -> None:
        """Open and check a generation made with the model that has this fingerprint."""
        self.manifest = read_manifest(data, number)
        if self.manifest.fingerprint != fingerprint:
            raise GenerationRefused(
                f"generation {number} was made with the model {self.manifest.model}"
                f" ({self.manifest.fingerprint[:8]}), the settings name another"
                f" ({fingerprint[:8]}); mend it with: pullquote reindex"
            )
        check_files(data, self.manifest)
        self._directory = directory(data, number)
        self.texts = texts.Texts(self.path(texts.FILE_NAME))
        self.words = words.Words(self.path(words.FILE_NAME))
        self.vectors = vectors.Vectors(self.path(vectors.FILE_NAME))
        self.rows = mapped(self.path(ROWS_NAME), np.int64)
        self.article_starts = mapped(self.path(ARTICLES_NAME), np.int64)
        self.answers = mapped(self.path(ANSWERS_NAME), np.int64)
        self.postings = postings.Postings(self._directory, self.rows)

    def path(self, name: str) -> Path:
        """Name one of its files."""
        return self._directory / name

    def row_range(self, ordinal: int) -> NDArray[np.int64]:
        """List the rows of a paragraph's vectors; none for a heading."""
        return np.arange(self.rows[ordinal], self.rows[ordinal + 1], dtype=np.int64)

    def rows_of(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """List the rows of several paragraphs' vectors, ascending."""
        wanted = np.zeros(len(self.rows) - 1, dtype=bool)
        wanted[ordinals] = True
        return np.flatnonzero(np.repeat(wanted, np.diff(self.rows))).astype(np.int64)

    def is_searched(self) -> NDArray[np.bool_]:
        """Tell of each ordinal whether its paragraph is searched, as no heading is: bool (p,)."""
        return np.asarray(np.diff(self.rows) > 0)

    def paragraphs_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Find the ordinals of the paragraphs that vectors belong to, each once, in their order."""
        owners: NDArray[np.int64] = np.searchsorted(self.rows, rows, side="right") - 1
        return np.fromiter(dict.fromkeys(owners.tolist()), dtype=np.int64)

    def articles_of(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Find the articles that paragraphs belong to, as places in the corpus: int64 (n,)."""
        articles: NDArray[np.int64] = (
            np.searchsorted(self.article_starts, ordinals, side="right") - 1
        )
        return articles

    def stands_in_articles(self, stem: int, articles: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell whether a stem, by its number, stands in articles, headlines included: bool (n,)."""
        starts = self.article_starts
        return self.postings.stand_in(stem, starts[articles], starts[articles + 1])

    def check_counts(self) -> None:
        """Raise `GenerationRefused` unless every file holds as many as the manifest says."""
        manifest = self.manifest
        found = {
            "articles": (self.texts.articles, manifest.articles),
            "vectors": (self.vectors.count, manifest.vectors),
            "rows": (int(self.rows[-1]), manifest.vectors),
            "paragraphs": (len(self.rows) - 1, self.texts.paragraphs),
            "paragraphs of articles": (int(self.article_starts[-1]), self.texts.paragraphs),
            "searched paragraphs": (self.postings.paragraphs, manifest.paragraphs),
        }
        for what, (counted, expected) in found.items():
            if counted != expected:
                raise GenerationRefused(
                    f"generation {manifest.number} holds {counted} {what} where {expected} belong;"
                    " mend it with: pullquote reindex"
                )

    def close(self) -> None:
        """Give the files back; the instance is of no use afterwards."""
        self.texts.close()
        self.words.close()


def kept(data: Path) -> tuple[int, ...]:
    """List the generations whose directory is there, lowest number first."""
    root = data / DIRECTORY
    if not root.is_dir():
        return ()
    return tuple(sorted(int(path.name) for path in root.iterdir() if path.name.isdigit()))


def discard(data: Path, number: int) -> None:
    """Remove a generation that was sealed but shall not be made live."""
    shutil.rmtree(directory(data, number), ignore_errors=True)


def prune(data: Path, lineage: Sequence[int]) -> None:
    """Remove every generation but the first `KEPT` of the lineage, the live one foremost."""
    for number in kept(data):
        if number not in lineage[:KEPT]:
            discard(data, number)


def _digest_fields(fields: Mapping[str, object]) -> str:
    """Digest a manifest, so that damage to it is noticed like damage to the files it names."""
    return sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def _mark(path: Path) -> FileMark:
    return FileMark(path.stat().st_size, _digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Make a file's contents, or a directory's entries, survive a loss of power."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
