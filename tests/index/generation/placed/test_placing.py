import shutil
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from fakes.commands.together import run_together
from fakes.corpus import CALIBRATION, FINGERPRINT, MODEL, FakeEmbedder, noon, source_text
from fakes.elsewhere import CorpusElsewhere, ShardElsewhere
from fakes.processes.hosts import AT_ONCE, QUESTIONS, TOPICS, Cluster, HostsHere, ask
from fakes.processes.postgres import Postgres, of_files

from index import build
from index.build import Reindex
from index.errors import GenerationRefused, ShardUnreached, StoreRefused
from index.generation.asked import OpenCorpus
from index.generation.asking import Size
from index.generation.opened import Generation
from index.generation.placed import placing
from index.generation.placed.elsewhere import CorpusElsewhere as Elsewhere
from index.generation.placed.elsewhere import open_elsewhere
from index.generation.placed.placement import FILE_NAME, Placement
from index.records import Answer, Citation
from index.search.answer import Means, answer
from index.search.asker import Asker
from index.text.quoting import check_quote

pytestmark = pytest.mark.usefixtures("engine")


def test_each_shard_has_two_copies_which_answer_as_one_generation_here(
    cluster: Cluster, asker: Asker, expected: list[Answer]
) -> None:
    (placed,) = cluster.placement.read().sets
    assert len(placed.shards) == 3
    assert [len(shard.hosts) for shard in placed.shards] == [2, 2, 2]
    assert ask(asker) == expected
    cited = expected[0].quotes[0].quote.citation
    with closing(Asker(cluster.data, FakeEmbedder(), CALIBRATION)) as here:
        assert asker.context(cited, 1) == here.context(cited, 1)
        assert asker.article(cited.article_id) == here.article(cited.article_id)
        assert asker.sources() == here.sources()


@pytest.mark.parametrize("gone", ["a", "b", "c"])
def test_a_host_that_is_gone_costs_no_answer(
    cluster: Cluster, asker: Asker, expected: list[Answer], gone: str
) -> None:
    cluster.calls.gone.add(gone)
    assert ask(asker) == expected
    cluster.calls.asked.clear()
    assert ask(asker) == expected
    assert cluster.calls.asked[gone] == 0  # those that answered last are asked first


def test_a_shard_of_which_no_copy_is_reached_is_left_out_and_said(
    cluster: Cluster, asker: Asker, expected: list[Answer]
) -> None:
    shards = cluster.placement.read().sets[0].shards
    lost = shards[0]
    cluster.calls.gone |= set(lost.hosts)
    left = [shard for shard in shards if not set(shard.hosts) <= set(lost.hosts)]
    unreached = sum(shard.size.paragraphs for shard in shards if shard not in left)
    for found in ask(asker):
        assert found.searched.unreached == unreached > 0
        assert found.searched.paragraphs == sum(shard.size.paragraphs for shard in left)
    nothing = asker.answer("zebra", 3)
    assert (nothing.outcome, nothing.quotes) == ("unreached", ())
    cluster.calls.gone.clear()
    assert ask(asker) == expected


def test_an_article_is_read_whichever_other_shards_are_missing(
    cluster: Cluster, asker: Asker
) -> None:
    articles = [asker.article(f"text-{topic}") for topic in TOPICS]
    lost = cluster.placement.read().sets[0].shards[0]
    cluster.calls.gone |= set(lost.hosts)
    read = []
    for topic in TOPICS:
        with suppress(ShardUnreached):
            read.append(asker.article(f"text-{topic}"))
    assert 0 < len(read) < len(TOPICS)
    assert set(read) < set(articles)
    with pytest.raises(ShardUnreached):
        asker.article("nowhere")  # it may be where nobody is reached
    shown = [found for found in ask(asker) if desk_compares(asker, found)]
    assert shown != []


def desk_compares(asker: Asker, found: Answer) -> bool:
    """Compare each quote with its article, as is done before it is shown."""
    for ranked in found.quotes:
        article = asker.article(ranked.quote.citation.article_id)
        assert article is not None
        check_quote(ranked.quote, article)
    return found.quotes != ()


@pytest.mark.parametrize("answered", range(6))
def test_a_shard_that_is_lost_in_the_middle_of_a_question_costs_what_it_holds_alone(
    cluster: Cluster, answered: int
) -> None:
    with closing(Generation(cluster.data, 1, FINGERPRINT)) as opened:
        here = OpenCorpus(opened)
        shards = [ShardElsewhere(shard) for shard in here.asked]
        shards[0] = ShardElsewhere(here.asked[0], gone_after=answered)
        means = Means(FakeEmbedder(), CALIBRATION, CALIBRATION.threshold)
        corpus = CorpusElsewhere(1, shards, here.texts)
        found = answer(corpus, means, "Who left the bridge and the prison?", 3)
    lost = found.searched.unreached
    assert lost in (0, shards[0].size.paragraphs)
    assert found.searched.paragraphs + lost == 54
    assert found.outcome != "nothing"
    told = [ranked.quote.citation.article_id for ranked in found.quotes]
    assert told != []
    assert not lost or "text-bakery" not in told


