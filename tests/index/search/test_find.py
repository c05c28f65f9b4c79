from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.corpus import (
    CALIBRATION,
    FINGERPRINT,
    QUOTE_ALL,
    FakeEmbedder,
    publish,
    source_text,
    weights,
)

from index.generation.opened import Generation
from index.records import Passage
from index.search import find
from index.search.phrasing import understand

RIVER = "Marsh crossed the river at dawn. It was cold."
BRIDGE = "The bridge fell in March. Nobody was there."
PEACE = "Переговори тривали тиждень. Мир не настав."


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Generation]:
    publish(
        tmp_path,
        source_text("a", f"# Rivers\n\n{RIVER}\n\n{BRIDGE}", title="War"),
        source_text("b", PEACE),
    )
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as generation:
        yield generation


def find_all(opened: Generation, question: str, limit: int = 10) -> tuple[Passage, ...]:
    return tuple(find.find(opened, FakeEmbedder(), CALIBRATION, question, limit))


def texts(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.paragraph.text for passage in passages]


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("Who crossed the river?", RIVER),
        ("when did the BRIDGES fall", BRIDGE),
        ("river marsh", RIVER),
        ("Who crosed the rivver?", RIVER),
        ("Скільки тривають переговори?", PEACE),
        ("It was cold at dawn. Who was it?", RIVER),
    ],
)
def test_the_paragraph_with_the_questions_words_comes_first(
    opened: Generation, question: str, best: str
) -> None:
    assert texts(find_all(opened, question))[0] == best


def test_a_passage_brings_its_article_paragraph_and_best_sentence(opened: Generation) -> None:
    passage = find_all(opened, "Was it cold?")[0]
    assert (passage.article.id, passage.article.revision, passage.paragraph.number) == ("a", 1, 2)
    assert [sentence.text for sentence in passage.sentences] == [
        "Marsh crossed the river at dawn.",
        "It was cold.",
    ]
    assert passage.best.text == "It was cold."


def test_the_heading_above_helps_to_find_but_is_never_found(opened: Generation) -> None:
    found = texts(find_all(opened, "rivers war"))
    assert found[:2] == [RIVER, BRIDGE]
    assert "Rivers" not in found


def test_probabilities_descend_and_no_more_come_than_asked_for(opened: Generation) -> None:
    passages = find_all(opened, "Who crossed the river when the bridge fell?", limit=2)
    assert texts(passages) == [BRIDGE, RIVER] or texts(passages) == [RIVER, BRIDGE]
    assert passages[0].probability >= passages[1].probability


def test_ties_come_in_the_order_of_the_corpus(opened: Generation) -> None:
    passages = tuple(find.find(opened, FakeEmbedder(), QUOTE_ALL, "Who crossed the bridge?", 10))
    assert texts(passages) == [RIVER, BRIDGE, PEACE]
    assert [passage.probability for passage in passages] == [0.5, 0.5, 0.5]


def test_a_question_that_the_model_does_not_read_is_found_by_words_alone(
    opened: Generation,
) -> None:
    asked = understand(opened, "Чому не настав мир?")
    assert find.embedded(FakeEmbedder(), [asked]) == ((),)
    found = find.find_candidates(opened, asked.words, ())
    assert found is not None
    assert (found.ordinals, found.reads) == ((3,), False)
    sure = replace(CALIBRATION, words_only=weights({}, {}, 50.0))
    assert next(find.find(opened, FakeEmbedder(), sure, "мир", 1)).probability == 1.0


def test_words_that_the_corpus_lacks_find_nothing_in_a_script_the_model_does_not_read(
    opened: Generation,
) -> None:
    assert find_all(opened, "Хто вигадав телефон?") == ()


def test_a_question_of_stop_words_alone_is_searched_by_them(opened: Generation) -> None:
    found = find.find_candidates(opened, understand(opened, "was it there?").words, ())
    assert found is not None
    assert found.measured.question_length > 0
