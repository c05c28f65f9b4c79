"""The sources.toml files of a folder -> what they record of each of its articles."""

import posixpath
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from index.errors import BadMetadata
from index.records import Failure
from index.sources.fields import Entry, merge
from index.sources.folder import Listing
from index.sources.metadata import SOURCES_TOML, read_sources_toml


def read_folder_entries(listing: Listing) -> Mapping[str, Entry | Failure]:
    """Return what every sources.toml records, by origin; the one nearest to the file goes first."""
    recorded: dict[str, Entry | Failure] = {}
    for sources in sorted(listing.sources, key=lambda found: found.origin.count("/")):
        folder = posixpath.dirname(sources.origin)
        for name, entry in read_sources_toml(sources.path).items():
            origin = posixpath.normpath(posixpath.join(folder, name))
            recorded[origin] = _nearer(entry, recorded.get(origin, Entry()))
    return recorded


def without_file(recorded: Mapping[str, Entry | Failure], listing: Listing) -> Iterator[Failure]:
    """Give a Failure for each entry whose file is not there."""
    present = {found.origin for found in listing.articles}
    named = present | {failure.origin for failure in listing.refused}
    for origin in recorded.keys() - named:
        close = get_close_matches(origin, sorted(present - recorded.keys()), n=1)
        meant = f"did you mean {close[0]!r}?" if close else "correct the name or remove the entry"
        yield Failure(origin, f"{SOURCES_TOML} names it, but there is no such file; {meant}")


def entry_beside(path: Path, origin: str) -> Entry:
    """Return what a sources.toml beside one file records of it."""
    beside = path.parent / SOURCES_TOML
    return entry_of(read_sources_toml(beside).get(origin)) if beside.is_file() else Entry()


def entry_of(recorded: Entry | Failure | None) -> Entry:
    """Return what is recorded, nothing where nothing is; BadMetadata when it is not right."""
    if isinstance(recorded, Failure):
        raise BadMetadata(recorded.reason)
    return recorded or Entry()


def _nearer(near: Entry | Failure, far: Entry | Failure) -> Entry | Failure:
    if isinstance(near, Failure):
        return near
    return far if isinstance(far, Failure) else merge(near, far)
