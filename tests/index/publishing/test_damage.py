import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import FINGERPRINT, noon, publish, reindex, source_text
from fakes.files.earlier import write_as_before

from index import build
from index.errors import StoreRefused
from index.generation import directory
from index.publishing import repair
from index.store import audit, mending
from index.store.file import FILE_NAME
from index.store.store import Store, read_corpus

BRIDGE = source_text("bridge", "The bridge fell at dawn.", title="Bridge falls")
RIVER = source_text("river", "The river rose at noon.")
OTHER = source_text("other", "Nobody came.")

# Each is damage of one row, as bit rot or a hand does it, and what is then named.
DAMAGE = {
    "a word of a text": ("UPDATE revisions SET text = replace(text, 'fell', 'held')", "the text"),
    "a text that is none": (
        "UPDATE revisions SET text = CAST(x'ff' || text AS TEXT) WHERE article_id = 'bridge'",
        "the text",
    ),
    "a digest": ("UPDATE revisions SET sha256 = 'x' WHERE article_id = 'bridge'", "the text"),
    "the id of a text": (
        "UPDATE revisions SET article_id = 'bridgf' WHERE article_id = 'bridge'",
        "the text",
    ),
    "a title": ("UPDATE stays SET source = replace(source, 'falls', 'calls')", "the fields"),
    "odd JSON": ("UPDATE stays SET source = '[]' WHERE article_id = 'bridge'", "the fields"),
    "what is skipped": (
        "UPDATE stays SET skipped = '[[0, 5]]' WHERE article_id = 'bridge'",
        "the fields",
    ),
    "a proof": ("UPDATE stay_proofs SET sha256 = x'00' WHERE article_id = 'bridge'", "the fields"),
    "a proof that is gone": ("DELETE FROM stay_proofs WHERE article_id = 'bridge'", "the fields"),
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    publish(tmp_path, BRIDGE, RIVER)
    return tmp_path


def damage(data: Path, statement: str) -> None:
    with closing(sqlite3.connect(data / FILE_NAME)) as connection, connection:
        assert connection.execute(statement).rowcount >= 1


def mend(data: Path) -> tuple[str, ...]:
    return repair.repair(data, FINGERPRINT, "cli:ada", noon)


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_refused_by_name_wherever_the_article_is_read_and_never_made_a_revision(
    data: Path, kind: str
) -> None:
    statement, what = DAMAGE[kind]
    damage(data, statement)
    refused = f"^{what} of bridge revision 1 in .*store.sqlite is not as it was written; mend it"
    uses: list[Callable[[], object]] = [
        lambda: read_corpus(data),
        lambda: build.amend(reindex(data), [OTHER]),
    ]
    with closing(Store(data)) as store:
        uses += [lambda: store.members(1), lambda: store.revision("bridge", 1)]
        for use in uses:
            with pytest.raises(StoreRefused, match=refused):
                use()
        assert store.live() == 1
        assert f"{what} of bridge revision 1" in mending.find_damage(store)


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_mended_from_the_live_generation(data: Path, kind: str) -> None:
    with closing(Store(data)) as store:
        before = store.members(1)
    damage(data, DAMAGE[kind][0])
    assert mend(data) == ("mended bridge revision 1 from generation 1",)
    with closing(Store(data)) as store:
        assert store.members(1) == before
        assert mending.find_damage(store) == ()
    assert mend(data) == ()
    assert build.amend(reindex(data), [OTHER]).plan.unchanged == ("bridge", "river")


def test_an_article_that_a_generation_lacks_is_missed_and_put_back(data: Path) -> None:
    damage(data, "UPDATE stays SET since = 9 WHERE article_id = 'bridge'")
    with pytest.raises(StoreRefused, match="the list of the 2 articles of generation 1"):
        read_corpus(data)
    assert mend(data) == ("mended bridge revision 1 from generation 1",)
    assert [article.id for article in read_corpus(data).articles] == ["bridge", "river"]


def test_an_article_under_an_id_that_none_had_is_named_and_put_right(data: Path) -> None:
    damage(data, "UPDATE stays SET article_id = 'bridgf' WHERE article_id = 'bridge'")
    with pytest.raises(StoreRefused, match="of bridgf revision 1"):
        read_corpus(data)
    assert mend(data) == ("mended bridge revision 1 from generation 1",)
    assert [article.id for article in read_corpus(data).articles] == ["bridge", "river"]


def test_an_earlier_text_is_mended_from_the_generation_that_holds_it(data: Path) -> None:
    publish(data, source_text("bridge", "The bridge held."), RIVER)
    damage(data, DAMAGE["a word of a text"][0])
    with closing(Store(data)) as store, pytest.raises(StoreRefused, match="bridge revision 1"):
        store.revision("bridge", 1)
    assert mend(data) == ("mended bridge revision 1 from generation 1",)


def test_a_damaged_generation_mends_nothing(data: Path) -> None:
    damage(data, DAMAGE["a word of a text"][0])
    path = directory.path_of(data, 1) / "texts.sqlite"
    path.write_bytes(path.read_bytes().replace(b"river", b"rivet"))
    assert mend(data) == ()
    with pytest.raises(StoreRefused, match="the text of bridge revision 1"):
        read_corpus(data)


def test_a_damaged_article_can_be_replaced_or_removed(data: Path) -> None:
    damage(data, DAMAGE["a word of a text"][0])
    build.amend(reindex(data), [OTHER], ["bridge"])
    assert [article.id for article in read_corpus(data).articles] == ["other", "river"]


def test_the_same_text_given_again_mends_the_one_that_was_damaged(data: Path) -> None:
    damage(data, DAMAGE["a word of a text"][0])
    publish(data, BRIDGE, RIVER)
    bridge, _river = read_corpus(data).articles
    assert (bridge.revision, bridge.text) == (1, BRIDGE.text)


def test_fields_that_are_older_than_proofs_are_compared_with_the_live_generation(
    data: Path,
) -> None:
    write_as_before(data, proved=False)
    assert build.amend(reindex(data), [RIVER]).generation == 1
    damage(data, DAMAGE["a title"][0].replace("stays", "listed_members"))
    with pytest.raises(StoreRefused, match="what is recorded of bridge"):
        build.amend(reindex(data), [OTHER])
    assert mend(data) == ("mended bridge revision 1 from generation 1",)
    assert build.amend(reindex(data), [OTHER]).generation == 2
    with closing(Store(data)) as store:
        assert store.is_proved(2)


def test_shards_that_stay_get_proofs_of_their_articles_too(data: Path) -> None:
    two_at_most = replace(reindex(data), shard=2)
    build.amend(two_at_most, [OTHER])
    assert len(directory.read_manifest(data, 2).shards) > 1
    write_as_before(data, proved=False)
    again = source_text("lake", "The lake froze.")
    assert build.publish(two_at_most, [BRIDGE, RIVER, OTHER, again]).generation == 3
    with closing(Store(data)) as store:
        assert store.is_proved(3)
        assert [article.id for article in store.members(3)] == ["bridge", "lake", "other", "river"]


def test_two_words_about_what_is_live_are_refused(data: Path) -> None:
    publish(data, BRIDGE, OTHER)
    damage(data, "UPDATE live SET generation = 1")
    with pytest.raises(StoreRefused, match="generation 1 as the live one and 2 as the last made"):
        read_corpus(data)


@pytest.mark.parametrize(
    ("statement", "mended"),
    [
        ("UPDATE live SET generation = 1", "mended what is live: generation 2, not 1"),
        (
            "UPDATE events SET generation = 7 WHERE id = 2",
            "mended event 2: generation 2, not 7",
        ),
    ],
)
def test_what_is_live_is_mended_by_the_digest_of_the_newest_event(
    data: Path, statement: str, mended: str
) -> None:
    publish(data, BRIDGE, OTHER)
    damage(data, statement)
    with closing(Store(data)) as store, pytest.raises(StoreRefused, match="as the last made live"):
        store.live()
    assert mend(data) == (mended,)
    assert [article.id for article in read_corpus(data).articles] == ["bridge", "other"]
    assert audit.verify(data).problems == ()


def test_where_nothing_tells_what_is_live_nothing_is_mended(data: Path) -> None:
    publish(data, BRIDGE, OTHER)
    damage(data, "UPDATE events SET generation = 7, at = 'x' WHERE id = 2")
    with pytest.raises(StoreRefused, match="as the last made live"):
        mend(data)
