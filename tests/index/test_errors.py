import errno
import inspect
from pathlib import Path

from fakes.processes.rights import no_more_files

from index import errors
from index.errors import PullquoteError, one_line, system_fault, told


def test_every_error_of_the_library_stands_in_the_tree() -> None:
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, PullquoteError):
            assert f"{name} " in f"{errors.__doc__}".replace("\n", " ")


def test_an_error_of_several_lines_is_told_on_one() -> None:
    assert one_line(ValueError("a\n  b\tc")) == "a b c"


def test_an_error_without_words_is_told_by_its_name() -> None:
    assert one_line(KeyError()) == "KeyError"


def test_an_error_of_the_system_is_told_with_what_helps() -> None:
    assert told(OSError(errno.ENOSPC, "No space left on device"), "move it") == (
        "No space left on device; free some space"
    )
    assert told(OSError(errno.EACCES, "Permission denied")) == (
        "Permission denied; give the user that runs pullquote the right to it"
    )
    assert told(OSError(errno.EACCES, "Permission denied"), "move it") == (
        "Permission denied; move it"
    )
    assert told(OSError(errno.ENOTDIR, "Not a directory"), "move it") == "Not a directory; move it"
    assert told(OSError(errno.ENOTDIR, "Not a directory")) == "Not a directory"
    assert told(OSError("timed out")) == "timed out"


def test_a_file_that_can_be_opened_or_is_not_there_is_no_fault_of_the_system(
    tmp_path: Path,
) -> None:
    (tmp_path / "a").touch()
    assert system_fault(tmp_path / "a") is None
    assert system_fault(tmp_path / "b") is None
    with no_more_files():
        assert system_fault(tmp_path / "a") == (
            "Too many open files; let it open more files (as with: ulimit -n 4096) and start it"
            " again"
        )
