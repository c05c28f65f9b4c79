"""Texts -> a new live generation: the write path, from the lock to the last transaction.

`publish` makes the corpus equal to given texts, `amend` adds and removes some, `undo` goes back.
`make_plan` computes what would change, before anything does.
"""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import chain
from pathlib import Path

from index.embedding.embedder import Embedder
from index.errors import (
    GenerationRefused,
    NothingToIndex,
    PlanChanged,
    ReindexRunning,
    StoreRefused,
)
from index.generation import directory
from index.generation.directory import Manifest
from index.generation.opened import Generation
from index.generation.writing import checked, contents, thinning
from index.generation.writing.contents import Layout, Making
from index.generation.writing.thinning import MOST_REMOVED
from index.publishing import damage, gate, repair
from index.publishing.undo import choose_earlier
from index.records import (
    Article,
    Deed,
    Plan,
    Progress,
    Published,
    SourceText,
    SplitArticle,
)
from index.search.answer import Means
from index.store.chain import Clock, stamp, utc_now
from index.store.file import PUBLISHED, UNDONE, locked
from index.store.golden import GoldenRefused
from index.store.proofs import skipped_json, source_json
from index.store.readings import is_reread
from index.store.store import Corpus, Store, live_generation

Ahead = Callable[[Sequence[Article], Progress | None], int]
"""Embeds the texts of articles that are to be written, and returns how many it embedded."""

_PATIENT_SECONDS = 600  # after hours of embedding nobody is sent away for what takes seconds
_TRIED_EVERY = 0.5  # seconds

UNKNOWN = "unknown"  # stands in the audit log for a person whom the caller did not name


@dataclass(frozen=True, slots=True)
class Gate:
    """The golden questions as a condition: a generation that loses some is not published.

    `make_means` is called only where there are questions to ask. With `anyway` the generation is
    published all the same, and the audit log names the questions that are lost.
    """

    make_means: Callable[[], Means]
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Reindex:
    """A reindex of the corpus in `data`: by whom (`cli:ada`), and with which means.

    `split` holds articles that were split while they were drafted, so that they are not split
    again; one that is not just as the store keeps it is not used. Without a `gate` no golden
    question is asked. `shard` is how many paragraphs a shard may have, about, and `most_removed`
    the part of them that may be removed before it is written anew. `ahead` is called before the
    lock is taken, so that others can change the corpus for as long as that takes; what it leaves is
    embedded while it is written.
    """

    data: Path
    embedder: Embedder
    model_name: str
    by: str = UNKNOWN
    gate: Gate | None = None
    progress: Progress | None = None
    clock: Clock = utc_now
    split: tuple[SplitArticle, ...] = ()
    shard: int = contents.SHARD_PARAGRAPHS
    most_removed: float = MOST_REMOVED
    ahead: Ahead | None = None


def publish(
    reindex: Reindex, wanted: Sequence[SourceText], as_planned: str | None = None
) -> Published:
    """Make the corpus equal to the wanted texts, in a new generation.

    Readers go on with the live generation until the last step, one transaction. An interruption at
    any moment leaves the old generation live. Raises `GoldenRefused`, and leaves it live, if the
    new one loses golden questions that the gate asks; `PlanChanged` if `as_planned` is given and
    is not the plan's digest any more; `ReindexRunning` if another process is reindexing;
    `NothingToIndex` if no text is wanted. What others change while texts are embedded ahead stays
    as they left it.
    """
    if as_planned is not None:
        _refuse_unplanned(live_generation(reindex.data), wanted, as_planned)
    ahead = _embed_ahead(reindex, wanted, is_whole=True)
    with _locked(reindex.data, ahead), closing(Store(reindex.data, writable=True)) as store:
        live = store.live()
        if as_planned is not None:
            _refuse_unplanned(live, wanted, as_planned)
        elif wanted and ahead.before is not None:
            wanted = _with_changes_since(store, ahead.before, live, wanted)
        return ahead.counted(_publish(store, reindex, live, wanted))


