"""Texts -> a new live generation: the write path, from the lock to the last transaction.

`publish` makes the corpus equal to given texts, `amend` adds and removes some, `undo` goes back.
`make_plan` computes what would change, before anything does.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from index.embedding.embedder import Embedder
from index.errors import GenerationRefused, NothingToIndex, PlanChanged, StoreRefused
from index.generation import directory
from index.generation.opened import Generation
from index.generation.writing import contents
from index.generation.writing.contents import Making
from index.publishing import damage, gate, repair
from index.publishing.undo import choose_earlier
from index.records import Article, Deed, Plan, Progress, Published, SourceText, SplitArticle
from index.search.answer import Means
from index.store.chain import Clock, stamp, utc_now
from index.store.file import PUBLISHED, UNDONE, locked
from index.store.golden import GoldenRefused
from index.store.readings import is_reread
from index.store.store import Corpus, Store

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
    question is asked.
    """

    data: Path
    embedder: Embedder
    model_name: str
    by: str = UNKNOWN
    gate: Gate | None = None
    progress: Progress | None = None
    clock: Clock = utc_now
    split: tuple[SplitArticle, ...] = ()


def publish(
    reindex: Reindex, wanted: Sequence[SourceText], as_planned: str | None = None
) -> Published:
    """Make the corpus equal to the wanted texts, in a new generation.

    Readers go on with the live generation until the last step, one transaction. An interruption at
    any moment leaves the old generation live. Raises `GoldenRefused`, and leaves it live, if the
    new one loses golden questions that the gate asks; `PlanChanged` if `as_planned` is given and
    is not the plan's digest any more; `ReindexRunning` if another process is reindexing;
    `NothingToIndex` if no text is wanted.
    """

    def choose(_store: Store, corpus: Corpus) -> Sequence[SourceText]:
        if as_planned is not None and digest_plan(corpus.generation, wanted) != as_planned:
            raise PlanChanged(
                "the articles or the corpus have changed since that plan, so nothing was done;"
                " see what would be done now with --dry-run"
            )
        return wanted

    return _change(reindex, choose)


def amend(
    reindex: Reindex, added: Sequence[SourceText] = (), removed: Sequence[str] = ()
) -> Published:
    """Add texts to the corpus, or replace those of the same id, and remove others by their id.

    The corpus is the one that is live when the lock is held, so that of two changes at once
    neither is lost. Raises as `publish` does.
    """
    replaced = {*removed, *(text.source.id for text in added)}

    def choose(store: Store, corpus: Corpus) -> Sequence[SourceText]:
        store.refuse([found for found in corpus.damaged if found.article_id not in replaced])
        staying = (article for article in corpus.articles if article.id not in removed)
        wanted = {article.id: as_text(article) for article in staying}
        wanted.update({text.source.id: text for text in added})
        return tuple(wanted.values())

    return _change(reindex, choose)


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


def make_plan(held: Sequence[Article], wanted: Sequence[SourceText]) -> Plan:
    """Plan the reindex that replaces the articles of the corpus with the wanted texts."""
    before = {article.id: as_text(article) for article in held}
    after = {text.source.id: text for text in wanted}
    both = sorted(before.keys() & after.keys())
    return Plan(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(name for name in both if before[name] != after[name]),
        removed=tuple(sorted(before.keys() - after.keys())),
        unchanged=tuple(name for name in both if before[name] == after[name]),
        reread=tuple(
            article.id
            for article in sorted(held, key=lambda article: article.id)
            if (new := after.get(article.id)) and is_reread(article, new.text, new.file_sha256)
        ),
    )


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


def _change(reindex: Reindex, choose: Callable[[Store, Corpus], Sequence[SourceText]]) -> Published:
    """Hold the lock, choose the wanted texts by the corpus as it is, and publish them.

    An article of the corpus that is damaged is wanted as it is by nobody: one that is to stay is
    refused, one that is replaced or removed is in nobody's way.
    """
    with locked(reindex.data), closing(Store(reindex.data, writable=True)) as store:
        corpus = store.corpus()
        if corpus.generation is not None and not store.is_proved(corpus.generation):
            damage.refuse_unlike(reindex.data, store, corpus)
        wanted = choose(store, corpus)
        if not wanted:
            raise NothingToIndex(
                "there is no article to index, so the corpus was left as it was;"
                " name a folder that holds articles: pullquote reindex FOLDER"
            )
        return _publish(store, reindex, corpus, wanted)


def _publish(
    store: Store, reindex: Reindex, corpus: Corpus, wanted: Sequence[SourceText]
) -> Published:
    data, live = reindex.data, corpus.generation
    plan = make_plan(corpus.articles, wanted)
    usable = live if live is not None and _is_usable(reindex, live) else None
    if usable is not None and not plan.has_changes:
        manifest = directory.read_manifest(data, usable)
        directory.prune(data, store.lineage())  # an interruption may have left some
        return Published(usable, plan, manifest.paragraphs, 0, manifest.vectors)
    articles = store.keep_revisions(wanted)
    number = store.next_generation()
    try:
        published = _write(reindex, articles, plan, number, usable)
        lost = _ask_golden(store, reindex, live, number)
        detail = f"generation {number}: {_worded(plan)}{lost}"
        deed = Deed(stamp(reindex.clock()), reindex.by, PUBLISHED, detail)
        store.make_live(number, articles, plan.counts, deed)
    except BaseException:
        with suppress(StoreRefused):
            if store.live() == live:
                directory.discard(data, number)
        raise
    directory.prune(data, store.lineage())
    return published


def _write(
    reindex: Reindex, articles: Sequence[Article], plan: Plan, number: int, usable: int | None
) -> Published:
    """Write a generation beside the live one, seal it, and open and count it as a reader would."""
    data, embedder = reindex.data, reindex.embedder
    making = Making(number, stamp(reindex.clock()), reindex.model_name, embedder.fingerprint)
    with ExitStack() as held:
        before = None if usable is None else held.enter_context(_open(reindex, usable))
        given = _with_split(articles, reindex.split)
        prepared = contents.prepare(data, given, embedder, reindex.progress, before)
        building = held.enter_context(directory.building(data))
        manifest = contents.write(building, prepared, making)
        directory.seal(building, manifest)
    with _open(reindex, number) as written:
        written.check_counts()
    reused = manifest.vectors - prepared.embedded
    return Published(number, plan, manifest.paragraphs, prepared.embedded, reused)


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


def _open(reindex: Reindex, number: int) -> closing[Generation]:
    return closing(Generation(reindex.data, number, reindex.embedder.fingerprint))


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


def _is_usable(reindex: Reindex, number: int) -> bool:
    """Tell whether a generation is whole, made with this model, and split as articles are now."""
    try:
        manifest = directory.read_manifest(reindex.data, number)
        directory.check_files(reindex.data, manifest, thoroughly=True)
    except GenerationRefused:
        return False
    is_split_alike = manifest.splitting == directory.SPLITTING
    return manifest.fingerprint == reindex.embedder.fingerprint and is_split_alike


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
