"""What is loaded before a process is confined; each runs in a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.files.kinds_of_page import KINDS

from index.errors import UnreadableSource
from index.sources.fields import Extracted
from index.sources.parsing import formats
from index.sources.parsing.isolation import IsolatedParser

CHECKOUT = Path(__file__).parents[4]
LISTENS = """
import sys
from index.errors import UnreadableSource
from index.sources.parsing import formats, samples
from fakes.files.kinds_of_page import KINDS
samples.load_libraries()
heard = []
def hear(event, arguments):
    is_loading = event in ("open", "import", "os.listdir", "os.scandir", "socket.connect")
    # lxml looks inside itself for the standard library; samples makes sure that it asks no folder.
    if listening and is_loading and not str(arguments[0]).startswith("lxml.xml"):
        heard.append(f"{event} {arguments[0]}")
listening = False
sys.addaudithook(hear)
for name, page in KINDS.items():
    listening = True
    try:
        formats.read(".html", page)
    except UnreadableSource:
        pass
    finally:
        listening = False
print("\\n".join(heard))
"""


def read(page: bytes) -> Extracted | str:
    try:
        return formats.read(".html", page)
    except UnreadableSource as error:
        return str(error)


@pytest.fixture(scope="module")
def parser() -> Iterator[IsolatedParser]:
    with IsolatedParser() as running:
        yield running


def test_there_are_fifty_kinds_of_page() -> None:
    assert len(KINDS) >= 50


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_every_kind_reads_the_same_when_confined(
    kind: str, parser: IsolatedParser
) -> None:
    try:
        confined: Extracted | str = parser.read(".html", KINDS[kind])
    except UnreadableSource as error:
        confined = str(error)
    assert confined == read(KINDS[kind])
    assert "fault in this program" not in str(confined)


def test_once_the_samples_were_read_no_page_loads_anything_more() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", LISTENS],
        env={"PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'tests'}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == ""
