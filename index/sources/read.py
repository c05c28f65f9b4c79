"""A folder, a file, an upload or a web address -> sources with their texts, all in one form."""

import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path, PurePath
from urllib.parse import urlsplit

import regex

from index.errors import BadMetadata, PullquoteError, UnreadableSource, one_line
from index.records import Failure, Fetched, Progress, Reading, Remark, Source, SourceText, Span
from index.sources import folder, names
from index.sources.fields import (
    SKIP_SECONDS,
    Entry,
    Extracted,
    empty_match,
    endless,
    merge,
    skip_pattern,
)
from index.sources.front_matter import split_front_matter
from index.sources.known import KnownFiles
from index.sources.parsing import formats
from index.sources.parsing.encodings import decode
from index.sources.parsing.isolation import IsolatedParser
from index.text.shown import cut, printable

MAX_FILE_BYTES = 20_000_000
"""The largest article file: a book is 1 MB of text; a larger file is a scan or a mistake."""

MAX_SKIPS_FROM_ELSEWHERE = 50
"""The most skip entries that a text from elsewhere may bring: each is sought in the whole text."""

MAX_MARKS = 100
"""The most combining marks in a row: no script needs ten, and NFC takes their square in time."""

# Quickly read, so that to know what they gave would save nothing.
_PLAIN_SUFFIXES = frozenset(formats.TEXT_SUFFIXES) - frozenset(formats.MARKDOWN_SUFFIXES)
_EMPHASIS = re.compile(r"[*`]+|~~|(?<!\w)_+|_+(?!\w)")
_LINK = re.compile(r"!?\[(?P<shown>[^\]\n]*)\]\([^)\n]*\)")
_NEWLINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class _Content:
    """The normalised text of a source, and its fields from wherever they are recorded."""

    text: str
    entry: Entry
    remarks: tuple[Remark, ...] = ()
    parser: str = ""
    file_sha256: str = ""


def read_folder(path: Path, progress: Progress | None = None, data: Path | None = None) -> Reading:
    """Read every article file in a folder; a file that cannot be read is listed with the reason.

    Files that did not change since they were read for the data directory `data` are not parsed
    again. A `skip` entry that matches nothing is listed too, though its article is read.
    UnreadableSource when the folder cannot be listed, BadMetadata when a sources.toml in it is not
    TOML.
    """
    listing = folder.list_folder(path)
    entries = folder.read_folder_entries(listing)
    ids = names.ids_of_files([file.origin for file in listing.articles])
    texts: list[SourceText] = []
    failures = [*listing.refused, *folder.entries_without_file(entries, listing)]
    with IsolatedParser() as parser, _known(data) as known:
        for done, file in enumerate(listing.articles, start=1):
            try:
                entry = folder.entry_of(entries.get(file.origin))
                content = _read_content(file.path, entry, parser, known)
                texts.append(_source_text(ids[file.origin], file.origin, content))
                failures.extend(_unmatched_skips(file.origin, content))
            except PullquoteError as error:
                failures.append(Failure(file.origin, str(error)))
            except Exception as error:  # noqa: BLE001 - the fault of one file is that file's alone
                failures.append(Failure(file.origin, str(_unforeseen(error))))
            if progress is not None:
                progress("Reading articles", done, len(listing.articles))
        if known is not None:
            known.forget_others(path.resolve(), [file.path for file in listing.articles])
    texts.sort(key=lambda text: text.source.id)
    failures.sort(key=lambda failure: (failure.origin, failure.reason))
    return Reading(tuple(texts), tuple(failures))


def read_file(path: Path, entry: Entry | None = None) -> SourceText:
    """Read one article file; its fields are in `entry`, or else in a sources.toml beside the file.

    UnreadableSource or BadMetadata name the file.
    """
    origin = unicodedata.normalize("NFC", path.name)
    with _named(str(path), printable):
        known = folder.entry_beside(path, origin) if entry is None else entry
        return _source_text(names.id_of_file(origin), origin, _read_content(path, known))


def read_draft(path: Path) -> str:
    """Read the text of a draft, whose quotations are to be checked: a plain text as it is written.

    UnreadableSource names the file.
    """
    with _named(str(path), printable):
        if reason := folder.suffix_refusal(path):
            raise UnreadableSource(reason)
        return _draft(path.suffix, folder.read_bytes(path, MAX_FILE_BYTES))


def read_sent_draft(name: str, content: bytes) -> str:
    """Read the text of a draft that somebody sent, as `read_draft` does."""
    with _named(name, cut):
        suffix = PurePath(names.check_upload(name)).suffix
        if reason := folder.suffix_refusal(PurePath(name)):
            raise UnreadableSource(reason)
        if len(content) > MAX_FILE_BYTES:
            raise folder.too_large(MAX_FILE_BYTES)
        return _draft(suffix, content)


