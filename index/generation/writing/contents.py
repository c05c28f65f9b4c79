"""Articles -> the files of a generation over them: of one shard, or of several and what they share.

Articles are split, embedded and written a block at a time, so that memory does not grow with the
corpus; their vectors wait in a file until all of a shard's are there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.embedding.cache import EmbeddingCache
from index.embedding.embedder import Embedder
from index.errors import NothingToIndex
from index.generation import directory, opened, texts, vectors
from index.generation.arrays import starts
from index.generation.directory import FORMAT, SEVERAL, SPLITTING, Manifest
from index.generation.opened import Shard
from index.generation.writing import thinning
from index.generation.writing.texts import (
    CarriedArticle,
    TextFile,
    count_searched,
    find_answers,
    find_carried,
)
from index.generation.writing.thinning import Thinned
from index.generation.writing.vectors import Searching, write_vectors
from index.generation.writing.words import WordFile
from index.records import Article, Progress, SplitArticle
from index.store.databases import make_directory
from index.text import views

SHARD_PARAGRAPHS = 250_000
"""Paragraphs of a shard, at most. Whatever it holds a shard costs a question a millisecond: of a
million paragraphs, four shards answer in 20 ms of a processor, ten in 28. To write one of this size
anew takes 25 s of a processor, and two gigabytes of disk while it is written."""

# The part of a full shard up to which one more article joins it: it is written in .4 s then.
_SMALL_PART = 60
_MOST_SMALL = 6  # of those shards, until they are made one
# Texts embedded between two commits of the cache: what an interruption can cost.
_EMBEDDED_AT_ONCE = 256
_CHARACTERS_AT_ONCE = 4_000_000  # split, embedded and written together; some 15,000 texts
_MATRIX_NAME = "matrix"  # the vectors, float32, until they are written to be searched


@dataclass(frozen=True, slots=True)
class Making:
    """The making of a generation in `data`: its number, the time (ISO 8601, UTC), the model.

    `shard` is how many paragraphs a shard may have, about.
    """

    data: Path
    number: int
    made_at: str
    model: str
    embedder: Embedder
    progress: Progress | None = None
    shard: int = SHARD_PARAGRAPHS


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: the manifest, and how many texts were new to the cache."""

    manifest: Manifest
    embedded: int


@dataclass(frozen=True, slots=True)
class Layout:
    """Which articles are written, in groups that become shards, and which shards stay.

    The `thinned` ones stay without some of their articles.
    """

    groups: tuple[Sequence[Article], ...]
    kept: tuple[Shard, ...] = ()
    thinned: tuple[Thinned, ...] = ()

    @property
    def staying(self) -> tuple[str, ...]:
        """List the ids of the articles that stay in their shards, unread."""
        whole = (shard.texts.article_ids() for shard in self.kept)
        return tuple(chain(*whole, *(each.staying for each in self.thinned)))

    @property
    def shards(self) -> frozenset[Shard]:
        """Name the shards that stay, with or without some articles."""
        return frozenset({*self.kept, *(each.shard for each in self.thinned)})


@dataclass(slots=True)
class _Counted:
    """What is counted while a shard is written: the vectors of each paragraph, and paragraphs."""

    views: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Done:
    """How much of a generation is done: texts embedded, and characters read of how many in all."""

    of: int
    embedded: int = 0
    characters: int = 0


def write(
    where: Path,
    groups: Sequence[Sequence[Article | SplitArticle]],
    making: Making,
    earlier: Sequence[Shard] = (),
    kept: Sequence[Shard] = (),
    thinned: Sequence[Thinned] = (),
) -> Written:
    """Write every file of a generation but its manifest, into an empty folder; return that.

    Each group of articles, in order of id, becomes a shard, or several if it is too large for one.
    An article that an `earlier` shard holds unchanged is carried over, neither split nor embedded.
    The `kept` shards become shards of the new generation as they are, the `thinned` ones without
    some articles. All must be whole and made with this embedder. Raises `NothingToIndex` if no
    paragraph can be searched.
    """
    packs = [pack for group in groups for pack in _packed(group, making.shard)]
    done = _Done(sum(len(_article(given).text) for pack in packs for given in pack))
    if not kept and not thinned and len(packs) == 1:
        manifest = _write_shard(where, packs[0], making, earlier, done)
        _refuse_nothing(manifest)
        return Written(manifest, done.embedded)
    ids: list[Sequence[str]] = []
    for pack in packs:
        folder = where / f"{len(ids):03}"
        make_directory(folder)
        directory.finish(folder, _write_shard(folder, pack, making, earlier, done))
        ids.append([_article(given).id for given in pack])
    for part in thinned:
        thinning.write(where / f"{len(ids):03}", part, making.number, making.made_at)
        ids.append(part.shard.texts.ids_of_all())
    for shard in kept:
        directory.link_shard(shard.path(""), shard.manifest, where / f"{len(ids):03}")
        ids.append(shard.texts.ids_of_all())
    np.save(where / directory.OWNERS_NAME, _owners(ids))
    manifest = _joint_manifest(where, [f"{at:03}" for at in range(len(ids))], making)
    _refuse_nothing(manifest)
    return Written(manifest, done.embedded)


