"""No pattern of the source is one that an early Python 3.11 matches wrongly, as Debian 12 has it.

Possessive quantifiers and atomic groups came with 3.11, and before 3.11.5 they failed on a group
that backtracks (CPython's issue 106052): no sentence was split there.
"""

import importlib
import re

import pytest
from test_doctests import MODULES

_POSSESSIVE = re.compile(r"(?<!\\)(?:[*+?}]\+|\(\?>)")


@pytest.mark.parametrize("name", MODULES)
def test_a_module_has_no_possessive_pattern(name: str) -> None:
    module = importlib.import_module(name)
    patterns = [value.pattern for value in vars(module).values() if isinstance(value, re.Pattern)]
    assert [pattern for pattern in patterns if _POSSESSIVE.search(str(pattern))] == []


def test_such_a_pattern_is_recognised() -> None:
    found = [_POSSESSIVE.search(pattern) for pattern in ("a++", "(?>a)", "a{2}+", "[.]*+", "a?+")]
    assert all(found)
    assert _POSSESSIVE.search(r"\++ [a+] a+b") is None
