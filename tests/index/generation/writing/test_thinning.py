import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import FINGERPRINT, FakeEmbedder, noon, open_asker, reindex, source_text, split
from fakes.processes.hosts import HostsHere

from index import build
from index.build import Reindex
from index.drafts import duplicates
from index.errors import GenerationRefused
from index.generation import directory, texts, vectors, words
from index.generation.directory import FORMAT, SEVERAL, THINNED
from index.generation.opened import Generation
from index.generation.placed import placing
from index.generation.placed.host import Host
from index.generation.placed.placement import Placement
from index.publishing import doctor, repair
from index.records import Filters, SourceText
from index.store.store import read_corpus


def report(number: int) -> SourceText:
    """Make a report of a text and a name of its own, of five paragraphs."""
    told = [
        f"Captain{number} came to port{number} with {line} men of Harbour." for line in range(4)
    ]
    text = source_text(f"report-{number}", "\n\n".join(["The news", *told]), f"Report {number}")
    outlet = f"Outlet {number % 3}"
    return replace(text, source=replace(text.source, outlet=outlet, published=f"20{10 + number}"))


EIGHT = tuple(map(report, range(8)))
NEW = source_text("new", "Nobody came.")


def changing(data: Path, most_removed: float = 0.3) -> Reindex:
    """Change a corpus whose shards hold four reports, of which one may be removed."""
    return replace(reindex(data), shard=20, most_removed=most_removed)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    build.publish(changing(tmp_path), EIGHT)
    return tmp_path


@pytest.fixture
def thinned(data: Path) -> Path:
    """Remove report 2, of the first shard, and change report 5, of the second."""
    build.amend(changing(data), [replace(EIGHT[5], text="Nobody saw Harbour.")], ["report-2"])
    return data


def formats(data: Path, number: int) -> list[int]:
    folder, manifest = directory.path_of(data, number), directory.read_manifest(data, number)
    return [own.format for _, own in directory.shards(folder, manifest)]


