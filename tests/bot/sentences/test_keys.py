"""A search for a sentence's key finds where it is said, and nothing but an entry knows a language.

Read from the syntax of the whole bot, except what makes no replies.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import sentences
from bot.sentences import answers, chat
from bot.sentences.say import keys

BOT = Path(sentences.__file__).parents[1]
# These say their sentences otherwise as yet.
NOT_YET = ("moderation/", "people/", "serving/", "telegram/", "cli/", "terminal/review.py")
TABLES = (answers.TABLE, chat.TABLE)
# Functions that a reader's language is handed to: where a conversation begins, it is bound.
ENTRIES: tuple[str, ...] = ()
# `said` names the sentence that its own caller names.
HANDED_ON = ("replies.py: sentence(key, **fields)",)


@dataclass(frozen=True, slots=True)
class Named:
    """A call that names a sentence: where it is, and the keys that it may name."""

    where: str
    keys: tuple[str | None, ...]


@pytest.fixture(scope="module")
def modules() -> dict[str, ast.Module]:
    """Parse what speaks, each module by its path below `bot`."""
    return {
        path.relative_to(BOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(BOT.rglob("*.py"))
        if BOT / "sentences" not in path.parents
    }


@pytest.fixture(scope="module")
def converted(modules: Mapping[str, ast.Module]) -> dict[str, ast.Module]:
    return {path: tree for path, tree in modules.items() if not path.startswith(NOT_YET)}


@pytest.fixture(scope="module")
def named(converted: Mapping[str, ast.Module]) -> list[Named]:
    return [
        Named(f"{path}: {ast.unparse(node)}", tuple(keys_in(node.args[0], values_of(tree))))
        for path, tree in converted.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sentence", "said")
    ]


def keys_in(node: ast.expr, values: Mapping[str, list[ast.expr]]) -> Iterator[str | None]:
    """Yield the keys that an expression may be; `None` for what no search would find."""
    match node:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp(body=body, orelse=otherwise):
            yield from keys_in(body, values)
            yield from keys_in(otherwise, values)
        case ast.Name(id=name) if name in values:
            for value in values[name]:
                yield from keys_in(value, {})
        case ast.Subscript(value=ast.Name(id=name)) if name in values:
            for mapping in values[name]:
                parts = mapping.values if isinstance(mapping, ast.Dict) else [mapping]
                for value in parts:
                    yield from keys_in(value, {})
        case _:
            yield None


def values_of(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """List what a module assigns to each name, in any of its functions."""
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            found[ast.unparse(target)].append(node.value)
    return found


def test_every_sentence_is_named_by_a_key_that_is_written_out(named: list[Named]) -> None:
    computed = [call.where for call in named if None in call.keys]
    assert [where for where in computed if where not in HANDED_ON] == []


def test_every_key_that_is_named_has_a_sentence(named: list[Named]) -> None:
    known = {None, *keys()}
    assert [call.where for call in named if not known.issuperset(call.keys)] == []


def test_every_sentence_is_said_somewhere(modules: Mapping[str, ast.Module]) -> None:
    written = {
        node.value
        for tree in modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    }
    assert [key for table in TABLES for key in table if key not in written] == []


def test_only_an_entry_takes_a_language(converted: Mapping[str, ast.Module]) -> None:
    taking = [
        f"{path}: {node.name}"
        for path, tree in converted.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if any(
            inner.arg == "language" for inner in ast.walk(node.args) if isinstance(inner, ast.arg)
        )
    ]
    assert [function for function in taking if function not in ENTRIES] == []
