"""A corpus whose shards are on hosts, as whoever asks has it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from index.errors import GenerationRefused, ShardUnreached, StoreRefused
from index.generation.asking import (
    Asked,
    Candidates,
    Chosen,
    Known,
    LiveCorpus,
    Pending,
    Places,
    Read,
    Size,
    Wanted,
)
from index.generation.placed.ahead import Learned, Measured, choose, measured_ahead
from index.generation.placed.copies import PATIENT, Calls, Copies, Patience
from index.generation.placed.placement import Placement
from index.generation.placed.records import PlacedSet, is_of_folder
from index.records import Article, Filters, Paragraph, Source


class ShardElsewhere:
    """A shard, asked through its copies; what a question asks next of it is asked ahead."""

    def __init__(self, size: Size, at: int, copies: Copies, most: int) -> None:
        """Ask the shard at a place of a generation; `most` of each list are measured ahead."""
        self.size = size
        self._at = at
        self._copies = copies
        self._most = most
        self._learned = Learned()
        self._measured: tuple[Asked, Candidates | None] | None = None

    def look_up(self, wanted: Wanted) -> Pending[Known]:
        """Look up words and stems."""
        lacking = self._learned.lacking(wanted)
        if lacking is None:
            return partial(self._learned.known, wanted)
        studied = self.call("study", lacking)

        def learn() -> Known:
            self._learned.keep(studied())
            return self._learned.known(wanted)

        return learn

    def select(self, filters: Filters) -> Pending[Chosen]:
        """Count what filters, of which at least one is set, leave."""
        return self.call("select", filters)

    def places(self, asked: Asked) -> Pending[Places]:
        """Find where it may answer."""
        measured = self.call("measure", asked, self._most)

        def keep() -> Places:
            found: Measured = measured()
            self._measured = asked, found.candidates
            return found.places

        return keep

    def candidates(self, asked: Asked, ordinals: Sequence[int]) -> Pending[Candidates]:
        """Read what is measured of some of its paragraphs, given ascending."""
        if self._measured is not None and self._measured[0] is asked:
            chosen = choose(self._measured[1], ordinals)
            if chosen is not None:
                return partial(_given, chosen)
        return self.call("candidates", asked, tuple(ordinals))

    def read(self, ordinals: Sequence[int]) -> Pending[Sequence[Read]]:
        """Read some of its paragraphs, in the order given."""
        return self.call("read", tuple(ordinals))

    @property
    def is_reached(self) -> bool:
        """Tell whether it was, when it was last asked."""
        return self._copies.reached(self._at)

    def call(self, name: str, *given: object) -> Pending[Any]:  # as a call brings what it is named
        """Begin a call, which goes with those of the other shards."""
        return self._copies.ask(self._at, name, *given)


def _given(found: Candidates) -> Candidates:
    return found


class TextsElsewhere:
    """The texts of all shards; raises `ShardUnreached` where one is missing that may have it.

    What a shard that is reached has is read whichever others are missing.
    """

    def __init__(self, shards: Sequence[ShardElsewhere]) -> None:
        """Ask shards for their texts."""
        self._shards = shards

    def article(self, article_id: str) -> Article | None:
        """Read an article by its id; `None` if there is none."""
        found: Article | None = self._first("article", article_id)
        return found

    def sources(self) -> tuple[Source, ...]:
        """Read all sources in order of id."""
        sources = chain.from_iterable(self._each("sources"))
        return tuple(sorted(sources, key=lambda source: source.id))

    def values(self, name: str) -> tuple[str, ...]:
        """List the values of a field of sources, by its name in `Source`, each once."""
        return tuple(dict.fromkeys(chain.from_iterable(self._each("values", name))))

    def paragraphs_near(self, article: Article, number: int, reach: int) -> tuple[Paragraph, ...]:
        """Read the paragraphs of an article from `number - reach` to `number + reach`."""
        found: tuple[Paragraph, ...] | None = self._first("paragraphs_near", article, number, reach)
        return found or ()

    def _first(self, name: str, *given: object) -> Any:  # noqa: ANN401 - as a call brings it
        """Return what the one shard that has it brings, those asked first that were reached."""
        shards = sorted(self._shards, key=lambda shard: not shard.is_reached)
        unreached = None
        for wait in [shard.call(name, *given) for shard in shards]:
            try:
                found = wait()
            except ShardUnreached as error:
                unreached = error
                continue
            if found:
                return found
        if unreached is not None:
            raise unreached
        return None

    def _each(
        self, name: str, *given: object
    ) -> Iterator[Any]:  # as a call brings what it is named
        pending = [shard.call(name, *given) for shard in self._shards]
        return (wait() for wait in pending)


class CorpusElsewhere:
    """A set of shards on hosts. Nothing of it is read here, so that no file here can be damaged."""

    def __init__(
        self, placed: PlacedSet, calls: Calls, placement: Placement, patience: Patience = PATIENT
    ) -> None:
        """Ask a set where it was placed; where it is now `placement` tells."""
        self.number = placed.number
        self._placed = placed
        self._placement = placement
        copies = Copies(placed.number, calls, self._where, patience)
        most = measured_ahead(len(placed.shards))
        self.asked = [
            ShardElsewhere(shard.size, at, copies, most) for at, shard in enumerate(placed.shards)
        ]
        self.texts = TextsElsewhere(self.asked)
        self.sizes: Mapping[str, int] = {}

    def _where(self) -> Sequence[tuple[str, Sequence[str]]]:
        """Tell the digests and the hosts of the shards, as they are placed now."""
        now = None
        with suppress(StoreRefused):  # then they are taken to be where they were
            now = self._placement.read().of(self.number)
        if now is None or [each.digest for each in now.shards] != self._digests():
            now = self._placed
        return [(shard.digest, shard.hosts) for shard in now.shards]

    def _digests(self) -> list[str]:
        return [shard.digest for shard in self._placed.shards]

    def is_kept(self) -> bool:
        """Tell whether its number still means this generation; also where that cannot be read."""
        return is_of_folder(self._placed, self._placement.data)

    def check_files(self) -> None:
        """Check nothing: whoever has the copies digests them."""

    def close(self) -> None:
        """Close nothing: hosts keep the last sets, which other askers may be asking."""


def open_elsewhere(
    calls: Calls,
    data: Path,
    number: int,
    fingerprint: str,
    beside: LiveCorpus | None = None,
    *,
    patience: Patience = PATIENT,
) -> LiveCorpus:
    """Open a generation that was placed; as long as it is not, go on with the one beside it.

    Raises `GenerationRefused` if there is none beside, or its model has another fingerprint.
    """
    placement = Placement(data)
    placed = placement.read().of(number)
    if placed is None or not is_of_folder(placed, data):
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
    return CorpusElsewhere(placed, calls, placement, patience)
