import errno
import logging

import pytest

from index.errors import UnreadableSource
from index.sources.parsing.faults import fault, translated


def test_an_error_of_a_library_is_told_as_a_damaged_file() -> None:
    with pytest.raises(UnreadableSource) as caught, translated("PDF", ()):
        raise KeyError("/Root")
    assert str(caught.value) == (
        "is no PDF, or a damaged one; open it and save it again, or save its text as .txt or .md"
    )


def test_memory_that_runs_out_is_not_the_fault_of_the_file() -> None:
    with pytest.raises(MemoryError), translated("PDF", ()):
        raise MemoryError


def test_a_library_logs_nothing_meanwhile_and_as_before_afterwards() -> None:
    logger = logging.getLogger("some_parser")
    with translated("PDF", ("some_parser",)):
        assert not logger.isEnabledFor(logging.CRITICAL)
    assert logger.level == logging.NOTSET


@pytest.mark.parametrize("error", [OSError(errno.EMFILE, "files"), ImportError("no tables")])
def test_what_the_confinement_forbids_is_never_called_the_file_s_fault(error: Exception) -> None:
    with pytest.raises(type(error)), translated("PDF", ()):
        raise error
    with pytest.raises(LookupError), translated("PDF", ()):
        raise LookupError("unknown encoding") from error


def test_a_fault_of_the_program_is_told_as_such_with_its_place() -> None:
    try:
        dict[str, int]()["x"]
    except KeyError as error:
        told = fault(error)
    assert told.startswith("was not read because of a fault in this program, not in the file (KeyE")
    assert "at test_faults.py:" in told
    assert told.endswith("please report it, and meanwhile save its text as .txt or .md")
