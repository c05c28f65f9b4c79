"""A new article and the corpus -> those that it is a copy of: same, edited or re-worded.

Measured on the texts of `python -m tests.benchmarks.sources.duplicates BENCH`, with the default
model:

| share in common | copies, least | other articles, most | bar |
|---|---|---|---|
| runs of three stems | .70 (32 edits of 16 texts) | .09 (44 pairs) | .3 |
| sentences in the same order | .84 (4 re-wordings by hand) | .18 (33 pairs) | .5 |

The others are articles on one subject, two reports of one event and, for the words, halves of one
article. The second line was measured on sentences of four words and more.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.drafts.records import Duplicate
from index.embedding.embedder import Embedder
from index.generation.asking import KnownStem
from index.generation.opened import Generation, Shard
from index.generation.vectors import ranges
from index.records import Article, Progress, SourceText, SplitArticle
from index.text import views
from index.text.stems import split_stems

# Above: what a report shares with another of the same event, quotes of the same people included.
# Below: what is left of a text after a heavy edit.
EDITED_SHARE = 0.3
REWORDED_SHARE = 0.5
# Fewer sentences fall into the same order by chance.
_FEWEST_SENTENCES = 5
# Fewer runs of words are a phrase that many articles hold.
_FEWEST_SHINGLES = 20
# Articles whose words are compared in order; an edited copy shares more rare words with its
# original than any other article does, so that it is among the first few.
_COMPARED = 12
# Articles compared sentence by sentence: a copy in other words still has most names and numbers.
_COMPARED_IN_MEANING = 200
# Paragraphs that hold a stem, over all stems by which copies are looked for: a tenth of a second.
_MOST_LOOKED_AT = 1_000_000
# Of an article's words about so many are common ones, or said before, to each that is rare.
_STEMS_TO_A_RARE_ONE = 2.5
# Shorter runs are common to any two texts on a subject; of longer ones, one edit destroys more.
_SHINGLE_STEMS = 3
# Of sentences whose common part (the headline) was taken away, those that are the same in other
# words have a similarity of .4 to .9, two others about the same event seldom .35.
_SAME_SENTENCE = 0.35

MOST_SENTENCES = 600
"""Sentences of a new text by which re-worded copies are looked for, from its start: each takes 5 ms
of a processor, and a book has tens of thousands."""

_BATCH = 64  # sentences embedded between two reports of progress

Shingles = frozenset[tuple[str, ...]]
"""The runs of stems of a text."""


Read = Callable[[Collection[str]], Sequence[Article]]
"""Reads the articles of an index that have some ids, but those that are not to be compared."""


def read_nothing(_ids: Collection[str]) -> Sequence[Article]:
    """Read no article: for whoever gives all that are to be compared."""
    return ()


@dataclass(frozen=True, slots=True)
class Others:
    """The articles that a text is drafted against: some are given, others read from an index.

    Those of the open `generation` are read by their ids, when they are asked for; one that is given
    too goes before it. Those with `excluded` ids are not there.
    """

    given: tuple[Article, ...]
    generation: Generation | None
    reader: Read
    excluded: frozenset[str] = frozenset()

    def without(self, article_id: str) -> "Others":
        """Return the others of an article among them."""
        given = tuple(article for article in self.given if article.id != article_id)
        return replace(self, given=given, excluded=self.excluded | {article_id})

    def ids(self) -> frozenset[str]:
        """List the ids of all articles."""
        found = {article.id for article in self.given}
        for shard in self._shards():
            found.update(shard.texts.article_ids())
        return frozenset(found) - self.excluded

    def article(self, article_id: str) -> Article | None:
        """Find the article of an id."""
        given = (article for article in self.given if article.id == article_id)
        return next(given, None) or next(iter(self.read([article_id])), None)

    def read(self, ids: Collection[str]) -> Sequence[Article]:
        """Read those articles with some ids that are not given, in order of id."""
        absent = set(ids) - {article.id for article in self.given} - self.excluded
        return self.reader(sorted(absent)) if absent else ()

    def at_address(self, addresses: Set[str]) -> Article | None:
        """Find the first article, in order of id, that was read from an address, or stands there.

        The addresses are those of origins and of fields, word for word.
        """
        found = [
            article
            for article in self.given
            if not addresses.isdisjoint({article.source.origin, article.source.url})
        ]
        if addresses:
            ids = [name for shard in self._shards() for name in shard.texts.at_address(addresses)]
            found.extend(self.read(sorted(ids)[:1]))
        return min(found, key=lambda article: article.id, default=None)

    def holding_line(self, line: str) -> Iterator[str]:
        """Yield the ids of the articles that are not given and hold a line."""
        given = {article.id for article in self.given} | self.excluded
        for shard in self._shards():
            yield from (name for name in shard.texts.holding_line(line) if name not in given)

    def _shards(self) -> Sequence[Shard]:
        return () if self.generation is None else self.generation.shards


def unseen(_what: str, _done: int, _of: int) -> None:
    """Show no progress: what `find` reports to where nobody waits."""


def find(
    split: SplitArticle,
    others: Sequence[Article],
    embedder: Embedder,
    generation: Generation | None,
    progress: Progress = unseen,
    read: Read = read_nothing,
) -> tuple[Duplicate, ...]:
    """List the articles that a new article is a copy of, the surest first.

    Re-worded copies are looked for by the first `MOST_SENTENCES` sentences. What `progress` raises
    ends the search.

    They are among the `others`, and among those that `read` reads from the index, `generation`: it
    chooses the articles that share most rare words with the new one, so that no others are read.
    Of the `others` all are compared that the index does not hold. Without an index, or where the
    model does not read the article, re-worded copies are not found (`seeks_rewordings`).
    """
    article = split.article
    if generation is not None:
        others = _worth_comparing(article, others, generation, read)
    words = [_folded(other.text) for other in others]
    found = {copy.source.id: copy for copy in _same(article, others, words)}
    nearest = _sharing_words(article, others, words)
    for copy in _edited(article, nearest[:_COMPARED]):
        found.setdefault(copy.source.id, copy)
    if generation is not None and seeks_rewordings(article, embedder, generation):
        ids = frozenset(other.id for other in nearest[:_COMPARED_IN_MEANING])
        shares = reworded_shares(split, embedder, generation, ids, progress)
        for copy in _reworded(nearest[:_COMPARED_IN_MEANING], shares):
            found.setdefault(copy.source.id, copy)
    return tuple(sorted(found.values(), key=_surest_first))


def seeks_rewordings(
    text: SourceText | Article, embedder: Embedder, generation: Generation | None
) -> bool:
    """Tell whether re-worded copies of a text can be found: by a model that reads it."""
    return generation is not None and embedder.reads(kept_text(text))


def count_uncompared(split: SplitArticle) -> int:
    """Count the sentences by which re-worded copies are not looked for, as there are too many."""
    return max(0, len(_sentence_views(split)) - MOST_SENTENCES)


def kept_text(text: SourceText | Article) -> str:
    """Return a text without what is skipped in it."""
    start, kept = 0, []
    for span in text.skipped:
        kept.append(text.text[start : span.start])
        start = span.end
    return "".join([*kept, text.text[start:]])


def reworded_shares(
    split: SplitArticle,
    embedder: Embedder,
    generation: Generation,
    ids: frozenset[str],
    progress: Progress = unseen,
) -> dict[str, float]:
    """Measure for these articles of an index the share of sentences that a new one has in order.

    It is 0 where fewer than five sentences match.
    """
    own = _sentence_vectors(split, embedder, progress)
    shares: dict[str, float] = {}
    for shard in generation.shards:
        found = dict(_sentences_of(shard, ids))
        if len(own) < _FEWEST_SENTENCES or not found:
            shares |= dict.fromkeys(found, 0.0)
            continue
        # In one product: the threads of BLAS, which wait for each other on a busy machine, took
        # twenty times as long for a product of each article.
        similarities = own @ np.concatenate(list(found.values())).T
        ends = np.cumsum([0, *map(len, found.values())])
        for article_id, (first, end) in zip(found, pairwise(ends.tolist()), strict=True):
            progress("comparing", len(shares), len(ids))
            matched = matched_in_order(similarities[:, first:end])
            is_enough = matched >= _FEWEST_SENTENCES
            shares[article_id] = matched / min(len(own), end - first) if is_enough else 0.0
    return shares


def shingles(text: str) -> Shingles:
    """List every run of three stems in a text.

    >>> sorted(shingles("The ferry sank, the ferry sank."))[0]
    ('ferri', 'sank', 'the')
    """
    stems = split_stems(text)
    runs = (stems[at:] for at in range(_SHINGLE_STEMS))
    return frozenset(zip(*runs, strict=False))


def containment(shingles: Shingles, others: Shingles) -> float:
    """Measure how much of the smaller set the larger holds, from 0 to 1; 0 if one is empty.

    This is the containment of A. Broder, "On the resemblance and containment of documents" (1997),
    taken from the smaller side, so that a part of an article is as like it as the whole.

    >>> containment(shingles("the ferry sank at noon"), shingles("Ferries sank at two"))
    0.5
    """
    smaller = min(len(shingles), len(others))
    return len(shingles & others) / smaller if smaller else 0.0


def without_common(sentences: NDArray[np.float32]) -> NDArray[np.float32]:
    """Subtract from unit vectors, float32 (n, d), their mean; return unit vectors again.

    Sentences are embedded under their headline, which makes all of an article alike and hides how
    they differ; their mean is what they share.
    """
    own = sentences - sentences.mean(axis=0)
    lengths = np.linalg.norm(own, axis=1, keepdims=True)
    return np.asarray(own / np.maximum(lengths, 1e-6), dtype=np.float32)


def matched_in_order(similarities: NDArray[np.float32]) -> int:
    """Count the sentences that two articles have in the same order, whatever their words.

    `similarities`, float32 (n, m), are those of the n sentences to the m others, in reading order,
    of vectors as `without_common` gives them. Two sentences match if each is the other's nearest,
    and near enough; counted is the longest run of matches that rises in both.
    """
    if 0 in similarities.shape:
        return 0
    nearest = similarities.argmax(axis=1)
    back = similarities.argmax(axis=0)
    rows = np.arange(len(similarities))
    mutual = (back[nearest] == rows) & (similarities[rows, nearest] >= _SAME_SENTENCE)
    return longest_rise(nearest[mutual].tolist())


def longest_rise(places: Iterable[int]) -> int:
    """Count the longest rising choice of numbers, in their order.

    >>> longest_rise([3, 1, 2, 9, 4, 5])
    4
    """
    ends: list[int] = []  # the lowest end of a rise of each length
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def _worth_comparing(
    article: Article, others: Sequence[Article], generation: Generation, read: Read
) -> list[Article]:
    """Choose the articles that may be copies: those that share most with a new one by the index.

    An article of which the index holds another text, or none, is always compared.
    """
    given = {other.id: other for other in others}
    indexed: dict[str, str] = {}
    for shard in generation.shards:
        indexed |= shard.texts.digests(given)
    unknown = [other for other in others if indexed.get(other.id) != other.sha256]
    best = generation.article_ids(_sharing_stems(article, generation))
    absent = read([article_id for article_id in best if article_id not in given])
    known = {other.id: other for other in absent} | given
    passed_over = {other.id for other in unknown}
    near = [known[name] for name in best if name in known and name not in passed_over]
    return [*near[:_COMPARED_IN_MEANING], *unknown]


def _sharing_stems(article: Article, generation: Generation) -> list[int]:
    """Find the articles that share most rare stems with a new one, or lie most within it.

    They are numbered in order of id, the likest first. Stems that most articles hold tell nothing,
    and are passed over once enough places were looked at.
    """
    known = generation.words.known_stems(split_stems(kept_text(article))).values()
    rarest = sorted({each for each in known if each.number >= 0}, key=_by_rarity)
    looked_at = np.cumsum([each.paragraphs for each in rarest])
    numbers = [each.number for each in rarest][: 1 + np.searchsorted(looked_at, _MOST_LOOKED_AT)]
    if not numbers:
        return []
    stems, places = _holding_articles(generation, numbers)
    holding = np.bincount(stems, minlength=len(numbers))
    lengths = np.concatenate([[0], np.cumsum(generation.postings.lengths())])
    words = np.diff(lengths[generation.article_starts])
    rarity = np.log(1 + generation.texts.articles / np.maximum(1, holding))
    weights = np.bincount(places, rarity[stems], minlength=len(words))
    within = np.bincount(places, minlength=len(words)) / np.maximum(1, words)
    fits = np.maximum(weights, np.minimum(1, _STEMS_TO_A_RARE_ONE * within) * weights.max())
    best = np.lexsort((np.arange(len(fits)), -fits))[: 2 * _COMPARED_IN_MEANING]
    return [place for place in best.tolist() if fits[place] > 0]


def _holding_articles(
    generation: Generation, numbers: Sequence[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the articles of all shards that hold any of the stems: pairs of a stem and an article.

    Both int64: from 0 in the order of the numbers, and in the order of the corpus.
    """
    found = []
    for at, shard in enumerate(generation.shards):
        own = generation.words.in_shard(at, numbers)
        stems, articles = shard.postings.articles_with(own, shard.article_starts)
        found.append((stems, generation.article_places[at][articles]))
    stems, places = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return stems, places


