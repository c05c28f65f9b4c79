"""Bytes of a data directory changed at random: what is damaged is refused or mended, never quoted.

Each corruption is one byte of one file, and thirteen commands over what is then there.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.commands.judging import furnish, judge, learn
from fakes.commands.shell import Shell

# Other tests run the same lines, few times each; to count them takes a third of the time.
pytestmark = pytest.mark.no_cover

CORRUPTIONS = 500
_SEED = 20261126
_OF_STORES = 4  # so many times as often a file of the directory itself is changed


def test_a_changed_byte_anywhere_is_refused_mended_or_harmless_and_never_quoted(
    indexed: Shell, tmp_path: Path
) -> None:
    furnish(indexed)
    kept = tmp_path / "kept"
    shutil.copytree(indexed.data, kept)
    whole = learn(indexed)
    ends: Counter[str] = Counter()
    broken: list[str] = []
    chance = random.Random(_SEED)
    for path in chosen(kept, chance):
        shutil.rmtree(indexed.data)
        shutil.copytree(kept, indexed.data)
        corrupt(indexed.data / path, chance)
        judged = judge(indexed, whole)
        ends[judged.end] += 1
        broken += [f"{path}: {promise}" for promise in judged.broken]
    print(f"\n{ends.total()} corruptions: {dict(ends)}; broken promises: {len(broken)}")  # noqa: T201 - the figures
    assert broken == [], "\n".join(broken)
    assert ends["refused"] > CORRUPTIONS // 3


def chosen(data: Path, chance: random.Random) -> Iterator[Path]:
    """Choose the files to change, each in turn, those of the directory itself more often."""
    files = sorted(path for path in data.rglob("*") if path.is_file() and path.stat().st_size)
    often = [path for path in files for _ in range(_OF_STORES if path.parent == data else 1)]
    for number in range(CORRUPTIONS):
        if number % len(often) == 0:
            chance.shuffle(often)
        yield often[number % len(often)].relative_to(data)


def corrupt(path: Path, chance: random.Random) -> None:
    """Change one byte of a file; half of the time one that is not zero, as most of a page are."""
    content = bytearray(path.read_bytes())
    written = [place for place, byte in enumerate(content) if byte]
    place = chance.choice(written) if chance.random() < 0.5 else chance.randrange(len(content))
    content[place] ^= chance.randrange(1, 256)
    path.write_bytes(content)
