"""The earlier generation that undo makes live again, or why it cannot."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import GenerationRefused
from index.generation import directory
from index.store.store import Store


def candidates(data: Path, store: Store) -> tuple[int, ...]:
    """List the generations that undo can make live: the live one's predecessors, nearest first.

    Those that were themselves undone are kept until the next reindex; they stand at the end.
    """
    kept = directory.kept(data)
    lineage = store.lineage()
    before = [number for number in lineage[1 : directory.KEPT] if number in kept]
    live = lineage[0] if lineage else 0
    undone = sorted(
        {event.generation for event in store.events()}.intersection(kept) - {live, *lineage}
    )
    return (*before, *(number for number in undone if number > live))


def choose_earlier(data: Path, store: Store, wanted: int | None) -> int:
    """Choose the wanted generation, or else the one that was live before.

    Raises `GenerationRefused` if it is not kept, or is damaged; where the one before is damaged,
    the refusal names an older one that is whole.
    """
    possible, lineage = candidates(data, store), store.lineage()
    if wanted is None:
        return _choose_before(data, possible, lineage)
    if wanted not in possible:
        named = " or ".join(map(str, possible)) or "none"
        raise GenerationRefused(
            f"cannot go back to generation {wanted}; those that are kept: {named};"
            " see: pullquote history"
        )
    _check(data, wanted)
    return wanted


def _choose_before(data: Path, possible: Sequence[int], lineage: Sequence[int]) -> int:
    before = [number for number in possible if number in lineage]
    if not before:
        raise GenerationRefused(
            "there is no earlier generation to go back to; see: pullquote history"
        )
    try:
        if before[0] != lineage[1]:
            raise GenerationRefused(f"generation {lineage[1]} is not there any more")
        _check(data, before[0])
    except GenerationRefused as error:
        whole = [number for number in before if number != lineage[1] and _is_whole(data, number)]
        if not whole:
            raise
        raise GenerationRefused(
            f"{str(error).split(';')[0]}; an older one is whole, go back to it with:"
            f" pullquote undo {whole[0]}"
        ) from error
    return before[0]


def _check(data: Path, number: int) -> None:
    directory.check_files(data, directory.read_manifest(data, number))


def _is_whole(data: Path, number: int) -> bool:
    try:
        _check(data, number)
    except GenerationRefused:
        return False
    return True
