"""The library's SQLite files damaged one by one, as disks, hands and other programs do it."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from fakes.commands.judging import furnish, judge, learn
from fakes.commands.shell import Shell


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _overwrite(path: Path) -> None:
    path.write_bytes(b"this is no store \xff" * 900)


def _replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _drop_the_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            if not name.startswith("sqlite_"):
                connection.execute(f"DROP TABLE {name}")
        connection.execute("CREATE TABLE something_else (a)")


def _spoil_every_text(path: Path) -> None:
    """Make every text of every row what no text is."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        for (table,) in tables.fetchall():
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
            for _, column, kind, _, _, is_key in columns:
                if kind == "TEXT" and not is_key:
                    connection.execute(
                        f"UPDATE OR IGNORE {table} SET {column} = CAST(x'80' || {column} AS TEXT)"
                    )


DAMAGE: Mapping[str, Callable[[Path], None]] = {
    "cut off": _cut,
    "empty": _empty,
    "overwritten": _overwrite,
    "a folder": _replace_by_a_folder,
    "other tables": _drop_the_tables,
    "no texts": _spoil_every_text,
}
FILES = ("store.sqlite",)


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_store_is_told_in_one_line_and_never_quoted_from(
    indexed: Shell, tmp_path: Path, name: str
) -> None:
    furnish(indexed)
    kept = tmp_path / "kept"
    shutil.copytree(indexed.data, kept)
    whole = learn(indexed)
    broken: list[str] = []
    for kind, damage in DAMAGE.items():
        shutil.rmtree(indexed.data)
        shutil.copytree(kept, indexed.data)
        damage(indexed.data / name)
        broken += [f"{name}, {kind}: {promise}" for promise in judge(indexed, whole).broken]
    assert broken == [], "\n".join(broken)
