"""Shards as if on another machine: all that is asked of one, and all it answers, is pickled."""

import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.errors import ShardUnreached
from index.generation.asked import AskedShard, read_fully
from index.generation.asking import (
    Asked,
    Candidates,
    Chosen,
    Known,
    Pending,
    Places,
    Read,
    Result,
    Size,
    Texts,
    Wanted,
)
from index.records import Filters


@dataclass(slots=True)
class Traffic:
    """The calls of a shard by name, and the bytes that they brought back."""

    calls: list[str] = field(default_factory=list)
    bytes_back: int = 0


class ShardElsewhere:
    """Asks an open shard through pickles; it is gone after some calls, if so many are given."""

    def __init__(self, shard: AskedShard, gone_after: int | None = None) -> None:
        self._shard = shard
        self._left = gone_after
        self.traffic = Traffic()
        self.size: Size = pickle.loads(pickle.dumps(shard.size))

    def look_up(self, wanted: Wanted) -> Pending[Known]:
        return self._ask("look_up", lambda given: self._shard.look_up(given)(), wanted)

    def select(self, filters: Filters) -> Pending[Chosen]:
        return self._ask("select", lambda given: self._shard.select(given)(), filters)

    def places(self, asked: Asked) -> Pending[Places]:
        return self._ask("places", lambda given: self._shard.places(given)(), asked)

    def candidates(self, asked: Asked, ordinals: Sequence[int]) -> Pending[Candidates]:
        return self._ask(
            "candidates", lambda given: self._shard.candidates(*given)(), (asked, ordinals)
        )

    def read(self, ordinals: Sequence[int]) -> Pending[Sequence[Read]]:
        return self._ask(
            "read", lambda given: [read_fully(each) for each in self._shard.read(given)()], ordinals
        )

    def _ask(self, name: str, answer: Callable[..., Result], given: object) -> Callable[[], Result]:
        sent = pickle.dumps(given)

        def wait() -> Result:
            if self._left == 0:
                raise ShardUnreached(f"{name} was asked of a shard that is gone")
            self._left = None if self._left is None else self._left - 1
            back = pickle.dumps(answer(pickle.loads(sent)))
            self.traffic.calls.append(name)
            self.traffic.bytes_back += len(back)
            found: Result = pickle.loads(back)
            return found

        return wait


@dataclass(frozen=True, slots=True)
class CorpusElsewhere:
    """A corpus whose shards are all elsewhere."""

    number: int
    asked: Sequence[ShardElsewhere]
    texts: Texts
