"""A folder -> its article files, and the files that are refused by name before any is read."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from index.errors import BadMetadata, UnreadableSource
from index.records import Failure
from index.sources.metadata import SOURCES_TOML
from index.sources.parsing.formats import SUFFIXES
from index.text.shown import printable

NOT_ARTICLES = frozenset({"questions.toml", "Thumbs.db", "desktop.ini"})
"""Files that may lie among articles and are none; so are hidden ones and Word's locks, `~$…`."""


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file and its path in the folder (posix, NFC), by which it is called."""

    path: Path
    origin: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What a folder holds, each in the order of origins; `sources` are its sources.toml files."""

    articles: tuple[ArticleFile, ...]
    sources: tuple[ArticleFile, ...]
    refused: tuple[Failure, ...]


def list_folder(folder: Path) -> Listing:
    """List `folder` and the folders below it, hidden ones left out; UnreadableSource if it cannot.

    A folder that can be listed only in part is refused whole, or its other articles would look
    removed; so is one whose sources.toml is a link to elsewhere (BadMetadata).
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
    """Return a relative path as sources.toml has it: with slashes, NFC (macOS gives NFD)."""
    return unicodedata.normalize("NFC", relative.as_posix())


def suffix_refusal(path: PurePath) -> str | None:
    """Say why a file of this name cannot be read, if it cannot."""
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
    try:
        children = sorted(folder.iterdir())
        folders = {child for child in children if child.is_dir() and not child.is_symlink()}
    except OSError as error:
        raise UnreadableSource(f"{folder}: cannot be listed: {error.strerror}") from error
    for child in children:
        if child.name.startswith((".", "~$")):
            continue
        if child in folders:
            yield from _walk(child)
        elif child.name not in NOT_ARTICLES:
            yield child


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