def amend(
    reindex: Reindex, added: Sequence[SourceText] = (), removed: Sequence[str] = ()
) -> Published:
    """Add texts to the corpus, or replace those of the same id, and remove others by their id.

    The corpus is the one that is live when the lock is held, so that of two changes at once
    neither is lost. Only a small shard is written anew, for what is new; of a larger one what is
    replaced or removed is left out. Of the other articles nothing is read. Raises as `publish`
    does.
    """
    replaced = frozenset({*removed, *(text.source.id for text in added)})

    def choose(corpus: Corpus) -> Sequence[SourceText]:
        store.refuse([found for found in corpus.damaged if found.article_id not in replaced])
        staying = (article for article in corpus.articles if article.id not in removed)
        wanted = {article.id: as_text(article) for article in staying}
        wanted.update({text.source.id: text for text in added})
        return tuple(wanted.values())

    ahead = _embed_ahead(reindex, added, is_whole=False)
    with _locked(reindex.data, ahead), closing(Store(reindex.data, writable=True)) as store:
        live = store.live()
        if live is not None and store.is_proved(live):
            with ExitStack() as held:
                before = _usable(reindex, live, held)
                if before is not None:
                    done = _amend(store, reindex, before, added, removed)
                    if done is not None:
                        return ahead.counted(done)
        return ahead.counted(_publish(store, reindex, live, choose(store.corpus())))


def undo(
    data: Path,
    clock: Clock = utc_now,
    by: str = UNKNOWN,
    number: int | None = None,
) -> int:
    """Make an earlier generation live again and return its number; needs no model.

    Without a number, the one before the live one. Raises `GenerationRefused` when it is not kept,
    or damaged.
    """
    with locked(data):
        directory.clear(data)  # on a full disk it takes the room that going back needs
        with closing(Store(data, writable=True)) as store:
            repair.remove_orphans(data, store)  # as these do
            chosen = choose_earlier(data, store, number)
            store.return_to(chosen, Deed(stamp(clock()), by, UNDONE, f"generation {chosen}"))
            return chosen


def make_plan(
    held: Iterable[Article], wanted: Sequence[SourceText], same: Iterable[str] = ()
) -> Plan:
    """Plan the reindex that replaces the articles of the corpus with the wanted texts.

    Of those each is looked at once; `same` are the ids of others, known to be as they are wanted.
    """
    after = {text.source.id: text for text in wanted}
    changed: list[str] = []
    removed: list[str] = []
    unchanged: list[str] = list(same)
    reread: list[str] = []
    for article in held:
        new = after.get(article.id)
        if new is None:
            removed.append(article.id)
            continue
        (unchanged if as_text(article) == new else changed).append(article.id)
        if is_reread(article, new.text, new.file_sha256):
            reread.append(article.id)
    added = after.keys() - {*changed, *unchanged}
    return Plan(*(tuple(sorted(ids)) for ids in (added, changed, removed, unchanged, reread)))


def digest_plan(live: int | None, wanted: Sequence[SourceText]) -> str:
    """Digest a plan in eight hexadecimal digits: the live generation, every text and all fields."""
    texts = [asdict(text) for text in sorted(wanted, key=lambda text: text.source.id)]
    canonical = json.dumps([live, texts], ensure_ascii=False, sort_keys=True)
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def as_text(article: Article) -> SourceText:
    """Turn an article of the corpus into a text that can be indexed again."""
    return SourceText(
        article.source,
        article.text,
        article.skipped,
        parser=article.parser,
        file_sha256=article.file_sha256,
    )


def as_article(text: SourceText) -> Article:
    """Make the article that a text would become, without its revision's number."""
    digest = sha256(text.text.encode()).hexdigest()
    return Article(text.source.id, 0, text.source, text.text, digest, text.skipped)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """How many texts were embedded before the lock, and what the corpus held when that began."""

    embedded: int = 0
    before: Mapping[str, Sequence[object]] | None = None  # rows of `proofs.KEPT_COLUMNS`, by id

    def counted(self, published: Published) -> Published:
        """Count them as embedded by what was published."""
        embedded = published.embedded + self.embedded
        return replace(published, embedded=embedded, reused=published.reused - self.embedded)


