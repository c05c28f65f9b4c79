"""Settings -> an `Asker` over the live generation; the only reader of the environment."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from bot.cli import golden_bar, settings
from bot.cli.golden_bar import Base
from bot.cli.settings import Settings
from index.embedding.batching import BatchingEmbedder
from index.embedding.embedder import Embedder
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.embedding.packaged import DEFAULT_MODEL, MULTILINGUAL_MODEL
from index.errors import BadMetadata, StoreRefused
from index.generation.asked import open_here
from index.generation.asking import Opener
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.reading.outcome import Packaged
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans
from index.store.engines import SERVERS
from index.store.store import Store

if TYPE_CHECKING:
    from index.store.server.opening import PostgresServer

# Models whose search the reader's numbers suit: fitted with the first, tried with both.
_READ_WITH = frozenset({DEFAULT_MODEL, MULTILINGUAL_MODEL})
_NO_PSYCOPG = "PULLQUOTE_CLUSTER needs one more package: pip install 'pullquote[cluster]'"
_EXPORTS_NAME = "models"  # in the data directory: exported models, by their fingerprints
_STDOUT, _STDERR = 1, 2  # the descriptors


def load_settings(data: Path | None, *, is_moving: bool = False) -> Settings:
    """Read the settings from the environment and `.env`; `data` replaces the data directory.

    Raises `StoreRefused` where a server keeps the state of another directory, or of none, unless
    the state `is_moving` there.
    """
    chosen = settings.load(os.environ, Path(".env"))
    chosen = chosen if data is None else chosen.model_copy(update={"data_dir": data})
    if chosen.cluster is not None and chosen.data_dir not in SERVERS:
        server = open_cluster(chosen.cluster.get_secret_value())
        if not is_moving:
            _see_that_it_belongs(server, chosen.data_dir)
        SERVERS[chosen.data_dir] = server
    if chosen.ray:
        _keep_stdout()
    return chosen


def _see_that_it_belongs(server: "PostgresServer", data: Path) -> None:
    from index.store.server import belonging  # here, as psycopg is known to be there now

    try:
        belonging.check(server, data)
    except BaseException:
        server.close()
        raise


def _keep_stdout() -> None:
    """Keep stdout for what this program prints: what is native in Ray finds stderr in its place.

    So whatever reads the output, `jq` as an example, reads nothing else. Call it before anybody
    takes `sys.stdout`. (A terminal is left alone: lines are edited there only over the descriptor.)
    """
    ours = sys.stdout
    if not isinstance(ours, TextIOWrapper) or ours is not sys.__stdout__ or ours.isatty():
        return  # there is none, or it is kept already
    ours.flush()
    kept = os.dup(_STDOUT)
    os.dup2(_STDERR if sys.stderr is not None else os.open(os.devnull, os.O_WRONLY), _STDOUT)
    sys.stdout = TextIOWrapper(
        open(kept, "wb", closefd=False),  # noqa: SIM115 - as long as the process
        encoding=ours.encoding,
        errors=ours.errors,
        line_buffering=ours.line_buffering,
    )


def open_cluster(address: str) -> "PostgresServer":
    """Open the server that keeps what several bots share; raises `StoreRefused` in one line."""
    if find_spec("psycopg") is None:
        raise StoreRefused(_NO_PSYCOPG)
    # Here, as it takes a tenth of a second to import, and most use no server.
    from index.store.server.opening import open_server

    return open_server(address)


@lru_cache(maxsize=1)
def make_embedder(chosen: Settings) -> SentenceTransformerEmbedder:
    """Make the embedder that the settings name; its model is loaded at the first text.

    A process has one: to load it takes half a second, and 200 MB.
    """
    return SentenceTransformerEmbedder(
        ModelChoice(
            name=chosen.model,
            question_prompt=chosen.question_prompt,
            passage_prompt=chosen.passage_prompt,
            multilingual=chosen.multilingual,
            device=chosen.device,
        ),
        exports=exports_of(chosen),
    )


def exports_of(chosen: Settings) -> Path:
    """Return the folder of the exported models."""
    return chosen.data_dir / _EXPORTS_NAME


@lru_cache(maxsize=1)
def make_reader(chosen: Settings) -> CrossEncoder | None:
    """Make the reader, loaded when it first reads; `None` if it is off or the model is another."""
    if not _is_read(chosen):
        return None
    return CrossEncoder(exports_of(chosen), on_export=_tell_of_export)


def prepare_reader(chosen: Settings) -> None:
    """Load the reader, if there is one, so that nobody waits for it to be exported later."""
    reader = make_reader(chosen)
    if reader is not None:
        reader.load()


def make_reading(chosen: Settings) -> ReadingMeans | None:
    """Make the means of reading, all threads' with one reader; `None` as for `make_reader`."""
    reader = make_reader(chosen)
    if reader is None:
        return None
    packaged = outcome.load()
    return ReadingMeans(reader, packaged.mixture, _bar(chosen, packaged))


