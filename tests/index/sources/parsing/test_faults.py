import logging

import pytest

from index.errors import UnreadableSource
from index.sources.parsing.faults import translated


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
