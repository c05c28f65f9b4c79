from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import (
    CALIBRATION,
    FINGERPRINT,
    QUOTE_ALL,
    FakeEmbedder,
    open_asker,
    publish,
    source_text,
)

from index.errors import BadQuestion
from index.generation.asked import OpenCorpus
from index.generation.opened import Generation
from index.records import Filters
from index.search.answer import (
    LONGEST_QUESTION,
    Means,
    answer,
    check,
    choose_passages,
    searched,
)
from index.search.find import Asking, Fit

RIVER = "Marsh crossed the river at dawn."
SHORT = "Marsh crossed the river."
FULL = "Marsh crossed the river. Nobody came back."
OTHER = "The bridge fell in March."
MEANS = Means(FakeEmbedder(), CALIBRATION, CALIBRATION.threshold)


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    publish(tmp_path, source_text("a", RIVER), source_text("b", f"{RIVER} It was cold."))
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        yield opened


def test_of_two_passages_with_the_same_words_the_fuller_is_quoted(generation: Generation) -> None:
    found = answer(OpenCorpus(generation), MEANS, "Who crossed the river?", 3)
    assert found.outcome == "answer"
    assert [ranked.quote.text for ranked in found.quotes] == [f"{RIVER} It was cold."]


def test_what_is_around_a_question_is_not_searched_and_stays_in_the_answer(
    generation: Generation,
) -> None:
    typed = "Hi, can you tell me who crossed the river? Thanks!"
    found = answer(OpenCorpus(generation), MEANS, typed, 3)
    assert found.question == typed
    assert found.quotes == answer(OpenCorpus(generation), MEANS, "who crossed the river?", 3).quotes


def test_what_is_not_near_the_subject_has_no_quote(generation: Generation) -> None:
    found = answer(OpenCorpus(generation), MEANS, "zebra", 3)
    assert (found.outcome, found.quotes) == ("nothing", ())


@pytest.mark.parametrize(
    ("question", "outcome"),
    [("Was the river crossed?", "answer"), ("Was the river poisoned?", "related")],
)
def test_whether_something_is_so_is_not_answered_by_what_says_nothing_of_it(
    generation: Generation, question: str, outcome: str
) -> None:
    means = Means(FakeEmbedder(), QUOTE_ALL, 0.1)
    assert answer(OpenCorpus(generation), means, question, 1).outcome == outcome


def test_no_passage_is_an_answer_in_another_form(generation: Generation) -> None:
    means = Means(FakeEmbedder(), QUOTE_ALL, 0.1)
    for question in ("the river", "Who crossed the river?", "latest on the river"):
        assert answer(OpenCorpus(generation), means, question, 1).outcome == "answer"
    for question in ("give me a summary of the river", "how often did we write about the river"):
        found = answer(OpenCorpus(generation), means, question, 1)
        assert (found.outcome, found.question) == ("related", question)


def test_a_date_alone_has_no_answer(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", "The river froze on 12 May 2013."))
    means = Means(FakeEmbedder(), QUOTE_ALL, 0.1)
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        assert answer(OpenCorpus(opened), means, "12 May 2013", 1).outcome == "related"
        assert answer(OpenCorpus(opened), means, "froze 12 May 2013", 1).outcome == "answer"


@pytest.mark.parametrize(
    ("question", "order"),
    [
        ("the river, newest first", ["c", "a", "b"]),
        ("latest on the river", ["c", "a", "b"]),
        ("the river, oldest first", ["a", "c", "b"]),
    ],
)
def test_passages_stand_by_date_where_that_is_wanted(
    tmp_path: Path, question: str, order: list[str]
) -> None:
    publish(
        tmp_path,
        source_text("a", "The river rose.", published="2024-01"),
        source_text("b", "The river fell."),
        source_text("c", "The river froze.", published="2024-06-30"),
    )
    means = Means(FakeEmbedder(), QUOTE_ALL, 0.1)
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        found = answer(OpenCorpus(opened), means, question, 3)
    assert [ranked.quote.citation.article_id for ranked in found.quotes] == order


def test_the_bar_of_the_means_decides_between_an_answer_and_a_related_passage(
    generation: Generation,
) -> None:
    strict = Means(FakeEmbedder(), QUOTE_ALL, 0.6)
    assert answer(OpenCorpus(generation), strict, "river", 3).outcome == "related"


def test_what_was_searched_is_counted(generation: Generation) -> None:
    found = searched(OpenCorpus(generation), MEANS)
    assert (found.articles, found.paragraphs, found.generation) == (2, 2, 1)
    assert (found.oldest, found.newest) == (None, None)
    assert found.threshold == CALIBRATION.threshold


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("?", Filters()),
        ("\ud800x", Filters()),
        ("x" * (LONGEST_QUESTION + 1), Filters()),
        ("river", Filters(after="2024-13")),
        ("river", Filters(phrases=("x" * (LONGEST_QUESTION + 1),))),
    ],
)
def test_what_cannot_be_asked_is_refused(question: str, filters: Filters) -> None:
    with pytest.raises(BadQuestion):
        check(question, filters)