def test_a_host_that_is_late_is_overtaken_by_the_other(
    cluster: Cluster, asker: Asker, expected: list[Answer]
) -> None:
    cluster.calls.late.add("a")
    assert ask(asker) == expected


def test_a_host_that_starts_again_answers_from_its_disk(
    cluster: Cluster, asker: Asker, expected: list[Answer]
) -> None:
    for name in ("a", "b", "c"):
        cluster.start(name)
    assert ask(asker) == expected


def test_a_new_generation_is_asked_once_all_its_shards_are_there(
    cluster: Cluster, asker: Asker, expected: list[Answer]
) -> None:
    number = cluster.publish(2)
    assert ask(asker) == expected
    cluster.place(number)
    assert {answer.searched.generation for answer in ask(asker)} == {number}
    assert "version 2" in asker.answer(QUESTIONS[0], 1).quotes[0].quote.text


def test_the_last_three_sets_are_kept_and_shards_that_did_not_change_share_their_files(
    cluster: Cluster,
) -> None:
    for version in range(2, 6):
        cluster.place(cluster.publish(version))
    assert [each.number for each in cluster.placement.read().sets] == [3, 4, 5]
    assert all(set(host.held()) <= {3, 4, 5} for host in cluster.calls.hosts.values())
    making = Reindex(cluster.data, FakeEmbedder(), MODEL, clock=noon, shard=20)
    extra = source_text("text-zoo", "The zoo had a fox.")
    cluster.place(build.amend(making, [extra]).generation)
    before, now = cluster.placement.read().sets[-2:]
    same = {(shard.digest, host) for shard in before.shards for host in shard.hosts}
    again = [
        cluster.data / f"disk-{host}/generations/000006" / shard.name / "vectors.faiss"
        for shard in now.shards
        for host in shard.hosts
        if (shard.digest, host) in same
    ]
    assert [copy.stat().st_nlink for copy in again] == [2] * len(again) != []


def test_a_damaged_copy_is_named_and_a_damaged_original_is_not_placed(cluster: Cluster) -> None:
    disk = cluster.data / "disk-a"
    vectors = sorted(disk.glob("generations/000001/*/vectors.faiss"))[0]
    assert [each for host in cluster.calls.hosts.values() for each in host.damage()] == []
    damage(vectors)
    (named,) = cluster.calls.hosts["a"].damage()
    assert str(vectors) in named
    number = cluster.publish(2)
    damage(sorted(cluster.data.glob("generations/000002/*/stems.npy"))[0])
    with pytest.raises(GenerationRefused, match="does not hold what was written"):
        cluster.place(number)
    assert cluster.placement.read().of(number) is None


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_without_a_host_nothing_is_placed_and_the_set_before_stays(cluster: Cluster) -> None:
    cluster.calls.gone |= {"a", "b", "c"}
    number = cluster.publish(2)
    with pytest.raises(GenerationRefused, match="no host can hold the generation"):
        cluster.place(number)
    assert [each.number for each in cluster.placement.read().sets] == [1]


def test_a_host_that_is_drained_gets_no_more_shards_until_it_joins_again(cluster: Cluster) -> None:
    cluster.placement.drain("b")
    cluster.place(1)
    hosts = {host for shard in cluster.placement.read().sets[0].shards for host in shard.hosts}
    assert hosts == {"a", "c"}
    cluster.placement.join("b")
    assert cluster.placement.read().draining == ()


def test_two_hosts_that_are_emptied_at_once_leave_one(cluster: Cluster) -> None:
    cluster.placement.drain("a")
    Placement(cluster.data).drain("b")
    with pytest.raises(GenerationRefused, match="without c no host can hold the generation; the"):
        cluster.placement.drain("c")
    assert cluster.placement.read().draining == ("a", "b")


def test_a_host_that_leaves_while_a_set_is_placed_is_in_no_set(cluster: Cluster) -> None:
    class Leaving(HostsHere):
        def hold(
            self, wanted: Mapping[str, Sequence[int]], number: int
        ) -> Mapping[str, Mapping[int, Size]]:
            held = super().hold(wanted, number)
            Placement(cluster.data).drain("b")
            Placement(cluster.data).leave("b")
            return held

    cluster.calls = Leaving(cluster.calls.hosts)
    cluster.place(cluster.publish(2))
    for placed in cluster.placement.read().sets:
        assert all("b" not in shard.hosts != () for shard in placed.shards)


