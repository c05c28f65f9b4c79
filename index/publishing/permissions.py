"""Which files of a data directory others than its owner may read, and their modes set right.

New ones are made for the owner alone; those of earlier versions were not.
"""

import stat
from collections.abc import Iterator
from pathlib import Path

from index.generation.directory import GENERATIONS
from index.store.databases import PRIVATE_DIRECTORY, PRIVATE_FILE
from index.store.file import LOCK_NAME

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_DIRECTORIES = (GENERATIONS, "models", "embeddings")


def open_to_others(data: Path) -> tuple[Path, ...]:
    """List what of ours others may read or write: the directory itself first.

    What else somebody keeps there is not looked at.
    """
    return tuple(path for path in _ours(data) if stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def close_to_others(data: Path) -> Iterator[str]:
    """Take the rights of others away; yield one line if there were any."""
    found = open_to_others(data)
    for path in found:
        path.chmod(PRIVATE_DIRECTORY if path.is_dir() else PRIVATE_FILE)
    if found:
        yield f"closed {len(found)} files and directories to other users"


def _ours(data: Path) -> Iterator[Path]:
    if data.exists():
        yield data
    yield from sorted(path for path in data.glob("*.sqlite*") if path.is_file())
    if (data / LOCK_NAME).exists():
        yield data / LOCK_NAME
    for name in _DIRECTORIES:
        for path in (data / name, *sorted((data / name).rglob("*"))):
            if path.exists() and not path.is_symlink():
                yield path
