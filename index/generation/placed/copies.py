"""The copies of shards: what a question asks of all at once goes in one call to each host.

A call that is late, or fails, goes to the other copy. The first answer is taken.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic, sleep
from typing import Any, Protocol  # Any: what a call brings, by its name

from index.errors import ShardUnreached
from index.generation.asking import Pending
from index.generation.placed.packing import Call, Reply, pack, unpack

_TOLD_AGAIN = 60.0  # seconds; one line tells what each question meets

Begun = object
"""A call that was begun, as whatever connects machines knows it."""

_log = logging.getLogger("pullquote.placed")


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many seconds the other copy is asked as well, and a shard is given up.

    A restarted host has opened its shards by then. One that was not reached before is given up
    `again` after less. A host that is restarting refuses at once, and is asked `anew`.
    """

    hedged: float = 0.5
    given_up: float = 8.0
    again: float = 1.0
    anew: float = 0.2


PATIENT = Patience()


class CopyFailed(Exception):
    """A host is gone, or failed to answer: another copy may do better."""


class Calls(Protocol):
    """Calls to hosts, as whatever connects machines makes them."""

    def begin(self, host: str, number: int, packed: bytes) -> Begun:
        """Begin calls, packed, to shards of a generation on a host; never fails."""
        ...

    def first(self, begun: Sequence[Begun], seconds: float) -> Begun | None:
        """Wait until one of several is done, or failed; `None` if none is by then."""
        ...

    def result(self, begun: Begun) -> bytes:
        """Return what calls that are done brought, packed; raises `CopyFailed`."""
        ...


@dataclass(eq=False)
class _Asked:
    """A call to a shard: the hosts that were asked and that are left, and what it brought."""

    call: Call
    left: list[str]
    since: float
    running: int = 0
    reply: Reply | None = None
    problem: str = "no host answers"


@dataclass(eq=False)
class _Sent:
    """Calls that went to a host together."""

    host: str
    asked: Sequence[_Asked]
    begun: Begun


@dataclass(slots=True)
class _Copy:
    """A shard: its digest, the hosts that have it, best first, and whether one was reached."""

    digest: str
    hosts: list[str]
    is_reached: bool = True


@dataclass
class Copies:
    """The copies of the shards of one generation; for one thread.

    What is asked is sent when the first answer is waited for, so that all shards of a host are
    asked in one call. `where` tells the digests and hosts of the shards as they are now.
    """

    number: int
    calls: Calls
    where: Callable[[], Sequence[tuple[str, Sequence[str]]]]
    patience: Patience = PATIENT
    _told_at: float = float("-inf")
    _unsent: list[_Asked] = field(default_factory=list)
    _sent: list[_Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._copies = [_Copy(digest, list(hosts)) for digest, hosts in self.where()]

    def ask(self, shard: int, name: str, *given: object) -> Pending[Any]:
        """Ask a shard; what is returned waits, and raises `ShardUnreached` if none answers."""
        copy = self._copies[shard]
        asked = _Asked(Call(shard, copy.digest, name, given), [], 0.0)
        self._unsent.append(asked)
        return partial(self._wait, asked)

    def reached(self, shard: int) -> bool:
        """Tell whether a shard was reached when it was last asked."""
        return self._copies[shard].is_reached

    def _wait(self, asked: _Asked) -> object:
        self._send_all()
        copy = self._copies[asked.call.shard]
        patience = self.patience.given_up if copy.is_reached else self.patience.again
        until = asked.since + patience
        while asked.reply is None:
            is_over = monotonic() >= until
            if not asked.running and not asked.left:
                if is_over or not copy.is_reached:
                    break  # refused, and not for the first time
                self._begin_anew(asked, until)
            if not self._go_on(asked, until) and is_over:
                break
        self._sent = [each for each in self._sent if _is_open(each)]
        copy.is_reached = asked.reply is not None
        if asked.reply is None:
            raise self._unreached(asked)
        return asked.reply.found

    def _send_all(self) -> None:
        unsent, self._unsent = self._unsent, []
        now = monotonic()
        for asked in unsent:
            asked.since, asked.left = now, list(self._copies[asked.call.shard].hosts)
        self._send(unsent)

    def _send(self, some: Iterable[_Asked]) -> None:
        """Send calls to the next host of each, all for one host together."""
        by_host: dict[str, list[_Asked]] = defaultdict(list)
        for asked in some:
            if asked.left:
                by_host[asked.left.pop(0)].append(asked)
        for host, together in by_host.items():
            for asked in together:
                asked.running += 1
            packed = pack([asked.call for asked in together])
            self._sent.append(_Sent(host, together, self.calls.begin(host, self.number, packed)))

    def _begin_anew(self, asked: _Asked, until: float) -> None:
        """Have all hosts of a shard to ask again, after a moment: all of them have failed."""
        sleep(min(self.patience.anew, max(0.0, until - monotonic())))
        self._look_again()
        asked.left = list(self._copies[asked.call.shard].hosts)

    def _go_on(self, asked: _Asked, until: float) -> bool:
        """Wait for the next that is done, or until the other copy is asked as well.

        Tell whether there was either.
        """
        if not asked.running:
            self._send([asked])
            return True
        hedged = asked.since + self.patience.hedged if asked.left else until
        begun = [sent.begun for sent in self._sent]
        done = self.calls.first(begun, max(0.0, min(hedged, until) - monotonic()))
        if done is not None:
            self._settle(next(sent for sent in self._sent if sent.begun is done))
        elif asked.left:
            late = [each for sent in self._sent if asked in sent.asked for each in sent.asked]
            self._send([each for each in late if each.reply is None])
        else:
            return False
        return True

    def _settle(self, sent: _Sent) -> None:
        """Take what a host answered; what it could not answer goes to the next at once."""
        self._sent.remove(sent)
        try:
            replies: Sequence[Reply] = unpack(self.calls.result(sent.begun))
        except CopyFailed as error:
            replies = [Reply(None, str(error))] * len(sent.asked)
        for asked, reply in zip(sent.asked, replies, strict=True):
            asked.running -= 1
            if reply.problem is not None:
                asked.problem = f"{sent.host}: {reply.problem}"
            elif asked.reply is None:
                asked.reply = reply
                self._prefer(asked.call.shard, sent.host)
        failed = [asked for asked in sent.asked if asked.reply is None and not asked.running]
        self._send(failed)

    def _prefer(self, shard: int, host: str) -> None:
        hosts = self._copies[shard].hosts
        with suppress(ValueError):
            hosts.remove(host)
        hosts.insert(0, host)

    def _look_again(self) -> None:
        """Learn where the shards are now: since the set was opened hosts may have come and gone."""
        for copy, (digest, hosts) in zip(self._copies, self.where(), strict=True):
            known = [host for host in copy.hosts if host in hosts]
            copy.digest, copy.hosts = digest, list(dict.fromkeys((*known, *hosts)))

    def _unreached(self, asked: _Asked) -> ShardUnreached:
        name = f"shard {asked.call.shard} of generation {self.number}"
        error = ShardUnreached(f"{name} cannot be reached: {asked.problem}")
        if monotonic() > self._told_at + _TOLD_AGAIN:
            self._told_at = monotonic()
            _log.warning("%s; questions go on without it, and say so", error)
        return error


def _is_open(sent: _Sent) -> bool:
    return any(asked.reply is None for asked in sent.asked)