_CHANGES = """
import sys
from pathlib import Path
from index.generation.placed.placement import Placement
data, name = Path(sys.argv[1]), sys.argv[2]
placement = Placement(data)
print("ready", flush=True)
sys.stdin.readline()
for at in range(20):
    placement.join(f"{name}{at}")
    if at % 2:
        placement.drain(f"{name}{at}")
"""


@of_files
def test_changes_of_several_processes_at_once_are_all_kept(tmp_path: Path) -> None:
    names = ("a", "b", "c")
    assert run_together(_CHANGES, tmp_path, names) == [0, 0, 0]
    placed = Placement(tmp_path).read()
    assert sorted(placed.hosts) == sorted(f"{name}{at}" for name in names for at in range(20))
    assert len(placed.draining) == 30


def test_two_copies_are_on_one_machine_only_where_there_is_no_other(cluster: Cluster) -> None:
    cluster.calls.on = {"a": "first", "b": "first"}
    cluster.place(cluster.publish(2))
    for shard in cluster.placement.read().sets[-1].shards:
        assert "c" in shard.hosts
        assert len(shard.hosts) == 2
    cluster.placement.drain("c")
    cluster.placement.leave("c")
    cluster.place(cluster.publish(3))
    assert {len(shard.hosts) for shard in cluster.placement.read().sets[-1].shards} == {2}