def fragments(shards: Sequence[Manifest], full: int) -> list[int]:
    """List the shards that are so small that two of them fit into one of `full` paragraphs."""
    return [at for at, shard in enumerate(shards) if 2 * shard.paragraphs < full]


def lay_out(
    shards: Sequence[Shard],
    gone: AbstractSet[str],
    new: Sequence[Article],
    read: Callable[[Sequence[str]], Sequence[Article]],
    full: int,
    most_removed: float,
    *,
    merging: bool,
) -> Layout:
    """Lay out the next generation: rewrite what must be, and leave the other shards as they are.

    `gone` are the ids of the articles that do not stay as they are, `new` those that take their
    places or are new; `read` reads others by their ids. New ones join the smallest shard, if that
    is quickly written. When small ones have piled up they become one; when `merging`, all
    fragments do. A larger shard is thinned, until more than a part of `most_removed` is gone.
    """
    touched = {at for at, shard in enumerate(shards) if shard.texts.holds(gone)}
    small = fragments([shard.manifest for shard in shards], full)
    joined = set(small if merging else _joined(shards, new, full))
    if not new and len(joined) == 1 and not joined & touched:
        joined = set()
    large = (at for at in sorted(touched - joined) if not _is_small(shards[at], full))
    removing = ((at, thinning.find_removed(shards[at], gone, most_removed)) for at in large)
    thinned = {at: found for at, found in removing if found is not None}
    groups = []
    for written in (joined, *({at} for at in sorted(touched - joined - thinned.keys()))):
        ids = [
            article_id
            for at in sorted(written)
            for article_id in shards[at].texts.article_ids()
            if article_id not in gone
        ]
        own = [*read(ids), *(new if written is joined else ())]
        groups.append(sorted(own, key=lambda article: article.id))
    kept = (shard for at, shard in enumerate(shards) if at not in touched | joined)
    return Layout(tuple(groups), tuple(kept), tuple(thinned.values()))


def _joined(shards: Sequence[Shard], new: Sequence[Article], full: int) -> list[int]:
    """Choose the small shards that new articles join: the smallest, or all of too many."""
    small = sorted(
        (shard.manifest.paragraphs, at) for at, shard in enumerate(shards) if _is_small(shard, full)
    )
    if len(small) > _MOST_SMALL:
        return [at for _, at in small]
    return [at for _, at in small[:1]] if new else []


def _is_small(shard: Shard, full: int) -> bool:
    """Tell whether a shard is quickly written anew."""
    return _SMALL_PART * shard.manifest.paragraphs <= full


def estimated_paragraphs(text: str) -> int:
    """Estimate how many paragraphs a text has, without splitting it."""
    return text.count("\n\n") + 1


