"""The page over the corpus of the tests, and Ada, who is logged in to it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.processes.reader_page import Page, Reader, reading, served, serving
from fakes.telegram_bot.served import publish_corpus


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    publish_corpus(tmp_path)
    with served(serving(tmp_path)) as listening:
        yield listening


@pytest.fixture
def ada(page: Page) -> Iterator[Reader]:
    with reading(page) as reader:
        assert reader.logs_in().status_code == 200
        yield reader