@of_files
def test_what_is_not_placed_cannot_be_opened_and_a_damaged_file_is_named(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    cluster.publish(1)
    with pytest.raises(GenerationRefused, match="is on no host yet"):
        cluster.asker()
    (tmp_path / FILE_NAME).write_text("{", encoding="utf-8")
    with pytest.raises(StoreRefused, match=FILE_NAME):
        cluster.placement.read()


def test_a_generation_of_another_model_is_refused(cluster: Cluster) -> None:
    with pytest.raises(GenerationRefused, match="another model"):
        open_elsewhere(cluster.calls, cluster.data, 1, f"other {FINGERPRINT}")


def test_a_citation_of_what_is_not_there_is_refused_in_one_line(asker: Asker) -> None:
    source = asker.sources()[0]
    with pytest.raises(GenerationRefused):
        asker.context(Citation(source, "nosuch", 1, 1, 0, 1, ""), 1)


@pytest.mark.parametrize(
    ("question", "most"),
    [
        ("Who left the bridge?", 3),  # words; places; texts
        ("Who left the bridge? And who the prison?", 5),  # two more phrasings, no new words
        ("Who left the brigde?", 5),  # a slip, and the word that was meant
    ],
)
def test_a_question_asks_each_host_only_a_few_times(
    cluster: Cluster, asker: Asker, question: str, most: int
) -> None:
    cluster.calls.asked.clear()
    assert asker.answer(question, 3).outcome == "answer"
    assert max(cluster.calls.asked.values()) <= most


def test_what_was_not_measured_ahead_is_measured_after_all(
    cluster: Cluster, expected: list[Answer]
) -> None:
    placed = cluster.placement.read().sets[0]
    corpus = Elsewhere(placed, cluster.calls, cluster.placement, AT_ONCE)
    for shard in corpus.asked:
        shard._most = 1  # its share of what is taken is far larger
    means = Means(FakeEmbedder(), CALIBRATION, CALIBRATION.threshold)
    assert [answer(corpus, means, question, 3) for question in QUESTIONS] == expected


def test_a_host_answers_nothing_for_another_generation_of_the_same_number(
    cluster: Cluster, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = Cluster(tmp_path / "other")
    other.publish(7)
    shutil.rmtree(cluster.data / "generations")
    shutil.copytree(other.data / "generations", cluster.data / "generations")
    digests = {shard.digest for shard in cluster.placement.read().sets[0].shards}
    cluster.place(1)
    now = cluster.placement.read().sets[0].shards
    assert digests.isdisjoint(shard.digest for shard in now)
    with closing(cluster.asker()) as asker:
        assert "version 7" in asker.answer(QUESTIONS[0], 1).quotes[0].quote.text


def test_a_damaged_copy_is_copied_anew_when_it_is_placed_again(cluster: Cluster) -> None:
    damage(sorted((cluster.data / "disk-a").glob("generations/000001/*/stems.npy"))[0])
    host = cluster.calls.hosts["a"]
    assert len(host.damage()) == 1
    cluster.place(1)
    assert host.damage() == []


def test_a_damaged_copy_does_not_become_part_of_the_next_set(cluster: Cluster) -> None:
    damage(sorted((cluster.data / "disk-a").glob("generations/000001/*/stems.npy"))[0])
    making = Reindex(cluster.data, FakeEmbedder(), MODEL, clock=noon, shard=20)
    cluster.place(build.amend(making, [source_text("text-zoo", "The zoo had a fox.")]).generation)
    host = cluster.calls.hosts["a"]
    assert [problem for problem in host.damage() if "000002" in problem] == []


@of_files
def test_what_was_placed_counts_on_when_the_state_has_moved_to_a_server(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    made = Cluster(tmp_path)
    made.place(made.publish(1))
    placed = made.placement.read()
    request.getfixturevalue("shared")
    moved = Placement(tmp_path)
    assert moved.read() == placed
    moved.drain("b")
    assert not (tmp_path / FILE_NAME).exists()
    assert Placement(tmp_path).read() == replace(placed, draining=("b",))


@of_files
def test_a_set_is_rows_of_the_server_that_change_in_one_transaction(
    tmp_path: Path, shared: Postgres
) -> None:
    made = Cluster(tmp_path)
    made.place(made.publish(1))
    rows = shared.executes(
        "SELECT generation, directory, digest FROM pullquote_cluster.shards ORDER BY shard"
    )
    (placed,) = made.placement.read().sets
    assert rows == [(1, shard.name, shard.digest) for shard in placed.shards]
    (counted,) = shared.executes("SELECT number FROM pullquote_cluster.writes")
    made.place(made.publish(2))
    assert shared.executes("SELECT number FROM pullquote_cluster.writes") == [(counted[0] + 1,)]


def test_the_one_shard_that_a_change_has_left_answers_as_it_does_here(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path)
    making = Reindex(tmp_path, FakeEmbedder(), MODEL, clock=noon, shard=100)
    lines = "\n\n".join(f"The guard {at} left the bridge near the river." for at in range(30))
    build.publish(making, [source_text("long", lines)])
    build.amend(making, [source_text("more", "In the end nobody left the harbour.")])
    number = build.amend(making, removed=["more"]).generation
    cluster.place(number)
    assert [shard.name for shard in cluster.placement.read().sets[-1].shards] == ["000"]
    with closing(Asker(tmp_path, FakeEmbedder(), CALIBRATION)) as here:
        expected = ask(here)
    with closing(cluster.asker()) as there:
        assert ask(there) == expected


@dataclass
class Interrupted:
    """Hosts that have copied what they are to hold, while another process begins to place."""

    hosts: HostsHere
    copied: threading.Event = field(default_factory=threading.Event)
    placed: threading.Event = field(default_factory=threading.Event)

    def hold(
        self, wanted: Mapping[str, Sequence[int]], number: int
    ) -> Mapping[str, Mapping[int, Size]]:
        found = self.hosts.hold(wanted, number)
        self.copied.set()
        self.placed.wait(0.3)  # another one that does not wait is done by then
        return found

    def forget(self, hosts: Sequence[str], kept: Sequence[int]) -> None:
        self.hosts.forget(hosts, kept)

    def machines(self, hosts: Sequence[str]) -> Mapping[str, str]:
        return self.hosts.machines(hosts)


def test_what_one_process_places_is_not_forgotten_by_another_that_places_meanwhile(
    cluster: Cluster,
) -> None:
    number, interrupted = cluster.publish(2), Interrupted(cluster.calls)

    def place_the_one_before() -> None:
        interrupted.copied.wait()
        placing.place(cluster.data, 1, Placement(cluster.data), cluster.calls)
        interrupted.placed.set()

    with ThreadPoolExecutor(1) as other:
        done = other.submit(place_the_one_before)
        placing.place(cluster.data, number, cluster.placement, interrupted)
        done.result()
    of_two = next(each for each in cluster.placement.read().sets if each.number == number)
    for at, shard in enumerate(of_two.shards):
        for host in shard.hosts:
            assert at in (cluster.calls.held(host) or {}).get(number, ())


@of_files
def test_a_set_whose_number_was_given_once_more_is_not_asked_and_is_placed_anew(
    cluster: Cluster,
) -> None:
    backup = (cluster.data / "store.sqlite").read_bytes()
    cluster.place(cluster.publish(2))
    with closing(cluster.asker()) as asker:
        assert all("version 2" in text for text in quoted(asker))
        (cluster.data / "store.sqlite").write_bytes(backup)
        assert cluster.publish(3) == 2
        with pytest.raises(GenerationRefused, match="generation 2 is on no host yet"):
            cluster.asker()
        cluster.place(2)
        assert all("version 3" in text for text in quoted(asker))


def quoted(asker: Asker) -> list[str]:
    return [found.quotes[0].quote.text for found in ask(asker)]
