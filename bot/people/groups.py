"""The groups that moderators let in from chat, beside those that the settings name.

Everybody in such a group may ask. Where two people have to agree, a group is let in once a second
moderator says so as well.
"""

from dataclasses import dataclass
from typing import Literal

from bot.people.file import PeopleFile

GroupResult = Literal["done", "no change", "waits"]
"""Whether a group was let in or out, or another moderator has to agree first."""


@dataclass(frozen=True, slots=True)
class ListedGroup:
    """A group and who let it in, as recorded; `is_waiting` until a second moderator agrees."""

    group: str
    by: str
    is_waiting: bool


def is_let_in(file: PeopleFile, group: str) -> bool:
    """Tell whether moderators have let a group in; takes some 20 µs."""
    found = _find(file, group)
    return found is not None and not found.is_waiting


def let_in(file: PeopleFile, by: str, group: str, *, is_two_person: bool) -> GroupResult:
    """Let a group in, or agree with the moderator who asked for it, as `by` is recorded."""
    with file.changing():
        there = _find(file, group)
        if there is not None and not there.is_waiting:
            return "no change"
        asking = by if there is None else there.by
        waits = is_two_person and asking == by
        if not waits:
            agreed = "" if asking == by else f", asked for by {asking}"
            file.record(by, "granted", f"the group {file.key(group)} may ask{agreed}")
        file.connection.execute(
            "INSERT OR REPLACE INTO groups VALUES (?, ?, ?, ?, ?)",
            (file.platform, group, asking, waits, file.clock()),
        )
    return "waits" if waits else "done"


def put_out(file: PeopleFile, by: str, group: str) -> GroupResult:
    """Let a group out again, or drop that somebody asked for it."""
    with file.changing():
        there = _find(file, group)
        if there is None:
            return "no change"
        if not there.is_waiting:
            file.record(by, "revoked", f"the group {file.key(group)} may not ask any more")
        file.connection.execute(
            "DELETE FROM groups WHERE platform = ? AND chat = ?", (file.platform, group)
        )
    return "done"


def move(file: PeopleFile, before: str, now: str) -> None:
    """Keep a group let in that goes on under another id."""
    if _find(file, before) is not None:
        file.connection.execute(
            "INSERT OR REPLACE INTO groups SELECT platform, ?, added_by, waits, at FROM groups"
            " WHERE platform = ? AND chat = ?",
            (now, file.platform, before),
        )
        file.connection.execute(
            "DELETE FROM groups WHERE platform = ? AND chat = ? AND chat <> ?",
            (file.platform, before, now),
        )


def listed(file: PeopleFile) -> tuple[ListedGroup, ...]:
    """List the groups that were let in from chat, and those that wait, in the order of ids."""
    rows = file.connection.execute(
        "SELECT chat, added_by, waits FROM groups WHERE platform = ? ORDER BY chat",
        (file.platform,),
    ).fetchall()
    return tuple(ListedGroup(group, by, bool(waits)) for group, by, waits in rows)


def _find(file: PeopleFile, group: str) -> ListedGroup | None:
    return next((found for found in listed(file) if found.group == group), None)
