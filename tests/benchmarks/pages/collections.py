"""The saved pages of a public collection, each with what its makers say is true of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TRUTHS = ("eval_default.json", "eval_mediacloud_2020.json", "evaldata.json")
_FOLDERS = ("cache", "eval", "test_set")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A saved page: its date, and passages that its article holds or lacks."""

    path: Path
    published: str | None
    holds: tuple[str, ...]
    lacks: tuple[str, ...]


def pages(checkout: Path) -> Iterator[SavedPage]:
    """Yield the pages of a checkout that its truth files name and that are there."""
    tests = checkout / "tests"
    files = {path.name: path for folder in _FOLDERS for path in (tests / folder).glob("*")}
    for name in _TRUTHS:
        if not (tests / name).exists():
            continue
        for truth in json.loads((tests / name).read_text("utf-8")).values():
            if truth["file"] in files:
                yield _page(files[truth["file"]], truth)


def _page(path: Path, truth: dict[str, object]) -> SavedPage:
    published = truth.get("date")
    return SavedPage(
        path,
        published[:10] if isinstance(published, str) and published else None,
        _strings(truth.get("with")),
        _strings(truth.get("without")),
    )


def _strings(given: object) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list) else ()