def _by_rarity(stem: KnownStem) -> tuple[int, int]:
    return stem.paragraphs, stem.number


def _surest_first(copy: Duplicate) -> tuple[int, float, str]:
    return ("same", "edited", "reworded").index(copy.likeness), -copy.share, copy.source.id


def _same(
    article: Article, others: Sequence[Article], words: Sequence[list[str]]
) -> Iterator[Duplicate]:
    """Find the articles with the same words in the same order, whatever the case."""
    own = [_folded(article.text), _folded(kept_text(article))]
    for other, theirs in zip(others, words, strict=True):
        if theirs in own or (other.skipped and _folded(kept_text(other)) in own):
            yield Duplicate(other.source, "same", 1.0)


def _folded(text: str) -> list[str]:
    return text.casefold().split()


def _edited(article: Article, others: Sequence[Article]) -> Iterator[Duplicate]:
    own = shingles(kept_text(article))
    for other in others:
        theirs = shingles(kept_text(other))
        share = containment(own, theirs)
        if share >= EDITED_SHARE and min(len(own), len(theirs)) >= _FEWEST_SHINGLES:
            yield Duplicate(other.source, "edited", share)


def _reworded(others: Sequence[Article], shares: Mapping[str, float]) -> Iterator[Duplicate]:
    for other in others:
        share = shares.get(other.id, 0.0)
        if share >= REWORDED_SHARE:
            yield Duplicate(other.source, "reworded", share)


