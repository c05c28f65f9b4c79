"""The checks of a whole installation: each gives a finding of one line."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.embedding.embedder import Embedder
from index.errors import PullquoteError
from index.generation import directory
from index.generation.opened import Generation
from index.publishing import permissions
from index.store import audit, databases, mending
from index.store.file import FILE_NAME
from index.store.store import Store, read_corpus
from index.text import quoting

_LITTLE_SPACE = 500 * 1024 * 1024  # bytes; a reindex of a large corpus needs about this much


@dataclass(frozen=True, slots=True)
class Finding:
    """The finding of a check: what was checked, whether it is sound, and one line about it."""

    checked: str
    sound: bool
    line: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check by its name: `look` says in one line what is sound, or raises `PullquoteError`."""

    name: str
    look: Callable[[], str]


def examine(
    data: Path,
    make_embedder: Callable[[], Embedder],
    more: Sequence[Check] = (),
    describe: Callable[[Path], Mapping[str, str]] = lambda _data: audit.NOTHING,
) -> Iterator[Finding]:
    """Check the model, the store, the audit log, the live generation, its quotes, other files.

    Of a SQLite file that is not the library's only the whole is checked here; `more` are the checks
    of those who own one, of what its rows say. `describe` lists what audit entries describe outside
    the store (see `audit.verify`).
    """
    fingerprint = ""

    def model() -> str:
        nonlocal fingerprint
        embedder = make_embedder()
        fingerprint = embedder.fingerprint
        embedder.embed_questions(["Does the model run?"])
        return f"verified and run, fingerprint {fingerprint[:8]}"

    checks = (
        Check("model", model),
        Check("store", lambda: _store(data)),
        Check("audit", lambda: _audit(data, describe)),
        Check("generation", lambda: _generation(data)),
        Check("quotes", lambda: _quotes(data, fingerprint)),
        Check("files", lambda: _files(data)),
        *more,
        Check("private", lambda: _private(data)),
        Check("disk", lambda: _disk(data)),
    )
    for check in checks:
        try:
            yield Finding(check.name, True, check.look())
        except PullquoteError as error:
            yield Finding(check.name, False, str(error))


def _store(data: Path) -> str:
    with closing(Store(data)) as store:
        if not store.is_sound():
            raise PullquoteError(f"{store.file.path} is damaged; restore it from a backup")
        if found := mending.find_damage(store):
            raise PullquoteError(
                f"not as it was written: {'; '.join(found)}; mend it with: pullquote doctor"
                " --repair, or where that has no good copy, restore the store from a backup"
            )
        return f"{store.file.path} is whole, {len(store.events())} events"


def _audit(data: Path, describe: Callable[[Path], Mapping[str, str]]) -> str:
    verified = audit.verify(data, described=describe(data))
    if verified.problems:
        raise PullquoteError(f"{'; '.join(verified.problems)}; restore the store from a backup")
    return f"{verified.entries} entries, unbroken, head {verified.head[:12]}"


def _live(data: Path) -> int:
    with closing(Store(data)) as store:
        live = store.live()
    if live is None:
        raise PullquoteError("no generation yet; make one with: pullquote reindex FOLDER")
    return live


def _generation(data: Path) -> str:
    manifest = directory.read_manifest(data, _live(data))
    directory.check_files(data, manifest, thoroughly=True)
    return f"{manifest.number} is whole: {len(manifest.files)} files as they were written"


def _quotes(data: Path, fingerprint: str) -> str:
    """Compare every article with the store's, and slice every paragraph out of that."""
    if not fingerprint:
        raise PullquoteError("not checked, as there is no model to open the index with")
    with closing(Generation(data, _live(data), fingerprint)) as generation:
        generation.check_counts()
        checked = 0
        for article in read_corpus(data).articles:
            if generation.texts.article(article.id) != article:
                raise PullquoteError(
                    f"what the store says of {article.id} is not what was indexed; mend it with:"
                    " pullquote doctor --repair"
                )
            for paragraph in generation.texts.paragraphs_near(article, 0, len(article.text) + 1):
                quoting.quote_slice(article, paragraph.number, paragraph.start, paragraph.end)
                checked += 1
    return f"{checked} paragraphs stand in their articles word for word"


def _files(data: Path) -> str:
    """Check every SQLite file of the data directory but the store, which has a check of its own."""
    found = sorted(path for path in data.glob("*.sqlite") if path.name != FILE_NAME)
    for path in found:
        if damage := databases.find_damage(path, thoroughly=True):
            raise PullquoteError(
                f"{path} is damaged ({damage}); restore it from a backup, or move it away: a new"
                " one is begun then"
            )
    return f"{', '.join(path.name for path in found) or 'no others'}: whole"


def _private(data: Path) -> str:
    if found := permissions.open_to_others(data):
        raise PullquoteError(
            f"{found[0]} and {len(found) - 1} more can be read by other users; close them with:"
            " pullquote doctor --repair"
        )
    return f"{data} can be read by its owner alone"


def _disk(data: Path) -> str:
    effective = os.access in os.supports_effective_ids
    if data.exists() and not os.access(data, os.W_OK, effective_ids=effective):
        raise PullquoteError(
            f"nothing can be written to {data}: questions are answered without new buttons, and"
            " nothing can be changed; see how its disk is mounted and whose the directory is"
        )
    free = shutil.disk_usage(data if data.exists() else Path.cwd()).free
    if free < _LITTLE_SPACE:
        raise PullquoteError(f"only {free // 2**20} MB are free for {data}; free some space")
    return f"{free // 2**20} MB free"
