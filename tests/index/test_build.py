import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import (
    FILES,
    FakeEmbedder,
    article,
    noon,
    open_asker,
    publish,
    reindex,
    source_text,
    split,
)

from index import build
from index.embedding.ahead import filling
from index.embedding.ahead.tasks import TasksHere
from index.errors import (
    GenerationRefused,
    NothingToIndex,
    PlanChanged,
    PullquoteError,
    ReindexRunning,
    StoreRefused,
)
from index.generation import directory, texts
from index.records import (
    Answer,
    Article,
    ChangeCounts,
    Plan,
    Progress,
    Source,
    SourceText,
    Span,
)
from index.store import audit
from index.store.file import locked
from index.store.store import Corpus, Event, Store, live_generation, read_corpus

RIVER = source_text("river", "Marsh crossed the river. It was cold.")
BRIDGE = source_text("bridge", "The bridge fell in March.")


def live(data: Path) -> int | None:
    with closing(Store(data)) as store:
        return store.live()


def split_after_the_rank(data: Path) -> None:
    """Let the one sentence of generation 1 begin after the rank, as an earlier version cut it."""
    manifest = directory.read_manifest(data, 1)
    with directory.building(data) as where:
        for name in manifest.files:
            shutil.copy(directory.path_of(data, 1) / name, where / name)
        with closing(sqlite3.connect(where / texts.FILE_NAME)) as connection, connection:
            connection.execute("UPDATE sentences SET start = 22")
        directory.seal(where, replace(manifest, splitting=1))


def highlights(answer: Answer) -> list[str]:
    lit = [(ranked.quote.text, ranked.quote.highlight) for ranked in answer.quotes]
    return [text[span.start : span.end] for text, span in lit if span is not None]


def numbered(number: int) -> SourceText:
    return source_text("a", f"Edition {number} is out.")


def test_the_first_reindex_makes_generation_one(tmp_path: Path) -> None:
    made = publish(tmp_path, RIVER, BRIDGE)
    # River has three vectors, the paragraph's and two sentences'; bridge two, but of one text.
    assert (made.generation, made.paragraphs, made.embedded, made.reused) == (1, 2, 4, 1)
    assert made.plan == Plan(("bridge", "river"), (), (), ())
    assert (live(tmp_path), directory.kept(tmp_path)) == (1, (1,))


