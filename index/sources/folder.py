"""A folder -> its article files with their bytes, and what its sources.toml files record of them.

Files that cannot be articles are refused by name, before any file is read; the kind and the size of
a file are checked before its bytes are.
"""

import os
import posixpath
import stat
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePath

from index.errors import BadMetadata, UnreadableSource, one_line
from index.records import Failure, FileState
from index.sources.fields import FIELDS, Entry, merge, read_fields
from index.sources.parsing.formats import SUFFIXES
from index.text.shown import cut, printable

SOURCES_TOML = "sources.toml"

NOT_ARTICLES = frozenset({"questions.toml", "Thumbs.db", "desktop.ini"})
"""Files that may lie among articles and are none; so are hidden ones and Word's locks, `~$…`."""

MAX_TOML_BYTES = 20_000_000
"""The largest sources.toml: it holds the entries of some 50,000 articles."""

_SUGGESTED = 20  # names that nobody has are compared with all others: for 5,000 that took minutes
_KIND = "is not a plain file; name a file that holds one article"


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article file: where it is, and its origin, the path inside the folder (posix, NFC)."""

    path: Path
    origin: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a folder, in the order of origins; `sources` are its sources.toml files."""

    articles: tuple[ArticleFile, ...]
    sources: tuple[ArticleFile, ...]
    refused: tuple[Failure, ...]


def list_folder(folder: Path) -> Listing:
    """List a folder and the folders below it, without hidden ones.

    UnreadableSource when any of them cannot be listed: if only a part were, its other articles
    would look removed. BadMetadata when a sources.toml is a link to elsewhere.
    """
    root = _root(folder)
    articles: dict[str, ArticleFile] = {}
    sources: list[ArticleFile] = []
    refused: list[Failure] = []
    for path in _walk(root):
        found = ArticleFile(path, origin_of(path.relative_to(root)))
        reason = _refusal(path, root) or _name_refusal(found, articles)
        if reason is not None and path.name == SOURCES_TOML:
            raise BadMetadata(f"{path}: {reason}")
        if reason is not None:
            refused.append(Failure(printable(found.origin), reason))
        elif path.name == SOURCES_TOML:
            sources.append(found)
        else:
            articles[found.origin] = found
    return Listing(_sorted(articles.values()), _sorted(sources), tuple(refused))


def origin_of(relative: Path) -> str:
    """Return a path inside the folder as an origin: with slashes, in NFC (macOS gives NFD)."""
    return unicodedata.normalize("NFC", relative.as_posix())


def read_folder_entries(listing: Listing) -> Mapping[str, Entry | Failure]:
    """Return the entries of all sources.toml files by origin; the nearest to a file goes first.

    Where one below the folder itself is wrong, the files beside and below it have a Failure each.
    BadMetadata if the folder's own is, which may say something of every file.
    """
    recorded: dict[str, Entry | Failure] = {}
    for sources in sorted(listing.sources, key=lambda found: found.origin.count("/")):
        folder = posixpath.dirname(sources.origin)
        try:
            read = _read_sources_toml(sources.path)
        except BadMetadata as error:
            if not folder:
                raise
            recorded |= {
                file.origin: Failure(file.origin, str(error))
                for file in listing.articles
                if file.origin.startswith(f"{folder}/")
            }
            continue
        for name, entry in read.items():
            origin = posixpath.normpath(posixpath.join(folder, name))
            recorded[origin] = _nearer(entry, recorded.get(origin, Entry()))
    return recorded


def entries_without_file(
    recorded: Mapping[str, Entry | Failure], listing: Listing
) -> Iterator[Failure]:
    """Yield a Failure for each entry of a sources.toml whose file is not there."""
    present = {found.origin for found in listing.articles}
    named = present | {failure.origin for failure in listing.refused}
    unnamed = sorted(present - recorded.keys())
    for order, origin in enumerate(sorted(recorded.keys() - named)):
        close = get_close_matches(origin, unnamed, n=1) if order < _SUGGESTED else []
        meant = f"did you mean {close[0]!r}?" if close else "correct the name or remove the entry"
        yield Failure(origin, f"{SOURCES_TOML} names it, but there is no such file; {meant}")


def entry_beside(path: Path, origin: str) -> Entry:
    """Return what a sources.toml beside one file records of that file."""
    beside = path.parent / SOURCES_TOML
    return entry_of(_read_sources_toml(beside).get(origin)) if beside.is_file() else Entry()


def entry_of(recorded: Entry | Failure | None) -> Entry:
    """Return what is recorded of a file, an empty Entry where nothing is.

    BadMetadata when what is recorded is not right.
    """
    if isinstance(recorded, Failure):
        raise BadMetadata(recorded.reason)
    return recorded or Entry()