def table(path: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture
def live(thinned: Path) -> Iterator[Generation]:
    with closing(Generation(thinned, 2, FINGERPRINT)) as generation:
        yield generation


def test_a_shard_of_which_little_is_removed_is_the_same_files_and_a_list(thinned: Path) -> None:
    assert directory.read_manifest(thinned, 2).format == SEVERAL
    assert formats(thinned, 2) == [FORMAT, THINNED, THINNED]
    before, after = (directory.path_of(thinned, number) for number in (1, 2))
    names = {path.name for path in (before / "000").iterdir()}
    linked = {
        name
        for name in names
        if (after / "001" / name).stat().st_ino == (before / "000" / name).stat().st_ino
    }
    assert names - linked == {words.FILE_NAME, "manifest.json"}
    assert np.load(after / "001" / texts.REMOVED_NAME).tolist() == [2]
    assert np.load(after / "002" / texts.REMOVED_NAME).tolist() == [1]
    assert not (before / "000" / texts.REMOVED_NAME).exists()


def test_its_words_are_counted_as_if_it_were_written_anew(thinned: Path, tmp_path: Path) -> None:
    build.publish(changing(tmp_path / "anew"), [EIGHT[0], EIGHT[1], EIGHT[3]])
    old = directory.path_of(thinned, 2) / "001" / words.FILE_NAME
    new = directory.path_of(tmp_path / "anew", 1) / words.FILE_NAME
    for query in (
        "SELECT stem, paragraphs FROM stems WHERE paragraphs > 0",
        "SELECT * FROM words",
        "SELECT * FROM spellings",
    ):
        assert sorted(table(old, query)) == sorted(table(new, query))


def test_a_word_that_is_a_name_only_now_gets_its_spellings(tmp_path: Path) -> None:
    lower = source_text("lower", "They all saw marsh and marsh and marsh there.")
    upper = source_text("upper", "They all saw Marsh there.")
    build.publish(changing(tmp_path, 0.9), [lower, upper])
    build.amend(replace(changing(tmp_path, 0.9), shard=1), removed=["lower"])
    assert formats(tmp_path, 2) == [THINNED]
    before, after = (directory.path_of(tmp_path, number) for number in (1, 2))
    query = "SELECT DISTINCT word FROM spellings WHERE word = 'marsh'"
    assert table(before / words.FILE_NAME, query) == []
    assert table(after / "000" / words.FILE_NAME, query) == [("marsh",)]


def test_what_is_removed_is_nowhere_and_what_is_new_is_everywhere(live: Generation) -> None:
    live.check_counts()
    manifest = live.manifest
    assert (manifest.articles, manifest.paragraphs) == (7, 6 * 5 + 1)
    assert live.texts.article("report-2") is None
    changed = live.texts.article("report-5")
    assert changed is not None
    assert changed.text == "Nobody saw Harbour."
    assert [source.id for source in live.texts.sources()] == sorted(
        text.source.id for text in EIGHT if text != EIGHT[2]
    )
    assert list(live.texts.values("published")) == [
        f"20{10 + number}" for number in (5, 0, 1, 3, 4, 6, 7)
    ]
    stems = live.words.known_stems(["captain2", "captain3", "captain5"])
    assert [each.paragraphs for each in stems.values()] == [0, 4, 0]
    harbour = live.words.known_stems(["harbour"])["harbour"]
    assert harbour.paragraphs == 6 * 4 + 1
    assert len(live.postings.holding([harbour.number])) == harbour.paragraphs
    assert len(live.postings.bm25([harbour.number], 99)) == harbour.paragraphs
    assert int(np.count_nonzero(live.is_searched)) == manifest.paragraphs


def test_no_article_that_is_removed_is_found_by_its_line_address_or_id(live: Generation) -> None:
    line = "Captain2 came to port2 with 1 men of Harbour."
    for shard in live.shards:
        assert list(shard.texts.holding_line(line)) == []
        assert shard.texts.at_address({"report-2.txt"}) == []
        assert shard.texts.bounds(["report-2"]) == {}
        assert not shard.texts.holds({"report-2"})


def test_a_question_finds_what_is_left_and_counts_only_that(thinned: Path) -> None:
    with closing(open_asker(thinned)) as asker:
        found = asker.answer("Who came to port2 with 3 men?", 9)
        assert "report-2" not in {each.quote.citation.article_id for each in found.quotes}
        assert (found.searched.articles, found.searched.paragraphs) == (7, 31)
        only = asker.answer("Who came?", 9, Filters(phrases=("captain2 came",)))
        assert (only.outcome, only.quotes) == ("nothing", ())
        of_outlet = asker.answer("Who came?", 9, Filters(outlet="Outlet 2"))
        assert (of_outlet.searched.articles, of_outlet.searched.paragraphs) == (1, 1)
        assert of_outlet.searched.oldest == "2015"


def test_no_copy_is_named_of_which_the_original_is_removed(live: Generation, thinned: Path) -> None:
    for number, is_copy in ((2, False), (3, True)):
        copy = replace(EIGHT[number], source=replace(EIGHT[number].source, id="copy"))
        held = read_corpus(thinned).articles
        found = duplicates.find(split(copy), held, FakeEmbedder(), live)
        assert (f"report-{number}" in [each.source.id for each in found]) == is_copy


def test_a_shard_of_which_more_is_removed_is_written_anew(thinned: Path) -> None:
    made = build.amend(changing(thinned), removed=["report-3"]).generation
    assert sorted(formats(thinned, made)) == [FORMAT, FORMAT, THINNED]
    with closing(Generation(thinned, made, FINGERPRINT)) as generation:
        generation.check_counts()
        assert sorted(len(shard.rows) - 1 for shard in generation.shards) == [1, 10, 20]


def test_more_is_removed_of_a_shard_step_by_step(data: Path) -> None:
    for number in (1, 0, 3):
        build.amend(changing(data, 0.8), removed=[f"report-{number}"])
    assert formats(data, 4) == [THINNED, FORMAT]
    assert np.load(directory.path_of(data, 4) / "000" / texts.REMOVED_NAME).tolist() == [0, 1, 3]
    manifest = directory.read_manifest(data, 4)
    assert (manifest.articles, manifest.oldest, manifest.newest) == (5, "2012", "2017")
    with closing(Generation(data, 4, FINGERPRINT)) as generation:
        generation.check_counts()
    with closing(Generation(data, 2, FINGERPRINT)) as generation:
        generation.check_counts()
        assert generation.manifest.articles == 7


def test_an_article_that_comes_back_is_in_the_corpus_once(thinned: Path) -> None:
    made = build.amend(changing(thinned), [EIGHT[2], EIGHT[5]])
    assert (made.plan.added, made.plan.changed) == (("report-2",), ("report-5",))
    assert (made.embedded, made.paragraphs) == (0, 40)
    with closing(Generation(thinned, 3, FINGERPRINT)) as generation:
        generation.check_counts()
        assert [source.id for source in generation.texts.sources()] == [
            text.source.id for text in EIGHT
        ]
    merged = build.publish(replace(changing(thinned), shard=200), EIGHT).generation
    assert formats(thinned, merged) == [FORMAT]
    assert build.publish(replace(changing(thinned), shard=200), EIGHT).generation == merged


def test_a_reindex_thins_and_merges_what_is_small(data: Path) -> None:
    made = build.publish(changing(data), [EIGHT[0], *EIGHT[2:], NEW]).generation
    assert formats(data, made) == [FORMAT, THINNED, FORMAT]


def test_undo_goes_back_to_the_shard_as_it_was(thinned: Path) -> None:
    assert build.undo(thinned, noon) == 1
    with closing(open_asker(thinned)) as asker:
        assert asker.article("report-2") is not None
        assert asker.searched().articles == 8


def test_damage_of_what_is_read_is_not_taken_over(data: Path) -> None:
    damaged = directory.path_of(data, 1) / "000" / words.FILE_NAME
    whole = bytearray(damaged.read_bytes())
    whole[-1] ^= 4
    damaged.write_bytes(whole)
    made = build.amend(changing(data), removed=["report-2"]).generation
    directory.check_files(data, directory.read_manifest(data, made), thoroughly=True)
    assert THINNED not in formats(data, made)


@pytest.mark.parametrize("name", [texts.REMOVED_NAME, words.FILE_NAME, "manifest.json"])
def test_a_list_that_is_damaged_or_gone_is_refused_by_name_and_mended(
    thinned: Path, name: str
) -> None:
    (directory.path_of(thinned, 2) / "001" / name).unlink()
    with pytest.raises(GenerationRefused, match=rf"001/{name}.*pullquote reindex"):
        Generation(thinned, 2, FINGERPRINT)
    held = [build.as_text(article) for article in read_corpus(thinned).articles]
    mended = build.publish(changing(thinned), held).generation
    with closing(Generation(thinned, mended, FINGERPRINT)) as generation:
        assert generation.texts.article("report-2") is None


def test_the_doctor_finds_it_whole_and_the_repair_brings_nothing_back(thinned: Path) -> None:
    findings = doctor.examine(thinned, FakeEmbedder)
    assert [found.line for found in findings if not found.sound] == []
    with closing(sqlite3.connect(thinned / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE revisions SET text = 'x' WHERE article_id = 'report-3'")
    mended = repair.repair(thinned, FINGERPRINT, "cli:ada", noon)
    assert mended == ("mended report-3 revision 1 from generation 2",)
    assert len(read_corpus(thinned).articles) == 7


def test_the_vectors_of_a_shard_that_is_open_are_not_read_again(thinned: Path) -> None:
    with (
        closing(Generation(thinned, 1, FINGERPRINT)) as first,
        closing(Generation(thinned, 2, FINGERPRINT, first)) as second,
    ):
        assert second.shards[1].vectors is first.shards[0].vectors
        assert second.shards[1] is not first.shards[0]
        assert second.shards[1].texts.article("report-2") is None
        assert first.shards[0].texts.article("report-2") is not None


def test_a_host_copies_only_the_list_and_the_words_and_the_same_hosts_hold_it(
    data: Path,
) -> None:
    hosts = HostsHere({name: Host(data, data / name) for name in ("a", "b", "c", "d", "e")})
    placement = Placement(data)
    for name in hosts.hosts:
        placement.join(name)
    before = placing.place(data, 1, placement, hosts)
    build.amend(changing(data), removed=["report-2"])
    after = placing.place(data, 2, placement, hosts)
    assert [shard.hosts for shard in after.shards] == [shard.hosts for shard in before.shards]
    assert after.shards[0].size.articles == 3
    holder = data / before.shards[0].hosts[0]
    first, second = (
        directory.path_of(holder, number) / "000" / vectors.FILE_NAME for number in (1, 2)
    )
    assert first.stat().st_ino == second.stat().st_ino
    assert (directory.path_of(holder, 2) / "000" / texts.REMOVED_NAME).is_file()
