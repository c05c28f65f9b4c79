from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from conftest import FirstUse
from fakes.corpus import FakeEmbedder, article, publish, source_text, split

from index.drafts import duplicates
from index.drafts.duplicates import (
    containment,
    longest_rise,
    matched_in_order,
    shingles,
    without_common,
)
from index.drafts.records import Duplicate
from index.embedding.model import ModelChoice, SentenceTransformerEmbedder
from index.generation.opened import Generation
from index.records import Article, SourceText, Span
from index.sources import read
from index.store.store import read_corpus

HERE = Path(__file__).parents[2]
REPORT = (
    "A gravel barge struck the pillar of the bridge on Tuesday and the police closed it.\n\n"
    "Nobody was injured, but the islanders were left without any road to the mainland.\n\n"
    "Engineers found a crack below the waterline.\n\n"
    "A ferry will cross every hour from Wednesday.\n\n"
    "The skipper was tested for alcohol.\n\n"
    "Prosecutors opened an inquiry into the engine."
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Generation]:
    """An index over the report, and over a short text that shares nothing with it."""
    publish(tmp_path, source_text("report", REPORT, title="Barge"), source_text("short", "Bread."))
    with closing(Generation(tmp_path, 1, FakeEmbedder().fingerprint)) as generation:
        yield generation


def articles(generation: Generation) -> list[Article]:
    return list(generation.shards[0].texts.all_articles())


def find(text: SourceText, generation: Generation) -> list[tuple[str, str]]:
    found = duplicates.find(split(text), articles(generation), FakeEmbedder(), generation)
    return [(copy.source.id, copy.likeness) for copy in found]


@pytest.mark.parametrize("text", [REPORT, f"  {REPORT.upper()}\n", REPORT.replace("\n\n", " \n")])
def test_the_same_words_are_the_same_whatever_the_case_and_white_space(
    opened: Generation, text: str
) -> None:
    assert find(source_text("copy", text, title="Other"), opened) == [("report", "same")]


def test_what_is_skipped_does_not_make_a_copy_another_text(opened: Generation) -> None:
    text = source_text("copy", f"Share this.\n\n{REPORT}", skipped=(Span(0, 11),))
    assert find(text, opened) == [("report", "same")]
    assert duplicates.kept_text(text) == f"\n\n{REPORT}"


def test_a_copy_with_words_changed_and_a_sentence_dropped_is_edited(opened: Generation) -> None:
    changed = REPORT.replace("gravel", "sand").replace("hour", "day").split("\n\n", 1)[1]
    (found,) = duplicates.find(
        split(source_text("copy", changed)), articles(opened), FakeEmbedder(), None
    )
    assert (found.source.id, found.likeness) == ("report", "edited")
    assert 0.8 < found.share < 1


def test_the_same_sentences_in_order_with_every_third_word_replaced_are_reworded(
    opened: Generation,
) -> None:
    words = [
        word if at % 3 or word.endswith((".", "¶")) else f"other{at}"
        for at, word in enumerate(REPORT.replace("\n\n", " ¶ ").split())
    ]
    text = source_text("copy", " ".join(words).replace("¶", "\n\n"), title="Headline of its own")
    assert find(text, opened) == [("report", "reworded")]


def test_another_text_is_no_copy(opened: Generation) -> None:
    text = source_text(
        "other",
        "Voters went to the polls.\n\nThe weather was fine.\n\nTurnout was high.\n\n"
        "Two parties won.\n\nThe count took days.\n\nA recount is near.",
    )
    assert find(text, opened) == []


def test_the_surest_copy_comes_first() -> None:
    copies = [
        article(source_text("edited", REPORT.replace("gravel", "sand"))),
        article(source_text("same", REPORT)),
    ]
    found = duplicates.find(split(source_text("new", REPORT)), copies, FakeEmbedder(), None)
    assert [(copy.source.id, copy.likeness) for copy in found] == [
        ("same", "same"),
        ("edited", "edited"),
    ]


def test_a_phrase_that_many_articles_hold_makes_no_copy() -> None:
    phrase = article(source_text("phrase", "Nobody was injured, but the islanders were left."))
    assert duplicates.find(split(source_text("new", REPORT)), [phrase], FakeEmbedder(), None) == ()


