"""A generation made from an earlier one holds what one made afresh would hold."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import FakeEmbedder, publish, reindex, source_text

from index import build
from index.build import Reindex
from index.errors import GenerationRefused, StoreRefused
from index.generation import directory, opened, texts, words
from index.generation.opened import Generation
from index.generation.writing.vectors import write_vectors
from index.records import NO_CHANGES, Plan, SourceText, Span
from index.store.store import read_corpus

ADA = source_text("ada", "Marsh crossed the river. It was cold.\n\nNobody saw Marsh.", "Rivers")
BEN = source_text(
    "ben", "The year in March\n\nThe bridge fell in March.\n\nThe end of the bridge was near."
)
CAT = source_text("cat", "Q: Who fell?\n\nA: The bridge fell. Marsh did not.", "An interview")
DAN = source_text("dan", "Marsh was well. The bridge was not.\n\nShare this.")
TABLES = {
    texts.FILE_NAME: ("articles", "paragraphs", "sentences"),
    words.FILE_NAME: ("stems", "words"),
}

ARRAYS = (
    opened.ROWS_NAME,
    opened.ARTICLES_NAME,
    opened.ANSWERS_NAME,
    words.STEMS_NAME,
    words.RUNS_NAME,
    words.PLACES_NAME,
    words.LISTS_NAME,
)


def contents_of(data: Path, number: int) -> dict[str, object]:
    """Read all that the files of a generation hold, in order."""
    where = directory.path_of(data, number)
    found: dict[str, object] = {}
    for name, tables in TABLES.items():
        connection = sqlite3.connect(where / name)
        for table in tables:
            found[table] = connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
        connection.close()
    made = Generation(data, number, FakeEmbedder().fingerprint)
    made.check_counts()
    found["vectors"] = np.round(
        made.shards[0].vectors.read_range(0, made.shards[0].vectors.count), 6
    ).tolist()
    for name in ARRAYS:
        found[name] = np.load(where / name).tolist()
    made.close()
    manifest = json.loads((where / "manifest.json").read_text())
    return found | {name: manifest[name] for name in ("articles", "paragraphs", "sentences")}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((BEN, DAN), (ADA, BEN, CAT, DAN)),
        ((ADA, BEN, CAT, DAN), (BEN, DAN)),
        ((ADA, BEN, CAT), (ADA, CAT, DAN)),
        ((CAT,), (ADA, CAT)),
        ((ADA, BEN), (CAT, DAN)),
    ],
)
def test_what_is_kept_is_as_if_it_were_made_anew(
    tmp_path: Path, before: tuple[SourceText, ...], after: tuple[SourceText, ...]
) -> None:
    publish(tmp_path / "kept", *before)
    publish(tmp_path / "kept", *after)
    publish(tmp_path / "anew", *after)
    assert contents_of(tmp_path / "kept", 2) == contents_of(tmp_path / "anew", 1)


@pytest.mark.parametrize(
    "changed",
    [
        source_text("ben", "The bridge stands.", None),
        source_text("ben", BEN.text, "With a title now"),
        source_text("ben", BEN.text, skipped=(Span(0, 17),)),
    ],
)
def test_an_article_of_which_anything_changed_is_made_anew(
    tmp_path: Path, changed: SourceText
) -> None:
    publish(tmp_path / "kept", ADA, BEN, CAT)
    publish(tmp_path / "kept", ADA, changed, CAT)
    publish(tmp_path / "anew", ADA, BEN, CAT)  # so that the revisions are the same
    publish(tmp_path / "anew", source_text("other", "Something else."))
    publish(tmp_path / "anew", ADA, changed, CAT)
    assert contents_of(tmp_path / "kept", 2) == contents_of(tmp_path / "anew", 3)


def test_nothing_of_a_damaged_generation_is_kept(tmp_path: Path) -> None:
    publish(tmp_path, ADA, BEN)
    damaged = directory.path_of(tmp_path, 1) / texts.FILE_NAME
    damaged.write_bytes(damaged.read_bytes().replace(b"Marsh", b"Parsh"))
    build.amend(reindex(tmp_path), [DAN])
    publish(tmp_path / "anew", ADA, BEN, DAN)
    assert contents_of(tmp_path, 2) == contents_of(tmp_path / "anew", 1)


def test_the_vectors_of_many_paragraphs_are_kept_though_codes_search_them(tmp_path: Path) -> None:
    # Some 21,000 vectors, so that they are stored as codes and as float16 beside them.
    many = [
        source_text(
            f"many-{one:03}",
            "\n\n".join(f"Word{one} of number{line} came. It went {line}." for line in range(70)),
        )
        for one in range(100)
    ]
    publish(tmp_path, *many)
    before = Generation(tmp_path, 1, FakeEmbedder().fingerprint)
    assert (
        write_vectors(tmp_path / "again", before.shards[0].vectors.read_range(0, 300)).method
        == "exact"
    )
    publish(tmp_path, ADA, *many)
    after = Generation(tmp_path, 2, FakeEmbedder().fingerprint)
    first = int(after.shards[0].rows[after.article_starts[1]])
    assert np.array_equal(
        after.shards[0].vectors.read_range(first, after.shards[0].vectors.count),
        before.shards[0].vectors.read_range(0, before.shards[0].vectors.count),
    )
    before.close()
    after.close()


EIGHT = tuple(
    source_text(f"many-{number}", f"Word{number} came.\n\nIt went {number}.") for number in range(8)
)


def in_shards(data: Path, shard: int = 4) -> Reindex:
    return replace(reindex(data), shard=shard)


def folders(data: Path, number: int) -> list[tuple[tuple[str, ...], int]]:
    """List the articles of each shard of a generation, and the inode of the file of its texts."""
    with closing(Generation(data, number, FakeEmbedder().fingerprint)) as made:
        made.check_counts()
        return [
            (shard.texts.article_ids(), shard.path(texts.FILE_NAME).stat().st_ino)
            for shard in made.shards
        ]


def ids(*numbers: int) -> tuple[str, ...]:
    return tuple(f"many-{number}" for number in numbers)


def test_a_corpus_too_large_for_a_shard_is_cut_evenly_in_order_of_id(tmp_path: Path) -> None:
    build.publish(in_shards(tmp_path, 6), EIGHT)
    assert [own for own, _ in folders(tmp_path, 1)] == [ids(0, 1, 2), ids(3, 4), ids(5, 6, 7)]


def test_a_change_writes_only_the_shards_that_it_touches(tmp_path: Path) -> None:
    build.publish(in_shards(tmp_path), EIGHT)
    before = folders(tmp_path, 1)
    build.amend(in_shards(tmp_path), [ADA])
    added = folders(tmp_path, 2)
    assert added[0][0] == ("ada",)
    assert added[1:] == before
    build.amend(in_shards(tmp_path), removed=["many-2"])
    (rewritten, *kept) = folders(tmp_path, 3)
    assert rewritten[0] == ("many-3",)
    assert kept == [added[0], before[0], *before[2:]]
    assert [each.id for each in read_corpus(tmp_path).articles] == ["ada", *ids(0, 1, *range(3, 8))]


def test_nothing_of_articles_in_other_shards_is_read_or_embedded(tmp_path: Path) -> None:
    build.publish(in_shards(tmp_path), EIGHT)
    with closing(sqlite3.connect(tmp_path / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE revisions SET text = 'x' WHERE article_id = 'many-7'")
    embedder = FakeEmbedder()
    published = build.amend(replace(in_shards(tmp_path), embedder=embedder), [EIGHT[1], ADA])
    assert published.plan == Plan(("ada",), (), (), ids(*range(8)))
    assert len(embedder.passages) == published.embedded == 5
    with pytest.raises(StoreRefused, match="the text of many-7 revision 1"):
        build.amend(in_shards(tmp_path), removed=["many-6"])


def test_a_reindex_makes_one_shard_of_small_ones_and_then_nothing(tmp_path: Path) -> None:
    build.publish(in_shards(tmp_path, 100), EIGHT[:4])
    for text in EIGHT[4:]:
        build.amend(in_shards(tmp_path, 10), [text])
    assert len(folders(tmp_path, 5)) > 2
    merged = build.publish(in_shards(tmp_path, 100), EIGHT)
    assert merged.plan.counts == NO_CHANGES
    assert [own for own, _ in folders(tmp_path, merged.generation)] == [ids(*range(8))]
    assert build.publish(in_shards(tmp_path, 100), EIGHT).generation == merged.generation
    build.publish(in_shards(tmp_path / "anew", 100), EIGHT)
    found = contents_of(tmp_path, merged.generation)
    assert found == contents_of(tmp_path / "anew", 1)


def test_damage_in_any_shard_is_found_and_mended_by_a_reindex(tmp_path: Path) -> None:
    build.publish(in_shards(tmp_path), EIGHT)
    whole = folders(tmp_path, 1)
    for name in ("003", "000"):
        path = directory.path_of(tmp_path, 1) / name / "stems.npy"
        flipped = bytearray(path.read_bytes())
        flipped[-1] ^= 4
        path.write_bytes(flipped)
        with pytest.raises(GenerationRefused, match=rf"{name}/stems\.npy does not hold"):
            folders(tmp_path, 1)
    mended = build.publish(in_shards(tmp_path), EIGHT)
    assert (mended.generation, mended.embedded) == (2, 0)
    assert [own for own, _ in folders(tmp_path, 2)] == [own for own, _ in whole]
    assert not list((tmp_path / "generations").glob(".*"))