def _embed_ahead(reindex: Reindex, given: Sequence[SourceText], *, is_whole: bool) -> _Ahead:
    """Embed what is new of some texts without the lock: those of the whole corpus, or further ones.

    Where the live generation is of another model, all of the corpus is new.
    """
    if reindex.ahead is None:
        return _Ahead()
    is_usable = _is_of_model(reindex)
    texts = {text.source.id: text for text in given}
    before: Mapping[str, Sequence[object]] = {}
    live = live_generation(reindex.data) if is_whole or not is_usable else None
    if live is not None:
        with closing(Store(reindex.data)) as store:
            before = store.recorded(live)
            if not is_whole:
                texts = {name: as_text(each) for name, each in _each_whole(store, live)} | texts
    known = before if is_usable else {}
    articles = [as_article(texts[name]) for name in sorted(texts)]
    new = [each for each in articles if not _is_recorded(each, known.get(each.id))]
    return _Ahead(reindex.ahead(new, reindex.progress), before)


def _each_whole(store: Store, live: int) -> Iterator[tuple[str, Article]]:
    return ((found.id, found) for found in store.each(live) if isinstance(found, Article))


def _is_of_model(reindex: Reindex) -> bool:
    """Tell whether the last generation was made with the model, and split as articles are now."""
    try:
        manifest = directory.read_manifest(reindex.data, max(directory.kept(reindex.data)))
    except (GenerationRefused, ValueError):  # it is damaged, or there is none
        return False
    is_split_so = manifest.splitting == directory.SPLITTING
    return is_split_so and manifest.fingerprint == reindex.embedder.fingerprint


def _is_recorded(article: Article, row: Sequence[object] | None) -> bool:
    """Tell whether a row of `proofs.KEPT_COLUMNS` says the same of an article."""
    parts = (source_json(article.source), skipped_json(article), article.sha256)
    return row is not None and tuple(row[2:]) == tuple(part.encode() for part in parts)


@contextmanager
def _locked(data: Path, ahead: _Ahead) -> Iterator[None]:
    """Hold the lock; where much was embedded for what follows, wait for whoever holds it."""
    until = time.monotonic() + (_PATIENT_SECONDS if ahead.embedded else 0)
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(locked(data))
                break
            except ReindexRunning:
                if time.monotonic() >= until:
                    raise
            time.sleep(_TRIED_EVERY)
        yield


def _refuse_unplanned(live: int | None, wanted: Sequence[SourceText], as_planned: str) -> None:
    if digest_plan(live, wanted) != as_planned:
        raise PlanChanged(
            "the articles or the corpus have changed since that plan, so nothing was done;"
            " see what would be done now with --dry-run"
        )


