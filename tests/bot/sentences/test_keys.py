"""A search for a sentence's key finds where it is said, and no function is handed a language.

Read from the syntax of the whole bot but its sentences.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from bot import sentences
from bot.sentences.say import keys

BOT = Path(sentences.__file__).parents[1]
# `said` names the sentence that its own caller names.
# So does `say` of the templates, which are read below.
HANDED_ON = ("replies.py: sentence(key, **fields)", "web/pages.py: sentence(key, **fields)")


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
def named(modules: Mapping[str, ast.Module]) -> list[Named]:
    return [
        Named(f"{path}: {ast.unparse(node)}", tuple(keys_in(node.args[0], values_of(tree))))
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sentence", "said")
    ]


@pytest.fixture(scope="module")
def said_by_templates() -> dict[str, list[str | None]]:
    """List the keys that each template names; `None` for one that is computed."""
    return {
        path.name: [
            argument.value if isinstance(argument, nodes.Const) else None
            for call in Environment().parse(path.read_text("utf-8")).find_all(nodes.Call)
            if isinstance(call.node, nodes.Name) and call.node.name == "say"
            for argument in call.args
        ]
        for path in sorted((BOT / "web" / "templates").glob("*.html"))
    }


Values = Mapping[str, list[ast.expr]]  # what a module assigns to each name


def keys_in(node: ast.expr, values: Values) -> Iterator[str | None]:
    """Yield the keys that an expression may be; `None` for what no search would find."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
        return
    name = name_in(node)
    others = {other: assigned for other, assigned in values.items() if other != name}
    parts = values.get(name, []) if name is not None else parts_of(node)
    if not parts:
        yield None
    for part in parts:
        yield from keys_in(part, others)


def name_in(node: ast.expr) -> str | None:
    """Return the name that is looked up, or looked up in."""
    looked_up = node.value if isinstance(node, ast.Subscript) else node
    return looked_up.id if isinstance(looked_up, ast.Name) else None


def parts_of(node: ast.expr) -> list[ast.expr]:
    """List what a conditional or a mapping may give."""
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.values if isinstance(node, ast.Dict) else []


def values_of(tree: ast.Module) -> Values:
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


def test_templates_name_sentences_that_there_are(
    said_by_templates: Mapping[str, list[str | None]],
) -> None:
    known = set(keys())
    for name, named_keys in said_by_templates.items():
        assert [key for key in named_keys if key not in known] == [], name


def test_every_sentence_is_said_somewhere(
    modules: Mapping[str, ast.Module], said_by_templates: Mapping[str, list[str | None]]
) -> None:
    written = {
        node.value
        for tree in modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    } | {key for named_keys in said_by_templates.values() for key in named_keys}
    assert [key for key in keys() if key not in written] == []


def test_no_function_takes_a_language(modules: Mapping[str, ast.Module]) -> None:
    taking = [
        f"{path}: {node.name}"
        for path, tree in modules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if any(
            inner.arg == "language" for inner in ast.walk(node.args) if isinstance(inner, ast.arg)
        )
    ]
    assert taking == []
