"""Links to a server: made, lent, kept while nobody uses them, and made anew after a restart.

A process needs about as many as statements run at once in it. Which schema a statement is meant for
is told each time a link is lent to another file.
"""

import logging
import os
import re
import select
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TypeVar

import psycopg
from psycopg import conninfo
from psycopg.pq import TransactionStatus

from index.errors import StoreRefused
from index.store.server import faults

PROGRAM = "pullquote "
"""Begins the name that a link has on the server; the machine and the process follow."""

WAIT_SECONDS = 15.0  # for a server that was restarted: one of a newsroom is back in a few
_BETWEEN_SECONDS = 0.1
_AGAIN_SECONDS = 1.0  # between two tries to reach one that stayed away; more if each takes long
_CONNECT_SECONDS = 5
_MOST_IDLE = 8
UNUSED_SECONDS = 5.0  # of a link, until a server of few connections has it back
_TOLD_AGAIN_SECONDS = 60.0  # of one restart every link learns, and one line tells it
# What holds on every link, whatever is set for the role or the database. A process or machine that
# vanished is noticed within half a minute, and what it held is free again; a frozen one does not
# keep the others waiting for ever. A link that holds a lock is at rest meanwhile, and stays. Who
# waited for another's change goes on with what that one has left; so no snapshot is from before.
_SESSION: Mapping[str, str] = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "120s",
    "idle_session_timeout": "0",
    "statement_timeout": "0",
    "default_transaction_isolation": "read committed",
    "extra_float_digits": "1",  # numbers are read as they were written
    "client_min_messages": "warning",
    "timezone": "UTC",
}
_OF_17 = {"transaction_timeout": "0"}  # settings that Postgres 17 brought
_17 = 170000

_PORTS = re.compile(r"[0-9,]*")
_LOST = "went away: waiting for it, nothing is lost"
_FULL = "has no connections left: waiting for one; raise its max_connections, ten for each bot"

Link = psycopg.Connection[tuple[object, ...]]
T = TypeVar("T")
_log = logging.getLogger("pullquote.store")


@dataclass(frozen=True, slots=True, eq=False)
class _Idle:
    """A link that nobody uses since then, by `time.monotonic`, and the schema meant on it."""

    link: Link
    schema: str
    since: float


@dataclass(frozen=True, slots=True)
class _Away:
    """Why a server that stayed away was not reached, and when that may be tried again."""

    why: str
    again_at: float


