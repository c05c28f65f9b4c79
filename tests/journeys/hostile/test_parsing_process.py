"""A file that takes over the process that parses it: everything it could try comes to nothing."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.commands.shell import CHECKOUT

from index.sources.parsing.isolation import IsolatedParser, ParsingLimits

# The process as it is, but for one format whose parser is what a hostile file has made of it.
TAKEN_OVER = """
import sys
sys.path[:0] = [{checkout!r}, {tests!r}]
from pathlib import Path
from fakes.processes import forbidden
from index.sources.fields import Entry, Extracted
from index.sources.parsing import formats, process
tried = forbidden.attempts(Path({victim!r}))
read = formats.read
def read_or_attack(suffix, content, charset=None):
    if content != b"attack":  # the samples, which are read before
        return read(suffix, content, charset)
    return Extracted(" ".join(["done:", *forbidden.done(tried)]), Entry())
formats.read = read_or_attack
process.main(int(sys.argv[1]), int(sys.argv[2]))
"""


def taken_over(victim: Path) -> IsolatedParser:
    script = TAKEN_OVER.format(
        checkout=str(CHECKOUT), tests=str(CHECKOUT / "tests"), victim=str(victim)
    )
    return IsolatedParser(replace(ParsingLimits(), seconds=20.0), (sys.executable, "-c", script))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines a process so")
def test_a_process_that_a_file_has_taken_over_reaches_no_file_and_no_other_process(
    tmp_path: Path,
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("whole")
    (tmp_path / "empty").mkdir()
    before = (victim.stat().st_mode, victim.stat().st_mtime_ns, os.getpriority(os.PRIO_PROCESS, 0))
    with taken_over(victim) as parser:
        assert parser.read(".pdf", b"attack").text == "done:"
        assert parser.read(".pdf", b"attack").text == "done:"
    after = (victim.stat().st_mode, victim.stat().st_mtime_ns, os.getpriority(os.PRIO_PROCESS, 0))
    assert (victim.read_text(), after) == ("whole", before)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "victim"]