def _draft(suffix: str, content: bytes) -> str:
    _refuse_empty(content)
    suffix = suffix.lower()
    if _is_text(suffix, content):
        return normalise(decode(content))
    return normalise(_parse(suffix, content, None, None).text)


def read_upload(name: str, content: bytes, parser: IsolatedParser | None = None) -> SourceText:
    """Read a file that somebody sent; its name becomes the origin and the id, never a path.

    The id is that of a file of this name in a folder, so that the upload replaces such a file.
    Without a `parser` the upload is read in a process of its own. UnreadableSource or BadMetadata
    name the file.
    """
    with _named(name, cut):
        origin = names.check_upload(name)
        if reason := folder.suffix_refusal(PurePath(origin)):
            raise UnreadableSource(reason)
        if len(content) > MAX_FILE_BYTES:
            raise folder.too_large(MAX_FILE_BYTES)
        read = _read_from_elsewhere(PurePath(origin).suffix.lower(), content, None, parser)
        return _source_text(names.id_of_file(origin), origin, read)


def read_address(
    address: str, fetch: Callable[[str], Fetched], parser: IsolatedParser | None = None
) -> SourceText:
    """Read the article at a web address; its id is made from this address, before any redirect.

    The link of the source is the address that the page calls its own, which has no trackers, if its
    host is that of the last redirect; else the address of the last redirect. UnreadableSource or
    BadMetadata name the address.
    """
    with _named(address, cut):
        fetched = fetch(address)
        read = _read_from_elsewhere(fetched.suffix, fetched.content, fetched.charset, parser)
        link = _link(fetched.address, read.entry.url)
        content = replace(read, entry=replace(read.entry, url=link))
        return _source_text(names.id_of_address(fetched.asked), fetched.asked, content)


def normalise(text: str) -> str:
    r"""Return a text without a byte order mark, with `\n` for every kind of newline, in NFC.

    UnreadableSource when a letter has more than `MAX_MARKS` accents.

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

    A plain entry cuts every line that holds just its words, a `/…/` entry every match.
    BadMetadata when a pattern is wrong, matches where nothing stands, or is sought for too long.

    >>> skipped_spans("Nobody was hurt.\n Share this \nThe end.", ("Share this", "/ end/"))
    (Span(start=17, end=29), Span(start=33, end=37))
    """
    deadline = time.monotonic() + SKIP_SECONDS
    found = sorted(
        (span for entry in skip for span in _matches(text, entry, deadline)),
        key=lambda span: (span.start, span.end),
    )
    merged: list[Span] = []
    for span in found:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def _unmatched_skips(origin: str, content: _Content) -> Iterator[Failure]:
    deadline = time.monotonic() + SKIP_SECONDS
    for entry in content.entry.skip:
        if not any(_matches(content.text, entry, deadline)):
            yield Failure(
                origin,
                f"the article was read, but skip entry {entry!r} matches nothing in it; "
                "give the exact text of a whole line, or a /pattern/, or remove the entry",
            )


def _matches(text: str, skip: str, deadline: float) -> Iterator[Span]:
    """Yield the ranges of a normalised text that a skip entry cuts.

    BadMetadata when the entry is a wrong pattern, matches where nothing stands, or is still sought
    at the deadline, a moment of `time.monotonic()`.
    """
    pattern = skip_pattern(skip)
    if pattern is None:
        wanted = unicodedata.normalize("NFC", skip).strip()
        lines = "|".join(map(re.escape, dict.fromkeys((wanted, _without_markup(wanted)))))
        pattern = regex.compile(rf"^[^\S\n]*(\*\*)?(?:{lines})(?(1)\*\*)[^\S\n]*$", regex.MULTILINE)
    try:
        for match in pattern.finditer(text, timeout=max(0.001, deadline - time.monotonic())):
            if match.start() == match.end():
                raise empty_match(skip)
            yield Span(match.start(), match.end())
    except TimeoutError as error:
        raise endless(skip) from error


def _is_text(suffix: str, content: bytes) -> bool:
    """Tell whether a file is a text of its own, and no RTF that calls itself one."""
    return suffix in formats.TEXT_SUFFIXES and not content.startswith(formats.RTF_SIGNATURE)


def _without_markup(line: str) -> str:
    """Return a line of a skip entry as the text has it, if it was copied from Markdown's source."""
    return _EMPHASIS.sub("", _LINK.sub(r"\g<shown>", line)).strip() or line


def _known(data: Path | None) -> AbstractContextManager[KnownFiles | None]:
    """Open what is known of files in a data directory, if there is one already."""
    is_there = data is not None and data.is_dir()
    return KnownFiles(data, formats.rules()) if data is not None and is_there else nullcontext()


