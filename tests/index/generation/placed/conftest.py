"""A generation that is placed on three hosts, and those who ask it, here and there."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import CALIBRATION, FakeEmbedder
from fakes.processes.hosts import Cluster, ask

from index.records import Answer
from index.search.asker import Asker


@pytest.fixture
def cluster(tmp_path: Path) -> Cluster:
    made = Cluster(tmp_path)
    made.place(made.publish(1))
    return made


@pytest.fixture
def expected(cluster: Cluster) -> list[Answer]:
    with closing(Asker(cluster.data, FakeEmbedder(), CALIBRATION)) as here:
        return ask(here)


@pytest.fixture
def asker(cluster: Cluster) -> Iterator[Asker]:
    with closing(cluster.asker()) as opened:
        yield opened
