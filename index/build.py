"""A corpus -> a published generation: the write path, end to end."""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import generation, texts, vectors, views, words
from index.cache import EmbeddingCache
from index.embedder import Embedder
from index.errors import GenerationRefused, NothingToIndex, ReindexRunning, StoreRefused
from index.records import Article, Progress, SourceText
from index.store import Changes, Store
from index.texts import SplitArticle

_LOCK_NAME = "reindex.lock"
_CHUNK = 256  # texts embedded between two commits of the cache: what an interruption can cost

Clock = Callable[[], datetime]
"""Gives the time now, in UTC."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reindex would do: ids added, changed (text or metadata), removed, left alone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def has_changes(self) -> bool:
        """Tell whether anything would be different."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Published:
    """What a reindex did: the generation it made live, its plan, and how much was embedded."""

    generation: int
    plan: Plan
    paragraphs: int
    embedded: int
    reused: int


def plan(data: Path, wanted: Sequence[SourceText]) -> Plan:
    """Compare the texts that are wanted with the live generation; changes nothing."""
    return _compare(current(data), wanted)


def current(data: Path) -> tuple[Article, ...]:
    """Read the articles that the live generation is made of; none before the first."""
    try:
        store = Store(data)
    except StoreRefused:
        if (data / "store.sqlite").exists():
            raise
        return ()
    try:
        live = store.live()
        return () if live is None else store.members(live)
    finally:
        store.close()


def as_text(article: Article) -> SourceText:
    """Give back the text of an article that is in the corpus, to be indexed again."""
    return SourceText(article.source, article.text, article.skipped)


