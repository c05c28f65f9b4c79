"""An open generation: one shard or several, opened together and checked, asked as one corpus.

A shard holds the texts, words, postings and vectors of some articles, all of a small corpus. Its
paragraphs have ordinals of their own; those of the corpus, whose articles stand in order of id,
are the same however it is cut into shards. So are the answers, ties included.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import GenerationRefused
from index.generation import directory, texts, vectors
from index.generation import words as words_of
from index.generation.arrays import mapped, refusal, starts
from index.generation.directory import Manifest
from index.generation.vectors import Ordinals, ranges

ROWS_NAME = "rows.npy"
ARTICLES_NAME = "articles.npy"
ANSWERS_NAME = "answers.npy"


class Shard:
    """The open files of one shard. Immutable; one thread at a time. Generations may share it.

    Its p paragraphs have ordinals from 0 in the order of its articles, which is that of their ids.
    The vectors of paragraph `o` are the rows from `rows[o]` up to `rows[o + 1]`, int64 (p + 1,).
    `article_starts`, int64 (a + 1,), are the ordinals of the first paragraphs of its a articles.
    `answers`, int64 ascending, are the ordinals of the paragraphs that answer an interviewer's
    question.

    Articles that were removed since the shard was written keep their ordinals and rows, but nothing
    of them is found or counted. `removed`, int64 ascending, are their ordinals.
    """

    def __init__(self, folder: Path, manifest: Manifest, like: "Shard | None" = None) -> None:
        """Open the files in a folder, which were checked; raises `GenerationRefused`.

        The vectors are taken over from a shard that is open, if they are `like` its.
        """
        self.manifest = manifest
        self._folder = folder
        self._identity = directory.identify(folder, manifest)
        self._holders = 1
        self.texts = texts.Texts(self.path(texts.FILE_NAME))
        self.vectors: vectors.Vectors = (
            vectors.Vectors(self.path(vectors.FILE_NAME)) if like is None else like.vectors
        )
        self.rows = mapped(self.path(ROWS_NAME), np.int64)
        self.article_starts = mapped(self.path(ARTICLES_NAME), np.int64)
        self.removed = np.empty(0, dtype=np.int64)
        if texts.REMOVED_NAME in manifest.files:
            self.removed = mapped(self.path(texts.REMOVED_NAME), np.int64)
        answers = mapped(self.path(ANSWERS_NAME), np.int64)
        gone = self._removed_paragraphs()
        self.answers = answers if gone is None else answers[~gone[answers]]
        self.removed_rows = None if gone is None else np.repeat(gone, np.diff(self.rows))
        self.postings = words_of.Postings(folder, self.rows, gone)

    def path(self, name: str) -> Path:
        """Return the path of one of its files."""
        return self._folder / name

    @cached_property
    def words(self) -> words_of.Words:
        """Its own words, opened at the first use: for whoever takes it over into another shard."""
        return words_of.Words(self.path(words_of.FILE_NAME))

    @cached_property
    def is_here(self) -> NDArray[np.bool_]:
        """Tell of each article whether it was not removed: bool (a,)."""
        found = np.ones(len(self.article_starts) - 1, dtype=bool)
        found[self.removed] = False
        return found

    @cached_property
    def is_searched(self) -> NDArray[np.bool_]:
        """Tell of each paragraph whether it is searched: bool (p,).

        Headings are not, nor is what was removed.
        """
        gone = self._removed_paragraphs()
        has_rows = np.diff(self.rows) > 0
        return np.asarray(has_rows if gone is None else has_rows & ~gone)

    def paragraphs_of(self, articles: NDArray[np.int64]) -> NDArray[np.int64]:
        """List the ordinals of the paragraphs of articles, given by theirs, in their order."""
        return ranges(self.article_starts[articles], self.article_starts[articles + 1])

    def _removed_paragraphs(self) -> NDArray[np.bool_] | None:
        """Mark the paragraphs that were removed: bool (p,); `None` if none were."""
        if not len(self.removed):
            return None
        found = np.zeros(len(self.rows) - 1, dtype=bool)
        found[self.paragraphs_of(self.removed)] = True
        return found

    def check_counts(self, generation: int) -> None:
        """Raise `GenerationRefused` unless every file holds as much as the manifest counts."""
        manifest, gone = self.manifest, self.paragraphs_of(self.removed)
        paragraphs = self.texts.paragraphs + len(gone)
        rows = manifest.vectors + int((self.rows[gone + 1] - self.rows[gone]).sum())
        found = {
            "articles": (self.texts.articles, manifest.articles),
            "vectors": (self.vectors.count, rows),
            "rows": (int(self.rows[-1]), rows),
            "paragraphs": (len(self.rows) - 1, paragraphs),
            "paragraphs of articles": (int(self.article_starts[-1]), paragraphs),
            "searched paragraphs": (self.postings.paragraphs, manifest.paragraphs),
        }
        for what, (counted, expected) in found.items():
            if counted != expected:
                raise GenerationRefused(
                    f"generation {generation} holds {counted} {what} where {expected} belong;"
                    " mend it with: pullquote reindex"
                )

    def is_in(self, folder: Path, manifest: Manifest) -> bool:
        """Tell whether the files in a folder are the open ones, under another name or the same."""
        return self._identity == directory.identify(folder, manifest)

    def names_in(self, folder: Path, manifest: Manifest) -> list[str]:
        """List those of the open files that a folder has too, under another name or the same."""
        found = directory.identify(folder, manifest)
        return [name for name, identity in found.items() if self._identity.get(name) == identity]

    def share(self, folder: Path) -> "Shard":
        """Return the shard for one holder more, who closes it too, and knows its files in a folder.

        That of the first holder may be gone before his successor's.
        """
        self._holders += 1
        self._folder = folder
        return self

    def close(self) -> None:
        """Close its files, when the last holder does."""
        self._holders -= 1
        if self._holders:
            return
        self.texts.close()
        if "words" in self.__dict__:
            self.words.close()


class Generation:
    """An open generation. Immutable; one thread at a time.

    Everything here but `shards` counts paragraphs by their ordinals in the corpus: p in all.
    `article_starts`, int64 (a + 1,), are those of the first paragraphs of its a articles;
    `article_places` are, for each shard, the places of its articles among all: int64, ascending.
    """

    def __init__(
        self,
        data: Path,
        number: int,
        fingerprint: str,
        beside: "Generation | None" = None,
        *,
        is_trusted: bool = False,
    ) -> None:
        """Open and check a generation.

        The shards that it has in common with one that is open `beside` it are neither opened nor
        digested again. Of one that `is_trusted` all files are measured only: for whoever digests
        what he reads of it. Raises `GenerationRefused` if it is damaged, or its model has another
        fingerprint.
        """
        self.number = number
        self.manifest = directory.read_manifest(data, number)
        if self.manifest.fingerprint != fingerprint:
            raise GenerationRefused(
                f"generation {number} was made with the model {self.manifest.model}"
                f" ({self.manifest.fingerprint[:8]}), the settings name another"
                f" ({fingerprint[:8]}); mend it with: pullquote reindex"
            )
        self._data = data
        self._directory = directory.path_of(data, number)
        found = dict(directory.shards(self._directory, self.manifest))
        open_already = () if beside is None else _files_in_common(beside.shards, found)
        known = [path.relative_to(self._directory).as_posix() for path in open_already]
        directory.check_files(
            data, self.manifest, measured=self.manifest.files if is_trusted else known
        )
        with directory.naming_damage(data, self.manifest):
            self._open_shards(found, () if beside is None else beside.shards)

    def _open_shards(self, found: Mapping[Path, Manifest], beside: Sequence[Shard]) -> None:
        shared = _in_common(beside, found)
        self.shards = tuple(
            shared[folder].share(folder)
            if folder in shared
            else Shard(folder, manifest, _with_the_vectors(beside, folder, manifest))
            for folder, manifest in found.items()
        )
        owners = self._owners()
        self.article_places = [np.flatnonzero(owners == at) for at in range(len(self.shards))]
        self.ordinals, self.article_starts = numbered(
            [shard.article_starts for shard in self.shards], self.article_places
        )
        self.words = words_of.Words(*(folder / words_of.FILE_NAME for folder in found))
        self.texts = texts.CorpusTexts([shard.texts for shard in self.shards], self.ordinals)
        self.postings = words_of.CorpusPostings(
            [shard.postings for shard in self.shards], self.words, self.ordinals
        )

    def path(self, name: str) -> Path:
        """Return the path of one of its files, by its name in the manifest."""
        return self._directory / name

    @cached_property
    def is_searched(self) -> NDArray[np.bool_]:
        """Tell of each paragraph whether it is searched: bool (p,), false for a heading."""
        found = np.empty(self.ordinals.count, dtype=bool)
        for at, shard in enumerate(self.shards):
            found[self.ordinals.of_shard[at]] = shard.is_searched
        return found

    def article_ids(self, places: Sequence[int]) -> list[str]:
        """Read the ids of articles by their places among all of the corpus, in their order."""
        wanted = np.array(places, dtype=np.int64)
        ids: dict[int, str] = {}
        for own, shard in zip(self.article_places, self.shards, strict=True):
            here = wanted[np.isin(wanted, own, assume_unique=True)]
            found = shard.texts.ids_of(np.searchsorted(own, here).tolist())
            ids |= zip(here.tolist(), found, strict=True)
        return [ids[place] for place in places]

    def is_kept(self) -> bool:
        """Tell whether the folder of its number still has its manifest, or none that can be read.

        What is open stays whole where its folder was taken away or damaged.
        """
        try:
            return directory.read_manifest(self._data, self.number) == self.manifest
        except GenerationRefused:
            return True

    def check_files(self) -> None:
        """Digest all files; raises `GenerationRefused` naming one that is damaged."""
        directory.check_files(self._data, self.manifest, thoroughly=True)

    def check_counts(self) -> None:
        """Raise `GenerationRefused` unless every file holds as much as the manifests count."""
        for shard in self.shards:
            shard.check_counts(self.manifest.number)

    def close(self) -> None:
        """Close its files."""
        self.words.close()
        for shard in self.shards:
            shard.close()

    def _owners(self) -> NDArray[np.int32]:
        """Read which shard each article is in, in order of id: int32 (a,)."""
        articles = sum(len(shard.article_starts) - 1 for shard in self.shards)
        if len(self.shards) == 1:
            return np.zeros(articles, dtype=np.int32)
        path = self.path(directory.OWNERS_NAME)
        owners = mapped(path, np.int32)
        counts = [len(shard.article_starts) - 1 for shard in self.shards]
        if np.bincount(owners, minlength=len(counts)).tolist() != counts:
            raise refusal(path, "it does not fit the shards")
        return owners


def _in_common(shards: Sequence[Shard], found: Mapping[Path, Manifest]) -> dict[Path, Shard]:
    """Find the open shards whose files those in the found folders are."""
    return {
        folder: shard
        for folder, manifest in found.items()
        for shard in shards
        if shard.is_in(folder, manifest)
    }


def _files_in_common(shards: Sequence[Shard], found: Mapping[Path, Manifest]) -> list[Path]:
    """List the files in the found folders that are open, as they are under whatever name."""
    return [
        folder / name
        for folder, manifest in found.items()
        for shard in shards
        for name in shard.names_in(folder, manifest)
    ]


def _with_the_vectors(shards: Sequence[Shard], folder: Path, manifest: Manifest) -> Shard | None:
    """Find the open shard whose vectors are those in a folder."""
    same = (each for each in shards if vectors.FILE_NAME in each.names_in(folder, manifest))
    return next(same, None)


def numbered(
    article_starts: Sequence[NDArray[np.int64]], places: Sequence[NDArray[np.int64]]
) -> tuple[Ordinals, NDArray[np.int64]]:
    """Count the paragraphs of all shards in one row, and say where each article starts there.

    Both are given by shard: where its articles start in it, and their places among all.
    """
    lengths = np.empty(sum(map(len, places)), dtype=np.int64)
    for own, begin in zip(places, article_starts, strict=True):
        lengths[own] = np.diff(begin)
    firsts = starts(lengths)
    return Ordinals([ranges(firsts[own], firsts[own + 1]) for own in places]), firsts