def test_rewordings_are_sought_only_where_the_model_reads_the_text(opened: Generation) -> None:
    seeks = duplicates.seeks_rewordings
    assert seeks(source_text("a", REPORT), FakeEmbedder(), opened)
    assert not seeks(source_text("a", "Солдат бежал ночью."), FakeEmbedder(), opened)
    assert not seeks(source_text("a", REPORT), FakeEmbedder(), None)


@pytest.mark.model
def test_copies_of_a_seed_are_found_and_other_seeds_on_the_subject_are_not(
    first_use: FirstUse,
) -> None:
    seeds = read.read_folder(HERE.parent / "seeds").texts
    embedder = SentenceTransformerEmbedder(ModelChoice(), first_use.data / "models")
    held = read_corpus(first_use.data).articles
    retold = (HERE / "rewordings" / "point-of-no-return.txt").read_text(encoding="utf-8")
    original = next(seed for seed in seeds if seed.source.id == "point-of-no-return-meduza")
    light = duplicates.kept_text(original).replace("Andrey", "Andrei").replace("soldiers", "men")
    with closing(Generation(first_use.data, 1, embedder.fingerprint)) as generation:

        def found(text: SourceText, among: list[Article]) -> list[tuple[str, str]]:
            copies: tuple[Duplicate, ...] = duplicates.find(
                split(text), among, embedder, generation
            )
            return [(copy.source.id, copy.likeness) for copy in copies]

        assert found(source_text("new", retold), list(held)) == [(original.source.id, "reworded")]
        assert found(source_text("new", light), list(held)) == [(original.source.id, "edited")]
        for seed in seeds:
            assert found(seed, [other for other in held if other.id != seed.source.id]) == []


def test_a_part_is_as_like_its_whole_as_the_whole_itself() -> None:
    whole = shingles("The ferry sank at noon and nobody was hurt.")
    assert containment(shingles("Ferries SANK at noon"), whole) == 1.0
    assert containment(whole, shingles("Ferries SANK at noon")) == 1.0


def test_other_words_and_no_words_are_nothing_alike() -> None:
    assert containment(shingles("The ferry sank at noon."), shingles("Voters went home.")) == 0.0
    assert containment(frozenset(), shingles("The ferry sank at noon.")) == 0.0


def test_what_all_sentences_share_is_taken_from_them() -> None:
    headline = np.array([3.0, 0.0, 0.0])
    sentences = np.array([[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]])
    found = without_common((headline + sentences).astype(np.float32))
    assert found.tolist() == [[0.0, 1.0, 0.0], [0.0, -1.0, 0.0]]


def test_a_lone_sentence_has_nothing_of_its_own() -> None:
    assert without_common(np.array([[1.0, 0.0]], dtype=np.float32)).tolist() == [[0.0, 0.0]]


@pytest.mark.parametrize(
    ("places", "count"), [([0, 1, 2, 3], 4), ([3, 2, 1, 0], 1), ([1, 0, 3, 2], 2)]
)
def test_only_sentences_in_the_same_order_count(places: list[int], count: int) -> None:
    every = np.eye(4, dtype=np.float32)
    assert matched_in_order(every @ every[places].T) == count


def test_sentences_that_are_not_near_enough_do_not_match() -> None:
    one = np.array([[1.0, 0.0]], dtype=np.float32)
    near = np.array([[0.36, 0.9329]], dtype=np.float32)
    far = np.array([[0.34, 0.9404]], dtype=np.float32)
    assert (matched_in_order(one @ near.T), matched_in_order(one @ far.T)) == (1, 0)


def test_two_sentences_that_are_nearest_to_one_match_once() -> None:
    one = np.array([[1.0, 0.0], [0.96, 0.28]], dtype=np.float32)
    assert matched_in_order(one @ np.array([[1.0, 0.0]], dtype=np.float32).T) == 1


def test_no_places_rise_nowhere() -> None:
    assert longest_rise([]) == 0


def test_rewordings_of_a_book_are_sought_by_its_first_sentences(
    opened: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duplicates, "MOST_SENTENCES", 70)
    embedder = FakeEmbedder()
    reported: list[tuple[str, int, int]] = []
    text = " ".join(f"Sentence {number} is here." for number in range(90))
    book = split(source_text("book", text))
    duplicates.reworded_shares(
        book,
        embedder,
        opened,
        frozenset(),
        lambda what, done, of: reported.append((what, done, of)),
    )
    assert len(embedder.passages) == 70
    assert reported == [("reading", 0, 70), ("reading", 64, 70)]
    assert duplicates.count_uncompared(book) == 20
