"""The versions of packages that the tests were run with, and those installed here that differ."""

import re
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

_PACKAGED = Path(__file__).parents[1] / "requirements.txt"  # in an installed package
_CHECKOUT = Path(__file__).parents[2] / ".ci" / "requirements.txt"  # in a clone
_PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)


def compare() -> str:
    """Say in one line which of the installed packages have other versions than were tested."""
    lock = _PACKAGED if _PACKAGED.is_file() else _CHECKOUT
    differing = list(differences(lock.read_text(encoding="utf-8"), metadata.version))
    if not differing:
        return "all packages have the versions that were tested"
    return f"{', '.join(differing)}; to have what was tested, install .ci/requirements.txt"


def differences(lock: str, version_of: Callable[[str], str]) -> Iterator[str]:
    """Name the installed packages of a lock that have another version than it says.

    A variant behind a plus (`2.13.0+cpu`) is no other version. `version_of` raises
    `PackageNotFoundError` for a package that is not installed.
    """
    for name, tested in _PINNED.findall(lock):
        try:
            installed = version_of(name)
        except metadata.PackageNotFoundError:
            continue  # of another system, or for tests alone
        if installed.partition("+")[0] != tested:
            yield f"{name} {installed} where {tested} was tested"
