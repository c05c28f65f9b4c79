"""A data directory in which nothing may be written: whoever only reads it is answered all the same.

It may be a backup, a snapshot, a disk that was mounted read-only after an error.
"""

import re
from pathlib import Path

import pytest
from fakes.commands.judging import COMMANDS, furnish, learn, run
from fakes.commands.shell import Shell
from fakes.processes.rights import only_own_rights

_CHANGING = (("sources", "add", "articles/titled.txt", "--yes"), ("undo",))
_PEOPLE = ("people", "list", "--json")


def _room(said: str) -> str:
    """Leave out of what `doctor` says how much room there is."""
    return re.sub("[0-9]+ MB free", "", said)


@pytest.fixture
def protected(indexed: Shell) -> Shell:
    furnish(indexed)
    learn(indexed)  # all that a command imports, and what it keeps at its first run, is there
    for path in [indexed.data, *indexed.data.rglob("*")]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    return indexed


def test_whoever_reads_a_directory_that_cannot_be_written_is_answered(protected: Shell) -> None:
    reading = [command for command in COMMANDS if command not in (*_CHANGING, _PEOPLE)]
    said = {command: run(protected, command) for command in reading}
    with only_own_rights():
        with pytest.raises(PermissionError):
            Path(protected.data, "x").touch()
        for command in reading:
            ran = run(protected, command)
            assert (ran.code, ran.err) == (said[command].code, said[command].err), command
            assert _room(ran.out) == _room(said[command].out)
    assert [ran.code for ran in said.values()] == [0] * 9 + [1]  # the model does not run here


def test_a_change_of_it_is_refused_in_one_line(protected: Shell) -> None:
    with only_own_rights():
        for command in _CHANGING:
            ran = run(protected, command)
            assert (ran.code, ran.err.count("\n")) == (2, 1)
            assert "cannot" in ran.err
            assert "--data DIR" in ran.err
