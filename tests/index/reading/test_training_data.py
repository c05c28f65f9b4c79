"""What the reader was trained on shares nothing with what it is measured on."""

import gzip
import json
import random
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest
import torch
from benchmarks.reading import exchange, mining, pairs, trained_on, training
from benchmarks.reading.groups import Groups, Shelf, Sizes
from benchmarks.reading.trained_on import digest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from torch import nn

from index.reading.network import Network
from index.records import Article
from index.sources import read
from index.text import paragraphs

ROOT = Path(__file__).parents[3]
BENCH = ROOT.parent / "shared" / "bench"
NAMES = ("squad", "clapnq", "news")
# Asked word for word by two people of two articles; the passages have nothing in common.
COINCIDENCES = {"In what year did Louis XIV die?"}

TRAINED = trained_on.read()


def test_no_golden_question_was_trained_on() -> None:
    golden = tomllib.loads((ROOT / "seeds" / "questions.toml").read_text("utf-8"))["question"]

    assert [asked["text"] for asked in golden if digest(asked["text"]) in TRAINED] == []


def test_no_paragraph_of_the_seeds_was_trained_on() -> None:
    assert [text for text in _paragraphs(ROOT / "seeds") if digest(text) in TRAINED] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_question_of_the_open_benchmark_was_trained_on(name: str) -> None:
    path = BENCH / name / "questions.jsonl"
    if not path.exists():
        pytest.skip("the open benchmark is not here")
    asked = {json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()}

    assert {text for text in asked if digest(text) in TRAINED} <= COINCIDENCES


@pytest.mark.parametrize("name", NAMES)
def test_no_paragraph_of_the_open_benchmark_was_trained_on(name: str) -> None:
    folder = BENCH / name / "articles"
    if not folder.exists():
        pytest.skip("the open benchmark is not here")

    assert [text for text in _paragraphs(folder) if digest(text) in TRAINED] == []


def test_what_was_trained_on_is_known_by_its_digests() -> None:
    assert digest("When did Beyonce start becoming popular?") in TRAINED


def _paragraphs(folder: Path) -> list[str]:
    found: list[str] = []
    for text in read.read_folder(folder).texts:
        article = Article(text.source.id, 1, text.source, text.text, "", text.skipped)
        split = paragraphs.split(article)
        found.extend(part.text for part in split if re.search(r"\w", part.text))
    return found


def test_another_kind_of_thing_is_asked_only_where_nothing_of_it_is_said() -> None:
    question = "How tall is the tower?"

    other, same = (
        exchange.asked_otherwise(question, said, random.Random(4))
        for said in ("It has 300 metres.", "It has 300 metres and cost $5 over two years.")
    )

    assert (other, same) == ("How much did the tower cost?", None)


def test_averaged_weights_lie_between_what_was_learned_before_and_after() -> None:
    before, after = (
        {"a.up": torch.full((3, 1), value), "a.down": torch.ones(1, 2), "a.bias": torch.zeros(3)}
        for value in (1.0, 3.0)
    )

    found = training.blend(before, after, 0.75)

    whole = found["a.up"].float() @ found["a.down"].float()
    assert whole.tolist() == [[pytest.approx(2.5, abs=1e-2)] * 2] * 3


ENGLISH = "Oda steered the ferry. It sank off Orm in 1911."
GERMAN = "Das Brot ist teurer. Die Butter blieb billig."


def test_a_row_is_laid_out_with_the_ends_of_its_model_s_own_vocabulary(tmp_path: Path) -> None:
    groups = _groups(tmp_path)

    right = groups.draw(0, random.Random(2))[0]

    assert (right.ids[0], right.ids[-1], right.ids[right.begins - 1]) == (0, 2, 2)
    assert right.is_right
    assert max(right.ids) > 65_535  # a large vocabulary's numbers are whole


def test_no_row_has_more_tokens_than_it_may(tmp_path: Path) -> None:
    groups = _groups(tmp_path, tokens=20)

    rows = [row for at in range(40) for row in groups.draw(0, random.Random(at))]

    assert max(len(row.ids) for row in rows) <= 20
    assert all(len(row.ids) - 1 - row.begins == len(row.marks) for row in rows)


def test_what_is_wrong_from_anywhere_is_in_the_language_of_what_is_right(tmp_path: Path) -> None:
    groups = _groups(tmp_path)
    german = set(_tokenizer().encode(GERMAN).ids) - {3, _tokenizer().token_to_id(".")}

    rows = [row for at in range(40) for row in groups.draw(0, random.Random(at))]

    assert not any(german & set(row.ids) for row in rows)


