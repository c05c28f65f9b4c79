"""What generations record of articles, over random histories, against a model that keeps it all."""

import random
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fakes.corpus import source_text
from fakes.files.earlier import list_members

from index.build import as_text
from index.errors import StoreRefused
from index.records import NO_CHANGES, Article, ChangeCounts, Deed, SourceText
from index.store import mending, proofs, standing
from index.store.engines import SERVERS
from index.store.store import Member, Store

pytestmark = pytest.mark.usefixtures("engine")

NAMES = tuple("abcdefg")
TEXTS = ("One.", "Two.", "Three.")
TITLES = ("Old", "New")

# Each is damage of one row of one article's stay, by the names of its two columns of the key.
DAMAGE = (
    "UPDATE stays SET source = replace(source, 'title', 'x') WHERE article_id = ? AND since = ?",
    "UPDATE stays SET revision = 99 WHERE article_id = ? AND since = ?",
    "UPDATE stays SET since = since + 100 WHERE article_id = ? AND since = ?",
    "UPDATE stays SET since = since - 100 WHERE article_id = ? AND since = ?",
    "UPDATE stays SET until = since + 1 WHERE article_id = ? AND since = ?",
    "UPDATE stays SET until = until + 3 WHERE article_id = ? AND since = ?",
    "UPDATE stays SET article_id = 'zz' WHERE article_id = ? AND since = ?",
    "DELETE FROM stays WHERE article_id = ? AND since = ?",
    "UPDATE stay_proofs SET sha256 = ends_sha256 WHERE article_id = ? AND since = ?",
    "UPDATE stay_proofs SET since = since + 100 WHERE article_id = ? AND since = ?",
    "UPDATE stay_proofs SET since = since - 100 WHERE article_id = ? AND since = ?",
    "UPDATE stay_proofs SET until = since + 1 WHERE article_id = ? AND since = ?",
    "UPDATE stay_proofs SET until = until + 3 WHERE article_id = ? AND since = ?",
    "DELETE FROM stay_proofs WHERE article_id = ? AND since = ?",
)


@dataclass(slots=True)
class Model:
    """The articles of every generation, and which generation each event made live."""

    generations: dict[int, dict[str, Article]] = field(default_factory=dict)
    events: list[int] = field(default_factory=list)

    @property
    def live(self) -> Mapping[str, Article]:
        return self.generations[self.events[-1]] if self.events else {}

    def held(self, name: str) -> Iterator[Article | None]:
        for generation in self.events:
            yield self.generations[generation].get(name)


@dataclass(slots=True)
class History:
    """A store that is changed at random, and its model."""

    store: Store
    chance: random.Random
    model: Model = field(default_factory=Model)

    def deed(self) -> Deed:
        return Deed(f"2026-01-{len(self.model.events) + 1:02}", "cli:ada", "done", "for the test")

    def change(self) -> None:
        """Publish the live articles with some added, changed and removed, or just as they are."""
        wanted = {name: as_text(article) for name, article in self.model.live.items()}
        for name in self.chance.sample(NAMES, self.chance.randrange(4)):
            if name in wanted and self.chance.random() < 0.4:
                del wanted[name]
            else:
                text, title = self.chance.choice(TEXTS), self.chance.choice(TITLES)
                wanted[name] = source_text(name, f"{text} Of {name}.", title=title)
        self.publish(wanted or {"a": source_text("a", "Alone.", title="Old")})

    def publish(self, wanted: Mapping[str, SourceText]) -> None:
        """Some of what stays as it is is written all the same, as where a shard is merged."""
        live = self.model.live
        staying = {
            name: live[name]
            for name, text in wanted.items()
            if name in live and as_text(live[name]) == text and self.chance.random() < 0.8
        }
        written = [text for name, text in wanted.items() if name not in staying]
        articles = self.store.keep_revisions(written)
        number = self.store.next_generation()
        self.store.make_live(number, articles, NO_CHANGES, self.deed(), tuple(staying))
        assert number not in self.model.generations
        self.model.generations[number] = staying | {article.id: article for article in articles}
        self.model.events.append(number)

    def undo(self) -> None:
        number = self.chance.choice(sorted(self.model.generations))
        was, now = self.model.live, self.model.generations[number]
        self.store.return_to(number, self.deed())
        self.model.events.append(number)
        event = self.store.events()[-1]
        changed = sum(was[name] != now[name] for name in was.keys() & now)
        counts = ChangeCounts(len(now.keys() - was), changed, len(was.keys() - now))
        assert (event.articles, event.changes) == (len(now), counts)

    def damage_and_mend(self) -> None:
        """Damage one row that all generations may share, and mend it from all that hold it."""
        with self.store.file.transaction() as connection:
            keys = connection.execute("SELECT article_id, since FROM stays ORDER BY 1, 2")
            key = self.chance.choice(keys.fetchall() or [("none", 0)])
            connection.execute(self.chance.choice(DAMAGE), key)
        for number in sorted(self.model.generations, reverse=True):
            mending.mend(self.store, number, by_id(self.model.generations[number]))

    def live_some(self, acts: int) -> None:
        for _ in range(acts):
            act = self.chance.choice((self.change, self.change, self.undo, self.damage_and_mend))
            if self.model.events or act == self.change:
                act()
                compare(self.store, self.model)