def test_the_same_texts_again_embed_nothing_and_keep_the_generation(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    embedder = FakeEmbedder()
    again = publish(tmp_path, BRIDGE, RIVER, embedder=embedder)
    assert (again.generation, again.embedded, again.plan.has_changes) == (1, 0, False)
    assert again.plan.unchanged == ("bridge", "river")
    assert (embedder.passages, live(tmp_path), directory.kept(tmp_path)) == ([], 1, (1,))


def test_only_the_new_sentences_of_a_changed_article_are_embedded(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    embedder = FakeEmbedder()
    changed = source_text("river", "Marsh crossed the river. It was warm.")
    made = publish(tmp_path, changed, BRIDGE, embedder=embedder)
    assert (made.generation, made.embedded, made.reused) == (2, 2, 3)
    assert embedder.passages == ["It was warm.", "Marsh crossed the river. It was warm."]
    assert made.plan == Plan((), ("river",), (), ("bridge",))


def test_a_text_that_comes_back_is_not_embedded_again(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    publish(tmp_path, BRIDGE)
    made = publish(tmp_path, RIVER, BRIDGE)
    assert (made.generation, made.embedded, made.reused) == (3, 0, 5)


def test_another_model_embeds_everything_anew(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    made = publish(tmp_path, RIVER, BRIDGE, embedder=FakeEmbedder("b" * 64))
    assert (made.generation, made.embedded, made.plan.has_changes) == (2, 4, False)


@pytest.mark.parametrize(
    "changed",
    [
        SourceText(Source("river", "river.txt", author="A. Marsh"), RIVER.text),
        SourceText(Source("river", "moved/river.txt"), RIVER.text),
        SourceText(RIVER.source, RIVER.text, (Span(25, 37),)),
    ],
)
def test_changed_metadata_or_skipped_text_is_a_change(tmp_path: Path, changed: SourceText) -> None:
    publish(tmp_path, RIVER)
    made = publish(tmp_path, changed)
    assert (made.generation, made.plan) == (2, Plan((), ("river",), (), ()))
    assert [build.as_text(article) for article in read_corpus(tmp_path).articles] == [changed]


def test_an_article_that_was_split_otherwise_is_quoted_so_until_the_next_reindex(
    tmp_path: Path,
) -> None:
    text = "It is false that Pvt. Orlov shot them."
    publish(tmp_path, source_text("a", text))
    split_after_the_rank(tmp_path)
    asked = "Who shot them, Orlov?"
    with closing(open_asker(tmp_path)) as asker:
        assert highlights(asker.answer(asked, 1)) == ["Orlov shot them."]
    assert publish(tmp_path, source_text("a", text)).generation == 2
    with closing(open_asker(tmp_path)) as asker:
        assert highlights(asker.answer(asked, 1)) == [text]


def test_amending_adds_replaces_and_removes_and_leaves_the_others(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE, numbered(1))
    warm = source_text("river", "It was warm.")
    made = build.amend(reindex(tmp_path), [warm], ["a", "absent"])
    assert made.plan == Plan((), ("river",), ("a",), ("bridge",))
    assert [build.as_text(article) for article in read_corpus(tmp_path).articles] == [BRIDGE, warm]
    with pytest.raises(NothingToIndex, match="no article to index"):
        build.amend(reindex(tmp_path), removed=["bridge", "river"])
    assert live(tmp_path) == 2


@pytest.mark.parametrize(("title", "paragraphs"), [(None, 1), ("Marsh crosses", 2)])
def test_an_article_that_was_split_is_not_split_again_while_it_is_the_same(
    tmp_path: Path, title: str | None, paragraphs: int
) -> None:
    whole = split(source_text("river", "Marsh crossed the river.\n\nIt was cold."))
    shorter = replace(whole, paragraphs=whole.paragraphs[:1])
    drafting = replace(reindex(tmp_path), split=(shorter,))
    made = build.amend(drafting, [source_text("river", whole.article.text, title=title)])
    assert made.paragraphs == paragraphs


def test_progress_counts_up_to_what_is_new(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    wanted = [source_text("a", "\n\n".join(f"Army {number} left." for number in range(300)))]
    reporting = replace(reindex(tmp_path), progress=lambda *step: told.append(step))
    build.publish(reporting, wanted)
    # 300 sentences, and all but the first paragraph once more after the one before.
    assert told == [("embedding", done, 599) for done in (256, 512, 599)]


def test_every_reindex_is_an_event_with_what_it_changed(tmp_path: Path) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    publish(tmp_path, BRIDGE, numbered(1))
    with closing(Store(tmp_path)) as store:
        assert store.events() == (
            Event("2026-01-02T12:00:00+00:00", "published", 1, 2, ChangeCounts(2, 0, 0), "unknown"),
            Event("2026-01-02T12:00:00+00:00", "published", 2, 2, ChangeCounts(1, 0, 1), "unknown"),
        )


def test_after_undo_the_same_texts_are_new_again(tmp_path: Path) -> None:
    publish(tmp_path, numbered(1))
    publish(tmp_path, numbered(2))
    build.undo(tmp_path, noon)
    made = publish(tmp_path, numbered(2))
    assert (made.generation, made.embedded, made.plan.changed) == (3, 0, ("a",))


def test_the_last_three_generations_are_kept(tmp_path: Path) -> None:
    kept = []
    for number in (1, 2, 3, 4, 5):
        publish(tmp_path, numbered(number))
        kept.append(directory.kept(tmp_path))
    assert kept == [(1,), (1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5)]
    assert [build.undo(tmp_path, noon), build.undo(tmp_path, noon)] == [4, 3]
    with pytest.raises(GenerationRefused, match="no earlier generation to go back to"):
        build.undo(tmp_path, noon)
    assert live(tmp_path) == 3


def test_what_undo_left_behind_is_removed_by_the_next_reindex(tmp_path: Path) -> None:
    for number in (1, 2, 3):
        publish(tmp_path, numbered(number))
    build.undo(tmp_path, noon)
    publish(tmp_path, numbered(4))
    assert directory.kept(tmp_path) == (1, 2, 4)


def test_what_an_interrupted_reindex_left_is_removed_even_if_nothing_changed(
    tmp_path: Path,
) -> None:
    publish(tmp_path, numbered(1))
    directory.path_of(tmp_path, 2).mkdir()
    assert publish(tmp_path, numbered(1)).generation == 1
    assert directory.kept(tmp_path) == (1,)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip_a_bit(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 4
    path.write_bytes(whole)


@pytest.mark.parametrize("damage", [empty, flip_a_bit, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_a_reindex_of_the_same_texts_mends_a_damaged_generation(
    tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    damage(directory.path_of(tmp_path, 1) / name)
    with pytest.raises(GenerationRefused, match="generation 1 is damaged"):
        open_asker(tmp_path)
    made = publish(tmp_path, RIVER, BRIDGE)
    assert (made.generation, made.embedded, made.plan.has_changes) == (2, 0, False)
    with closing(open_asker(tmp_path)) as asker:
        assert asker.answer("Who crossed the river?", 1).quotes[0].quote.text == RIVER.text


def test_a_generation_of_which_nothing_is_left_is_mended_too(tmp_path: Path) -> None:
    publish(tmp_path, RIVER)
    shutil.rmtree(tmp_path / "generations")
    assert publish(tmp_path, RIVER).generation == 2
    with closing(open_asker(tmp_path)) as asker:
        assert asker.searched().generation == 2


def test_a_second_reindex_at_the_same_time_is_refused_in_one_line(tmp_path: Path) -> None:
    publish(tmp_path, numbered(1))
    refused: list[str] = []

    def reindex_too(_doing: str, _done: int, _in_all: int) -> None:
        for other in (lambda: publish(tmp_path, BRIDGE), lambda: build.undo(tmp_path, noon)):
            with pytest.raises(ReindexRunning) as refusal:
                other()
            refused.append(str(refusal.value))

    build.publish(replace(reindex(tmp_path), progress=reindex_too), [RIVER])
    line = f"another reindex of {tmp_path} is running; wait until it has ended and try again"
    assert refused == [line, line]
    assert [article.id for article in read_corpus(tmp_path).articles] == ["river"]
    with closing(Store(tmp_path)) as store:
        assert (store.is_sound(), store.lineage()) == (True, (2, 1))
    assert publish(tmp_path, BRIDGE).generation == 3


def test_a_reindex_of_another_process_is_refused_too(tmp_path: Path) -> None:
    holding = "import fcntl, sys; f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
    command = [sys.executable, "-c", f"{holding} print('held', flush=True); sys.stdin.read()"]
    with subprocess.Popen(
        [*command, str(tmp_path / "reindex.lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ReindexRunning, match="is running; wait until it has ended"):
            publish(tmp_path, RIVER)
        holder.kill()
    assert publish(tmp_path, RIVER).generation == 1


def test_no_texts_at_all_leave_the_corpus_as_it_was(tmp_path: Path) -> None:
    publish(tmp_path, RIVER)
    with pytest.raises(NothingToIndex, match="no article to index, so the corpus was left as it"):
        publish(tmp_path)
    assert live(tmp_path) == 1


@pytest.mark.parametrize(
    "unsearchable",
    [
        source_text("a", ""),
        source_text("a", " \n\n\u200b"),
        source_text("a", "# One\n\n## Two\n\n# Three"),
        source_text("a", "Share this.", skipped=(Span(0, 11),)),
    ],
)
def test_texts_without_a_paragraph_to_search_leave_the_corpus_as_it_was(
    tmp_path: Path, unsearchable: SourceText
) -> None:
    publish(tmp_path, RIVER)
    with pytest.raises(
        NothingToIndex, match="no paragraph that can be searched, so the corpus was"
    ):
        publish(tmp_path, unsearchable)
    assert (live(tmp_path), directory.kept(tmp_path)) == (1, (1,))
    assert publish(tmp_path, RIVER, unsearchable).paragraphs == 1


def test_a_paragraph_of_signs_alone_can_be_indexed(tmp_path: Path) -> None:
    assert publish(tmp_path, source_text("a", "🙂 … 🙃")).paragraphs == 1
    with closing(open_asker(tmp_path)) as asker:
        assert asker.answer("Who left?", 1).outcome == "nothing"


@pytest.mark.parametrize("act", [lambda data: publish(data, RIVER), build.undo])
def test_a_data_directory_that_cannot_be_made_is_refused_in_one_line(
    tmp_path: Path, act: Callable[[Path], object]
) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreRefused, match=r"cannot write to the data directory .*--data DIR$"):
        act(tmp_path / "file" / "data")
    assert read_corpus(tmp_path / "file" / "data") == Corpus(None, ())


@pytest.fixture
def write_protected() -> Iterator[Path]:
    """Make a data directory with one live generation in which nothing may be written."""
    data = Path(tempfile.mkdtemp())
    publish(data, RIVER)
    paths = [data, *data.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    was = os.geteuid()
    if was == 0:  # modes do not bind the superuser
        os.seteuid(65534)
    yield data
    os.seteuid(was)
    for path in paths:
        path.chmod(0o755 if path.is_dir() else 0o644)
    shutil.rmtree(data)


def test_a_write_protected_corpus_can_be_asked_but_not_reindexed(write_protected: Path) -> None:
    with pytest.raises(StoreRefused, match=r"cannot write to the data directory .*--data DIR$"):
        publish(write_protected, BRIDGE)
    with closing(open_asker(write_protected)) as asker:
        assert asker.answer("Who crossed the river?", 1).quotes[0].quote.text == RIVER.text


@pytest.mark.parametrize("blocked", ["generations", "embeddings", "store.sqlite"])
def test_a_place_that_cannot_be_written_is_named_in_one_line(tmp_path: Path, blocked: str) -> None:
    if "." not in blocked:
        (tmp_path / blocked).write_text("x")
    else:
        (tmp_path / blocked).mkdir()
    with pytest.raises(PullquoteError, match=blocked) as refusal:
        publish(tmp_path, RIVER)
    assert "\n" not in str(refusal.value)


NO_ROOM = """
import resource, sys
from pathlib import Path
from fakes.corpus import publish, source_text
from index.errors import PullquoteError
data, limit, long = Path(sys.argv[1]), int(sys.argv[2]), source_text("b", sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    publish(data, long)
except PullquoteError as error:
    sys.stdout.write(f"{type(error).__name__}: {error}")
"""


@pytest.mark.parametrize("is_embedded", [True, False])
@pytest.mark.parametrize("limit_bytes", [1_000, 20_000, 40_000, 100_000, 200_000])
def test_a_full_disk_is_told_in_one_line_and_leaves_the_live_generation(
    tmp_path: Path, limit_bytes: int, is_embedded: bool
) -> None:
    long = "\n\n".join(f"{number} men left." for number in range(150))
    if is_embedded:  # then nothing is left to write but the generation itself
        publish(tmp_path, source_text("b", long))
    before = publish(tmp_path, RIVER).generation
    told = _run(NO_ROOM, str(tmp_path), str(limit_bytes), long)
    assert told.startswith("StoreRefused: cannot ")
    assert "\n" not in told
    with closing(open_asker(tmp_path)) as asker:
        assert asker.answer("Who crossed the river?", 1).searched.generation == before
    assert publish(tmp_path, BRIDGE).generation == before + 1


def _run(script: str, *arguments: str) -> str:
    here = Path(__file__).parents[1]
    path = os.pathsep.join([str(here), str(here.parent)])
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_a_plan_changes_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert build.make_plan(read_corpus(data).articles, [RIVER]) == Plan(("river",), (), (), ())
    assert not data.exists()
    publish(data, RIVER, BRIDGE)
    warm = source_text("river", "It was warm.")
    assert build.make_plan(read_corpus(data).articles, [warm, source_text("a", "New.")]) == Plan(
        ("a",), ("river",), ("bridge",), ()
    )
    assert (live_generation(data), [article.id for article in read_corpus(data).articles]) == (
        1,
        ["bridge", "river"],
    )


def test_an_article_that_stays_as_it_is_is_not_changed() -> None:
    plan = build.make_plan([article(RIVER), article(BRIDGE)], [BRIDGE, RIVER])
    assert plan == Plan((), (), (), ("bridge", "river"))
    assert not plan.has_changes


def test_what_a_plan_changes_is_counted() -> None:
    plan = Plan(("a", "b"), ("c",), (), ("d",))
    assert (plan.counts, plan.has_changes) == (ChangeCounts(2, 1, 0), True)


def test_the_digest_of_a_plan_is_that_of_the_same_texts_over_the_same_generation() -> None:
    planned = build.digest_plan(1, [RIVER, BRIDGE])
    assert build.digest_plan(1, [BRIDGE, RIVER]) == planned
    others = [build.digest_plan(2, [RIVER, BRIDGE]), build.digest_plan(1, [RIVER])]
    titled = source_text("bridge", "The bridge fell in March.", title="Bridge falls")
    assert planned not in [*others, build.digest_plan(1, [RIVER, titled])]


def test_an_article_that_is_only_read_otherwise_is_no_edit_and_its_old_text_is_kept(
    tmp_path: Path,
) -> None:
    read = replace(source_text("river", "It was **cold**."), parser="1", file_sha256="ab")
    better = replace(source_text("river", "It was cold."), parser="2", file_sha256="ab")
    publish(tmp_path, read)
    plan = build.make_plan(read_corpus(tmp_path).articles, [better])
    assert (plan.changed, plan.reread) == (("river",), ("river",))
    publish(tmp_path, better)
    with closing(Store(tmp_path)) as store:
        old = store.revision("river", 1)
    assert old is not None
    assert old.text == "It was **cold**."
    assert audit.entries(tmp_path)[-1].deed.detail == "generation 2: read anew river"
    edited = replace(source_text("river", "It was warm."), parser="2", file_sha256="cd")
    assert build.make_plan(read_corpus(tmp_path).articles, [edited]).reread == ()


def test_what_is_new_is_embedded_ahead_and_nothing_is_left_for_the_writing(tmp_path: Path) -> None:
    given: list[list[str]] = []
    embedder, ahead = FakeEmbedder(), FakeEmbedder()

    def embed(articles: Sequence[Article], progress: Progress | None) -> int:
        given.append([each.id for each in articles])
        return filling.fill(tmp_path, articles, TasksHere(ahead), progress=progress)

    making = replace(reindex(tmp_path, embedder), ahead=embed)
    first = build.publish(making, [RIVER, BRIDGE])
    assert (first.embedded, first.reused, len(ahead.passages)) == (4, 1, 4)
    edited = replace(BRIDGE, text="The bridge fell in May.")
    second = build.publish(making, [RIVER, edited, numbered(1)])
    assert (second.embedded, len(ahead.passages)) == (2, 6)
    assert given == [["bridge", "river"], ["a", "bridge"]]
    assert embedder.passages == []
    other = replace(reindex(tmp_path, FakeEmbedder("0b" * 32)), ahead=embed)
    build.publish(other, [RIVER, edited, numbered(1)])
    assert given[-1] == ["a", "bridge", "river"]


def meanwhile(data: Path, act: Callable[[], object]) -> build.Reindex:
    """Make a reindex during whose embedding something is done once."""
    acts = [act]

    def embed(articles: Sequence[Article], progress: Progress | None) -> int:
        while acts:
            acts.pop()()
        return filling.fill(data, articles, TasksHere(FakeEmbedder()), progress=progress)

    return replace(reindex(data, FakeEmbedder()), ahead=embed)


def texts_in(data: Path) -> dict[str, str]:
    return {article.id: article.text for article in read_corpus(data).articles}


def test_what_others_change_while_an_archive_is_embedded_stays_as_they_left_it(
    tmp_path: Path,
) -> None:
    publish(tmp_path, RIVER, BRIDGE, numbered(1))
    other = source_text("other", "The other side was reached.")
    newer = replace(BRIDGE, text="The bridge stood until May.")

    def act() -> None:
        build.amend(reindex(tmp_path), [other, newer], removed=["a"])

    new = source_text("new", "The harbour froze in January.")
    made = build.publish(
        meanwhile(tmp_path, act), [RIVER, replace(BRIDGE, text="No."), numbered(1), new]
    )
    assert made.generation == 3
    assert texts_in(tmp_path) == {
        "bridge": newer.text,
        "new": new.text,
        "other": other.text,
        "river": RIVER.text,
    }
    assert (made.plan.added, made.plan.changed, made.plan.removed) == (("new",), (), ())
    # An undo takes back what is new; what the reindex is to remove is removed all the same.
    build.publish(meanwhile(tmp_path, lambda: build.undo(tmp_path, noon)), [RIVER, new])
    assert sorted(texts_in(tmp_path)) == ["river"]


def test_a_plan_that_is_out_of_date_once_all_is_embedded_is_refused(tmp_path: Path) -> None:
    publish(tmp_path, RIVER)
    wanted = [RIVER, BRIDGE]
    planned = build.digest_plan(1, wanted)
    making = meanwhile(tmp_path, lambda: build.amend(reindex(tmp_path), [numbered(1)]))
    with pytest.raises(PlanChanged):
        build.publish(making, wanted, planned)
    assert sorted(texts_in(tmp_path)) == ["a", "river"]


def test_whoever_embedded_for_long_waits_for_the_lock_and_others_are_refused(
    tmp_path: Path,
) -> None:
    with ExitStack() as held:

        def act() -> None:
            held.enter_context(locked(tmp_path))
            threading.Timer(0.2, held.close).start()

        assert build.publish(meanwhile(tmp_path, act), [RIVER]).generation == 1
    with locked(tmp_path), pytest.raises(ReindexRunning):
        build.publish(meanwhile(tmp_path, lambda: None), [RIVER])


def test_one_text_is_added_to_a_corpus_of_another_model_once_all_is_embedded_ahead(
    tmp_path: Path,
) -> None:
    publish(tmp_path, RIVER, BRIDGE)
    given: list[list[str]] = []

    def embed(articles: Sequence[Article], progress: Progress | None) -> int:
        del progress
        given.append([each.id for each in articles])
        return 0

    for fingerprint in ("0b" * 32, "0b" * 32, "0c" * 32):
        making = replace(reindex(tmp_path, FakeEmbedder(fingerprint)), ahead=embed)
        build.amend(making, [numbered(len(given))])
    assert given == [["a", "bridge", "river"], ["a"], ["a", "bridge", "river"]]
