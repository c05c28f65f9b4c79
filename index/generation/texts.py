"""The texts of a generation: its articles, paragraphs and sentences, read by ordinal."""

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import chain, groupby
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from index.generation.arrays import mapped, refusal
from index.generation.vectors import Ordinals
from index.records import Article, Paragraph, Sentence, Source, Span

FILE_NAME = "texts.sqlite"
LINES_NAME = "lines.npy"
REMOVED_NAME = "removed.npy"
"""The name of the file that says which articles were removed of a shard, by their ordinals.

It stands beside the texts, which hold them still: int64, ascending. Most shards lack it.
"""

MOST_ARTICLES = 1 << 20
"""The articles of a shard, at most, of whose lines there is a list: each has 20 bits there."""


@dataclass(frozen=True, slots=True)
class FieldValues:
    """The values of a field of sources, each once, and which of them each article has: int32 (a,).

    `None` is the value of a source of which nobody recorded the field.
    """

    values: tuple[str | None, ...]
    numbers: NDArray[np.int32]


def connect(path: Path) -> sqlite3.Connection:
    """Open a file of texts to be read, as if it had no rows of the articles that were removed.

    Views stand in the places of its tables then; `main.articles` has all.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
    )
    removed = path.with_name(REMOVED_NAME)
    if removed.exists():
        connection.execute("CREATE TEMP TABLE removed (ordinal INTEGER PRIMARY KEY)")
        ordinals = ((ordinal,) for ordinal in mapped(removed, np.int64).tolist())
        connection.executemany("INSERT INTO removed VALUES (?)", ordinals)
        connection.commit()
        for table, article in (("articles", "ordinal"), ("paragraphs", "article")):
            connection.execute(
                f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table}"
                f" WHERE {article} NOT IN (SELECT ordinal FROM removed)"
            )
    return connection


class Texts:
    """An open file of texts, asked by ordinals in it. One thread at a time.

    Articles that were removed are not there, but keep their ordinals.
    """

    def __init__(self, path: Path) -> None:
        """Open a file that `write_texts` wrote; raises `GenerationRefused` for any other."""
        self._path = path
        try:
            self._connection = connect(path)
            self.articles = self._count("articles")
            self.paragraphs = self._count("paragraphs")
            self._fields: dict[str, FieldValues] = {}
        except sqlite3.Error as error:
            raise refusal(path, str(error)) from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def passage_of(self, ordinal: int) -> tuple[Article, Paragraph]:
        """Read a paragraph by its ordinal, and the article that it belongs to."""
        row = self._connection.execute(
            "SELECT p.number, p.start, p.end, p.is_heading, p.marks,"
            " a.ordinal, a.id, a.revision, a.source, a.skipped, a.sha256, a.text"
            " FROM paragraphs p JOIN articles a ON p.article = a.ordinal WHERE p.ordinal = ?",
            (ordinal,),
        ).fetchone()
        article = _read_article(row[5:])
        return article, _read_paragraph(row[:5], article)

    def article(self, article_id: str) -> Article | None:
        """Read an article by its id; `None` if there is none."""
        row = self._connection.execute(
            "SELECT ordinal, id, revision, source, skipped, sha256, text"
            " FROM articles WHERE id = ?",
            (article_id,),
        ).fetchone()
        return None if row is None else _read_article(row)

    def all_articles(self) -> tuple[Article, ...]:
        """Read all articles in order of id."""
        rows = self._connection.execute(
            "SELECT ordinal, id, revision, source, skipped, sha256, text FROM articles ORDER BY id"
        )
        return tuple(map(_read_article, rows))

    def sources(self) -> tuple[Source, ...]:
        """Read all sources in order of id."""
        rows = self._connection.execute("SELECT source FROM articles ORDER BY id").fetchall()
        return tuple(_read_source(source) for (source,) in rows)

    def article_ids(self) -> tuple[str, ...]:
        """Read the ids of all articles in their order."""
        # By their index, which holds no texts: that is the same order.
        rows = self._connection.execute("SELECT id FROM articles ORDER BY id")
        return tuple(article_id for (article_id,) in rows)

    def ids_of_all(self) -> tuple[str, ...]:
        """Read the ids of all articles in their order, of those that were removed too."""
        rows = self._connection.execute("SELECT id FROM main.articles ORDER BY id")
        return tuple(article_id for (article_id,) in rows)

    def ordinals_of(self, ids: Collection[str]) -> list[int]:
        """Find the ordinals of those articles with these ids that are here, ascending."""
        rows = self._connection.execute(
            "SELECT ordinal FROM articles WHERE id IN (SELECT value FROM json_each(?))"
            " ORDER BY ordinal",
            (json.dumps(sorted(ids)),),
        )
        return [ordinal for (ordinal,) in rows]

    def field(self, name: str) -> FieldValues:
        """Read a field of all sources, by its name in `Source`, in the order of the articles.

        Of removed articles, too, so that each has its place. Kept once it was read, so that a
        filter looks at each value once and not at each article.
        """
        if name not in self._fields:
            rows = self._connection.execute(
                "SELECT json_extract(source, ?) FROM main.articles ORDER BY ordinal", (f"$.{name}",)
            )
            known: dict[str | None, int] = {}
            numbers = [known.setdefault(value, len(known)) for (value,) in rows]
            self._fields[name] = FieldValues(tuple(known), np.array(numbers, dtype=np.int32))
        return self._fields[name]

    def values(self, name: str) -> tuple[str, ...]:
        """List the values of a field of sources, by its name in `Source`, each once."""
        found = self.field(name)
        here = (found.values[number] for number in dict.fromkeys(self._here(found.numbers)))
        return tuple(value for value in here if value is not None)

    def _here(self, numbers: NDArray[np.int32]) -> list[int]:
        """Return what is numbered of articles without what is of those that were removed."""
        if len(numbers) != self.articles:
            rows = self._connection.execute("SELECT ordinal FROM articles ORDER BY ordinal")
            numbers = numbers[[ordinal for (ordinal,) in rows]]
        here: list[int] = numbers.tolist()
        return here

    def digests(self, ids: Collection[str]) -> dict[str, str]:
        """Read the SHA-256 of the texts of those articles with these ids that are here."""
        query = "SELECT id, sha256 FROM articles WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._connection.execute(query, (json.dumps(sorted(ids)),)))

    def ids_of(self, articles: Sequence[int]) -> list[str]:
        """Read the ids of articles by their ordinals, in their order."""
        query = "SELECT ordinal, id FROM articles WHERE ordinal IN (SELECT value FROM json_each(?))"
        found = dict(self._connection.execute(query, (json.dumps(articles),)))
        return [found[ordinal] for ordinal in articles]

    def at_address(self, addresses: Collection[str]) -> list[str]:
        """Read the ids of the articles whose origin or address is one of some, in order."""
        is_one = "IN (SELECT value FROM json_each(?1))"
        rows = self._connection.execute(
            f"SELECT id FROM articles WHERE json_extract(source, '$.origin') {is_one}"
            f" OR json_extract(source, '$.url') {is_one} ORDER BY id",
            (json.dumps(sorted(addresses)),),
        )
        return [article_id for (article_id,) in rows]

    def holding_line(self, line: str) -> Iterator[str]:
        """Yield the ids of the articles that hold a line, also where it is skipped.

        White space around a line does not count.
        """
        wanted = digest_line(line)
        first, end = np.searchsorted(self._lines, [wanted, wanted + MOST_ARTICLES]).tolist()
        rows = self._connection.execute(
            "SELECT a.id, a.text FROM json_each(?) JOIN articles a ON a.ordinal = value",
            (json.dumps((self._lines[first:end] - wanted).tolist()),),
        )
        for article_id, text in rows:
            if line in map(str.strip, text.split("\n")):
                yield article_id

    @cached_property
    def _lines(self) -> NDArray[np.int64]:
        """The list of all lines, ascending: of a shard of an earlier version made at its first use.

        That takes to read all texts once.
        """
        path = self._path.with_name(LINES_NAME)
        if path.exists():
            return mapped(path, np.int64)
        rows = self._connection.execute("SELECT ordinal, text FROM articles")
        found = {line + article for article, text in rows for line in digest_lines(text)}
        return np.array(sorted(found), dtype=np.int64)

    def bounds(self, ids: Collection[str]) -> dict[str, tuple[int, int]]:
        """Find the paragraphs of those articles with these ids that are here: from which to which.

        They are the ordinals of the first and of what follows the last.
        """
        rows = self._connection.execute(
            "SELECT a.id, min(p.ordinal), max(p.ordinal) + 1 FROM articles a"
            " JOIN paragraphs p ON p.article = a.ordinal"
            " WHERE a.id IN (SELECT value FROM json_each(?)) GROUP BY a.ordinal",
            (json.dumps(sorted(ids)),),
        )
        return {article_id: (first, end) for article_id, first, end in rows}

    def holds(self, ids: Collection[str]) -> bool:
        """Tell whether any of the articles with these ids is here."""
        query = "SELECT 1 FROM articles WHERE id IN (SELECT value FROM json_each(?)) LIMIT 1"
        found = self._connection.execute(query, (json.dumps(sorted(ids)),))
        return found.fetchone() is not None

    def paragraph_texts(self, ordinals: Sequence[int]) -> dict[int, str]:
        """Read the texts of paragraphs by their ordinals, in order of ordinal."""
        rows = self._connection.execute(
            "SELECT ordinal, article, start, end FROM paragraphs"
            " WHERE ordinal IN (SELECT value FROM json_each(?)) ORDER BY ordinal",
            (json.dumps(ordinals),),
        ).fetchall()
        texts: dict[int, str] = {}
        for article, own in groupby(rows, key=lambda row: int(row[1])):
            whole = self._text_of(article)
            texts |= {ordinal: whole[start:end] for ordinal, _, start, end in own}
        return texts

    def sentences_without(self, articles: Collection[int]) -> Iterator[str]:
        """Read the searched sentences of all articles but those with these ordinals."""
        return self._sentences("NOT IN", articles)

    def sentences_of(self, articles: Collection[int]) -> Iterator[str]:
        """Read the searched sentences of the articles with these ordinals."""
        return self._sentences("IN", articles)

    def _sentences(
        self, among: Literal["IN", "NOT IN"], articles: Collection[int]
    ) -> Iterator[str]:
        rows = self._connection.execute(
            "SELECT a.text, s.start, s.end FROM articles a"
            " JOIN paragraphs p ON p.article = a.ordinal"
            " JOIN sentences s ON s.paragraph = p.ordinal"
            f" WHERE NOT p.is_heading AND a.ordinal {among} (SELECT value FROM json_each(?))",
            (json.dumps(sorted(articles)),),
        )
        for text, start, end in rows:
            yield text[start:end]

    def paragraphs_near(self, article: Article, number: int, reach: int) -> tuple[Paragraph, ...]:
        """Read the paragraphs of an article from `number - reach` to `number + reach`."""
        rows = self._connection.execute(
            "SELECT p.number, p.start, p.end, p.is_heading, p.marks FROM paragraphs p"
            " JOIN articles a ON p.article = a.ordinal"
            " WHERE a.id = ? AND p.number BETWEEN ? AND ? ORDER BY p.number",
            (article.id, number - reach, number + reach),
        ).fetchall()
        return tuple(_read_paragraph(row, article) for row in rows)

    def sentences(self, ordinal: int, article: Article) -> tuple[Sentence, ...]:
        """Read the sentences of a paragraph, named by its ordinal, of an article, in order."""
        rows = self._connection.execute(
            "SELECT start, end FROM sentences WHERE paragraph = ? ORDER BY start", (ordinal,)
        ).fetchall()
        return tuple(Sentence(start, end, article.text[start:end]) for start, end in rows)

    def _text_of(self, article: int) -> str:
        return str(
            self._connection.execute(
                "SELECT text FROM articles WHERE ordinal = ?", (article,)
            ).fetchone()[0]
        )

    def _count(self, table: str) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


class CorpusTexts:
    """The texts of all shards, asked by ordinals of the corpus."""

    def __init__(self, shards: Sequence[Texts], ordinals: Ordinals) -> None:
        """Join open files of texts."""
        self._shards = shards
        self._ordinals = ordinals
        self.articles = sum(shard.articles for shard in shards)
        self.paragraphs = sum(shard.paragraphs for shard in shards)

    def passage_of(self, ordinal: int) -> tuple[Article, Paragraph]:
        """Read a paragraph by its ordinal, and the article that it belongs to."""
        shard, own = self._place(ordinal)
        return shard.passage_of(own)

    def article(self, article_id: str) -> Article | None:
        """Read an article by its id; `None` if there is none."""
        found = (shard.article(article_id) for shard in self._shards)
        return next((article for article in found if article is not None), None)

    def sources(self) -> tuple[Source, ...]:
        """Read all sources in order of id."""
        sources = chain.from_iterable(shard.sources() for shard in self._shards)
        return tuple(sorted(sources, key=lambda source: source.id))

    def values(self, name: str) -> tuple[str, ...]:
        """List the values of a field of sources, by its name in `Source`, each once."""
        values = chain.from_iterable(shard.values(name) for shard in self._shards)
        return tuple(dict.fromkeys(values))

    def paragraph_texts(self, ordinals: NDArray[np.int64]) -> dict[int, str]:
        """Read the texts of paragraphs by their ordinals, ascending, in that order."""
        texts: dict[int, str] = {}
        for part in self._ordinals.parts(ordinals):
            found = self._shards[part.shard].paragraph_texts(part.ordinals.tolist())
            texts |= zip(ordinals[part.at].tolist(), found.values(), strict=True)
        return dict(sorted(texts.items()))

    def paragraphs_near(self, article: Article, number: int, reach: int) -> tuple[Paragraph, ...]:
        """Read the paragraphs of an article from `number - reach` to `number + reach`."""
        found = (shard.paragraphs_near(article, number, reach) for shard in self._shards)
        return next((near for near in found if near), ())

    def sentences(self, ordinal: int, article: Article) -> tuple[Sentence, ...]:
        """Read the sentences of a paragraph, named by its ordinal, of an article, in order."""
        shard, own = self._place(ordinal)
        return shard.sentences(own, article)

    def _place(self, ordinal: int) -> tuple[Texts, int]:
        (part,) = self._ordinals.parts(np.array([ordinal], dtype=np.int64))
        return self._shards[part.shard], int(part.ordinals[0])


def digest_line(line: str) -> int:
    """Digest a line to 43 bits, above 20 for the ordinal of an article that holds it.

    >>> f"{digest_line('Share this article.'):x}"
    '6b908559b7300000'
    """
    return (int.from_bytes(blake2b(line.encode(), digest_size=8).digest()) >> 21) * MOST_ARTICLES


def digest_lines(text: str) -> Iterator[int]:
    """Digest each line of a text that is not empty, as `digest_line` does."""
    return (digest_line(line) for line in map(str.strip, text.split("\n")) if line)


def article_bounds(
    starts: NDArray[np.int64], ordinals: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the article of each of n paragraphs: the ordinals of its first paragraph and its end.

    `starts` as `article_starts` of `Generation`.

    >>> article_bounds(np.array([0, 2, 5]), np.array([1, 2, 4]))
    (array([0, 2, 2]), array([2, 5, 5]))
    """
    following = np.searchsorted(starts, ordinals, side="right")
    return starts[following - 1], starts[following]


def _read_source(written: str) -> Source:
    return Source(**json.loads(written))


def _read_article(row: tuple[int, str, int, str, str, str, str]) -> Article:
    _, article_id, revision, source, skipped, digest, text = row
    spans = tuple(Span(start, end) for start, end in json.loads(skipped))
    return Article(article_id, revision, _read_source(source), text, digest, spans)


def _read_paragraph(row: tuple[int, int, int, int, str], article: Article) -> Paragraph:
    number, start, end, is_heading, marks = row
    question, heading, speaker = (
        None if mark is None else Span(mark[0], mark[1]) for mark in json.loads(marks)
    )
    return Paragraph(
        article_id=article.id,
        number=number,
        start=start,
        end=end,
        text=article.text[start:end],
        is_heading=bool(is_heading),
        question=question,
        heading=heading,
        speaker=speaker,
    )