def chosen(data: Path, probabilities: tuple[float, ...], least: float) -> list[tuple[str, float]]:
    """Publish the three paragraphs, and choose among them as probable as given."""
    publish(data, source_text("a", f"{SHORT}\n\n{OTHER}\n\n{FULL}"))
    with closing(Generation(data, 1, FINGERPRINT)) as generation:
        fits = [Fit(ordinal, probability, 0) for ordinal, probability in enumerate(probabilities)]
        fits.sort(key=lambda fit: -fit.probability)
        return [
            (passage.paragraph.text, passage.probability)
            for passage in choose_passages(Asking(OpenCorpus(generation).asked), fits, least)
        ]


def test_of_two_that_say_the_same_the_fuller_is_given_at_the_better_ones_place(
    tmp_path: Path,
) -> None:
    assert chosen(tmp_path, (0.9, 0.5, 0.2), 0.0) == [(FULL, 0.9), (OTHER, 0.5)]


def test_what_says_less_than_a_better_one_is_left_out(tmp_path: Path) -> None:
    assert chosen(tmp_path, (0.2, 0.5, 0.9), 0.0) == [(FULL, 0.9), (OTHER, 0.5)]


def test_what_is_too_improbable_is_given_only_where_it_says_a_probable_one_fully(
    tmp_path: Path,
) -> None:
    assert chosen(tmp_path, (0.9, 0.01, 0.02), 0.1) == [(FULL, 0.9)]


def test_where_none_is_probable_enough_none_is_given(tmp_path: Path) -> None:
    assert chosen(tmp_path, (0.05, 0.01, 0.02), 0.1) == []


@pytest.mark.parametrize(
    ("question", "text", "outcome"),
    [
        ("Which captain left?", "The captain left the harbour.", "answer"),
        ("Which captain did not leave?", "The captain left the harbour.", "related"),
        ("Which captain never left?", "The captain left the harbour.", "related"),
        ("Which captain didn't leave?", "The captain refused to leave.", "answer"),
        ("Which captain did not leave?", "The captain did not leave the harbour.", "answer"),
        ("Who was not freed?", "The captain was freed after he denied taking bribes.", "related"),
        ("Who wasn't freed?", "Ten were freed; the captain was not.", "answer"),
        ("Who was not freed on bail?", "The captain was denied bail.", "answer"),
        ("Who did not leave?", "The captain stayed.", "answer"),
        ("Кто не был освобождён?", "Капитан освобождён, вину он не признал.", "related"),
        ("Кто не был освобождён?", "Капитан так и не был освобождён.", "answer"),
        ("Хто не був звільнений?", "Капітан відмовився від звільнення.", "answer"),
        ("Why did the captain not leave?", "The captain was ill.", "answer"),
        ("Какой капитан не ушёл?", "Капитан ушёл в море.", "related"),
        ("Який капітан не пішов?", "Капітан не пішов у море.", "answer"),
        ("Who cannot leave?", "The captain can leave.", "related"),
        ("Who can’t leave?", "The captain can leave.", "related"),
        ("Who wasnt freed?", "The captain was freed.", "related"),
        ("Who, in May, was not freed?", "The captain was freed in May.", "related"),
        ("So who didn’t leave?", "The captain left.", "related"),
        ("Whose ship was not freed?", "The captain's ship was freed.", "related"),
        ("By whom was the ship not freed?", "The ship was freed by the captain.", "related"),
        ("How many were not freed?", "Ten were freed.", "related"),
        ("Was anyone not freed?", "The captain was freed.", "related"),
        ("Tell me those who were not freed", "The captain was freed.", "related"),
        ("Кем не был подписан приказ?", "Приказ был подписан капитаном.", "related"),
        ("Чья жалоба не рассмотрена?", "Жалоба капитана рассмотрена.", "related"),
        ("Каких солдат не освободили?", "Солдат освободили.", "related"),
        ("У кого нет паспорта?", "Паспорт есть у капитана.", "related"),
        ("Ким не підписаний наказ?", "Наказ підписаний капітаном.", "related"),
        ("Чия скарга не розглянута?", "Скарга капітана розглянута.", "related"),
        ("У кого немає паспорта?", "Паспорт є в капітана.", "related"),
        ("Who said that he was not guilty?", "The captain said he was innocent.", "answer"),
        ("Who asked not to be named?", "The captain asked for anonymity.", "answer"),
        ("Who not only left but wept?", "The captain left and wept.", "answer"),
        ("Who knows why he did not leave?", "The captain knows why he stayed.", "answer"),
        ("Who helped those who did not leave?", "The captain helped them.", "answer"),
        ("Кто сказал, что он не виновен?", "Капитан сказал, что он чист.", "answer"),
        ("Хто допоміг тим, хто не виїхав?", "Капітан допоміг їм.", "answer"),
    ],
)
def test_who_did_not_is_not_answered_by_who_did(
    tmp_path: Path, question: str, text: str, outcome: str
) -> None:
    publish(tmp_path, source_text("a", f"{text}\n"))
    with closing(open_asker(tmp_path, QUOTE_ALL)) as asker:
        assert asker.answer(question, 1).outcome == outcome
