"""A corpus -> a published generation: the write path, end to end."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.embedding.embedder import Embedder
from index.errors import (
    GenerationRefused,
    GoldenRefused,
    NothingToIndex,
    PlanChanged,
)
from index.generation import opened as generation
from index.generation.opened import Generation
from index.generation.writing import contents
from index.generation.writing.contents import Making
from index.publishing import gate as golden
from index.publishing import plans
from index.publishing import undo as returning
from index.publishing.plans import Plan
from index.records import Article, Deed, Progress, SourceText
from index.search.answer import Means
from index.search.calibration import Calibration
from index.store import golden as golden_list
from index.store.audit import stamp
from index.store.file import PUBLISHED, UNDONE
from index.store.lock import turn
from index.store.store import Changes, Store

UNKNOWN = "unknown"  # who did something, where nobody said

Clock = Callable[[], datetime]
"""Gives the time now, in UTC."""


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
        if as_planned is not None and plans.digest(live, wanted) != as_planned:
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
        wanted = {one.id: plans.as_text(one) for one in held if one.id not in removed}
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
            return _publish(store, work, plans.compare(before, wanted), wanted)
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
    """Tell whether a generation is whole, made with this model, and split as articles are now."""
    try:
        manifest = generation.read_manifest(data, number)
        generation.check_files(data, manifest, thoroughly=True)
    except GenerationRefused:
        return False
    is_split_so = manifest.splitting == generation.SPLITTING
    return manifest.fingerprint == embedder.fingerprint and is_split_so


def _told(compared: Plan) -> str:
    """Word what a change does for the audit log, every article by its id."""
    changes = (
        ("added", compared.added),
        ("changed", compared.changed),
        ("removed", compared.removed),
    )
    told = [f"{word} {', '.join(ids)}" for word, ids in changes if ids]
    return "; ".join(told) or "the same articles"