def read_toml(content: bytes) -> Mapping[str, Entry | Failure]:
    """Return the entries of a sources.toml by file name (NFC), a Failure for each wrong entry.

    BadMetadata, with the line, when the bytes are not TOML.
    """
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadMetadata("is not UTF-8; save it again as UTF-8") from error
    except (ValueError, RecursionError) as error:  # ValueError also for a number of 5,000 digits
        raise BadMetadata(f"is not TOML: {cut(one_line(error), 200)}; correct it there") from error
    names = {name: unicodedata.normalize("NFC", name) for name in tables}
    return {names[name]: _recorded(names[name], table) for name, table in tables.items()}


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a file; UnreadableSource unless it is plain, small enough and readable.

    A pipe never blocks the call, not even a pipe that took the place of the file a moment ago.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a device may already set it going
            raise UnreadableSource(_KIND)
        with open(path, "rb", opener=_open_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise UnreadableSource(_KIND)
            content = b"" if found.st_size > max_bytes else file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise UnreadableSource("there is no such file; check the path") from error
    except (OSError, ValueError) as error:  # a NUL in the path is a ValueError
        reason = getattr(error, "strerror", None) or "its name holds what no name can"
        raise UnreadableSource(f"cannot be read: {reason}") from error
    if found.st_size > max_bytes or len(content) > max_bytes:
        raise too_large(max_bytes)
    return content


def state_of(path: Path) -> FileState | None:
    """Return the state of a file; `None` if it cannot be told, as it then cannot be read."""
    try:
        return FileState.of(path.stat())
    except (OSError, ValueError):
        return None


def too_large(max_bytes: int) -> UnreadableSource:
    """Return the error for a file that is larger than the limit."""
    return UnreadableSource(
        f"is larger than {max_bytes // 1_000_000} MB; give the article's text alone"
    )


def suffix_refusal(path: PurePath) -> str | None:
    """Return why a file of this name cannot be read, `None` if it can."""
    if path.suffix.lower() in SUFFIXES:
        return None
    kind = f"{path.suffix!r} files" if path.suffix else "files without a suffix"
    return f"{kind} cannot be read; supported are {' '.join(SUFFIXES)}"


def _root(folder: Path) -> Path:
    try:
        if folder.is_dir():
            return folder.resolve()
        if folder.exists():
            raise UnreadableSource(f"{folder}: is not a folder; name the folder that holds it")
    except OSError as error:
        raise UnreadableSource(f"{folder}: cannot be listed: {error.strerror}") from error
    raise UnreadableSource(f"{folder}: there is no such folder; check the path")


def _walk(folder: Path) -> Iterator[Path]:
    waiting = [folder]  # no recursion: folders can be nested deeper than Python calls
    while waiting:
        path = waiting.pop()
        try:
            is_folder = path == folder or (path.is_dir() and not path.is_symlink())
            children = sorted(path.iterdir(), reverse=True) if is_folder else []
        except OSError as error:
            raise UnreadableSource(
                f"{cut(str(path))}: cannot be listed: {error.strerror}"
            ) from error
        waiting += [child for child in children if not child.name.startswith((".", "~$"))]
        if not is_folder and path.name not in NOT_ARTICLES:
            yield path


def _refusal(path: Path, root: Path) -> str | None:
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):
            return "is a link to nothing; remove it or put the file itself here"
        if not target.is_relative_to(root):
            return "is a link that leaves the folder; put a copy of the file here"
        if target.is_dir():
            return "is a link to a folder, and those are not followed; remove it"
    if not path.is_file():
        return "is not a plain file; remove it from the folder"
    return None if path.name == SOURCES_TOML else suffix_refusal(path)


def _name_refusal(found: ArticleFile, articles: dict[str, ArticleFile]) -> str | None:
    if printable(found.origin) != found.origin:
        return "has a name with characters that cannot be written; rename it"
    if found.origin in articles:
        return "has the same name as another file, written with other accents; rename it"
    return None


def _sorted(found: Iterable[ArticleFile]) -> tuple[ArticleFile, ...]:
    return tuple(sorted(found, key=lambda file: file.origin))


def _read_sources_toml(path: Path) -> Mapping[str, Entry | Failure]:
    try:
        return read_toml(read_bytes(path, MAX_TOML_BYTES))
    except (BadMetadata, UnreadableSource) as error:
        raise BadMetadata(f"{path}: {error}") from error


def _nearer(near: Entry | Failure, far: Entry | Failure) -> Entry | Failure:
    if isinstance(near, Failure):
        return near
    return far if isinstance(far, Failure) else merge(near, far)


def _recorded(name: str, table: object) -> Entry | Failure:
    try:
        return _sources_entry(name, table)
    except BadMetadata as error:
        return Failure(name, f"{SOURCES_TOML}, entry {cut(name)!r}: {error}")


def _sources_entry(name: str, table: object) -> Entry:
    if not isinstance(table, dict):
        raise BadMetadata('stands above the first entry; put it below a line ["file name.txt"]')
    for key, value in table.items():
        if isinstance(value, dict):
            whole = f"{name}.{key}"
            raise BadMetadata(f'a file name needs quotes; write ["{whole}"] instead of [{whole}]')
        if key not in FIELDS:
            close = get_close_matches(key, FIELDS, n=1)
            meant = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(FIELDS)}"
            raise BadMetadata(f"unknown field {key!r}; {meant}")
    return read_fields(table)


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