class Links:
    """The links of this process to one server. For any thread."""

    def __init__(self, address: str) -> None:
        """Take an address of libpq's, as `postgresql://…`; raises `StoreRefused` if it is none."""
        parts = _parts(address)
        self.name = _shown(parts)
        self._address = conninfo.make_conninfo(address, **_added(parts))
        self._idle: list[_Idle] = []
        self._lock = threading.Lock()
        self._sweep: threading.Timer | None = None
        self._most_idle = _MOST_IDLE
        self._told_at = float("-inf")
        self._away: _Away | None = None

    def close(self) -> None:
        """Close the links that nobody uses; those that are lent are closed when they come back."""
        with self._lock:
            self._most_idle = 0
            idle, self._idle = self._idle, []
            if self._sweep is not None:
                self._sweep.cancel()
        for unused in idle:
            unused.link.close()

    def connect(self) -> Link:
        """Make a link of one's own; raises `ServerFailed` in one line."""
        try:
            link = psycopg.connect(self._address, autocommit=True, prepare_threshold=None)
            chosen = {**_SESSION, **(_OF_17 if link.info.server_version >= _17 else {})}
            link.execute("; ".join(f"SET {name} = '{value}'" for name, value in chosen.items()))
        except psycopg.Error as error:
            raise faults.unreachable(self.name, error) from None
        return link

    def connect_patiently(self) -> Link:
        """Make a link of one's own; wait for a server that restarts or is full.

        Raises `Unreachable`.
        """
        return self._patiently(self.connect)

    def lend(self, schema: str) -> Link:
        """Lend a link on which that schema is the one meant; wait for one as `connect_patiently`.

        Raises `ServerFailed`.
        """
        link, meant = self._patiently(lambda: self._take_idle(schema) or (self.connect(), ""))
        if meant != schema:
            try:
                link.execute(f"SET search_path = {schema}")
            except psycopg.Error:
                link.close()
                raise
        return link

    def take_back(self, link: Link, schema: str) -> None:
        """Keep a link for the next who asks, if it is whole."""
        is_whole = not link.closed and link.info.transaction_status == TransactionStatus.IDLE
        with self._lock:
            if is_whole and len(self._idle) < self._most_idle:
                self._idle.append(_Idle(link, schema, monotonic()))
                self._sweep_later()
                return
        link.close()

    def begin(
        self, schema: str, work: Callable[[Link], T], *, is_repeatable: bool
    ) -> tuple[Link, T]:
        """Lend a link and do something with it, again where the server was restarted meanwhile.

        What is not repeatable is not done again once it was sent. Raises errors of `sqlite3`.
        """
        ends = monotonic() + WAIT_SECONDS
        while True:
            link = None
            try:
                link = self.lend(schema)
                return link, work(link)
            except psycopg.Error as error:
                is_lost = link is None or link.closed
                if link is not None:
                    self.take_back(link, schema)
                if not is_lost or not is_repeatable or monotonic() > ends:
                    raise faults.translate(self.name, error) from None
                self._tell(_LOST)

    def use(self, schema: str, work: Callable[[Link], T], *, is_repeatable: bool) -> T:
        """Do something with a lent link, as `begin` does, and take the link back."""
        link, done = self.begin(schema, work, is_repeatable=is_repeatable)
        self.take_back(link, schema)
        return done

    def _patiently(self, make: Callable[[], T]) -> T:
        """Connect, again and again where the server restarts or has no room for another link.

        One that stayed away is waited for no more until it is back: whoever asks in an event loop
        would keep that from all else, each time anew.
        """
        away = self._away
        if away is not None and monotonic() < away.again_at:
            raise faults.Unreachable(away.why, is_final=False, is_full=False)
        ends = monotonic() + (WAIT_SECONDS if away is None else 0.0)
        while True:
            began = monotonic()
            try:
                made = make()
            except faults.Unreachable as error:
                if error.is_final:
                    raise
                if monotonic() > ends:
                    pause = max(_AGAIN_SECONDS, 2 * (monotonic() - began))
                    self._away = None if error.is_full else _Away(str(error), monotonic() + pause)
                    raise
                self._tell(_FULL if error.is_full else _LOST)
            else:
                self._away = None
                return made
            sleep(_BETWEEN_SECONDS)

    def _tell(self, what: str) -> None:
        """Write one line of what is waited for, however many links notice it."""
        with self._lock:
            if monotonic() - self._told_at < _TOLD_AGAIN_SECONDS:
                return
            self._told_at = monotonic()
        _log.warning("%s %s", self.name, what)

    def _take_idle(self, schema: str) -> tuple[Link, str] | None:
        """Take a link that is still alive, one on which that schema is meant if there is any."""
        while True:
            with self._lock:
                if not self._idle:
                    return None
                meant = [unused for unused in self._idle if unused.schema == schema]
                found = meant[-1] if meant else self._idle[-1]
                self._idle.remove(found)
            if _is_alive(found.link):
                return found.link, found.schema
            found.link.close()
            self._tell(_LOST)

    def _sweep_later(self) -> None:
        """Have the links that stay unused closed after a while; for whoever holds the lock."""
        if self._sweep is None and len(self._idle) > 1:
            self._sweep = threading.Timer(UNUSED_SECONDS, self._close_unused)
            self._sweep.daemon = True
            self._sweep.start()

    def _close_unused(self) -> None:
        """Close all links but one that nobody used for a while: another bot may need the room."""
        with self._lock:
            self._sweep = None
            long_ago = monotonic() - UNUSED_SECONDS
            unused = [found for found in self._idle if found.since <= long_ago]
            unused = unused[: len(self._idle) - 1]
            self._idle = [found for found in self._idle if found not in unused]
            self._sweep_later()
        for found in unused:
            found.link.close()


def _parts(address: str) -> Mapping[str, object]:
    """Take an address apart; raises `StoreRefused`, which shows nothing of it.

    Where a password has an `@` or a `/` that is not written as %XX, libpq takes what follows for
    the host or the database, which error lines name.
    """
    refusal = StoreRefused(
        "PULLQUOTE_CLUSTER is no address of Postgres; write it as"
        " postgresql://ROLE@HOST:PORT/DATABASE, and what is not a letter or a digit in a password"
        " as %XX"
    )
    try:
        parts = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise refusal from None  # not with the library's error, which shows the whole address
    shown = f"{parts.get('host', '')} {parts.get('dbname', '')}"
    is_cut = "@" in shown or not _PORTS.fullmatch(str(parts.get("port", "")))
    if "://" in address and is_cut:
        raise refusal
    return parts


def _is_alive(link: Link) -> bool:
    """Tell whether nothing waits to be read on a link at rest, as its end would."""
    if link.closed:
        return False
    waiting = select.poll()
    waiting.register(link.fileno(), select.POLLIN)
    return not waiting.poll(0)


def _shown(parts: Mapping[str, object]) -> str:
    """Name a server and its database, without who connects and how."""
    host = parts.get("host") or parts.get("hostaddr") or "localhost"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"postgresql://{host}{port}/{parts.get('dbname') or parts.get('user') or ''}"


def _added(parts: Mapping[str, object]) -> dict[str, str]:
    """Choose what an address leaves open: how soon a machine that vanished is noticed."""
    wanted = {
        "connect_timeout": str(_CONNECT_SECONDS),
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "keepalives_count": "3",
        "tcp_user_timeout": "15000",
        "application_name": f"{PROGRAM}{socket.gethostname()}:{os.getpid()}",
        "client_encoding": "UTF8",
    }
    return {name: value for name, value in wanted.items() if name not in parts}
