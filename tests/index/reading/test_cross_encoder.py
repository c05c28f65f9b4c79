import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ModelRefused
from index.reading.cross_encoder import CrossEncoder
from index.reading.reader import InContext, ToRead
from index.records import Span

pytestmark = pytest.mark.model

FIRST = "The barge struck the bridge on Tuesday."
SECOND = "Its captain, Oda Lind, had been awake for thirty hours."
REPORT = InContext(
    f"{FIRST} {SECOND}",
    (Span(0, len(FIRST)), Span(len(FIRST) + 1, len(FIRST) + 1 + len(SECOND))),
    above="Barge strikes Halden bridge",
)
OTHER = InContext("The island has two schools and a church.", (Span(0, 40),))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> CrossEncoder:
    return CrossEncoder(tmp_path_factory.mktemp("models"))


def test_a_passage_that_answers_is_told_from_one_that_does_not(reader: CrossEncoder) -> None:
    question = "Who was the captain of the barge?"

    answering, other = reader.read([ToRead(question, REPORT), ToRead(question, OTHER)])

    assert answering.log_odds > 0 > other.log_odds


def test_the_sentence_that_answers_has_the_most_weight(reader: CrossEncoder) -> None:
    captain, day = reader.read(
        [
            ToRead("Who was the captain of the barge?", REPORT),
            ToRead("When did the barge strike the bridge?", REPORT),
        ]
    )

    assert captain.weights[1] > captain.weights[0]
    assert day.weights[0] > day.weights[1]


def test_a_pair_is_read_alike_alone_and_among_others(reader: CrossEncoder) -> None:
    pair = ToRead("Who was the captain?", REPORT)

    (alone,) = reader.read([pair])
    among = reader.read([ToRead("How many schools?", OTHER), pair, ToRead("Why?", OTHER)])[1]

    assert among.log_odds == pytest.approx(alone.log_odds, abs=1e-9)


def test_other_weights_have_another_fingerprint(
    reader: CrossEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reading.cross_encoder.WEIGHTS", Path(__file__))

    assert CrossEncoder(tmp_path).fingerprint != reader.fingerprint


def test_a_reader_that_was_exported_is_used_again_without_torch(reader: CrossEncoder) -> None:
    reader.read([ToRead("Who?", OTHER)])
    asks = (
        "import sys; from pathlib import Path;"
        "from index.reading.cross_encoder import CrossEncoder;"
        "from index.reading.reader import InContext, ToRead; from index.records import Span;"
        f"reader = CrossEncoder(Path({str(reader.exports)!r}));"
        "reader.read([ToRead('Who?', InContext('He did.', (Span(0, 7),)))]);"
        "print('torch' in sys.modules, 'transformers' in sys.modules)"
    )

    ran = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)

    assert ran.stdout == "False False\n"


def test_where_nothing_can_be_kept_the_reader_reads_all_the_same(
    reader: CrossEncoder, tmp_path: Path
) -> None:
    other = CrossEncoder(tmp_path / "models")
    in_the_way = other.exports / f"reader-{other.fingerprint[:16]}"
    in_the_way.write_text("in the way")
    pair = ToRead("Who was the captain?", REPORT)

    assert other.read([pair]) == reader.read([pair])
    assert in_the_way.read_text() == "in the way"


def test_a_reader_that_can_be_kept_nowhere_says_what_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = CrossEncoder(tmp_path / "models")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.reading.exporting.make", full)

    with pytest.raises(ModelRefused, match=r"No space left on device; .*PULLQUOTE_READER=off"):
        reader.read([ToRead("Who?", OTHER)])
