"""The copies of shards on hosts, as doctor checks and mends them."""

from bot.cli import opening
from bot.cli.settings import Settings
from index.errors import PullquoteError
from index.generation.placed import checking, placing
from index.generation.placed.placement import Placement
from index.store.store import live_generation


def check(chosen: Settings) -> str:
    """Digest every copy on every host; say so, or raise `GenerationRefused`."""
    return checking.check(chosen.data_dir, opening.connect(chosen).RayHosts())


def mend(chosen: Settings) -> list[str]:
    """Copy anew what is damaged or missing of the live generation; say what was."""
    try:
        check(chosen)
    except PullquoteError as error:
        live = live_generation(chosen.data_dir)
        if live is None:
            return []
        hosts = opening.connect(chosen).RayHosts()
        placing.place(chosen.data_dir, live, Placement(chosen.data_dir), hosts)
        return [f"placed generation {live} on the hosts anew: {error}"]
    return []
