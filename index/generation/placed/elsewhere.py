"""A corpus whose shards are on hosts: a call goes to one copy, and if that is late to the other."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

from index.errors import GenerationRefused, ShardUnreached
from index.generation.asking import (
    Asked,
    Candidates,
    Chosen,
    Known,
    LiveCorpus,
    Pending,
    Places,
    Read,
    Wanted,
)
from index.generation.placed.placement import PlacedSet, PlacedShard, Placement
from index.records import Article, Filters, Paragraph, Source

HEDGED_AFTER = 0.5  # seconds; then the other copy is asked as well, and the first answer is taken
_GIVEN_UP_AFTER = 8.0  # seconds; a restarted host has opened its shards by then

Begun = object
"""A call that was begun, as whatever connects machines knows it."""


class CopyFailed(Exception):
    """A host is gone, or failed to answer: another copy may do better."""


class Calls(Protocol):
    """Calls to hosts, as whatever connects machines makes them."""

    def begin(
        self, host: str, number: int, shard: int, call: str, given: Sequence[object]
    ) -> Begun:
        """Begin a call to a shard of a generation on a host; never fails."""
        ...

    def first(self, begun: Sequence[Begun], seconds: float) -> Begun | None:
        """Wait until one of several calls is done, or failed; `None` if none is by then."""
        ...

    def result(self, begun: Begun) -> object:
        """Return what a call that is done brought; raises `CopyFailed`."""
        ...


class ShardElsewhere:
    """A shard, asked through its copies: first that which answered last."""

    def __init__(self, placed: PlacedShard, number: int, at: int, calls: Calls) -> None:
        """Ask the shard at a place of a generation, where it was placed."""
        self.size = placed.size
        self._name = f"shard {at} of generation {number}"
        self._hosts = list(placed.hosts)
        self._calls = calls
        self._number = number
        self._at = at

    def look_up(self, wanted: Wanted) -> Pending[Known]:
        """Look up words and stems."""
        return self.call("look_up", wanted)

    def select(self, filters: Filters) -> Pending[Chosen]:
        """Count what filters, of which at least one is set, leave."""
        return self.call("select", filters)

    def places(self, asked: Asked) -> Pending[Places]:
        """Find where it may answer."""
        return self.call("places", asked)

    def candidates(self, asked: Asked, ordinals: Sequence[int]) -> Pending[Candidates]:
        """Read what is measured of some of its paragraphs, given ascending."""
        return self.call("candidates", asked, ordinals)

    def read(self, ordinals: Sequence[int]) -> Pending[Sequence[Read]]:
        """Read some of its paragraphs, in the order given."""
        return self.call("read", ordinals)

    def call(self, name: str, *given: object) -> Pending[Any]:  # as a call brings what it is named
        """Begin a call to the copy that answered last; the other one follows when it is late."""
        first = self._hosts[0]
        return partial(self._wait, {first: self._begin(first, name, given)}, name, given)

    def _begin(self, host: str, name: str, given: Sequence[object]) -> Begun:
        return self._calls.begin(host, self._number, self._at, name, given)

    def _wait(self, running: dict[str, Begun], name: str, given: Sequence[object]) -> object:
        """Take the first answer; raise `ShardUnreached` if no copy gives one in time."""
        late = [host for host in self._hosts if host not in running]
        until = monotonic() + _GIVEN_UP_AFTER
        while running or late:
            seconds = HEDGED_AFTER if late and running else max(0.0, until - monotonic())
            done = self._calls.first(list(running.values()), seconds) if running else None
            if done is not None:
                host = next(host for host, begun in running.items() if begun is done)
                del running[host]
                with suppress(CopyFailed):
                    found = self._calls.result(done)
                    self._prefer(host)
                    return found
            elif late:
                host = late.pop(0)
                running[host] = self._begin(host, name, given)
            else:
                break
        self._hosts.append(self._hosts.pop(0))
        raise ShardUnreached(f"{self._name} cannot be reached on {', '.join(self._hosts)}")

    def _prefer(self, host: str) -> None:
        self._hosts.remove(host)
        self._hosts.insert(0, host)


class TextsElsewhere:
    """The texts of all shards; raises `ShardUnreached` where one is missing that may have it."""

    def __init__(self, shards: Sequence[ShardElsewhere]) -> None:
        """Ask shards for their texts."""
        self._shards = shards

    def article(self, article_id: str) -> Article | None:
        """Read an article by its id; `None` if there is none."""
        found = (article for article in self._each("article", article_id) if article is not None)
        return next(found, None)

    def sources(self) -> tuple[Source, ...]:
        """Read all sources in order of id."""
        sources = chain.from_iterable(self._each("sources"))
        return tuple(sorted(sources, key=lambda source: source.id))

    def values(self, name: str) -> tuple[str, ...]:
        """List the values of a field of sources, by its name in `Source`, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self._each("values", name))))

    def paragraphs_near(self, article: Article, number: int, reach: int) -> tuple[Paragraph, ...]:
        """Read the paragraphs of an article from `number - reach` to `number + reach`."""
        found = self._each("paragraphs_near", article, number, reach)
        return next((near for near in found if near), ())

    def _each(
        self, name: str, *given: object
    ) -> Iterator[Any]:  # as a call brings what it is named
        pending = [shard.call(name, *given) for shard in self._shards]
        return (wait() for wait in pending)


class CorpusElsewhere:
    """A set of shards on hosts. Nothing of it is read here, so that no file here can be damaged."""

    def __init__(self, placed: PlacedSet, calls: Calls) -> None:
        """Ask a set where it was placed."""
        self.number = placed.number
        self.asked = [
            ShardElsewhere(shard, placed.number, at, calls)
            for at, shard in enumerate(placed.shards)
        ]
        self.texts = TextsElsewhere(self.asked)
        self.sizes: Mapping[str, int] = {}

    def check_files(self) -> None:
        """Check nothing: whoever has the copies digests them."""

    def close(self) -> None:
        """Close nothing: hosts keep the last sets, which other askers may be asking."""


def open_elsewhere(
    calls: Calls, data: Path, number: int, fingerprint: str, beside: LiveCorpus | None = None
) -> LiveCorpus:
    """Open a generation that was placed; as long as it is not, go on with the one beside it.

    Raises `GenerationRefused` if there is none beside, or its model has another fingerprint.
    """
    placed = Placement(data).read().of(number)
    if placed is None:
        if beside is None:
            raise GenerationRefused(
                f"generation {number} is on no host yet; place it with: pullquote cluster start"
            )
        return beside
    if placed.fingerprint != fingerprint:
        raise GenerationRefused(
            f"generation {number} was made with another model ({placed.fingerprint[:8]}) than the"
            f" settings name ({fingerprint[:8]}); mend it with: pullquote reindex"
        )
    return CorpusElsewhere(placed, calls)
