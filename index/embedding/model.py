"""A sentence-transformers model as an `Embedder`: found, verified, exported once, then run."""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index.embedding import exported, exporting, packaged
from index.embedding.exported import ExportedModel, file_sha256
from index.embedding.packaged import DEFAULT_MODEL
from index.embedding.reference import ReferenceModel
from index.errors import ModelRefused
from index.store.databases import PRIVATE_FILE, make_directory
from index.text.stems import is_mostly_latin

_DIGESTS_NAME = "digests.json"  # beside the exports
_SUFFIXES = frozenset(
    {".json", ".safetensors", ".bin", ".txt", ".model"}
)  # of the files of a model
_Mark = tuple[int, int, str]  # a file's size in bytes, its time of change in ns, its SHA-256


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """The choice of a model: its name, its device, and the prompts that it expects before a text.

    `name` is `all-MiniLM-L6-v2`, `all-mpnet-base-v2` or `multilingual-e5-small` (inside packages,
    nothing is downloaded), a folder, or the name of a model on the hub. `multilingual` is true for
    a model that reads other scripts than Latin. What is not said of a packaged model is known.
    """

    name: str = DEFAULT_MODEL
    question_prompt: str = ""
    passage_prompt: str = ""
    multilingual: bool = False
    device: str = "cpu"


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded when the first text is embedded.

    With a folder for exports, a model for the processor is exported there at its first use, and
    then run without torch, whose import alone takes seconds. A caller that needs only the
    fingerprint loads nothing. Until one thread has loaded the model, no other may use it.
    """

    def __init__(
        self, choice: ModelChoice, exports: Path | None = None, threads: int | None = None
    ) -> None:
        """Find and verify the model's files; raises `ModelRefused` if they cannot be used.

        An export runs with so many `threads`, by default as many as were quickest.
        """
        choice = _completed(choice)
        self.choice = choice
        self._exports = exports
        self._threads = threads
        self.folder = find_folder(choice.name, exports or user_cache_path("pullquote"))
        self.fingerprint = fingerprint(
            choice.name,
            self.folder,
            *(choice.question_prompt, choice.passage_prompt),
            kept=None if exports is None else exports / _DIGESTS_NAME,
        )
        self._loaded: ExportedModel | ReferenceModel | None = None

    def load(self) -> None:
        """Load the model now, exporting it if need be, so that no text waits for that later."""
        self._model()

    def reads(self, text: str) -> bool:
        """Tell whether the model was trained on the script of most letters of a text."""
        return self.choice.multilingual or is_mostly_latin(text)

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed article texts: float32 (n, d), rows of length 1 in the order of the texts."""
        return self._model().encode([self.choice.passage_prompt + text for text in texts])

    def embed_questions(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embed questions: float32 (n, d), rows of length 1 in the order of the texts."""
        return self._model().encode([self.choice.question_prompt + text for text in texts])

    def _model(self) -> ExportedModel | ReferenceModel:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    def _load(self) -> ExportedModel | ReferenceModel:
        if self._exports is None or self.choice.device != "cpu":
            return ReferenceModel(self.folder, self.choice.device)
        export = self._exports / self.fingerprint[:16]
        model = exported.read(export, self.folder, self._threads)
        if model is not None:
            return model
        with exporting.alone(self._exports):
            return exported.read(export, self.folder, self._threads) or self._export(export)

    def _export(self, export: Path) -> ExportedModel | ReferenceModel:
        reference = ReferenceModel(self.folder, self.choice.device)
        if exporting.was_refused(export):
            return reference
        try:
            exporting.make(export, reference)
        except OSError:  # a full disk, say: the reference is slower but gives the same vectors
            return reference
        return exported.read(export, self.folder, self._threads) or reference


def find_folder(name: str, unpacked: Path) -> Path:
    """Find the folder of a model: packaged, named as a folder, or on the hub.

    A packaged model that does not come as a folder is put together in `unpacked`. Raises
    `ModelRefused` if there is no such model.
    """
    if name in packaged.NAMES:
        return packaged.find_folder(name, unpacked)
    if Path(name).is_dir():
        return Path(name)
    if name.startswith((".", "/", "~")):
        raise ModelRefused(f"the model folder {name} is not there; mend PULLQUOTE_MODEL")
    return _hub_folder(name)


def fingerprint(name: str, folder: Path, *prompts: str, kept: Path | None = None) -> str:
    """Digest the files of a model (names and contents) and its prompts: 64 hexadecimal digits.

    The digest of each file is kept in the file `kept`, if given, and taken from there while size
    and time of change are the same: to digest the default model takes as long as many questions.
    Raises `ModelRefused` if a file cannot be read, or those of a packaged model are not official.
    """
    whole = sha256()
    digests = _file_digests(name, folder, kept)
    if name in packaged.NAMES:
        packaged.check(name, folder, digests)
    for path, digest in digests.items():
        whole.update(path.encode() + b"\0" + bytes.fromhex(digest))
    whole.update("".join(f"\0{prompt}" for prompt in prompts).encode())
    return whole.hexdigest()


def _completed(choice: ModelChoice) -> ModelChoice:
    """Add what a packaged model expects, where the choice does not say it."""
    known = packaged.expected(choice.name)
    return replace(
        choice,
        question_prompt=choice.question_prompt or known.question_prompt,
        passage_prompt=choice.passage_prompt or known.passage_prompt,
        multilingual=choice.multilingual or known.multilingual,
    )


def _hub_folder(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise ModelRefused(
            f"the model {name!r} is neither a folder here nor to be had from the hub"
            f" ({type(error).__name__}); mend PULLQUOTE_MODEL"
        ) from error


def _file_digests(name: str, folder: Path, kept: Path | None) -> Mapping[str, str]:
    before = _read_kept(kept)
    marks: dict[str, _Mark] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file():
            try:
                marks[str(path.absolute())] = _mark(path, before)
            except OSError as error:
                if name in packaged.NAMES:
                    raise packaged.refusal(name, f"{path} cannot be read", folder) from error
                raise ModelRefused(
                    f"{path} cannot be read: {error.strerror}; mend PULLQUOTE_MODEL"
                ) from error
    if kept is not None and not marks.items() <= before.items():
        _keep(kept, before | marks)
    root = folder.absolute()
    return {Path(path).relative_to(root).as_posix(): mark[-1] for path, mark in marks.items()}


def _read_kept(kept: Path | None) -> dict[str, _Mark]:
    try:
        held = {} if kept is None else json.loads(kept.read_text())
        return {path: (int(size), int(time), str(sha)) for path, (size, time, sha) in held.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # digested anew, and written anew


def _mark(path: Path, before: Mapping[str, _Mark]) -> _Mark:
    found = path.stat()
    known = before.get(str(path.absolute()))
    if known is not None and known[:2] == (found.st_size, found.st_mtime_ns):
        return known
    return found.st_size, found.st_mtime_ns, file_sha256(path)


def _keep(kept: Path, marks: Mapping[str, _Mark]) -> None:
    """Write the digests whole or not at all; where nothing can be written, none are kept."""
    with suppress(OSError):
        make_directory(kept.parent)
        partial = kept.with_name(f".{kept.name}.{os.getpid()}")
        partial.touch(PRIVATE_FILE)
        partial.write_text(json.dumps(marks))
        partial.replace(kept)