def by_id(articles: Mapping[str, Article]) -> tuple[Article, ...]:
    return tuple(article for _, article in sorted(articles.items()))


def compare(store: Store, model: Model) -> None:
    """Compare what every reader of every generation tells with the model."""
    assert store.live() == model.events[-1]
    assert store.next_generation() == max(model.generations) + 1
    assert mending.find_damage(store) == ()
    for number in range(max(model.generations) + 3):
        compare_generation(store, number, model.generations.get(number, {}))
    for before, after in zip([None, *model.events], model.events, strict=False):
        was = {} if before is None else model.generations[before]
        now = model.generations[after]
        differing = sorted(name for name in was.keys() | now if was.get(name) != now.get(name))
        assert [list(held) for held in store.differing(before, after)] == [
            [name for name in differing if name in held] for held in (was, now)
        ]
    for name in (*NAMES, "zz"):
        compare_history(store, name, model)


def compare_generation(store: Store, number: int, held: Mapping[str, Article]) -> None:
    wanted = by_id(held)
    assert store.members(number) == wanted
    assert store.member_ids(number) == tuple(article.id for article in wanted)
    members = {article.id: member(article) for article in wanted}
    assert list(store.membership(number).items()) == list(members.items())
    searched = store.searched_members(number)
    assert [(each.article_id, each.revision, each.parts[:3]) for each in searched] == [
        (article.id, article.revision, (article.sha256, "[]", article.source.title))
        for article in wanted
    ]
    recorded = {name: tuple(row[1:4]) for name, row in store.recorded(number).items()}
    assert recorded == {article.id: (article.revision, *written(article)) for article in wanted}
    assert store.whole_members(number, ("a", "c", "zz")) == tuple(
        article for article in wanted if article.id in ("a", "c")
    )
    changed = {name: as_text(article) for name, article in held.items() if name != "b"}
    assert [found.id for found in store.unlike(number, changed) if isinstance(found, Article)] == [
        name for name in held if name == "b"
    ]
    as_before = store.file.connection.execute(
        "SELECT m.article_id, m.revision, p.sha256 FROM members m JOIN proofs p"
        " USING (generation, article_id) WHERE m.generation = ? ORDER BY 1",
        (number,),
    )
    assert [tuple(row) for row in as_before] == [
        (article.id, article.revision, proofs.prove_article(article)) for article in wanted
    ]
    assert store.is_alone(number, "a") == (set(held) <= {"a"})
    assert store.is_proved(number) == bool(held)


def compare_history(store: Store, name: str, model: Model) -> None:
    held = list(model.held(name))
    revisions = [None if article is None else article.revision for article in held]
    live = store.revisions_live(name)
    assert [kept.revision for kept in live] == revisions
    assert [kept.generation for kept in live] == model.events
    for revision in {revision for revision in revisions if revision is not None}:
        last = [
            generation
            for generation, articles in sorted(model.generations.items())
            if name in articles and articles[name].revision == revision
        ][-1]
        found = standing.find(store, name, revision)
        assert found is not None
        assert found.article == model.generations[last][name]
        became = "live" if revisions[-1] == revision else "replaced"
        assert found.became == ("withdrawn" if revisions[-1] is None else became)
    assert standing.heir(store, name) == heir(name, model)


