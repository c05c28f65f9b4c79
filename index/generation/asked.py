"""What an open shard answers to a question: the calls of `asking`, computed from its files."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial, reduce
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.generation import filters as filters_of
from index.generation.asking import (
    BEST_BY_WORDS,
    FEW,
    NEAREST_ROWS,
    Asked,
    Candidates,
    Chosen,
    Known,
    KnownStem,
    LiveCorpus,
    Near,
    Pending,
    Places,
    Query,
    Read,
    Readable,
    Size,
    Text,
    Wanted,
)
from index.generation.opened import Generation, Shard
from index.generation.texts import article_bounds
from index.generation.vectors import owners_of, rows_of
from index.generation.words import Statistics, Words
from index.records import NO_FILTERS, Filters, Paragraph

# Vectors of a shard from which on it is searched in a thread of its own, beside other shards: that
# takes a millisecond or more then, and to hand it over a tenth of one.
_LARGE = 200_000
_NOT_ASKED = -2  # in the place of a stem's number; below 0 stands for what the corpus lacks


@dataclass(frozen=True, slots=True)
class Selection:
    """The articles of a shard whose sources meet filters, and the paragraphs that may be found.

    `paragraphs` counts all searched paragraphs of those articles; `oldest` and `newest` are their
    first and last recorded dates. `among`, int64 (p,) ascending, are the ordinals, in the shard, of
    the paragraphs that also meet the filters on the text.
    """

    articles: int
    paragraphs: int
    oldest: str | None
    newest: str | None
    among: NDArray[np.int64]


class OpenCorpus:
    """An open generation, as questions ask it; `sizes` are its files with their sizes in bytes."""

    def __init__(self, generation: Generation, large: int = _LARGE) -> None:
        """Ask an open generation, as long as it is open; `large` shards are searched in threads."""
        self.generation = generation
        self.number = generation.number
        self.texts = generation.texts
        files = generation.manifest.files
        self.sizes = {str(generation.path(name)): mark.size for name, mark in files.items()}
        self._threads: Executor | None = None
        if len(generation.shards) == 1:
            self.asked = [AskedShard(generation.shards[0], generation.words, None)]
        else:
            if sum(shard.vectors.count >= large for shard in generation.shards) > 1:
                self._threads = ThreadPoolExecutor(os.cpu_count() or 1)
            self.asked = [
                AskedShard(
                    shard,
                    shard.words,
                    ordinals,
                    self._threads if shard.vectors.count >= large else None,
                )
                for shard, ordinals in zip(
                    generation.shards, generation.ordinals.of_shard, strict=True
                )
            ]

    def is_kept(self) -> bool:
        """Tell whether its number still means this generation; also where that cannot be read."""
        return self.generation.is_kept()

    def check_files(self) -> None:
        """Digest all files; raises `GenerationRefused` naming one that is damaged."""
        self.generation.check_files()

    def close(self) -> None:
        """Close the files."""
        if self._threads is not None:
            self._threads.shutdown()
        self.generation.close()


class AskedShard:
    """An open shard, asked by ordinals of the corpus. One thread at a time."""

    def __init__(
        self,
        shard: Shard,
        words: Words,
        ordinals: NDArray[np.int64] | None,
        threads: Executor | None = None,
    ) -> None:
        """Ask an open shard, with the words that it alone has.

        `ordinals`, int64 (p,) ascending, are those of its paragraphs in the corpus; `None` stands
        for a shard that is the whole corpus. With `threads` one of them searches it, while others
        search other shards.
        """
        self._shard = shard
        self._words = words
        self._ordinals = ordinals
        self._threads = threads
        self._chosen: tuple[Filters, Selection] | None = None

    @cached_property
    def size(self) -> Size:
        """Tell how much it holds."""
        manifest, postings = self._shard.manifest, self._shard.postings
        return Size(
            manifest.articles,
            postings.paragraphs,
            postings.stems,
            manifest.oldest,
            manifest.newest,
        )

    def look_up(self, wanted: Wanted) -> Pending[Known]:
        """Look up words and stems."""
        return partial(self._look_up, wanted)

    def select(self, filters: Filters) -> Pending[Chosen]:
        """Count what filters, of which at least one is set, leave."""
        return partial(self._count, filters)

    def places(self, asked: Asked) -> Pending[Places]:
        """Find where it may answer."""
        if self._threads is None:
            return partial(self._places, asked)
        return self._threads.submit(self._places, asked).result

    def candidates(self, asked: Asked, ordinals: Sequence[int]) -> Pending[Candidates]:
        """Read what is measured of some of its paragraphs, given ascending."""
        return partial(self._candidates, asked, ordinals)

    def read(self, ordinals: Sequence[int]) -> Pending[Sequence[Readable]]:
        """Name some of its paragraphs, each of which is read when it is wanted."""
        own = self._own(np.array(ordinals, dtype=np.int64)).tolist()
        return lambda: [_InFile(self, ordinal) for ordinal in own]

    def selected(self, filters: Filters) -> Selection:
        """Select what filters leave; those that were asked for last are remembered."""
        if self._chosen is None or self._chosen[0] != filters:
            self._chosen = filters, self._select(filters)
        return self._chosen[1]

    def stems(self, own: int) -> bytes:
        """Read the stems of the sentences of a paragraph, given by its ordinal in the shard.

        Those of two shards have different numbers; so of several shards a digest stands for each.
        """
        stems = self._shard.postings.sentence_stems(own)
        if self._ordinals is None:
            return stems
        return self._words.digests(0)[np.frombuffer(stems, dtype=np.int32)].tobytes()

    def text(self, own: int) -> Text:
        """Read a paragraph, given by its ordinal in the shard."""
        article, paragraph = self._shard.texts.passage_of(own)
        return Text(article, paragraph, self._shard.texts.sentences(own, article))

    def before(self, text: Text) -> Paragraph | None:
        """Read the paragraph before one that was read."""
        near = self._shard.texts.paragraphs_near(text.article, text.paragraph.number - 1, 0)
        return near[0] if near else None

    def _look_up(self, wanted: Wanted) -> Known:
        stems = self._words.known_stems(wanted.stems) if wanted.stems else {}
        return Known(
            usage=self._words.usage_of(wanted.words) if wanted.words else {},
            alike=self._words.alike(wanted.alike) if wanted.alike else {},
            slips={word: self._words.near(word) for word in wanted.slips},
            stems={stem: known for stem, known in stems.items() if known.number >= 0},
            answers=self._answers({name: stems[name] for name in wanted.names if name in stems}),
        )

    def _answers(self, names: Mapping[str, KnownStem]) -> dict[str, NDArray[np.int64]]:
        """Find the answers of those who are named: names of people who are interviewed.

        A name is that of the person who answers where it stands in an interview but in none of its
        answers: nobody speaks of himself by his name.
        """
        answers = self._shard.answers
        found: dict[str, NDArray[np.int64]] = {}
        if not len(answers) or not names:
            return found
        firsts, ends = article_bounds(self._shard.article_starts, answers)
        for name, known in names.items():
            is_held = self._shard.postings.stand_in(known.number, firsts, ends)
            if not is_held.any():
                continue
            held = self._shard.postings.holding([known.number], above=False)
            is_own = is_held & ~np.isin(firsts, firsts[np.isin(answers, held)])
            if is_own.any():
                found[name] = self._in_corpus(answers[is_own])
        return found

    def _count(self, filters: Filters) -> Chosen:
        chosen = self.selected(filters)
        few = self._in_corpus(chosen.among).tolist() if len(chosen.among) <= FEW else ()
        return Chosen(
            chosen.articles,
            chosen.paragraphs,
            chosen.oldest,
            chosen.newest,
            len(chosen.among),
            tuple(few),
        )

    def _select(self, filters: Filters) -> Selection:
        is_meeting = self._meeting(filters)
        published = self._shard.texts.field("published")
        found = np.unique(published.numbers[is_meeting]).tolist()
        dates = [date for number in found if (date := published.values[number]) is not None]
        is_chosen = np.repeat(is_meeting, np.diff(self._shard.article_starts))
        is_chosen &= self._shard.is_searched
        return Selection(
            articles=int(np.count_nonzero(is_meeting)),
            paragraphs=int(np.count_nonzero(is_chosen)),
            oldest=min(dates, default=None),
            newest=max(dates, default=None),
            among=self._with_fitting_text(filters, is_chosen),
        )

    def _meeting(self, filters: Filters) -> NDArray[np.bool_]:
        """Tell of each article whether its source meets the filters: bool (a,).

        A filter looks at each value of its field once, however many articles have it.
        """
        met = self._shard.is_here.copy()
        for name, is_met in filters_of.tests(filters).items():
            field = self._shard.texts.field(name)
            met &= np.array([is_met(value) for value in field.values], dtype=bool)[field.numbers]
        return met

    def _with_fitting_text(
        self, filters: Filters, is_chosen: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """List the chosen paragraphs that hold every phrase of the filters and no word `without`.

        The postings narrow the paragraphs to those with the stems of a phrase, the headline above
        included; then the text of the paragraph decides.
        """
        is_fitting = is_chosen.copy()
        for words in filters.without:
            is_fitting[self._holding(words, above=False)] = False
        if not filters.phrases:
            return np.flatnonzero(is_fitting)
        held = [self._holding(phrase, above=True) for phrase in filters.phrases]
        ordinals = reduce(np.intersect1d, held)
        texts = self._shard.texts.paragraph_texts(ordinals[is_fitting[ordinals]].tolist())
        holding = [own for own, text in texts.items() if filters_of.holds_phrases(text, filters)]
        return np.array(holding, dtype=np.int64)

    def _holding(self, words: str, *, above: bool) -> NDArray[np.int64]:
        stems = filters_of.stems_of(words)
        known = self._words.known_stems(stems)
        return self._shard.postings.holding([known[stem].number for stem in stems], above=above)

    def _places(self, asked: Asked) -> Places:
        among = None if asked.filters == NO_FILTERS else self.selected(asked.filters).among
        statistics = Statistics(asked.sought, asked.paragraphs, asked.mean_length)
        best = self._shard.postings.bm25(list(asked.sought), BEST_BY_WORDS, among, statistics)
        if self._ordinals is not None:
            best = dict(zip(self._ordinals[list(best)].tolist(), best.values(), strict=True))
        return Places(best, [self._near(query, among) for query in asked.queries])

    def _near(self, query: Query, among: NDArray[np.int64] | None) -> Near:
        """Find the paragraphs of the rows nearest to a query, in those it may be compared with."""
        only = [] if among is None else [among]
        if query.among is not None:
            only.append(self._own(query.among))
        shard = self._shard
        rows = rows_of(shard.rows, reduce(np.intersect1d, only)) if only else None
        nearest = shard.vectors.nearest(query.vector, NEAREST_ROWS, rows, shard.removed_rows)
        ordinals = self._in_corpus(owners_of(shard.rows, nearest))
        if self._ordinals is None:
            return Near(ordinals, None)
        return Near(ordinals, shard.vectors.similarities(query.vector, nearest))

    def _candidates(self, asked: Asked, ordinals: Sequence[int]) -> Candidates:
        named = np.array(ordinals, dtype=np.int64)
        own = self._own(named)
        shard = self._shard
        rows, counts = rows_of(shard.rows, own), shard.rows[own + 1] - shard.rows[own]
        runs = shard.postings.runs(rows)
        return Candidates(
            ordinals=named,
            runs=counts,
            stems=self._as_asked(runs.stems, asked),
            run_lengths=runs.lengths,
            similarities=self._similarities(asked, named, rows, counts),
            in_article=self._in_article(asked, own),
        )

    def _similarities(
        self,
        asked: Asked,
        named: NDArray[np.int64],
        rows: NDArray[np.int64],
        counts: NDArray[np.int64],
    ) -> NDArray[np.float32]:
        """Compare rows with each query that is for their paragraphs: float32 (r,)."""
        similarities = np.full(len(rows), -1 if asked.queries else 0, dtype=np.float32)
        for query in asked.queries:
            is_for = np.full(len(rows), True)
            if query.among is not None:
                is_for = np.repeat(np.isin(named, query.among), counts)
            found = self._shard.vectors.similarities(query.vector, rows[is_for])
            similarities[is_for] = np.maximum(similarities[is_for], found)
        return similarities

    def _as_asked(self, stems: NDArray[np.int32], asked: Asked) -> NDArray[np.int32]:
        """Give the stems of a question the numbers that the question has for them.

        The stem of another spelling counts as that of the word that was asked. In a single shard
        all stems have their numbers already; of several, those that are not asked get none.
        """
        found = stems if self._ordinals is None else np.full_like(stems, _NOT_ASKED)
        for number, asked_as in asked.counted.items():
            found = np.where(stems == number, np.int32(asked_as), found)
        return found

    def _in_article(self, asked: Asked, own: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Mark the names that stand in the article of each paragraph: bool (n, c)."""
        found = np.zeros((len(own), asked.words), dtype=bool)
        if asked.names:
            firsts, ends = article_bounds(self._shard.article_starts, own)
        for column, numbers in asked.names.items():
            for number in numbers:
                found[:, column] |= self._shard.postings.stand_in(number, firsts, ends)
        return found

    def _own(self, ordinals: NDArray[np.int64]) -> NDArray[np.int64]:
        """Give the ordinals in the shard of those paragraphs that it has."""
        if self._ordinals is None:
            return ordinals
        at = np.searchsorted(self._ordinals, ordinals)
        is_own = self._ordinals[np.minimum(at, len(self._ordinals) - 1)] == ordinals
        return np.asarray(at[is_own])

    def _in_corpus(self, own: NDArray[np.int64]) -> NDArray[np.int64]:
        return own if self._ordinals is None else self._ordinals[own]


class _InFile:
    """A paragraph of an open shard, which is read when it is wanted."""

    def __init__(self, shard: AskedShard, own: int) -> None:
        self._shard = shard
        self._own = own

    @property
    def stems(self) -> bytes:
        return self._shard.stems(self._own)

    @cached_property
    def text(self) -> Text:
        return self._shard.text(self._own)

    @property
    def before(self) -> Paragraph | None:
        return self._shard.before(self.text)


def read_fully(paragraph: Readable) -> Read:
    """Read all of a paragraph at once, to send it elsewhere."""
    return Read(paragraph.stems, paragraph.text, paragraph.before)


def open_here(
    data: Path, number: int, fingerprint: str, beside: LiveCorpus | None = None
) -> OpenCorpus:
    """Open a generation of a data directory for questions; raises `GenerationRefused`.

    The shards that it has in common with one that is open `beside` it are shared.
    """
    before = beside.generation if isinstance(beside, OpenCorpus) else None
    return OpenCorpus(Generation(data, number, fingerprint, before))
