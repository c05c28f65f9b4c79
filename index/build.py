"""A corpus -> a published generation: the write path, end to end."""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from index import contents, generation, golden, golden_list, returning
from index.answering import Means
from index.audit import stamp
from index.calibration import Calibration
from index.contents import Making
from index.embedder import Embedder
from index.errors import (
    GenerationRefused,
    GoldenRefused,
    NothingToIndex,
    PlanChanged,
    StoreRefused,
)
from index.generation import Generation
from index.records import Article, Deed, Progress, SourceText
from index.store import Changes, Store
from index.store_file import PUBLISHED, UNDONE
from index.turns import turn

UNKNOWN = "unknown"  # who did something, where nobody said

Clock = Callable[[], datetime]
"""Gives the time now, in UTC."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reindex would do: ids added, changed (text or metadata), removed, left alone."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    @property
    def has_changes(self) -> bool:
        """Tell whether anything would be different."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Gate:
    """How the golden questions are asked of a new generation before it is published.

    `anyway` publishes it although fewer are answered than by the live one.
    """

    calibration: Calibration
    threshold: float | None = None
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """What a reindex did: the generation it made live, its plan, and how much was embedded."""

    generation: int
    plan: Plan
    paragraphs: int
    embedded: int
    reused: int


def plan(data: Path, wanted: Sequence[SourceText]) -> Plan:
    """Compare the texts that are wanted with the live generation; changes nothing."""
    return _compare(current(data), wanted)


def plan_digest(live: int | None, wanted: Sequence[SourceText]) -> str:
    """Sum up a plan in eight hexadecimal digits: every text and all metadata, and what is live."""
    every = [asdict(one) for one in sorted(wanted, key=lambda text: text.source.id)]
    canonical = json.dumps([live, every], ensure_ascii=False, sort_keys=True)
    return sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def current(data: Path) -> tuple[Article, ...]:
    """Read the articles that the live generation is made of; none before the first."""
    try:
        store = Store(data)
    except StoreRefused:
        if (data / "store.sqlite").exists():
            raise
        return ()
    try:
        live = store.live()
        return () if live is None else store.members(live)
    finally:
        store.close()


def as_text(article: Article) -> SourceText:
    """Give back the text of an article that is in the corpus, to be indexed again."""
    return SourceText(article.source, article.text, article.skipped)


def publish(
    data: Path,
    wanted: Sequence[SourceText],
    embedder: Embedder,
    model_name: str,
    progress: Progress | None = None,
    clock: Clock = lambda: datetime.now(UTC),
    by: str = UNKNOWN,
    gate: Gate | None = None,
    as_planned: str | None = None,
) -> Published:
    """Make the corpus equal to the texts that are wanted, in a new generation.

    Readers go on with the live generation until the last step, one transaction. An interruption at
    any moment leaves the old generation live. `by` is who asked for it (`cli:ada`), for the audit
    log. With a `gate`, raises `GoldenRefused` and leaves the old generation live if the new one
    answers fewer golden questions. Raises `PlanChanged` if `as_planned` is given and is not the
    plan's digest any more, `ReindexRunning` if another process is at it,
    `NothingToIndex` if no text is wanted.
    """
    work = _Work(data, embedder, model_name, progress, clock, by, gate)

    def choose(live: int | None, _held: Sequence[Article]) -> Sequence[SourceText]:
        if as_planned is not None and plan_digest(live, wanted) != as_planned:
            raise PlanChanged(
                "the articles or the corpus have changed since that plan, so nothing was done;"
                " see what would be done now with --dry-run"
            )
        return wanted

    return _change(work, choose)


def amend(
    data: Path,
    added: Sequence[SourceText],
    removed: Sequence[str],
    embedder: Embedder,
    model_name: str,
    progress: Progress | None = None,
    clock: Clock = lambda: datetime.now(UTC),
    by: str = UNKNOWN,
    gate: Gate | None = None,
) -> Published:
    """Add texts to the corpus, or replace those of the same id, and remove others by their id.

    As `publish`, but of what the corpus holds when this change's turn has come, so that of two
    changes at once neither is lost.
    """

    def choose(_live: int | None, held: Sequence[Article]) -> Sequence[SourceText]:
        wanted = {one.id: as_text(one) for one in held if one.id not in removed}
        wanted.update({text.source.id: text for text in added})
        return tuple(wanted.values())

    work = _Work(data, embedder, model_name, progress, clock, by, gate)
    return _change(work, choose)


def undo(
    data: Path,
    clock: Clock = lambda: datetime.now(UTC),
    by: str = UNKNOWN,
    number: int | None = None,
) -> int:
    """Make an earlier generation live again and return its number; needs no model.

    Without a number, the one before the live one. Raises `GenerationRefused` when it is not kept,
    or damaged.
    """
    with turn(data):
        store = Store(data, writable=True)
        try:
            chosen = returning.choose(data, store, number)
            store.return_to(chosen, Deed(stamp(clock()), by, UNDONE, f"generation {chosen}"))
            return chosen
        finally:
            store.close()