def heir(name: str, model: Model) -> str | None:
    """Find, as slowly as the words say it, who came with the text of an article that went."""
    held = list(model.held(name))
    if not any(held) or held[-1] is not None:
        return None
    last = max(at for at, article in enumerate(held) if article is not None)
    gone = held[last]
    before, after = (model.generations[model.events[at]] for at in (last, last + 1))
    came = [article for other, article in sorted(after.items()) if other not in before]
    return next((each.id for each in came if gone and each.text == gone.text), None)


def member(article: Article) -> Member:
    return Member(article.revision, article.source, "[]")


def written(article: Article) -> tuple[bytes, bytes]:
    return proofs.source_json(article.source).encode(), b"[]"


def reopen(data: Path, store: Store) -> Store:
    """Open what an earlier version wrote: by a server that has not seen this version's tables."""
    store.close()
    if data in SERVERS:
        from index.store.server.opening import PostgresServer

        server = SERVERS[data]
        assert isinstance(server, PostgresServer)
        SERVERS[data] = PostgresServer(server.links)
    return Store(data, writable=True)


@pytest.mark.parametrize("seed", range(4))
def test_every_reader_tells_of_every_generation_what_was_published(
    tmp_path: Path, seed: int
) -> None:
    with closing(Store(tmp_path, writable=True)) as store:
        History(store, random.Random(seed)).live_some(14)


@pytest.mark.parametrize("seed", range(4))
def test_generations_of_earlier_versions_are_told_and_go_on(tmp_path: Path, seed: int) -> None:
    history = History(Store(tmp_path, writable=True), random.Random(100 + seed))
    history.change()
    history.live_some(5)
    list_members(history.store.file.connection)
    if tmp_path not in SERVERS:  # there it is opened only as it is written to
        with closing(Store(tmp_path)) as read:
            compare(read, history.model)
    history.store = reopen(tmp_path, history.store)
    with closing(history.store):
        compare(history.store, history.model)
        assert count(history.store, "stays") == 0
        listed = count(history.store, "listed_members")
        history.live_some(12)
        assert count(history.store, "listed_members") == listed


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_row_that_is_mended_from_one_generation_is_whole_in_all(
    tmp_path: Path, damage: str
) -> None:
    with closing(Store(tmp_path, writable=True)) as store:
        history = History(store, random.Random(0))
        a, b = source_text("a", "x", title="Old"), source_text("b", "y", title="Old")
        c = source_text("c", "z", title="Old")
        for wanted in ((c,), (a, c), (a, b), (a, c), (a, b, c)):
            history.publish({text.source.id: text for text in wanted})
        with store.file.transaction() as connection:
            assert connection.execute(damage, ("a", 2)).rowcount == 1
        found = " ".join(mending.find_damage(store))
        assert (re.search(r" of a( |$)", found) is not None, "None" in found) == (True, False)
        good = by_id(history.model.generations[4])
        assert mending.mend(store, 4, good) == ("a revision 1",)
        compare(store, history.model)
        assert mending.mend(store, 4, good) == ()


def test_an_earlier_version_is_refused_where_it_would_write(tmp_path: Path) -> None:
    with closing(Store(tmp_path, writable=True)) as store:
        History(store, random.Random(0)).publish({"a": source_text("a", "x")})
        with (
            pytest.raises(StoreRefused, match=r"view|newer"),
            store.file.transaction() as connection,
        ):
            connection.execute("INSERT INTO members VALUES (2, 'a', 1, '', '')")


def test_a_change_writes_what_it_changes(tmp_path: Path) -> None:
    with closing(Store(tmp_path, writable=True)) as store:
        history = History(store, random.Random(0))
        wanted = {f"a{number}": source_text(f"a{number}", "x") for number in range(50)}
        history.publish(wanted)
        for number in range(10):
            history.publish({**wanted, "a7": source_text("a7", f"text {number}")})
        assert (count(store, "stays"), count(store, "stay_proofs")) == (60, 60)
        compare_generation(store, 4, history.model.generations[4])


def count(store: Store, table: str) -> int:
    (found,) = store.file.connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(found)
