"""A shard without some of its articles, written quickly: the same files, and what is removed of it.

To write a full shard anew takes half a minute. So the articles stay in its arrays and its texts,
which are linked, and their ordinals are listed beside them; only the file of words, whose counts
all shards are weighed by, is written anew. Whoever opens the shard leaves them out. Once more than
a small part of a shard is removed, it is written anew, smaller.
"""

import shutil
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.generation import directory, opened, texts, words
from index.generation.directory import THINNED, Manifest
from index.generation.opened import Shard
from index.generation.writing.texts import count_searched
from index.generation.writing.words import lessen
from index.store.databases import make_directory

MOST_REMOVED = 0.02
"""The part of the paragraphs of a shard that may be removed before it is written anew.

They take their room on the disk, and the nearest vectors of a question are sought among them, too.
"""

READ = frozenset(
    {
        texts.FILE_NAME,
        words.FILE_NAME,
        words.STEMS_NAME,
        words.RUNS_NAME,
        opened.ROWS_NAME,
        opened.ARTICLES_NAME,
    }
)
"""The names of the files of a shard that are read to thin it: they should be whole."""

_FRESH = (words.FILE_NAME, texts.REMOVED_NAME)


@dataclass(frozen=True, slots=True)
class Thinned:
    """A shard, and the ids of those of its articles that are to be removed."""

    shard: Shard
    gone: frozenset[str]

    @property
    def staying(self) -> tuple[str, ...]:
        """List the ids of the articles that stay in it, in order."""
        return tuple(name for name in self.shard.texts.article_ids() if name not in self.gone)


def find_removed(shard: Shard, gone: AbstractSet[str], most: float) -> Thinned | None:
    """Find what is to be removed of a shard; `None` if that would be more than the part `most`."""
    own = frozenset(shard.texts.digests(gone))
    removed = _removed(shard, own)
    if len(shard.paragraphs_of(removed)) > most * (len(shard.rows) - 1):
        return None
    return Thinned(shard, own)


def write(where: Path, thinned: Thinned, number: int, made_at: str) -> Manifest:
    """Write a shard without what is removed of it into a new folder; return its manifest."""
    shard, manifest = thinned.shard, thinned.shard.manifest
    make_directory(where)
    linked = {name: mark for name, mark in manifest.files.items() if name not in _FRESH}
    directory.link_files(shard.path(""), linked, where)
    new = np.array(shard.texts.ordinals_of(thinned.gone), dtype=np.int64)
    np.save(where / texts.REMOVED_NAME, _removed(shard, thinned.gone))
    shutil.copyfile(shard.path(words.FILE_NAME), where / words.FILE_NAME)
    stems = shard.postings.count_holding(shard.paragraphs_of(new))
    lessen(where / words.FILE_NAME, stems, shard.texts.sentences_of(new.tolist()))
    whole = replace(_counted(thinned, new), format=THINNED, number=number, made_at=made_at)
    return directory.finish(where, whole, linked)


def _removed(shard: Shard, gone: AbstractSet[str]) -> NDArray[np.int64]:
    """List the articles of a shard that are removed then, by their ordinals: int64, ascending."""
    return np.union1d(shard.removed, np.array(shard.texts.ordinals_of(gone), dtype=np.int64))


def _counted(thinned: Thinned, new: NDArray[np.int64]) -> Manifest:
    """Count what is left of a shard without the articles of these ordinals."""
    shard, manifest = thinned.shard, thinned.shard.manifest
    paragraphs, sentences = count_searched(shard.path(texts.FILE_NAME), new.tolist())
    own = shard.paragraphs_of(new)
    is_left = shard.is_here.copy()
    is_left[new] = False
    published = shard.texts.field("published")
    left = (published.values[number] for number in set(published.numbers[is_left].tolist()))
    dates = sorted(date for date in left if date is not None)
    return replace(
        manifest,
        articles=manifest.articles - len(new),
        paragraphs=manifest.paragraphs - paragraphs,
        sentences=manifest.sentences - sentences,
        vectors=manifest.vectors - int((shard.rows[own + 1] - shard.rows[own]).sum()),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
    )
