"""A reader exported to ONNX: run without torch, its rows in batches of like length."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from index.exported_model import TOKENIZER_NAME, batches
from index.model_files import file_sha256
from index.reading import layout
from index.reading.layout import Laid
from index.reading.reader import Reading, ToRead

GRAPH_NAME = "reader.onnx"
_ABOUT_NAME = "exported.json"
_ROWS_PER_BATCH = 4  # more pad more, and were slower on two cores
_TEXTS_KEPT = 4096  # of which the tokens are kept: the same passages are found again and again


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an exported reader: how many threads it takes, and its files' digests."""

    threads: int
    sha256: dict[str, str]


class ExportedReader:
    """An exported reader, open for reading. Several threads may use it at once."""

    def __init__(self, folder: Path, about: About) -> None:
        """Load the graph and the tokenizer in `folder`."""
        from onnxruntime import InferenceSession, SessionOptions
        from tokenizers import Tokenizer

        options = SessionOptions()
        options.intra_op_num_threads = about.threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only: stderr is for our own lines
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = InferenceSession(
            str(folder / GRAPH_NAME), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_NAME))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._encoded = lru_cache(_TEXTS_KEPT)(self._encode)

    def read(self, pairs: Sequence[ToRead]) -> tuple[Reading, ...]:
        """Read each question with its passage, in order."""
        laid = [self._lay_out(pair) for pair in pairs]
        readings: list[Reading | None] = [None] * len(pairs)
        for batch in batches([len(row.ids) for row in laid], _ROWS_PER_BATCH):
            ids, mask, types = layout.pad([laid[at] for at in batch])
            given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
            answers, tokens = self._session.run(None, given)
            for row, at in enumerate(batch):
                count = len(pairs[at].passage.sentences)
                readings[at] = layout.reading(laid[at], count, float(answers[row]), tokens[row])
        return tuple(said for said in readings if said is not None)

    def _lay_out(self, pair: ToRead) -> Laid:
        parts = (pair.question, pair.passage.above, pair.passage.before)
        question, above, before = (self._encoded(part)[0] for part in parts)
        opening = layout.lay_out(question, above, before, layout.START, layout.STOP)
        ids, places = self._encoded(pair.passage.text)
        return layout.lay_out_passage(opening, ids, places, pair.passage.sentences)

    def _encode(self, text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Give the tokens of a text, and where in it each begins."""
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        return tuple(encoded.ids), tuple(start for start, _ in encoded.offsets)


def read(folder: Path) -> ExportedReader | None:
    """Open the exported reader in `folder`; `None` if there is none, or not as it was written."""
    try:
        about = About(**json.loads((folder / _ABOUT_NAME).read_text()))
        if any(file_sha256(folder / name) != digest for name, digest in about.sha256.items()):
            return None
    except (OSError, ValueError, TypeError):
        return None
    return ExportedReader(folder, about)


def write_about(folder: Path, about: About) -> None:
    """Write beside the files of an exported reader what `read` must know of them."""
    (folder / _ABOUT_NAME).write_text(json.dumps(asdict(about), indent=1))
