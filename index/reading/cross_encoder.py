"""The default reader: a cross-encoder made from the packaged model, exported at its first use."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from threading import Lock

from index.embedding import model
from index.embedding.exported import file_sha256
from index.embedding.exporting import alone
from index.embedding.packaged import DEFAULT_MODEL
from index.errors import ModelRefused
from index.reading import exported, exporting
from index.reading.exported import ExportedReader
from index.reading.layout import VERSION
from index.reading.reader import InContext, Reading, ToRead
from index.records import Span

WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"
"""What was trained: see the card beside it."""

_DIGESTS_NAME = "digests.json"  # beside the exports
_SAMPLES = tuple(
    ToRead("Who steered the ferry?", InContext(text, (Span(0, len(text)),)))
    for text in ("The ferry was steered by Oda Lind.", "Bread has become dearer again.")
)


class CrossEncoder:
    """The packaged reader, loaded when the first pair is read; ready without torch once exported.

    Several threads may use it at once.
    """

    def __init__(self, exports: Path, on_export: Callable[[], None] = lambda: None) -> None:
        """Find and verify the model's files; raises `ModelRefused` if they cannot be used.

        `on_export` is called before the reader is exported to the folder `exports`, which takes
        some seconds.
        """
        self.exports = exports
        self._on_export = on_export
        self._lock = Lock()
        self._weights = file_sha256(WEIGHTS)
        self._model = model.find_folder(DEFAULT_MODEL, exports)
        of_model = model.fingerprint(DEFAULT_MODEL, self._model, kept=exports / _DIGESTS_NAME)
        named = f"{of_model}\0{self._weights}\0{VERSION}\0{exporting.IN_8_BITS}"
        self.fingerprint = sha256(named.encode()).hexdigest()
        self._loaded: ExportedReader | None = None

    def read(self, pairs: Sequence[ToRead]) -> tuple[Reading, ...]:
        """Read each question with its passage, in order."""
        return self.load().read(pairs) if pairs else ()

    def verify(self, weights: str) -> str:
        """Compare the weights with their digest, run the reader, and say that it is sound.

        An export that is not as it was written is made again, and compared with the network.
        Raises `ModelRefused` if the weights are others, or it does not run as it should.
        """
        if self._weights != weights:
            raise ModelRefused(
                f"{WEIGHTS} is not the file that the reader's numbers were fitted with; reinstall"
                " pullquote, or ask without it: PULLQUOTE_READER=off"
            )
        right, wrong = self.read(_SAMPLES)
        if right.log_odds <= wrong.log_odds:
            raise ModelRefused(
                "the reader takes a passage that does not answer for a better one than one that"
                " does; ask without it: PULLQUOTE_READER=off"
            )
        return f"verified and run, fingerprint {self.fingerprint[:8]}"

    def load(self) -> ExportedReader:
        """Load the reader unless it is loaded, and export it first unless it is exported."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> ExportedReader:
        folder = self.exports / f"reader-{self.fingerprint[:16]}"
        found = exported.read(folder)
        if found is not None:
            return found
        self._on_export()
        with alone(self.exports):
            try:
                return exported.read(folder) or self._make(folder)
            except OSError:
                return self._make_for_itself(folder)

    def _make_for_itself(self, folder: Path) -> ExportedReader:
        """Make the reader for this process alone, as nothing can be kept in the folder."""
        try:
            with TemporaryDirectory(prefix="pullquote-") as held:
                return self._make(Path(held) / folder.name)
        except OSError as error:
            raise ModelRefused(
                f"the reader can be kept neither in {folder} nor in {gettempdir()}:"
                f" {error.strerror or error}; make 100 MB of room there, or ask without it:"
                " PULLQUOTE_READER=off"
            ) from error

    def _make(self, folder: Path) -> ExportedReader:
        exporting.make(folder, self._model, WEIGHTS)
        found = exported.read(folder)
        if found is None:
            raise ModelRefused(
                f"the reader in {folder} was not read as it was written; remove that folder and try"
                " again, or ask without it: PULLQUOTE_READER=off"
            )
        return found
