import inspect

from index import errors
from index.errors import PullquoteError, one_line


def test_every_error_of_the_library_stands_in_the_tree() -> None:
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        if issubclass(kind, PullquoteError):
            assert f"{name} " in f"{errors.__doc__}".replace("\n", " ")


def test_an_error_of_several_lines_is_told_on_one() -> None:
    assert one_line(ValueError("a\n  b\tc")) == "a b c"


def test_an_error_without_words_is_told_by_its_name() -> None:
    assert one_line(KeyError()) == "KeyError"
