"""What went wrong with a server, in one line that says what to do and never holds a password."""

import re
import sqlite3

import psycopg
from psycopg import errors

from index.errors import StoreRefused
from index.store.engines import ServerFailed

OLDEST = 150000  # Postgres 15: of the versions that its makers still mend, the oldest
_DATABASE = "the database of PULLQUOTE_CLUSTER"
# What a server says before it lets anybody in, and what that is; libpq gives the text alone.
_FINAL = (
    (
        "password authentication failed",
        "it refuses the password; see that it is the one the role has now",
    ),
    ("no password supplied", "it wants a password, and none is given"),
    ("no pg_hba.conf entry", "its pg_hba.conf lets nobody in like this"),
    ("certificate", "its certificate is not one that is trusted (see sslmode and sslrootcert)"),
    ("does not exist", "there is no such database or role; make it, or mend its name"),
    ("permission denied for database", "the role may not connect to that database"),
    ("is not permitted to log in", "the role may not log in (see CREATE ROLE … LOGIN)"),
    ("not currently accepting connections", "the database lets nobody in (see ALLOW_CONNECTIONS)"),
    ("does not support SSL", "it offers no TLS, and sslmode asks for it"),
    ("authentication method requirement", "it lets nobody in in the way that require_auth wants"),
    ("definition of service", "its service is not defined (see PGSERVICEFILE)"),
    ("configuration parameter", "it refuses what the address sets (see options)"),
    ("invalid value for parameter", "it refuses what the address sets (see options)"),
)
_ODD_VALUE = re.compile(
    r"invalid (port) number|invalid (\w+) value: |"
    r'for connection option "(\w+)"|bad value for (\w+):'
)
_FULL = (
    ("too many", "it has no connections left (see max_connections)"),
    ("remaining connection slots", "it has no connections left (see max_connections)"),
)
_PASSING = (
    ("starting up", "it is starting up"),
    ("shutting down", "it is shutting down"),
    ("resolve host", "its name is not known (see HOST in the address)"),
    ("translate host name", "its name is not known (see HOST in the address)"),
    ("parse network address", "its name is not known (see HOST in the address)"),
    ("hot standby", "none of its servers is what target_session_attrs asks for"),
    (
        "session is",
        "none of its servers is what target_session_attrs asks for",
    ),  # read-only, or not
    ("received invalid response", "what answers there is no Postgres (see HOST:PORT)"),
    ("on socket", "nothing answers at this machine's socket; see that it runs, or name a HOST"),
)
_REFUSALS = _FINAL + _FULL + _PASSING


class Unreachable(ServerFailed):
    """A server that cannot be connected to.

    `is_final` where waiting does not mend it; `is_full` where others have all its connections.
    """

    def __init__(self, message: str, *, is_final: bool, is_full: bool) -> None:
        super().__init__(message)
        self.is_final = is_final
        self.is_full = is_full


def unreachable(name: str, error: Exception) -> Unreachable:
    """Return the error of a server that cannot be connected to.

    What the library says is never passed on: of an address that it misreads it shows a part.
    """
    told = str(error)
    odd = _ODD_VALUE.search(told)
    found = next((refusal for refusal in _REFUSALS if refusal[0] in told), None)
    reason = "it does not answer; see that it runs" if found is None else found[1]
    if odd is not None:  # the name of an option, which is one of libpq's own
        option = next(filter(None, odd.groups()))
        reason = f"{option} has a value in the address that it cannot have"
    return Unreachable(
        f"cannot use {name}: {reason} (PULLQUOTE_CLUSTER names it)",
        is_final=found in _FINAL or odd is not None,
        is_full=found in _FULL,
    )


def translate(name: str, error: psycopg.Error) -> sqlite3.Error:
    """Return the error as SQLite's own module would raise it, for those who catch it."""
    if isinstance(error, errors.InsufficientPrivilege):
        return ServerFailed(
            f"cannot use {name}: {_first(error)}; give the role the rights that bot/README.md names"
        )
    if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName):
        return ServerFailed(
            f"cannot use {name}: its tables are not there, as in a database that was made anew, or"
            " from which the state was moved; restore it, or start pullquote again"
        )
    if isinstance(error, errors.LockNotAvailable):
        return ServerFailed(f"cannot use {name}: another process is writing there and does not end")
    if isinstance(error, errors.DiskFull):
        return ServerFailed(f"cannot write to {name}: its disk is full; nothing was changed")
    if isinstance(error, errors.ReadOnlySqlTransaction):
        return ServerFailed(
            f"cannot write to {name}: it is a standby, or default_transaction_read_only is on for"
            " the role or the database; nothing was changed"
        )
    for ours, theirs in (
        (errors.RaiseException, sqlite3.IntegrityError),  # of a trigger of ours
        (psycopg.IntegrityError, sqlite3.IntegrityError),
        (psycopg.DataError, sqlite3.DataError),
        (psycopg.ProgrammingError, sqlite3.ProgrammingError),
    ):
        if isinstance(error, ours):
            return theirs(_first(error))
    return ServerFailed(f"cannot use {name}: {_first(error)}")


def refuse_version(name: str, version: int) -> None:
    """Raise `StoreRefused` for a server that is too old."""
    if version < OLDEST:
        raise StoreRefused(
            f"cannot use {name}: it is Postgres {version // 10000}, and {OLDEST // 10000} or later"
            " is needed"
        )


def refuse_encoding(name: str, encoding: str) -> None:
    """Raise `StoreRefused` for a database that cannot hold every letter."""
    if encoding != "UTF8":
        raise StoreRefused(
            f"cannot use {name}: {_DATABASE} is encoded as {encoding}; make it with ENCODING 'UTF8'"
        )


def _first(error: psycopg.Error) -> str:
    """Return the server's own message without the row that it may show below."""
    told = error.diag.message_primary or str(error)
    return told.splitlines()[0] if told else type(error).__name__