def _with_changes_since(
    store: Store,
    before: Mapping[str, Sequence[object]],
    live: int | None,
    wanted: Sequence[SourceText],
) -> Sequence[SourceText]:
    """Leave what others have added, replaced and removed meanwhile as it is in the corpus now."""
    now = {} if live is None else store.recorded(live)
    touched = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
    if live is None or not touched:
        return wanted
    theirs = store.whole_members(live, touched & now.keys())
    ours = (text for text in wanted if text.source.id not in touched)
    return (*ours, *map(as_text, theirs))


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of the corpus, planned: from the generation that is live to the next.

    `before` is the live one, open, if anything is taken over from it. The articles in shards that
    the layout keeps are not among `articles`, which are written.
    """

    live: int | None
    before: Generation | None
    plan: Plan
    layout: Layout

    @property
    def articles(self) -> tuple[Article, ...]:
        """List what is written."""
        return tuple(chain.from_iterable(self.layout.groups))


def _publish(
    store: Store, reindex: Reindex, live: int | None, wanted: Sequence[SourceText]
) -> Published:
    """Make the corpus equal to the wanted texts; of that of before one article is held at a time.

    An article of the corpus that is damaged is wanted as it is by nobody: it is new.
    """
    if not wanted:
        raise NothingToIndex(
            "there is no article to index, so the corpus was left as it was;"
            " name a folder that holds articles: pullquote reindex FOLDER"
        )
    is_proved = live is not None and store.is_proved(live)
    if live is not None and not is_proved:
        damage.refuse_unlike(reindex.data, store, store.corpus())
    plan = _planned(store, live, wanted)
    with ExitStack() as opened:
        whole = _whole(reindex, live)
        if whole and not plan.has_changes and len(contents.fragments(whole[1:], reindex.shard)) < 2:
            return _unchanged(store, reindex, whole[0], plan)
        before = _usable(reindex, live, opened) if whole else None
        if before is None or live is None or not is_proved:  # so that all are recorded with proofs
            articles = store.keep_revisions(wanted)
            return _make_live(store, reindex, _Change(live, before, plan, Layout((articles,))))
        staying = frozenset(plan.unchanged)
        ids = chain.from_iterable(shard.texts.article_ids() for shard in before.shards)
        layout = contents.lay_out(
            before.shards,
            frozenset(ids) - staying,
            store.keep_revisions([text for text in wanted if text.source.id not in staying]),
            partial(store.whole_members, live),
            reindex.shard,
            reindex.most_removed,
            merging=True,
        )
        return _make_live(store, reindex, _Change(live, before, plan, layout))


def _planned(store: Store, live: int | None, wanted: Sequence[SourceText]) -> Plan:
    """Plan a reindex; of the articles that are as they are wanted only the ids are kept."""
    if live is None:
        return make_plan((), wanted)
    unlike = list(store.unlike(live, {text.source.id: text for text in wanted}))
    others = {found.id if isinstance(found, Article) else found.article_id for found in unlike}
    same = [article_id for article_id in store.member_ids(live) if article_id not in others]
    return make_plan([found for found in unlike if isinstance(found, Article)], wanted, same)


def _whole(reindex: Reindex, live: int | None) -> Sequence[Manifest]:
    """Read the manifests of the live generation and its shards, if all files are as written.

    There are none if they are not, or if it was made otherwise than one would be now.
    """
    manifest = _described(reindex, live)
    if manifest is None:
        return ()
    try:
        checked.check(reindex.data, manifest)
        folder = directory.path_of(reindex.data, manifest.number)
        return (manifest, *(own for _, own in directory.shards(folder, manifest)))
    except GenerationRefused:
        return ()


def _amend(
    store: Store,
    reindex: Reindex,
    before: Generation,
    added: Sequence[SourceText],
    removed: Sequence[str],
) -> Published | None:
    """Change some articles; `None` if that takes to read the whole corpus.

    It does where the store lacks articles that the generation has, where none stays, and where
    a shard that is written anew is not whole. Of the articles that stay, those of such a shard are
    read, and refused if they are damaged.
    """
    live = before.manifest.number
    replaced = frozenset({*removed, *(text.source.id for text in added)})
    ids = store.member_ids(live)
    if len(ids) != before.manifest.articles or replaced.issuperset(ids):
        return None
    was = store.some_members(live, replaced)
    plan = make_plan([article for article in was if isinstance(article, Article)], added)
    gone = replaced - frozenset(plan.unchanged)
    unchanged = tuple(article_id for article_id in ids if article_id not in gone)
    plan = replace(plan, unchanged=unchanged)
    if not plan.has_changes and gone.isdisjoint(ids):
        return _unchanged(store, reindex, before.manifest, plan)

    given = [text for text in added if text.source.id in gone]
    layout = contents.lay_out(
        before.shards,
        gone,
        store.keep_revisions(given),
        partial(store.whole_members, live),
        reindex.shard,
        reindex.most_removed,
        merging=False,
    )
    try:
        for shard in set(before.shards).difference(layout.shards):
            checked.check_shard(reindex.data, shard.path(""), shard.manifest)
        for part in layout.thinned:
            folder, manifest = part.shard.path(""), part.shard.manifest
            checked.check_shard(reindex.data, folder, manifest, thinning.READ)
    except GenerationRefused:
        return None
    return _make_live(store, reindex, _Change(live, before, plan, layout))


def _unchanged(store: Store, reindex: Reindex, manifest: Manifest, plan: Plan) -> Published:
    directory.prune(reindex.data, store.lineage())  # an interruption may have left some
    return Published(manifest.number, plan, manifest.paragraphs, 0, manifest.vectors)


def _make_live(store: Store, reindex: Reindex, change: _Change) -> Published:
    """Write the generation of a change, ask it the golden questions, and make it live."""
    data, number, live = reindex.data, store.next_generation(), change.live
    try:
        published = _write(reindex, change, number)
        lost = _ask_golden(store, reindex, live, number)
        detail = f"generation {number}: {_worded(change.plan)}{lost}"
        deed = Deed(stamp(reindex.clock()), reindex.by, PUBLISHED, detail)
        store.make_live(number, change.articles, change.plan.counts, deed, change.layout.staying)
    except BaseException:
        with suppress(StoreRefused):
            if store.live() == live:
                directory.discard(data, number)
        raise
    directory.prune(data, store.lineage())
    return published


def _write(reindex: Reindex, change: _Change, number: int) -> Published:
    """Write a generation beside the live one, seal it, and open and count it as a reader would."""
    made_at = stamp(reindex.clock())
    making = Making(
        reindex.data,
        number,
        made_at,
        reindex.model_name,
        reindex.embedder,
        reindex.progress,
        reindex.shard,
    )
    groups = [_with_split(group, reindex.split) for group in change.layout.groups]
    layout = change.layout
    earlier = () if change.before is None else change.before.shards
    earlier = tuple(shard for shard in earlier if shard not in layout.shards)
    with directory.building(reindex.data) as building:
        written = contents.write(building, groups, making, earlier, layout.kept, layout.thinned)
        sealed = directory.seal(building, written.manifest)
    checked.record(reindex.data, sealed)
    with _open(reindex, number, change.before) as opened:
        opened.check_counts()
    manifest = written.manifest
    reused = manifest.vectors - written.embedded
    return Published(number, change.plan, manifest.paragraphs, written.embedded, reused)


def _with_split(
    articles: Sequence[Article], split: Sequence[SplitArticle]
) -> tuple[Article | SplitArticle, ...]:
    """Put a split article in the place of each that it is equal to, but for the revision."""
    known: Mapping[str, SplitArticle] = {drafted.article.id: drafted for drafted in split}
    given: list[Article | SplitArticle] = []
    for article in articles:
        drafted = known.get(article.id)
        if drafted and replace(drafted.article, revision=article.revision) == article:
            given.append(SplitArticle(article, drafted.paragraphs))
        else:
            given.append(article)
    return tuple(given)


def _open(
    reindex: Reindex, number: int, beside: Generation | None = None, *, is_trusted: bool = False
) -> closing[Generation]:
    fingerprint = reindex.embedder.fingerprint
    return closing(Generation(reindex.data, number, fingerprint, beside, is_trusted=is_trusted))


def _ask_golden(store: Store, reindex: Reindex, live: int | None, number: int) -> str:
    """Refuse a generation that loses golden questions; word the loss if it is wanted anyway."""
    questions = () if reindex.gate is None else store.golden_questions()
    if reindex.gate is None or not questions:
        return ""
    means = reindex.gate.make_means()
    changes = gate.compare_if_possible(reindex.data, live, number, means, questions)
    if not gate.is_worse(changes):
        return ""
    named = ", ".join(repr(change.question) for change in changes if change.was.is_right)
    if reindex.gate.anyway:
        return f"; published anyway, no longer answered: {named}"
    raise GoldenRefused(
        f"not published: fewer golden questions would be answered, no longer these: {named};"
        " look at them, and publish nevertheless with --publish-anyway",
        changes,
    )


def _described(reindex: Reindex, number: int | None) -> Manifest | None:
    """Read the manifest of a generation, if it was made with this model and split as now."""
    try:
        manifest = None if number is None else directory.read_manifest(reindex.data, number)
    except GenerationRefused:
        return None
    if manifest is None or manifest.fingerprint != reindex.embedder.fingerprint:
        return None
    return manifest if manifest.splitting == directory.SPLITTING else None


def _usable(reindex: Reindex, number: int | None, held: ExitStack) -> Generation | None:
    """Open a generation that was made with this model, and split as articles are now."""
    if number is None or _described(reindex, number) is None:
        return None
    try:
        return held.enter_context(_open(reindex, number, is_trusted=True))
    except GenerationRefused:
        return None


def _worded(plan: Plan) -> str:
    """Word a plan for the audit log, every article by its id."""
    edited = tuple(name for name in plan.changed if name not in plan.reread)
    changes = (
        ("added", plan.added),
        ("changed", edited),
        ("read anew", plan.reread),
        ("removed", plan.removed),
    )
    parts = [f"{word} {', '.join(ids)}" for word, ids in changes if ids]
    return "; ".join(parts) or "the same articles"
