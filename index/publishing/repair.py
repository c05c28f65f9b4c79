"""A data directory after damage and interruptions -> the same mended, as far as it can be."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from index.embedding.cache import EmbeddingCache
from index.errors import GenerationRefused
from index.generation import directory
from index.publishing import damage, permissions
from index.store import audit, mending
from index.store.chain import Clock, utc_now
from index.store.file import locked
from index.store.store import Store

REPAIRED = "repaired"  # the audit log's action


def repair(data: Path, fingerprint: str, by: str, clock: Clock = utc_now) -> tuple[str, ...]:
    """Mend the store from good copies, remove what interruptions left; return a line for each.

    Mended are articles whose text or fields are not as they were written, where a kept generation
    holds them. Removed are unfinished generations, old ones that a reindex had no time to remove,
    half-written transactions, and the vectors of models that neither `fingerprint` names nor a kept
    generation was made with. Nothing is removed that cannot be computed again. What others may read
    is closed to them. Raises `ReindexRunning` if another process changes the corpus.
    """
    with locked(data):
        with closing(Store(data, writable=True)) as store:
            store.settle()
            done = [*mending.mend_live(store), *damage.mend(data, store)]
            done += remove_orphans(data, store)
        done += _remove_vectors(data, fingerprint)
        done += permissions.close_to_others(data)
        if done:
            audit.append(data, by, REPAIRED, "; ".join(done), clock)
    return tuple(done)


def orphans(data: Path, store: Store) -> tuple[Path, ...]:
    """List what stands among the generations but is neither live nor one that undo can reach."""
    root = data / directory.GENERATIONS
    if not root.is_dir():
        return ()
    lineage = store.lineage()
    once_live = {event.generation for event in store.events()}
    live = lineage[0] if lineage else 0
    # A generation that was undone has a higher number than the live one, and stays until the next
    # reindex.
    undone = {number for number in once_live if number > live}
    wanted = {*lineage[: directory.KEPT], *undone}
    names = {directory.path_of(data, number).name for number in wanted}
    return tuple(sorted(path for path in root.iterdir() if path.name not in names))


def remove_orphans(data: Path, store: Store) -> tuple[str, ...]:
    """Remove what `orphans` lists; return a line for each."""
    found = orphans(data, store)
    for path in found:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    return tuple(f"removed {path.relative_to(data)}" for path in found)


def _remove_vectors(data: Path, fingerprint: str) -> Sequence[str]:
    with closing(EmbeddingCache(data, fingerprint)) as cache:
        count = cache.drop_others({fingerprint, *_fingerprints(data)})
    return [f"removed {count} vectors of models no longer used"] if count else []


def _fingerprints(data: Path) -> Iterator[str]:
    for number in directory.kept(data):
        try:
            yield directory.read_manifest(data, number).fingerprint
        except GenerationRefused:
            continue  # damaged: which model it was made with is not known
