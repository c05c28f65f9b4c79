"""The files of a model: where they are, and the fingerprint that names them."""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path

from index.embedding import packaged
from index.errors import ModelRefused

_Mark = tuple[int, int, str]  # a file's size in bytes, its time of change in ns, its SHA-256
_SUFFIXES = frozenset(
    {".json", ".safetensors", ".bin", ".txt", ".model"}
)  # of the files of a model


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


def file_sha256(path: Path) -> str:
    """Digest a file: 64 hexadecimal digits; `OSError` if it cannot be read."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


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


def _mark(path: Path, before: Mapping[str, _Mark]) -> _Mark:
    found = path.stat()
    known = before.get(str(path.absolute()))
    if known is not None and known[:2] == (found.st_size, found.st_mtime_ns):
        return known
    return found.st_size, found.st_mtime_ns, file_sha256(path)


def _read_kept(kept: Path | None) -> dict[str, _Mark]:
    try:
        held = {} if kept is None else json.loads(kept.read_text())
        return {path: (int(size), int(time), str(sha)) for path, (size, time, sha) in held.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}  # digested anew, and written anew


def _keep(kept: Path, marks: Mapping[str, _Mark]) -> None:
    """Write the digests whole or not at all; where nothing can be written, none are kept."""
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_name(f".{kept.name}.{os.getpid()}")
        partial.write_text(json.dumps(marks))
        partial.replace(kept)


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
