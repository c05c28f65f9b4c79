"""Invitations: a code that one person opens once to ask to join, and a moderator's decision."""

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from bot.people.book import People, Profile
from bot.people.file import COMMAND_LINE
from bot.replies import Role

VALID_SECONDS = 7 * 24 * 3600.0  # how long a code can be opened
KEPT_SECONDS = 30 * 24 * 3600.0  # how long a request can be decided, and is kept after that

Decision = Literal["let in", "refused"]

_CODE_BYTES = 24  # 32 characters, of the 64 that a link takes; nobody guesses 192 bits
_CODE = re.compile("[A-Za-z0-9_-]{1,64}")
_ID_BYTES = 9  # 12 characters under a button

_FIELDS = "id, role, invited_by, person, name, language, decision, decided_by, code_sha256"
_PROPOSED = "proposed"  # stands, with the id, where the digest of an invitation's code does


@dataclass(frozen=True, slots=True)
class Request:
    """A request to join, made by opening an invitation; the names of moderators are as recorded.

    A proposal is made by the moderator `invited_by`; the person does not know of it.
    """

    id: str
    role: Role
    invited_by: str
    person: str
    profile: Profile
    decision: Decision | None
    decided_by: str | None
    is_proposal: bool = False


class Invitations:
    """The invitations to join the people of one platform. Only a code's SHA-256 is kept.

    A change is recorded in the audit log before it is made, and not made if that fails.
    """

    def __init__(self, people: People) -> None:
        """Keep invitations in the file of `people`."""
        self._people = people
        self._file = people.file
        self._connection = people.file.connection

    def are_open(self) -> bool:
        """Tell whether a code could be opened now, by somebody who has no role yet."""
        row = self._connection.execute(
            "SELECT 1 FROM invitations WHERE platform = ? AND person IS NULL AND invited_at > ?",
            (self._file.platform, self._file.clock() - VALID_SECONDS),
        ).fetchone()
        return row is not None

    def invite(self, by: str, role: Role) -> str:
        """Make a code with which one person can ask to join; `by` is the moderator, as recorded."""
        code = secrets.token_urlsafe(_CODE_BYTES)
        now = self._file.clock()
        with self._file.changing():
            self._file.record(by, "invited", f"somebody as {role}")
            self._connection.execute(
                "INSERT INTO invitations (id, platform, code_sha256, role, invited_by, invited_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (_new_id(), self._file.platform, _digest(code), role, by, now),
            )
        return code

    def open(self, code: str, person: str, profile: Profile) -> Request | None:
        """Ask to join with a code; `None` for a code that is unknown, used, void or expired.

        Whoever opened the code before and still waits gets the same request again.
        """
        if not _CODE.fullmatch(code):
            return None
        with self._file.changing():
            row = self._connection.execute(
                "SELECT id, invited_by, invited_at, person, decision FROM invitations"
                " WHERE platform = ? AND code_sha256 = ?",
                (self._file.platform, _digest(code)),
            ).fetchone()
            if row is None:
                return None
            request_id, invited_by, invited_at, opened_by, decision = row
            if opened_by is not None:
                is_waiting = opened_by == person and decision is None
                return self.request(request_id) if is_waiting else None
            is_late = invited_at + VALID_SECONDS <= self._file.clock()
            if is_late or not self._may_invite(invited_by):
                return None
            self._ask_to_join(request_id, person, profile)
            return self.request(request_id)

    def propose(self, by: str, person: str, role: Role, profile: Profile) -> Request | None:
        """Ask, as the moderator `by` is recorded, that another one let a person in as `role`.

        `None` where that has been asked for already.
        """
        request_id, now = _new_id(), self._file.clock()
        with self._file.changing():
            waits = [request for request in self.waiting() if request.person == person]
            if any(request.role == role for request in waits):
                return None
            self._file.record(by, "proposed", f"{self._file.key(person)} as {role}")
            self._connection.execute(
                "INSERT INTO invitations (id, platform, code_sha256, role, invited_by, invited_at,"
                " person, name, language, asked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(request_id, self._file.platform, f"{_PROPOSED} {request_id}", role, by, now),
                    *(person, profile.name, profile.language, now),
                ),
            )
        return self.request(request_id)

    def takes_another(self, by: str, request: Request) -> bool:
        """Tell whether somebody else than the moderator `by` has to let in whoever asks.

        So it is where two people have to agree, and whoever invited a moderator would let them in,
        or is no moderator any more.
        """
        if not self._people.is_two_person or request.role != "moderator":
            return False
        inviter = request.invited_by
        return inviter == self._file.key(by) or not self._may_invite(inviter)

    def request(self, request_id: str) -> Request | None:
        """Read a request; `None` for an unknown id, or one that is too old."""
        row = self._connection.execute(
            f"SELECT {_FIELDS} FROM invitations WHERE platform = ? AND id = ? AND asked_at > ?",
            (self._file.platform, request_id, self._file.clock() - KEPT_SECONDS),
        ).fetchone()
        return None if row is None else _request(row)

    def waiting(self) -> tuple[Request, ...]:
        """List the requests that still need a decision, oldest first.

        A person who was granted the role meanwhile needs none.
        """
        undecided = self._requests("decision IS NULL")
        return tuple(
            request for request in undecided if not self._has_role(request.person, request.role)
        )

    def waits(self, person: str) -> Request | None:
        """Return the request of a person that nobody has decided yet, if there is one."""
        return next((request for request in self.waiting() if request.person == person), None)

    def keep_asked(self, request_id: str, chat: str, message: str) -> None:
        """Remember a message in which a moderator can decide a request."""
        self._connection.execute(
            "INSERT OR IGNORE INTO asked (platform, request, chat, message) VALUES (?, ?, ?, ?)",
            (self._file.platform, request_id, chat, message),
        )

    def asked(self, request_id: str) -> tuple[tuple[str, str], ...]:
        """List the messages in which a request can be decided, each as its chat and its id."""
        return tuple(
            self._connection.execute(
                "SELECT chat, message FROM asked WHERE platform = ? AND request = ?"
                " ORDER BY chat, message",
                (self._file.platform, request_id),
            ).fetchall()
        )

    def decide(self, by: str, request_id: str, decision: Decision) -> Request | None:
        """Decide a request that nobody has decided, and return it as it is then.

        `by` is the id of a moderator. `None` for an unknown request, or if `by` is no moderator.
        """
        with self._file.changing():
            request = self.request(request_id)
            if request is None or self._people.role(by) != "moderator":
                return None
            if request.decision is not None:
                return request
            if decision == "let in" and self.takes_another(by, request):
                return request
            self._carry_out(request, decision, self._file.key(by))
            return self.request(request_id)

    def untold_moderators(self) -> tuple[Request, ...]:
        """List the requests of which the moderators were not told yet, as after a crash."""
        return self._requests("decision IS NULL AND told = 'nobody'")

    def untold_askers(self) -> tuple[Request, ...]:
        """List the decided requests whose askers were not told of the decision yet."""
        return self._requests("decision IS NOT NULL AND told <> 'asker'")

    def is_untold(self, request: Request) -> bool:
        """Tell whether somebody must still be told of this request, in just this state."""
        return request in (*self.untold_moderators(), *self.untold_askers())

    def keep_told(self, request: Request) -> None:
        """Note that the moderators were told of a request, or its asker of the decision."""
        told = "moderators" if request.decision is None else "asker"
        self._connection.execute(
            "UPDATE invitations SET told = ? WHERE id = ? AND told <> 'asker'", (told, request.id)
        )

    def expire(self) -> None:
        """Remove codes that nobody can open any more, and requests that are too old."""
        now = self._file.clock()
        self._connection.execute(
            "DELETE FROM invitations WHERE asked_at <= ? OR (asked_at IS NULL AND invited_at <= ?)",
            (now - KEPT_SECONDS, now - VALID_SECONDS),
        )
        self._connection.execute(
            "DELETE FROM asked WHERE request NOT IN (SELECT id FROM invitations)"
        )

    def _may_invite(self, by: str) -> bool:
        person = by.removeprefix(self._file.key(""))
        return by.startswith(COMMAND_LINE) or self._people.role(person) == "moderator"

    def _ask_to_join(self, request_id: str, person: str, profile: Profile) -> None:
        role, invited_by = self._connection.execute(
            "SELECT role, invited_by FROM invitations WHERE id = ?", (request_id,)
        ).fetchone()
        detail = f"as {role}, invited by {invited_by}"
        self._file.record(self._file.key(person), "asked to join", detail)
        self._connection.execute(
            "UPDATE invitations SET person = ?, name = ?, language = ?, asked_at = ? WHERE id = ?",
            (person, profile.name, profile.language, self._file.clock(), request_id),
        )

    def _carry_out(self, request: Request, decision: Decision, by: str) -> None:
        detail = f"{self._file.key(request.person)} as {request.role}"
        entry = self._file.record(by, decision, detail)
        self._connection.execute(
            "UPDATE invitations SET decision = ?, decided_by = ? WHERE id = ?",
            (decision, by, request.id),
        )
        # A person who was granted as much or more meanwhile keeps that role.
        if decision == "let in" and not self._has_role(request.person, request.role):
            self._people.put(by, request.person, request.role, entry)
            self._people.meet(request.person, request.profile)

    def _has_role(self, person: str, role: Role) -> bool:
        return self._people.role(person) in ("moderator", role)

    def _requests(self, condition: str) -> tuple[Request, ...]:
        rows = self._connection.execute(
            f"SELECT {_FIELDS} FROM invitations WHERE platform = ? AND asked_at > ?"
            f" AND {condition} ORDER BY asked_at, id",
            (self._file.platform, self._file.clock() - KEPT_SECONDS),
        ).fetchall()
        return tuple(map(_request, rows))


def _digest(code: str) -> str:
    return sha256(code.encode()).hexdigest()


def _new_id() -> str:
    return secrets.token_urlsafe(_ID_BYTES)


def _request(
    row: tuple[str, Role, str, str, str, str, Decision | None, str | None, str],
) -> Request:
    request_id, role, invited_by, person, name, language, decision, by, code = row
    profile, is_proposal = Profile(name, language), code.startswith(_PROPOSED)
    return Request(request_id, role, invited_by, person, profile, decision, by, is_proposal)
