"""The examples in the docstrings are true."""

import doctest
import importlib
import importlib.util
import pkgutil

import pytest

import bot
import index

MODULES = sorted(
    found.name
    for package in (bot, index)
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if not (found.name.endswith(".on_ray") and importlib.util.find_spec("ray") is None)
)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [example for name in MODULES for example in finder.find(importlib.import_module(name))]
    assert sum(bool(example.examples) for example in found) >= 5
