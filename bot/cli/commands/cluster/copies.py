"""The copies of shards on hosts: doctor checks and mends them, whoever serves heals them."""

import logging
import sqlite3
from threading import Event

from bot.cli import opening
from bot.cli.settings import Settings
from index.errors import PullquoteError
from index.generation.placed import checking, placing
from index.generation.placed.healing import Healing
from index.generation.placed.placement import Placement
from index.store.store import live_generation

_LOOKED_EVERY = 5.0  # seconds; each look is a call to each host

_log = logging.getLogger("pullquote.placed")


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


def watch(chosen: Settings, ended: Event, seconds: float = _LOOKED_EVERY) -> None:
    """Have the copies that are lost made on other hosts, until `ended`."""
    healing = make_healing(chosen)
    told = ""
    while not ended.wait(seconds):
        try:
            for line in healing.look():
                _log.info("%s", line)
            told = ""
        except (PullquoteError, OSError, sqlite3.Error) as error:
            if str(error) != told:  # one line for as long as it lasts
                told = str(error)
                _log.warning("the hosts were not looked at: %s", told)


def make_healing(chosen: Settings) -> Healing:
    """Make what looks at the hosts of the cluster that is set."""
    hosts = opening.connect(chosen).RayHosts()
    return Healing(chosen.data_dir, hosts, chosen.host_away_seconds)
