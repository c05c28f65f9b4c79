"""Article files -> their texts, with what is recorded of them and which lines are not article.

Beside it: `article_files` lists a folder, `article_ids` names its articles, `formats` reads bytes,
`metadata` reads what moderators recorded.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from index import article_ids, formats
from index.article_files import Listing, list_folder, suffix_refusal
from index.errors import BadMetadata, PullquoteError, UnreadableSource
from index.fields import Entry, empty_match, merge, skip_pattern
from index.metadata import SOURCES_TOML, read_sources_toml, split_front_matter
from index.records import Failure, Progress, Reading, Source, SourceText, Span

MAX_FILE_BYTES = 20_000_000
"""The largest article file: a book is 1 MB of text; beyond this it is a scan or a mistake."""

_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class _Content:
    """The normalised text of a file, and all that is recorded of it wherever it is recorded."""

    text: str
    entry: Entry


def read_folder(folder: Path, progress: Progress | None = None) -> Reading:
    """Read every article file below `folder`; what could not be read is listed with its reason.

    Also listed, though its article is read: a `skip` entry that matches nothing. UnreadableSource
    when the folder cannot be listed, BadMetadata when a sources.toml in it is not TOML.
    """
    listing = list_folder(folder)
    recorded = _read_recorded(listing)
    ids = article_ids.assign([found.origin for found in listing.articles])
    texts: list[SourceText] = []
    failures = [*listing.refused, *_entries_without_file(recorded, listing)]
    for done, found in enumerate(listing.articles, start=1):
        try:
            content = _read_content(found.path, _entry_of(recorded.get(found.origin)))
            texts.append(_source_text(ids[found.origin], found.origin, content))
            failures.extend(_unmatched_skips(found.origin, content))
        except PullquoteError as error:
            failures.append(Failure(found.origin, str(error)))
        if progress is not None:
            progress("Reading articles", done, len(listing.articles))
    texts.sort(key=lambda text: text.source.id)
    failures.sort(key=lambda failure: (failure.origin, failure.reason))
    return Reading(tuple(texts), tuple(failures))


def read_file(path: Path, entry: Entry | None = None) -> SourceText:
    """Read one article file, with `entry` or else what a sources.toml beside it records.

    UnreadableSource or BadMetadata name the file.
    """
    origin = unicodedata.normalize("NFC", path.name)
    try:
        recorded = _entry_beside(path, origin) if entry is None else entry
        return _source_text(article_ids.slug(origin), origin, _read_content(path, recorded))
    except (UnreadableSource, BadMetadata) as error:
        raise type(error)(f"{path}: {error}") from error


def normalise(text: str) -> str:
    r"""Return `text` without a byte order mark, with `\n` for every kind of newline, in NFC.

    >>> normalise("\ufeffMonday\r\nTuesday")
    'Monday\nTuesday'
    """
    return unicodedata.normalize("NFC", _NEWLINE.sub("\n", text.lstrip("\N{BOM}")))


def skipped_spans(text: str, skip: tuple[str, ...]) -> tuple[Span, ...]:
    r"""Return the ranges of a normalised text that `skip` cuts: sorted, disjoint, never empty.

    A plain entry cuts every line that says just that, a `/…/` entry every match. BadMetadata when
    a pattern is wrong or matches where nothing stands.

    >>> skipped_spans("Nobody was hurt.\n Share this \nThe end.", ("Share this", "/ end/"))
    (Span(start=17, end=29), Span(start=33, end=37))
    """
    found = sorted(
        (span for entry in skip for span in _matches(text, entry)),
        key=lambda span: (span.start, span.end),
    )
    merged: list[Span] = []
    for span in found:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _matches(text: str, skip: str) -> Iterator[Span]:
    pattern = skip_pattern(skip)
    if pattern is None:
        wanted = unicodedata.normalize("NFC", skip).strip()
        pattern = re.compile(rf"^[^\S\n]*{re.escape(wanted)}[^\S\n]*$", re.MULTILINE)
    for match in pattern.finditer(text):
        if match.start() == match.end():
            raise empty_match(skip)
        yield Span(match.start(), match.end())


def _unmatched_skips(origin: str, content: _Content) -> Iterator[Failure]:
    for entry in content.entry.skip:
        if not any(_matches(content.text, entry)):
            yield Failure(
                origin,
                f"the article was read, but skip entry {entry!r} matches nothing in it; "
                "give the exact text of a whole line, or a /pattern/, or remove the entry",
            )


def _read_content(path: Path, recorded: Entry) -> _Content:
    if reason := suffix_refusal(path):
        raise UnreadableSource(reason)
    suffix = path.suffix.lower()
    extracted = formats.read(suffix, _read_bytes(path))
    text, entry = normalise(extracted.text), merge(recorded, extracted.says)
    if suffix in formats.TEXT_SUFFIXES:
        front = split_front_matter(text)
        text, entry = front.body, merge(recorded, front.entry)
    if not text.strip():
        raise UnreadableSource("holds no text; put the text of the article into it")
    return _Content(text, entry)


def _read_bytes(path: Path) -> bytes:
    try:
        if not path.exists():
            raise UnreadableSource("there is no such file; check the path")
        if not path.is_file():  # a pipe would never end
            raise UnreadableSource("is not a plain file; name a file that holds one article")
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnreadableSource(f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_FILE_BYTES:
        limit = MAX_FILE_BYTES // 1_000_000
        raise UnreadableSource(f"is larger than {limit} MB; give the article's text alone")
    return content


def _source_text(article_id: str, origin: str, content: _Content) -> SourceText:
    entry = content.entry
    source = Source(
        id=article_id,
        origin=origin,
        title=entry.title,
        outlet=entry.outlet,
        author=entry.author,
        published=entry.published,
        url=entry.url,
        language=entry.language,
        note=entry.note,
    )
    return SourceText(source, content.text, skipped_spans(content.text, entry.skip))


def _read_recorded(listing: Listing) -> Mapping[str, Entry | Failure]:
    """Return what every sources.toml records, by origin; the one nearest to the file goes first."""
    recorded: dict[str, Entry | Failure] = {}
    for sources in sorted(listing.sources, key=lambda found: found.origin.count("/")):
        folder = posixpath.dirname(sources.origin)
        for name, entry in read_sources_toml(sources.path).items():
            origin = posixpath.normpath(posixpath.join(folder, name))
            recorded[origin] = _nearer(entry, recorded.get(origin, Entry()))
    return recorded


def _nearer(near: Entry | Failure, far: Entry | Failure) -> Entry | Failure:
    if isinstance(near, Failure):
        return near
    return far if isinstance(far, Failure) else merge(near, far)


def _entries_without_file(
    recorded: Mapping[str, Entry | Failure], listing: Listing
) -> Iterator[Failure]:
    present = {found.origin for found in listing.articles}
    named = present | {failure.origin for failure in listing.refused}
    for origin in recorded.keys() - named:
        close = get_close_matches(origin, sorted(present - recorded.keys()), n=1)
        meant = f"did you mean {close[0]!r}?" if close else "correct the name or remove the entry"
        yield Failure(origin, f"{SOURCES_TOML} names it, but there is no such file; {meant}")


def _entry_beside(path: Path, origin: str) -> Entry:
    beside = path.parent / SOURCES_TOML
    return _entry_of(read_sources_toml(beside).get(origin)) if beside.is_file() else Entry()


def _entry_of(recorded: Entry | Failure | None) -> Entry:
    if isinstance(recorded, Failure):
        raise BadMetadata(recorded.reason)
    return recorded or Entry()