def _sharing_words(
    article: Article, others: Sequence[Article], words: Sequence[list[str]]
) -> list[Article]:
    """Order the articles: first those that share most words with a new one, or lie most within it.

    A word weighs more the fewer articles hold it.
    """
    own = frozenset(_folded(kept_text(article)))
    sizes, shared = [], []
    for theirs in words:
        distinct = set(theirs)
        sizes.append(max(1, len(distinct)))
        shared.append(own & distinct)
    holding = Counter(word for common in shared for word in common)
    weight = {word: math.log(1 + len(others) / count) for word, count in holding.items()}
    fits = [
        max(sum(map(weight.__getitem__, common)), len(common) / size * sum(weight.values()))
        for common, size in zip(shared, sizes, strict=True)
    ]
    best = sorted(range(len(others)), key=lambda at: (-fits[at], others[at].id))
    return [others[at] for at in best]


def _sentence_vectors(
    split: SplitArticle, embedder: Embedder, progress: Progress
) -> NDArray[np.float32]:
    """Embed the first sentences as the index would: float32 (n, d), without what is common."""
    listed = _sentence_views(split)[:MOST_SENTENCES]
    if not listed:
        return np.empty((0, 0), dtype=np.float32)
    embedded = []
    for start in range(0, len(listed), _BATCH):
        progress("reading", start, len(listed))
        embedded.append(embedder.embed_passages(listed[start : start + _BATCH]))
    return without_common(np.concatenate(embedded))


def _sentence_views(split: SplitArticle) -> list[str]:
    return [
        view
        for part in split.paragraphs
        for view in views.texts_to_embed(split.article, part)[views.PARAGRAPH_VIEWS :]
    ]


def _sentences_of(shard: Shard, ids: Collection[str]) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield those of some articles that a shard holds, with the vectors of their sentences.

    They are as `without_common` gives them.
    """
    for article_id, (first, end) in shard.texts.bounds(ids).items():
        starts, ends = shard.rows[first:end], shard.rows[first + 1 : end + 1]
        rows = ranges(np.minimum(starts + views.PARAGRAPH_VIEWS, ends), ends)
        if len(rows):
            yield article_id, without_common(shard.vectors.read(rows))
        else:
            yield article_id, np.empty((0, shard.vectors.dimensions), dtype=np.float32)