def _packed(
    articles: Sequence[Article | SplitArticle], shard: int
) -> list[Sequence[Article | SplitArticle]]:
    """Part articles, in their order, into as many shards as they need, of about equal sizes."""
    if not articles:
        return []
    sizes = np.cumsum([estimated_paragraphs(_article(given).text) for given in articles])
    count = -(-int(sizes[-1]) // shard)
    shards = (sizes - 1) * count // sizes[-1]
    ends = [*(np.flatnonzero(np.diff(shards)) + 1).tolist(), len(articles)]
    return [articles[begin:end] for begin, end in zip([0, *ends[:-1]], ends, strict=True)]


def _write_shard(
    where: Path,
    articles: Sequence[Article | SplitArticle],
    making: Making,
    earlier: Sequence[Shard],
    done: _Done,
) -> Manifest:
    """Write every file of one shard but its manifest, and return that."""
    carried = _carried(articles, earlier)
    word_file, counted = WordFile(), _Counted()
    renumbered = {
        at: word_file.take_over(earlier[at].words, earlier[at].texts.sentences_without(taken))
        for at, taken in _taken(carried).items()
    }
    matrix = where / _MATRIX_NAME
    with ExitStack() as held:
        text_file = held.enter_context(
            TextFile(
                where / texts.FILE_NAME,
                {at: earlier[at].path(texts.FILE_NAME) for at in renumbered},
            )
        )
        rows_file = held.enter_context(matrix.open("wb"))
        cache = EmbeddingCache(making.data, making.embedder.fingerprint)
        held.callback(cache.close)
        for block in _blocks(articles):
            parts = [_part(given, carried) for given in block]
            done.characters += sum(len(part.article.text) for part in parts)
            embed = partial(_embed, cache, making, done)
            _append_vectors(rows_file, parts, embed, earlier, counted)
            for part in parts:
                text_file.add(part)
                _add_words(word_file, part, earlier, renumbered)
    searching = _finish_shard(where, word_file, counted)
    matrix.unlink()
    return _manifest(where, articles, counted, making, searching)


def _finish_shard(where: Path, word_file: WordFile, counted: _Counted) -> Searching:
    """Write what needs all articles: vectors to search, words, where the rows of each begin."""
    rows = starts(counted.views)
    with ThreadPoolExecutor(1) as beside:  # faiss needs no Python, the others little else
        writing = beside.submit(
            write_vectors, where / vectors.FILE_NAME, _mapped(where / _MATRIX_NAME, int(rows[-1]))
        )
        word_file.write(where, rows)
        np.save(where / opened.ROWS_NAME, rows)
        np.save(where / opened.ARTICLES_NAME, starts(counted.paragraphs))
        answers = find_answers(where / texts.FILE_NAME)
        np.save(where / opened.ANSWERS_NAME, np.array(answers, dtype=np.int64))
    return writing.result()


def _mapped(path: Path, count: int) -> NDArray[np.float32]:
    """Map the file of so many vectors into memory: float32 (n, d)."""
    if not count:
        return np.empty((0, 1), dtype=np.float32)
    return np.memmap(path, dtype=np.float32, mode="r").reshape(count, -1)


def _article(given: Article | SplitArticle) -> Article:
    return given.article if isinstance(given, SplitArticle) else given


def _carried(
    articles: Sequence[Article | SplitArticle], earlier: Sequence[Shard]
) -> dict[str, CarriedArticle]:
    plain = [_article(given) for given in articles]
    carried: dict[str, CarriedArticle] = {}
    for at, shard in enumerate(earlier):
        carried |= find_carried(shard.path(texts.FILE_NAME), plain, at)
    return carried


def _taken(carried: Mapping[str, CarriedArticle]) -> dict[int, set[int]]:
    """List the articles that are carried over from each earlier shard, by their ordinals in it."""
    taken: dict[int, set[int]] = {}
    for part in carried.values():
        taken.setdefault(part.shard, set()).add(part.ordinal)
    return taken


def _blocks(
    articles: Sequence[Article | SplitArticle],
) -> Iterator[Sequence[Article | SplitArticle]]:
    first, characters = 0, 0
    for at, given in enumerate(articles):
        characters += len(_article(given).text)
        if characters >= _CHARACTERS_AT_ONCE:
            yield articles[first : at + 1]
            first, characters = at + 1, 0
    if first < len(articles):
        yield articles[first:]


def _part(
    given: Article | SplitArticle, carried: Mapping[str, CarriedArticle]
) -> SplitArticle | CarriedArticle:
    if isinstance(given, SplitArticle):
        return carried.get(given.article.id, given)
    return carried.get(given.id) or views.split_article(given)


def _append_vectors(
    rows_file: BinaryIO,
    parts: Sequence[SplitArticle | CarriedArticle],
    embed: Callable[[Sequence[str]], Mapping[str, NDArray[np.float32]]],
    earlier: Sequence[Shard],
    counted: _Counted,
) -> None:
    """Write the vectors of all paragraphs, float32, one after another, and count them."""
    viewed = [
        [views.texts_to_embed(part.article, paragraph) for paragraph in part.paragraphs]
        if isinstance(part, SplitArticle)
        else []
        for part in parts
    ]
    known = embed(list(dict.fromkeys(text for own in viewed for some in own for text in some)))
    for part, own in zip(parts, viewed, strict=True):
        if isinstance(part, SplitArticle):
            counted.paragraphs.append(len(own))
            counted.views.extend(map(len, own))
            rows_file.writelines(known[text].tobytes() for some in own for text in some)
        else:
            shard = earlier[part.shard]
            rows = shard.rows[part.first : part.end + 1]
            counted.paragraphs.append(part.end - part.first)
            counted.views.extend(np.diff(rows).tolist())
            if rows[-1] > rows[0]:
                found = shard.vectors.read_range(int(rows[0]), int(rows[-1]))
                rows_file.write(found.tobytes())


def _add_words(
    word_file: WordFile,
    part: SplitArticle | CarriedArticle,
    earlier: Sequence[Shard],
    renumbered: Mapping[int, NDArray[np.int32]],
) -> None:
    if isinstance(part, CarriedArticle):
        shard, numbers = earlier[part.shard], renumbered[part.shard]
        word_file.carry(shard.postings, numbers, shard.rows[part.first], shard.rows[part.end])
        return
    for paragraph in part.paragraphs:
        runs = views.runs_of_stems(paragraph)
        sentences = paragraph.sentences if runs else ()
        word_file.add(runs, [sentence.text for sentence in sentences])


def _manifest(
    where: Path,
    articles: Sequence[Article | SplitArticle],
    counted: _Counted,
    making: Making,
    searching: Searching,
) -> Manifest:
    """Describe a shard of these articles; its files are digested when it is finished."""
    published = (_article(given).source.published for given in articles)
    dates = sorted(date for date in published if date is not None)
    paragraphs, sentences = count_searched(where / texts.FILE_NAME)
    return Manifest(
        format=FORMAT,
        number=making.number,
        made_at=making.made_at,
        model=making.model,
        fingerprint=making.embedder.fingerprint,
        articles=len(articles),
        paragraphs=paragraphs,
        sentences=sentences,
        vectors=sum(counted.views),
        searching=searching.method,
        recall=searching.recall,
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
        files={},
        splitting=SPLITTING,
    )


def _joint_manifest(where: Path, names: Sequence[str], making: Making) -> Manifest:
    """Describe the generation of the shards in these folders."""
    own = [directory.read_shard(where / name, making.number) for name in names]
    oldest = [each.oldest for each in own if each.oldest is not None]
    newest = [each.newest for each in own if each.newest is not None]
    count = sum(each.vectors for each in own)
    return replace(
        own[0],
        format=SEVERAL,
        number=making.number,
        made_at=making.made_at,
        model=making.model,
        articles=sum(each.articles for each in own),
        paragraphs=sum(each.paragraphs for each in own),
        sentences=sum(each.sentences for each in own),
        vectors=count,
        searching="exact" if all(each.searching == "exact" for each in own) else "codes",
        recall=sum(each.recall * each.vectors for each in own) / max(1, count),
        oldest=min(oldest, default=None),
        newest=max(newest, default=None),
        files={},
        shards=tuple(names),
    )


def _owners(ids: Sequence[Sequence[str]]) -> NDArray[np.int32]:
    """Say which shard each article is in, in order of id: int32 (a,).

    Where one was removed, another of its id may be in another shard: that comes beside it.
    """
    owned = sorted((article_id, at) for at, own in enumerate(ids) for article_id in own)
    return np.array([at for _, at in owned], dtype=np.int32)


def _refuse_nothing(manifest: Manifest) -> None:
    if not manifest.vectors:
        raise NothingToIndex(
            "the articles hold no paragraph that can be searched, so the corpus was left as it was;"
            " see what is skipped in them"
        )


def _embed(
    cache: EmbeddingCache, making: Making, done: _Done, unique: Sequence[str]
) -> dict[str, NDArray[np.float32]]:
    """Return the vector of every text, float32 (d,), from the cache or else computed.

    How many texts there are in all is estimated by the characters that were read so far;
    at the last block it is exact.
    """
    known = cache.find(unique)
    # Sorted by length, so that a batch holds little padding.
    new = sorted(set(unique) - known.keys(), key=lambda text: (len(text), text))
    expected = round((done.embedded + len(new)) * done.of / max(1, done.characters))
    for first in range(0, len(new), _EMBEDDED_AT_ONCE):
        batch = new[first : first + _EMBEDDED_AT_ONCE]
        fresh = making.embedder.embed_passages(batch)
        known.update(zip(batch, cache.keep(batch, fresh), strict=True))
        done.embedded += len(batch)
        if making.progress is not None:
            making.progress("embedding", done.embedded, expected)
    return known
