"""Article files -> their texts, with what is recorded of them and which lines are not article.

Beside it: `article_files` lists a folder, `article_ids` names its articles, `formats` reads bytes,
`metadata` reads what moderators recorded.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from index.errors import BadMetadata, PullquoteError, UnreadableSource
from index.records import Failure, Fetched, Progress, Reading, Source, SourceText, Span
from index.sources import ids as article_ids
from index.sources import plain_files, recorded, uploads
from index.sources.fields import Entry, Extracted, empty_match, merge, skip_pattern
from index.sources.folder import list_folder, suffix_refusal
from index.sources.metadata import split_front_matter
from index.sources.parsing import formats
from index.sources.parsing.isolation import IsolatedReader
from index.text.shown import cut, printable

MAX_FILE_BYTES = 20_000_000
"""The largest article file: a book is 1 MB of text; beyond this it is a scan or a mistake."""

MAX_MARKS = 100
"""The most combining marks in a row: no script needs ten, and NFC takes their square in time."""

MAX_SKIPS_FROM_ELSEWHERE = 50
"""How many skip entries a text from elsewhere may bring: each goes through the whole text."""

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
    entries = recorded.read_folder_entries(listing)
    ids = article_ids.assign([found.origin for found in listing.articles])
    texts: list[SourceText] = []
    failures = [*listing.refused, *recorded.without_file(entries, listing)]
    with IsolatedReader() as reader:
        for done, found in enumerate(listing.articles, start=1):
            try:
                entry = recorded.entry_of(entries.get(found.origin))
                content = _read_content(found.path, entry, reader)
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
    with _named(printable(str(path))), IsolatedReader() as reader:
        known = recorded.entry_beside(path, origin) if entry is None else entry
        return _source_text(article_ids.slug(origin), origin, _read_content(path, known, reader))


def read_upload(name: str, content: bytes, reader: IsolatedReader | None = None) -> SourceText:
    """Read a file that somebody sent under `name`, which becomes no path but the origin and id.

    The same id as of a file of that name, so that it replaces it. Without a `reader` it is read in
    a process that no other file has shared. UnreadableSource or BadMetadata name the file.
    """
    with _named(cut(name)):
        origin = uploads.check(name)
        if reason := suffix_refusal(PurePath(origin)):
            raise UnreadableSource(reason)
        if len(content) > MAX_FILE_BYTES:
            raise plain_files.too_large(MAX_FILE_BYTES)
        read = _read_from_elsewhere(PurePath(origin).suffix.lower(), content, None, reader)
        return _source_text(article_ids.slug(origin), origin, read)


def read_address(
    address: str, fetch: Callable[[str], Fetched], reader: IsolatedReader | None = None
) -> SourceText:
    """Read what stands at a web address; the id is of the address given, whatever it redirects to.

    Its link is the last address, or the one that the page calls its own on the same host: that has
    no trackers. UnreadableSource or BadMetadata name the address.
    """
    with _named(cut(address)):
        fetched = fetch(address)
        read = _read_from_elsewhere(fetched.suffix, fetched.content, fetched.charset, reader)
        link = _link(fetched.address, read.entry.url)
        content = replace(read, entry=replace(read.entry, url=link))
        return _source_text(article_ids.of_address(fetched.asked), fetched.asked, content)


def normalise(text: str) -> str:
    r"""Return `text` without a byte order mark, with `\n` for every kind of newline, in NFC.

    >>> normalise("\ufeffMonday\r\nTuesday")
    'Monday\nTuesday'
    """
    if not text.isascii() and _has_a_heap_of_marks(text):
        raise UnreadableSource(
            f"holds over {MAX_MARKS} accents on one letter; remove them, they are no text"
        )
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


def _read_content(path: Path, known: Entry, reader: IsolatedReader) -> _Content:
    if reason := suffix_refusal(path):
        raise UnreadableSource(reason)
    suffix = path.suffix.lower()
    content = plain_files.read(path, MAX_FILE_BYTES)
    # Texts need no parser of a format, and a folder of them no other process.
    read = formats.read if suffix in formats.TEXT_SUFFIXES else reader.read
    return _content(suffix, read(suffix, content), known)


def _read_from_elsewhere(
    suffix: str, content: bytes, charset: str | None, reader: IsolatedReader | None
) -> _Content:
    """Read what nobody here wrote: also a text, in another process."""
    with nullcontext(reader) if reader else IsolatedReader() as reading:
        read = _content(suffix, reading.read(suffix, content, charset), Entry())
    skip = read.entry.skip
    if len(skip) > MAX_SKIPS_FROM_ELSEWHERE or any(skip_pattern(entry) for entry in skip):
        # A pattern can take for ever on the text that comes with it.
        raise BadMetadata(
            "front matter: skip holds a /pattern/ or many entries; those are taken from files on"
            f" this machine only, so give at most {MAX_SKIPS_FROM_ELSEWHERE} whole lines"
        )
    return read


def _content(suffix: str, extracted: Extracted, known: Entry) -> _Content:
    text, entry = normalise(extracted.text), merge(known, extracted.says)
    if suffix in formats.TEXT_SUFFIXES:
        front = split_front_matter(text)
        text, entry = front.body, merge(known, front.entry)
    if not text.strip():
        raise UnreadableSource("holds no text; put the text of the article into it")
    return _Content(text, entry)


def _link(address: str, own: str | None) -> str:
    same_host = own is not None and urlsplit(own).hostname == urlsplit(address).hostname
    return own if own is not None and same_host else address


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Put a name before what is said of it."""
    try:
        yield
    except (UnreadableSource, BadMetadata) as error:
        raise type(error)(f"{name}: {error}") from error


def _has_a_heap_of_marks(text: str) -> bool:
    heaps = (run[0] for run in _possible_marks().finditer(text) if len(run[0]) > MAX_MARKS)
    return any(_longest_run_of_marks(heap) > MAX_MARKS for heap in heaps)


def _longest_run_of_marks(heap: str) -> int:
    runs = groupby(heap, key=lambda mark: unicodedata.combining(mark) != 0)
    return max((len(list(run)) for are_marks, run in runs if are_marks), default=0)


@cache
def _possible_marks() -> re.Pattern[str]:
    # Every mark of the plane in use, and all of the next: exactly would take ten times as long.
    marks = "".join(chr(code) for code in range(0x10000) if unicodedata.combining(chr(code)))
    return re.compile(f"[{marks}\U00010000-\U0001ffff]++")


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