@dataclass(frozen=True, slots=True)
class _Work:
    """What every step of a change needs."""

    data: Path
    embedder: Embedder
    model_name: str
    progress: Progress | None
    clock: Clock
    by: str
    gate: Gate | None


_Choose = Callable[[int | None, Sequence[Article]], Sequence[SourceText]]


def _change(work: _Work, choose: _Choose) -> Published:
    with turn(work.data):
        store = Store(work.data, writable=True)
        try:
            live = store.live()
            before = () if live is None else store.members(live)
            wanted = choose(live, before)
            if not wanted:
                raise NothingToIndex(
                    "there is no article to index, so the corpus was left as it was;"
                    " name a folder that holds articles: pullquote reindex FOLDER"
                )
            return _publish(store, work, _compare(before, wanted), wanted)
        finally:
            store.close()


def _publish(store: Store, work: _Work, compared: Plan, wanted: Sequence[SourceText]) -> Published:
    data, embedder, live = work.data, work.embedder, store.live()
    usable = live if live is not None and _is_usable(data, live, embedder) else None
    if usable is not None and not compared.has_changes:
        manifest = generation.read_manifest(data, usable)
        generation.prune(data, store.lineage())  # an interruption may have left some
        return Published(usable, compared, manifest.paragraphs, 0, manifest.vectors)
    articles = store.keep_revisions(wanted)
    number = store.next_generation()
    making = Making(number, stamp(work.clock()), work.model_name, embedder.fingerprint)
    with ExitStack() as opened:
        earlier = None if usable is None else opened.enter_context(_opened(work, usable))
        held = contents.prepare(data, articles, embedder, work.progress, earlier)
        building = opened.enter_context(generation.building(data))
        manifest = contents.write(building, held, making)
        generation.seal(building, manifest)
    _verify(work, number)
    changes = Changes(len(compared.added), len(compared.changed), len(compared.removed))
    told = f"generation {number}: {_told(compared)}{_ask_golden(work, live, number)}"
    deed = Deed(stamp(work.clock()), work.by, PUBLISHED, told)
    store.make_live(number, articles, changes, deed)
    generation.prune(data, store.lineage())
    reused = manifest.vectors - held.embedded
    return Published(number, compared, manifest.paragraphs, held.embedded, reused)


def _compare(before: Sequence[Article], wanted: Sequence[SourceText]) -> Plan:
    old = {article.id: as_text(article) for article in before}
    new = {text.source.id: text for text in wanted}
    both = sorted(old.keys() & new.keys())
    return Plan(
        added=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(one for one in both if old[one] != new[one]),
        removed=tuple(sorted(old.keys() - new.keys())),
        unchanged=tuple(one for one in both if old[one] == new[one]),
    )


def _opened(work: _Work, number: int) -> closing[Generation]:
    return closing(Generation(work.data, number, work.embedder.fingerprint))


def _verify(work: _Work, number: int) -> None:
    """Open what was just written as a reader would, and count it."""
    with _opened(work, number) as written:
        written.check_counts()


def _ask_golden(work: _Work, live: int | None, number: int) -> str:
    """Refuse a generation that answers fewer golden questions; word it if it is wanted anyway."""
    if work.gate is None:
        return ""
    gate = work.gate
    bar = gate.calibration.threshold if gate.threshold is None else gate.threshold
    means = Means(work.embedder, gate.calibration, bar)
    questions = golden_list.questions(work.data)
    changes = golden.compare_if_possible(work.data, live, number, means, questions)
    if not golden.is_worse(changes):
        return ""
    named = ", ".join(repr(one.question) for one in changes if one.was.is_right)
    if gate.anyway:
        return f"; published anyway, no longer answered: {named}"
    generation.discard(work.data, number)
    raise GoldenRefused(
        f"not published: fewer golden questions would be answered, no longer these: {named};"
        " look at them, and publish nevertheless with --publish-anyway",
        changes,
    )


def _is_usable(data: Path, number: int, embedder: Embedder) -> bool:
    """Tell whether a generation is whole and was made with this model."""
    try:
        manifest = generation.read_manifest(data, number)
        generation.check_files(data, manifest, thoroughly=True)
    except GenerationRefused:
        return False
    return manifest.fingerprint == embedder.fingerprint


def _told(compared: Plan) -> str:
    """Word what a change does for the audit log, every article by its id."""
    changes = (
        ("added", compared.added),
        ("changed", compared.changed),
        ("removed", compared.removed),
    )
    told = [f"{word} {', '.join(ids)}" for word, ids in changes if ids]
    return "; ".join(told) or "the same articles"