def publish(
    data: Path,
    wanted: Sequence[SourceText],
    embedder: Embedder,
    model_name: str,
    progress: Progress | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> Published:
    """Make the corpus equal to the texts that are wanted, in a new generation.

    Readers go on with the live generation until the last step, one transaction. An interruption at
    any moment leaves the old generation live. Raises `ReindexRunning` if another process is at it,
    `NothingToIndex` if no text is wanted.
    """
    work = _Work(data, embedder, model_name, progress, clock)
    return _change(work, lambda _: wanted)


def amend(
    data: Path,
    added: Sequence[SourceText],
    removed: Sequence[str],
    embedder: Embedder,
    model_name: str,
    progress: Progress | None = None,
    clock: Clock = lambda: datetime.now(UTC),
) -> Published:
    """Add texts to the corpus, or replace those of the same id, and remove others by their id.

    As `publish`, but of what the corpus holds when this change's turn has come, so that of two
    changes at once neither is lost.
    """

    def choose(held: Sequence[Article]) -> Sequence[SourceText]:
        wanted = {one.id: as_text(one) for one in held if one.id not in removed}
        wanted.update({text.source.id: text for text in added})
        return tuple(wanted.values())

    work = _Work(data, embedder, model_name, progress, clock)
    return _change(work, choose)


def undo(data: Path, clock: Clock = lambda: datetime.now(UTC)) -> int:
    """Make the generation before the live one live again and return its number.

    Raises `GenerationRefused` when no earlier one is kept.
    """
    with _locked(data):
        store = Store(data, writable=True)
        try:
            lineage = store.lineage()
            if len(lineage) < 2 or lineage[1] not in generation.kept(data):
                raise GenerationRefused(
                    "there is no earlier generation to go back to; see: pullquote history"
                )
            generation.check_files(data, generation.read_manifest(data, lineage[1]))
            store.return_to(lineage[1], _stamp(clock()))
            return lineage[1]
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class _Work:
    """What every step of a change needs."""

    data: Path
    embedder: Embedder
    model_name: str
    progress: Progress | None
    clock: Clock


def _change(work: _Work, choose: Callable[[Sequence[Article]], Sequence[SourceText]]) -> Published:
    with _locked(work.data):
        store = Store(work.data, writable=True)
        try:
            live = store.live()
            before = () if live is None else store.members(live)
            wanted = choose(before)
            if not wanted:
                raise NothingToIndex(
                    "there is no article to index, so the corpus was left as it was;"
                    " name a folder that holds articles: pullquote reindex FOLDER"
                )
            return _publish(store, work, _compare(before, wanted), wanted)
        except (sqlite3.Error, OSError) as error:
            raise StoreRefused(
                f"cannot write to {work.data}: {error}; the live generation is as it was:"
                " free some space, or name another directory with --data DIR"
            ) from error
        finally:
            store.close()


def _publish(store: Store, work: _Work, compared: Plan, wanted: Sequence[SourceText]) -> Published:
    data, embedder, live = work.data, work.embedder, store.live()
    if live is not None and not compared.has_changes and _is_usable(data, live, embedder):
        manifest = generation.read_manifest(data, live)
        generation.prune(data, store.lineage())  # an interruption may have left some
        return Published(live, compared, manifest.paragraphs, 0, manifest.vectors)
    articles = store.keep_revisions(wanted)
    number = store.next_generation()
    split = [views.split_article(article) for article in articles]
    if not _unique(split):
        raise NothingToIndex(
            "the articles hold no paragraph that can be searched, so the corpus was left as it was;"
            " see what is skipped in them"
        )
    matrix, rows, embedded = _embed(data, split, embedder, work.progress)
    manifest = _manifest(number, split, matrix, work)
    with generation.building(data) as building:
        _write_files(building, split, matrix, rows)
        generation.seal(building, manifest)
    _verify(data, number, embedder)
    changes = Changes(len(compared.added), len(compared.changed), len(compared.removed))
    store.make_live(number, articles, changes, _stamp(work.clock()))
    generation.prune(data, store.lineage())
    reused = manifest.vectors - embedded
    return Published(number, compared, manifest.paragraphs, embedded, reused)


def _compare(before: Sequence[Article], wanted: Sequence[SourceText]) -> Plan:
    old = {article.id: as_text(article) for article in before}
    new = {text.source.id: text for text in wanted}
    both = sorted(old.keys() & new.keys())
    return Plan(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(one for one in both if old[one] != new[one]),
        removed=tuple(sorted(old.keys() - new.keys())),
        unchanged=tuple(one for one in both if old[one] == new[one]),
    )


def _unique(split: Sequence[SplitArticle]) -> dict[str, None]:
    """List every text to embed once, in order."""
    return dict.fromkeys(
        text
        for article in split
        for paragraph in article.paragraphs
        for text in views.texts_to_embed(article.article, paragraph)
    )


def _embed(
    data: Path, split: Sequence[SplitArticle], embedder: Embedder, progress: Progress | None
) -> tuple[NDArray[np.float32], NDArray[np.int64], int]:
    """Embed what is new; give vectors (n, d), first rows (p + 1,), and how many were new."""
    cache = EmbeddingCache(data, embedder.fingerprint)
    try:
        unique = list(_unique(split))
        known = cache.find(unique)
        # Sorted by length, so that a batch holds little padding.
        new = sorted(set(unique) - known.keys(), key=lambda one: (len(one), one))
        for first in range(0, len(new), _CHUNK):
            chunk = new[first : first + _CHUNK]
            fresh = embedder.embed_passages(chunk)
            cache.keep(chunk, fresh)
            known.update(zip(chunk, fresh, strict=True))
            if progress is not None:
                progress("embedding", first + len(chunk), len(new))
    finally:
        cache.close()
    listed = [
        views.texts_to_embed(article.article, paragraph)
        for article in split
        for paragraph in article.paragraphs
    ]
    rows = np.concatenate([[0], np.cumsum([len(one) for one in listed])]).astype(np.int64)
    matrix = np.stack([known[text] for one in listed for text in one])
    return matrix, rows, len(new)


def _write_files(
    building: Path,
    split: Sequence[SplitArticle],
    matrix: NDArray[np.float32],
    rows: NDArray[np.int64],
) -> None:
    texts.write(building / texts.FILE_NAME, split)
    paragraphs = [paragraph for article in split for paragraph in article.paragraphs]
    word_file = words.WordFile(building / words.FILE_NAME)
    for ordinal, paragraph in enumerate(paragraphs):
        if not paragraph.paragraph.is_heading:
            word_file.add(
                ordinal,
                views.searched_stems(paragraph),
                [sentence.text for sentence in paragraph.sentences],
            )
    word_file.write()
    vectors.write(building / vectors.FILE_NAME, matrix)
    np.save(building / generation.ROWS_NAME, rows)


def _manifest(
    number: int,
    split: Sequence[SplitArticle],
    matrix: NDArray[np.float32],
    work: _Work,
) -> generation.Manifest:
    searched = [
        paragraph
        for article in split
        for paragraph in article.paragraphs
        if not paragraph.paragraph.is_heading
    ]
    dates = sorted(date for one in split if (date := one.article.source.published) is not None)
    return generation.Manifest(
        format=generation.FORMAT,
        number=number,
        made_at=_stamp(work.clock()),
        model=work.model_name,
        fingerprint=work.embedder.fingerprint,
        articles=len(split),
        paragraphs=len(searched),
        sentences=sum(len(paragraph.sentences) for paragraph in searched),
        vectors=len(matrix),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
        files={},
    )


def _verify(data: Path, number: int, embedder: Embedder) -> None:
    """Open what was just written as a reader would, and count it."""
    opened = generation.Generation(data, number, embedder.fingerprint)
    try:
        opened.check_counts()
    finally:
        opened.close()


def _is_usable(data: Path, number: int, embedder: Embedder) -> bool:
    """Tell whether a generation is whole and was made with this model."""
    try:
        manifest = generation.read_manifest(data, number)
        generation.check_files(data, manifest, thoroughly=True)
    except GenerationRefused:
        return False
    return manifest.fingerprint == embedder.fingerprint


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Hold the only right to change the corpus; the kernel takes it back when a process dies."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(data / _LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreRefused(
            f"cannot write to the data directory {data}: {error.strerror};"
            " name another with --data DIR"
        ) from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise ReindexRunning(
            f"another reindex of {data} is running; wait until it has ended and try again"
        ) from error
    try:
        yield
    finally:
        os.close(descriptor)


def _stamp(now: datetime) -> str:
    return now.isoformat(timespec="seconds")
