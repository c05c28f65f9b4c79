"""A reader exported to ONNX: run without torch, each pair on a thread of its own."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from index.embedding.exported import (
    TOKENIZER_NAME,
    UNREADABLE,
    file_sha256,
    read_record,
    write_record,
)
from index.reading import layout
from index.reading.layout import Laid
from index.reading.reader import Reading, ToRead

GRAPH_NAME = "reader.onnx"
_ABOUT_NAME = "exported.json"
_TEXTS_KEPT = 4096  # of which the tokens are kept: the same passages are found again and again


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an exported reader: how many pairs it reads at once, its files' digests."""

    threads: int
    sha256: dict[str, str]


class ExportedReader:
    """An exported reader, open for reading. Several threads may use it at once."""

    def __init__(self, folder: Path, about: About) -> None:
        """Load the graph and the tokenizer in `folder`."""
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        # Threads that each read another passage take two thirds of the time of as many on one.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only: stderr is for our own lines
        self._session = InferenceSession(
            str(folder / GRAPH_NAME), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_NAME))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._ends = layout.find_ends(self._tokenizer.token_to_id)
        self._threads = ThreadPoolExecutor(about.threads, "reader")
        self._encoded = lru_cache(_TEXTS_KEPT)(self._encode)

    def read(self, pairs: Sequence[ToRead]) -> tuple[Reading, ...]:
        """Read each question with its passage, in order.

        Each by itself, so that what is said of one does not depend on which others are read: in
        8 bits, what is multiplied is rounded by the greatest number among all rows of a batch.
        """
        return tuple(self._threads.map(self._read, pairs))

    def _read(self, pair: ToRead) -> Reading:
        laid = self.lay_out(pair)
        ids, mask, types = layout.pad([laid])
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        answers, tokens = self._session.run(None, given)
        return layout.reading(laid, len(pair.passage.sentences), float(answers[0]), tokens[0])

    def lay_out(self, pair: ToRead) -> Laid:
        """Lay out a question and a passage as the network takes them."""
        parts = (pair.question, pair.passage.above, pair.passage.before)
        question, above, before = (self._encoded(part)[0] for part in parts)
        opening = layout.lay_out(question, above, before, self._ends)
        ids, places = self._encoded(pair.passage.text)
        return layout.lay_out_passage(opening, ids, places, pair.passage.sentences)

    def _encode(self, text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Give the tokens of a text, and where in it each begins."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return tuple(encoded.ids), tuple(start for start, _ in encoded.offsets)


def read(folder: Path) -> ExportedReader | None:
    """Open the exported reader in `folder`; `None` if there is none, or not as it was written."""
    try:
        about = About(**read_record(folder / _ABOUT_NAME))
        if any(file_sha256(folder / name) != digest for name, digest in about.sha256.items()):
            return None
    except UNREADABLE:
        return None
    return ExportedReader(folder, about)


def write_about(folder: Path, about: About) -> None:
    """Write beside the files of an exported reader what `read` must know of them."""
    write_record(folder / _ABOUT_NAME, asdict(about))