def _read_content(
    path: Path,
    recorded: Entry,
    parser: IsolatedParser | None = None,
    known: KnownFiles | None = None,
) -> _Content:
    if reason := folder.suffix_refusal(path):
        raise UnreadableSource(reason)
    suffix = path.suffix.lower()
    if known is not None and suffix not in _PLAIN_SUFFIXES:
        return _read_known(path, suffix, recorded, parser, known)
    content = folder.read_bytes(path, MAX_FILE_BYTES)
    _refuse_empty(content)
    extracted = _extract(suffix, content, parser)
    return _content(_is_text(suffix, content), sha256(content).hexdigest(), extracted, recorded)


def _read_known(
    path: Path,
    suffix: str,
    recorded: Entry,
    parser: IsolatedParser | None,
    known: KnownFiles,
) -> _Content:
    """Read a file whose bytes, or the text that they gave, may be known."""
    began, state = known.now(), folder.state_of(path)
    digest = None if state is None else known.digest(path, state)
    extracted = None if digest is None else known.parsed(digest, suffix)
    if digest is None or extracted is None:
        content = folder.read_bytes(path, MAX_FILE_BYTES)
        _refuse_empty(content)
        digest = sha256(content).hexdigest()
        extracted = known.parsed(digest, suffix)
        if extracted is None:
            extracted = _extract(suffix, content, parser)
            known.keep(digest, suffix, extracted)
        if state is not None:
            known.keep_state(path, state, began, digest)
    is_text = suffix in formats.MARKDOWN_SUFFIXES and extracted.parser != formats.RTF_VERSION
    return _content(is_text, digest, extracted, recorded)


def _extract(suffix: str, content: bytes, parser: IsolatedParser | None) -> Extracted:
    # Texts of this machine are read at once, so that a folder of them starts no other process.
    if not _is_text(suffix, content):
        return _parse(suffix, content, None, parser)
    if suffix in formats.MARKDOWN_SUFFIXES:
        return formats.read(suffix, content)
    return Extracted(decode(content), Entry(), parser=formats.TEXT_VERSION)


def _read_from_elsewhere(
    suffix: str, content: bytes, charset: str | None, parser: IsolatedParser | None
) -> _Content:
    """Read bytes from elsewhere, plain texts too, in another process; they may bring no pattern."""
    _refuse_empty(content)
    extracted = _parse(suffix, content, charset, parser)
    digest = sha256(content).hexdigest()
    read = _content(_is_text(suffix, content), digest, extracted, Entry())
    skip = read.entry.skip
    if len(skip) > MAX_SKIPS_FROM_ELSEWHERE or any(skip_pattern(entry) for entry in skip):
        # A pattern can take long on the text that comes with it, and so can many.
        raise BadMetadata(
            "front matter: skip holds a /pattern/ or many entries; those are taken from files on"
            f" this machine only, so give at most {MAX_SKIPS_FROM_ELSEWHERE} whole lines"
        )
    return read


def _refuse_empty(content: bytes) -> None:
    if not content:
        raise UnreadableSource("is empty; put the text of the article into it")


def _parse(
    suffix: str, content: bytes, charset: str | None, parser: IsolatedParser | None
) -> Extracted:
    """Parse bytes in the process of `parser`, or in one for these bytes alone."""
    with nullcontext(parser) if parser else IsolatedParser() as parsing:
        return parsing.read(suffix, content, charset)


def _content(is_text: bool, digest: str, extracted: Extracted, recorded: Entry) -> _Content:
    text, entry = normalise(extracted.text), merge(recorded, extracted.entry)
    remarks = extracted.remarks
    if is_text:
        front = split_front_matter(text)
        text, entry = front.body, merge(recorded, front.entry)
        remarks = (*remarks, *front.remarks)
    if not text.strip():
        raise UnreadableSource("holds no text; put the text of the article into it")
    return _Content(text, entry, remarks, extracted.parser, digest)


def _link(address: str, own: str | None) -> str:
    same_host = own is not None and urlsplit(own).hostname == urlsplit(address).hostname
    return own if own is not None and same_host else address


@contextmanager
def _named(name: str, shown: Callable[[str], str]) -> Iterator[None]:
    """Put the name of a source, as it is `shown`, before the message of an error about it."""
    try:
        yield
    except (UnreadableSource, BadMetadata) as error:
        raise type(error)(f"{shown(name)}: {error}") from error
    except PullquoteError:
        raise
    except Exception as error:
        raise UnreadableSource(f"{shown(name)}: {_unforeseen(error)}") from error


def _unforeseen(error: Exception) -> UnreadableSource:
    """Return the refusal of a source that breaks the reading of it in a way that none foresaw."""
    why = cut(f"{type(error).__name__}: {one_line(error)}")
    return UnreadableSource(f"cannot be read ({why}); give its text as a plain text file")


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
    return SourceText(
        source,
        content.text,
        skipped_spans(content.text, entry.skip),
        content.remarks,
        content.parser,
        content.file_sha256,
    )


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
    return re.compile(f"[{marks}\U00010000-\U0001ffff]+")
