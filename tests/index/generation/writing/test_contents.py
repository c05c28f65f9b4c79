"""A generation made from an earlier one holds what one made afresh would hold."""

import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import FakeEmbedder, publish, reindex, source_text

from index import build
from index.generation import directory, opened, texts, words
from index.generation.opened import Generation
from index.generation.writing.vectors import write_vectors
from index.records import SourceText, Span

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