def test_a_question_in_one_language_is_read_beside_a_passage_in_another(tmp_path: Path) -> None:
    _write_asked(tmp_path)

    (pair,) = pairs.read(tmp_path, ["afriqa_asked"])

    assert (pair.question, pair.language) == ("Nani aliendesha feri?", "en")
    assert (pair.sentences[0], pair.answering) == ("Oda steered the ferry.", (0,))
    assert pairs.missing(tmp_path, ["afriqa_asked", "jaquad"]) == ("jaquad",)


def test_sentences_without_spaces_between_them_are_cut_at_their_stops(tmp_path: Path) -> None:
    row = {"question": "?", "passage": "船は沈んだ。「誰が?」と聞いた。", "answerable": False}
    with gzip.open(tmp_path / "jaquad.jsonl.gz", "wt") as file:
        file.write(json.dumps(row))

    (pair,) = pairs.read(tmp_path, ["jaquad"])

    assert pair.sentences == ("船は沈んだ。", "「誰が?」と聞いた。")


def test_padding_is_not_read_whatever_the_number_of_the_first_token() -> None:
    is_token = mining.is_token([1, 3], 3)

    assert is_token.tolist() == [[True, False, False], [True, True, True]]


def test_layers_that_stay_as_they_are_learn_nothing() -> None:
    network = _network()

    training.prepare(network, rank=1, frozen=1)

    learned = training.trained(network)
    assert not any(".layer.0." in name or "embeddings" in name for name in learned)
    assert learned["encoder.encoder.layer.1.dense.weight.down"].shape == (1, 4)


def test_a_word_that_people_called_missing_is_learned_where_its_tokens_are(tmp_path: Path) -> None:
    missing = [[4, 11, 0.75]]
    row = {"question": "Who steered it?", "passage": ENGLISH, "missing": missing}
    with gzip.open(tmp_path / "jaquad.jsonl.gz", "wt") as file:
        file.write(json.dumps(row | {"answerable": False, "language": "en"}))

    (pair,) = pairs.read(tmp_path, ["jaquad"])
    asked = Shelf([pair], _tokenizer()).encode_asked(pair.question, pair.missing)

    assert pair.missing == ((4, 11, 0.75),)
    assert asked.missing == (0.0, 0.75, 0.0, 0.0)


def test_of_a_passage_that_answers_nothing_is_missing(tmp_path: Path) -> None:
    groups = _groups(tmp_path)

    rows = [groups.draw(0, random.Random(at))[0] for at in range(9)]

    assert all(row.is_right for row in rows)
    assert {row.missing for row in rows} == {(0.0,) * 3, (0.0,) * 4}  # with its mark and without


def test_what_only_teaches_is_not_kept() -> None:
    network = _network()
    network.add_module("missing", nn.Linear(4, 1))

    assert not any(name.startswith("missing") for name in training.trained(network))


def _tokenizer() -> Tokenizer:
    words = re.findall(r"\w+|[.?]", f"{ENGLISH} {GERMAN} Who steered it?")
    known = {"<s>": 0, "<pad>": 1, "</s>": 2, "<unk>": 3}
    known |= {word: 70_000 + at for at, word in enumerate(dict.fromkeys(words))}
    tokenizer = Tokenizer(WordLevel(known, unk_token="<unk>"))
    tokenizer.pre_tokenizer = Whitespace()
    return tokenizer


def _groups(folder: Path, tokens: int = 60) -> Groups:
    rows = (
        {"question": "Who steered it?", "passage": ENGLISH, "language": "en", "title": "Ferry"},
        *({"question": "?", "passage": f"{GERMAN} {at}", "language": "de"} for at in range(3)),
    )
    answer = {"answers": [{"text": "Oda", "start": 0}], "answerable": True}
    with gzip.open(folder / "piaf_fr.jsonl.gz", "wt") as file:
        file.write("\n".join(json.dumps(row | answer) for row in rows))
    read_pairs = pairs.read(folder, ["piaf_fr"])
    near = np.full((len(read_pairs), 1), -1, dtype=np.int32)
    shelf = Shelf(read_pairs, _tokenizer())
    return Groups(read_pairs, shelf, near, near, sizes=Sizes(tokens, rows=4))


def _write_asked(folder: Path) -> None:
    row = {
        "question_lang": "Nani aliendesha feri?",
        "context": ENGLISH,
        "answer_pivot": {"text": ["Oda"], "answer_start": [0]},
        "title": "Ferry",
    }
    (folder / "afriqa_asked").mkdir()
    (folder / "afriqa_asked" / "swa.json").write_text(json.dumps(row))


def _network() -> Network:
    """Make a network whose encoder has two layers of one matrix each."""
    layers = nn.ModuleList(nn.ModuleDict({"dense": nn.Linear(4, 4)}) for _ in range(2))
    encoder = nn.ModuleDict(
        {
            "embeddings": nn.ModuleDict({"norm": nn.LayerNorm(4)}),
            "encoder": nn.ModuleDict({"layer": layers}),
        }
    )
    return Network(encoder, 4)
