"""The fixtures that several test files share, or that are slow to make."""

import gc
import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
from fakes.chat import set_up_model
from fakes.commands.shell import CACHED, CHECKOUT, FLED, Shell
from fakes.matrix.person import Loop
from fakes.matrix.served import Newsroom
from fakes.matrix.synapse import Synapse, missing, synapse
from fakes.processes import postgres
from fakes.processes.postgres import Postgres
from fakes.telegram_bot.served import publish_corpus
from filelock import FileLock
from hypothesis import settings

from index import build
from index.build import Reindex
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.reading import outcome
from index.reading.cross_encoder import CrossEncoder
from index.search import calibration
from index.search.asker import Asker
from index.search.judging import ReadingMeans
from index.store.engines import SERVERS

# A busy machine is slow at any moment: no example fails for how long it took.
settings.register_profile("busy machine", parent=settings(), deadline=None)
settings.load_profile("busy machine")


class Untaken(logging.Handler):
    """Gathers what asyncio tells of futures and tasks that failed and that nobody waited for.

    What else it tells is left out: Python 3.11 fails by itself where a server ends while somebody
    connects.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if "never retrieved" in record.getMessage():
            self.told.append(self.format(record))


@pytest.fixture(scope="session")
def untaken() -> Iterator[Untaken]:
    """Listen to asyncio, which tells of a failure once its future is thrown away."""
    handler = Untaken()
    logger = logging.getLogger("asyncio")
    logger.addHandler(handler)
    yield handler
    gc.collect()
    logger.removeHandler(handler)
    assert handler.told == []


@pytest.fixture(autouse=True)
def no_failure_is_left_untaken(untaken: Untaken) -> Iterator[None]:
    """Fail where a job's failure went nowhere; a test before this one may have begun the job."""
    yield
    told, untaken.told = untaken.told, []
    assert told == []


@dataclass(frozen=True, slots=True)
class FirstUse:
    """What a newcomer's first `pullquote chat` printed, and the folder that it worked in.

    And what a second one printed, begun at the same moment: its output and its errors.
    """

    folder: str
    code: int
    out: str
    err: str
    beside: Sequence[str]

    @property
    def data(self) -> Path:
        """The index that it made."""
        return Path(self.folder, "data")


@pytest.fixture(scope="session")
def first_use(tmp_path_factory: pytest.TempPathFactory) -> FirstUse:
    """Run `pullquote chat` over the seeds in two processes at once; their index is for reading.

    Where pytest-xdist runs the tests in several processes, the first that needs it makes it for
    all: the base of each is a folder inside that of the run.
    """
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "first_use"
    kept = folder / "printed.json"
    with FileLock(folder.with_suffix(".lock")):
        if not kept.exists():
            folder.mkdir()
            kept.write_text(json.dumps(asdict(_use_first(folder))))
        return FirstUse(**json.loads(kept.read_text()))


def _use_first(folder: Path) -> FirstUse:
    others = {name: value for name, value in os.environ.items() if "PULLQUOTE" not in name}
    running = [
        subprocess.Popen(
            [sys.executable, "-c", "from bot.cli.main import main; main()", "chat"],
            cwd=folder,
            env=others | {"PYTHONPATH": str(CHECKOUT), "PULLQUOTE_DATA_DIR": str(folder / "data")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    typed = "How many men has Get Lost helped to desert?\ncontext 1\nsource 1\nquit\n"
    with ThreadPoolExecutor(2) as waiting:
        printed = list(waiting.map(lambda process: process.communicate(typed), running))
    (out, err), beside = sorted(printed, key=lambda streams: "Done: " not in streams[1])
    code = max(process.returncode for process in running)
    return FirstUse(str(folder), code, out, err, beside)


@pytest.fixture(scope="session")
def seeds_asker(first_use: FirstUse) -> Iterator[Asker]:
    """Open the indexed seeds as they are asked by default, with the reader that was exported."""
    packaged = outcome.load()
    reader = CrossEncoder(first_use.data / "models")
    reading = ReadingMeans(reader, packaged.mixture, packaged.bar)
    with closing(_open_seeds(first_use, reading)) as asker:
        yield asker


@pytest.fixture(scope="session")
def seeds_searcher(first_use: FirstUse) -> Iterator[Asker]:
    """Open the indexed seeds to be asked without the reader."""
    with closing(_open_seeds(first_use, None)) as asker:
        yield asker


def _open_seeds(first_use: FirstUse, reading: ReadingMeans | None) -> Asker:
    embedder = SentenceTransformerEmbedder(ModelChoice(), first_use.data / "models")
    return Asker(first_use.data, embedder, calibration.load_packaged(), reading=reading)


@pytest.fixture
def own_seeds(first_use: FirstUse, tmp_path: Path) -> Path:
    """Copy the indexed seeds, to be changed."""
    return Path(shutil.copytree(first_use.data, tmp_path / "seeds_data"))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data directories to copy: `empty` with vectors alone, `one` with the article `fled`."""
    folder = tmp_path_factory.mktemp("prepared")
    embedder = set_up_model(folder / "model", folder / "empty", CACHED)
    shutil.copytree(folder / "empty", folder / "one")
    build.publish(Reindex(folder / "one", embedder, "none"), CACHED[:1])
    return folder


@pytest.fixture
def shell(tmp_path: Path, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path, prepared / "empty", monkeypatch)


@pytest.fixture
def indexed(tmp_path: Path, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell whose corpus holds one article, `fled`."""
    shell = Shell(tmp_path, prepared / "one", monkeypatch)
    shell.write(fled=FLED)
    return shell


@pytest.fixture(scope="session")
def homeserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    """A Synapse for all tests of a process, each of which has accounts of its own there."""
    lack = missing()
    if lack is not None:
        pytest.skip(lack)
    with synapse(tmp_path_factory.mktemp("synapse")) as server:
        yield server


@pytest.fixture
def newsroom(homeserver: Synapse, tmp_path: Path) -> Iterator[Newsroom]:
    """A bot with an account in Matrix, over the ferry and the trial; nobody serves it yet."""
    data = tmp_path / "data"
    data.mkdir()
    publish_corpus(data)
    with closing(Loop()) as loop, closing(Newsroom(homeserver, loop, data, tmp_path)) as made:
        made.set_up()
        yield made


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """Run a real Postgres for all tests that need one."""
    if (lacking := postgres.missing()) is not None:
        pytest.skip(lacking)
    with postgres.postgres() as running:
        yield running


@pytest.fixture
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Postgres]:
    """Keep the state of `tmp_path` in a real Postgres, which holds no other then."""
    from index.store.server.opening import open_server  # not for those who have no psycopg

    running: Postgres = request.getfixturevalue("postgres_server")
    server = open_server(running.address())
    SERVERS[tmp_path] = server
    yield running
    del SERVERS[tmp_path]
    server.close()
    running.empty("postgres")


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest) -> str:
    """Keep the state of `tmp_path` in SQLite files, and then, again, in Postgres."""
    if request.param == "postgres":
        request.getfixturevalue("shared")
    return str(request.param)