def describe_bar(chosen: Settings) -> str:
    """Say from which probability on a passage is an answer, and how often that will be false."""
    if not _is_read(chosen):
        searched = calibration.load_packaged(chosen.model).threshold
        bar = searched if chosen.threshold is None else chosen.threshold
        return f"from {bar:.2f} on, by search alone; 1 of 100 false at {searched:.2f}"
    packaged = outcome.load()
    bar = _bar(chosen, packaged)
    rate = outcome.rate_of(bar, packaged.bars)
    return (
        f"from {bar:.2f} on, which some {100 * rate:.1f} of 100 questions on other subjects reach"
        " (measured on squad and clapnq, whole and as short news of 130 to 13,600 paragraphs);"
        " more of those near the subject"
    )


def base_bar(chosen: Settings) -> Base | None:
    """Find the bar that golden questions may refine; `None` if it is set by hand, or none reads."""
    return None if chosen.threshold is not None or not _is_read(chosen) else _base(chosen)


def read_by() -> tuple[str, ...]:
    """Name what turns a question into a probability: the reader's weights, and the mixture."""
    packaged = outcome.load()
    return packaged.weights, repr(packaged.mixture)


def make_asker_at(chosen: Settings, bar: float) -> Asker:
    """Open an `Asker` that reads, and calls what reaches a bar an answer; for measuring."""
    reading = make_reading(chosen)
    if reading is None:
        raise BadMetadata("no reader is used, so that there is no bar to measure")
    return _open_asker(chosen, make_embedder(chosen), replace(reading, bar=bar), is_live=False)


def make_asker(chosen: Settings) -> Asker:
    """Open an `Asker` over the live generation."""
    return _open_asker(chosen, make_embedder(chosen), make_reading(chosen))


def share_asker(chosen: Settings) -> Callable[[], Asker]:
    """Return a function that opens an `Asker`; each thread calls it once, all share the model."""
    embedder, reading = BatchingEmbedder(make_embedder(chosen)), make_reading(chosen)
    prepare_reader(chosen)
    return lambda: _open_asker(chosen, embedder, reading)


def open_store(data: Path) -> Store:
    """Open the store for reading; raises `StoreRefused` if nothing was ever published."""
    store = Store(data)
    if store.live() is None:
        store.close()
        raise StoreRefused(
            f"there is no index in {data} yet; make one with: pullquote reindex FOLDER"
        )
    return store


def verify_reader(chosen: Settings) -> str:
    """Say in a line that the reader is sound, or not used; raises `ModelRefused` if it is not."""
    reader = make_reader(chosen)
    if reader is None:
        return f"not used (reader {chosen.reader}, model {chosen.model})"
    return reader.verify(outcome.load().weights)


def _is_read(chosen: Settings) -> bool:
    return chosen.reader == "on" and chosen.model in _READ_WITH


def _bar(chosen: Settings, packaged: Packaged) -> float:
    """Choose the bar: the one that is set, or else by golden questions, a rate, or as it ships."""
    if chosen.threshold is not None:
        return chosen.threshold
    return golden_bar.bar_of(chosen.data_dir, _base(chosen, packaged))


def _base(chosen: Settings, packaged: Packaged | None = None) -> Base:
    packaged = packaged or outcome.load()
    if chosen.false_answers is not None:
        return Base(outcome.bar_of(chosen.false_answers, packaged.bars), chosen.false_answers)
    return Base(packaged.bar, outcome.rate_of(packaged.bar, packaged.bars))


def _open_asker(
    chosen: Settings, embedder: Embedder, reading: ReadingMeans | None, *, is_live: bool = True
) -> Asker:
    packaged = calibration.load_packaged(chosen.model)
    read_bar = partial(_bar, chosen, outcome.load()) if reading is not None and is_live else None
    opener = make_opener(chosen)
    return Asker(chosen.data_dir, embedder, packaged, chosen.threshold, reading, opener, read_bar)


def make_opener(chosen: Settings) -> Opener:
    """Choose where generations are opened: here, or on the hosts of the cluster that is set."""
    if not chosen.ray:
        return open_here
    elsewhere = import_module("index.generation.placed.elsewhere")
    return partial(elsewhere.open_elsewhere, connect(chosen).RayHosts())


def connect(chosen: Settings) -> ModuleType:
    """Connect to the cluster that is set; return the module that makes calls to its hosts."""
    if not chosen.ray:
        raise click.ClickException(
            "no cluster is set; start one with: ray start --head, and set PULLQUOTE_RAY to its"
            " address (host:6379)"
        )
    if find_spec("ray") is None:
        raise click.ClickException(
            "a cluster needs more packages; install them with: pip install 'pullquote[cluster]'"
        )
    on_ray = import_module("index.generation.placed.on_ray")
    try:
        on_ray.connect(chosen.ray)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise click.ClickException(
            f"the cluster at {chosen.ray} cannot be reached: {' '.join(str(error).split())[:200]}"
        ) from error
    return on_ray


def _tell_of_export() -> None:
    click.echo("Preparing the reader, once (some twenty seconds) …", err=True)
