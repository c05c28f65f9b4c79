"""Figures of the source alone: rooms on a level, chains of imports, who takes a language."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
from benchmarks.structure.records import Figure

_HALLS = ("bot", "index")


def figures(checkout: Path) -> list[Figure]:
    """Measure the source of a checkout."""
    rooms, level = max(_levels(checkout))
    chain = longest_chain()
    contracts = _contracts(checkout)
    languages = sorted(takers_of_language(checkout))
    return [
        Figure("rooms on a level", rooms, 13, level),
        Figure("modules in the longest chain of imports", len(chain), 14, " > ".join(chain)),
        Figure("import contracts", contracts, 12),
        Figure("functions of the bot told a language", len(languages), 0, ", ".join(languages)),
    ]


def longest_chain() -> list[str]:
    """Find the longest chain in which each module imports the next."""
    graph = grimp.build_graph(*_HALLS)

    @cache
    def chain_from(module: str) -> tuple[str, ...]:
        imported = graph.find_modules_directly_imported_by(module)
        chains: list[tuple[str, ...]] = [chain_from(name) for name in sorted(imported)]
        return (module, *(max(chains, key=len) if chains else ()))

    chains = [chain_from(module) for module in sorted(graph.modules)]
    longest = max(chains, key=len)
    return list(longest)


def takers_of_language(checkout: Path) -> Iterator[str]:
    """Name each function of the bot outside `bot/sentences` that has a parameter `language`.

    In the index a language is a fact about a text, which nothing is worded by.
    """
    for path in sorted((checkout / "bot").rglob("*.py")):
        if "sentences" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                every = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                if any(argument.arg == "language" for argument in every):
                    yield f"{path.relative_to(checkout)}:{node.name}"


def _levels(checkout: Path) -> Iterator[tuple[int, str]]:
    """Count the modules and packages of each folder of the source and of the tests."""
    for top in (*_HALLS, "tests"):
        folders = [checkout / top, *(path for path in (checkout / top).rglob("*") if path.is_dir())]
        for folder in folders:
            rooms = [path for path in folder.iterdir() if _is_room(path)]
            yield len(rooms), str(folder.relative_to(checkout))


def _is_room(path: Path) -> bool:
    if path.is_dir():
        return any(path.rglob("*.py"))
    is_test = path.name.startswith("test_") or path.name == "conftest.py"
    return path.suffix == ".py" and path.name != "__init__.py" and not is_test


def _contracts(checkout: Path) -> int:
    settings = tomllib.loads((checkout / "pyproject.toml").read_text("utf-8"))
    return len(settings["tool"]["importlinter"]["contracts"])
