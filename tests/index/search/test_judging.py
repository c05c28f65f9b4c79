from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from math import exp, log
from pathlib import Path

import pytest
from fakes.corpus import (
    CALIBRATION,
    FINGERPRINT,
    FakeEmbedder,
    publish,
    source_text,
    weights,
)
from fakes.reading import FakeReader

from index.generation.asked import OpenCorpus
from index.generation.opened import Generation
from index.reading.outcome import Mixture
from index.records import Answer, Filters
from index.search.answer import Means, answer, searched
from index.search.asker import Asker
from index.search.judging import MOST_READ, ReadingMeans
from index.store import audit

MIXTURE = Mixture(part=0.0, rank_value=0.0, read=1.0, searched=0.0, size=0.0, intercept=0.0)
BAR = 0.6
NEAREST = "Marsh crossed the river at dawn."
ANSWERING = "It rained. Nobody saw who crossed the river."
OTHER = "The river froze."
QUESTION = "Who crossed the river at dawn?"


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    text = f"{NEAREST}\n\n{ANSWERING}\n\n{OTHER}\n\nNobody laughed."
    publish(tmp_path, source_text("a", text, title="Floods"))
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        yield opened


def means(reader: FakeReader, mixture: Mixture = MIXTURE, bar: float = BAR) -> Means:
    return Means(FakeEmbedder(), CALIBRATION, 0.5, ReadingMeans(reader, mixture, bar))


def texts(found: Answer) -> list[str]:
    return [ranked.quote.text for ranked in found.quotes]


def sigmoid(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


def test_what_the_reader_prefers_comes_first_with_its_probability(generation: Generation) -> None:
    reader = FakeReader({"Nobody saw": 2.0, "Marsh": -1.0})

    found = answer(OpenCorpus(generation), means(reader), QUESTION, 2)

    assert texts(found) == [ANSWERING, NEAREST]
    assert [ranked.probability for ranked in found.quotes] == pytest.approx(
        [sigmoid(2.0), sigmoid(-1.0)]
    )
    assert found.outcome == "answer"


def test_a_passage_that_does_not_say_the_kind_asked_for_is_less_probable(
    generation: Generation,
) -> None:
    reader = FakeReader({"Nobody saw": 2.0, "Marsh": 1.0})
    doubting = replace(MIXTURE, unsaid=0.3)

    when, who = (
        answer(OpenCorpus(generation), means(reader, doubting), question, 1)
        for question in ("When did Marsh cross the river?", QUESTION)
    )

    assert texts(when) == texts(who) == [ANSWERING]
    assert (when.outcome, who.outcome) == ("related", "answer")
    assert when.quotes[0].probability == 0.3


@pytest.mark.parametrize(
    ("question", "probability"),
    [
        ("Did Marsh cross the river?", sigmoid(2.0)),
        ("Did Marsh swim?", sigmoid(2.0 - 1.5)),  # nothing says so
        ("Were the horses saved at dawn?", sigmoid(2.0 - 1.5)),
        ("Did Orlova cross the river?", 0.3),  # no word of the article is that name
    ],
)
def test_a_passage_that_leaves_open_whether_something_is_so_is_less_probable(
    generation: Generation, question: str, probability: float
) -> None:
    doubting = replace(MIXTURE, unsaid=0.3, undenied=1.5)
    found = answer(OpenCorpus(generation), means(FakeReader({"Marsh": 2.0}), doubting), question, 1)
    assert texts(found) == [NEAREST]
    assert found.quotes[0].probability == pytest.approx(probability)


@pytest.mark.parametrize(
    ("question", "probability"),
    [
        ("Was Marsh found?", 0.3),  # the headline says it of a boy
        ("Was Marsh freed?", sigmoid(2.0 - 1.5)),
        ("Was a boy found?", sigmoid(2.0)),
        ("Was Marsh cold?", sigmoid(2.0)),
    ],
)
def test_a_headline_about_others_says_nothing_of_somebody(
    tmp_path: Path, question: str, probability: float
) -> None:
    publish(tmp_path, source_text("a", "Marsh was cold.", title="Missing boy found"))
    doubting = replace(MIXTURE, unsaid=0.3, undenied=1.5)
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        reader = FakeReader({"Marsh": 2.0})
        found = answer(OpenCorpus(opened), means(reader, doubting), question, 1)
    assert found.quotes[0].probability == pytest.approx(probability)


@pytest.mark.parametrize(
    ("question", "first", "probability"),
    [
        ("Why did Orlova leave?", "It was cold, so that Orlova left.", sigmoid(1.0)),
        ("why did orlova leave", "Somebody left early, as it rained.", sigmoid(2.0)),
        # No article has that name: it may be misspelt.
        ("Why did Orloff leave?", "Somebody left early, as it rained.", sigmoid(2.0)),
        ("Why Did Orlova Leave?", "Somebody left early, as it rained.", sigmoid(2.0)),
        (
            "What does Harbour News say of Orlova?",
            "It was cold, so that Orlova left.",
            sigmoid(1.0),
        ),
    ],
)
def test_whom_another_article_names_is_not_answered_by_one_that_does_not(
    tmp_path: Path, question: str, first: str, probability: float
) -> None:
    publish(
        tmp_path,
        source_text("a", "It was cold, so that Orlova left."),
        source_text("b", "Somebody left early, as it rained."),
    )
    reader = FakeReader({"Somebody": 2.0, "cold": 1.0})
    doubting = replace(MIXTURE, unsaid=0.3)
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        found = answer(OpenCorpus(opened), means(reader, doubting), question, 2)
    assert texts(found)[0] == first
    assert found.quotes[0].probability == pytest.approx(probability)
    if first.startswith("It"):
        assert found.quotes[1].probability == 0.3


def test_searchs_opinion_counts_for_the_order_too(generation: Generation) -> None:
    reader = FakeReader({"Nobody saw": 1.0, "Marsh": 0.9})
    mixture = Mixture(part=0.0, rank_value=1.0, read=1.0, searched=0.0, size=0.0, intercept=0.0)

    found = answer(OpenCorpus(generation), means(reader, mixture), QUESTION, 2)

    assert texts(found) == [NEAREST, ANSWERING]
    # What is named second is never more probable than what is named first.
    assert [ranked.probability for ranked in found.quotes] == pytest.approx([sigmoid(0.9)] * 2)


def test_the_sentence_with_the_most_weight_is_highlighted(generation: Generation) -> None:
    found = answer(OpenCorpus(generation), means(FakeReader({"Nobody saw": 2.0})), QUESTION, 1)

    quote = found.quotes[0].quote
    assert quote.highlight is not None
    highlighted = quote.text[quote.highlight.start : quote.highlight.end]
    assert highlighted == "Nobody saw who crossed the river."


def test_the_readers_bar_decides_and_is_what_the_answer_names(generation: Generation) -> None:
    reader = FakeReader({"Marsh": log(0.59 / 0.41)})

    found = answer(OpenCorpus(generation), means(reader), QUESTION, 3)

    assert (found.outcome, found.searched.threshold) == ("related", BAR)
    assert answer(OpenCorpus(generation), means(reader, bar=0.58), QUESTION, 3).outcome == "answer"
    assert searched(OpenCorpus(generation), means(reader)).threshold == BAR


def test_what_search_thinks_far_is_quoted_if_the_reader_thinks_it_near(
    generation: Generation,
) -> None:
    def read_as(log_odds: float) -> Answer:
        reader = FakeReader({"laughed": log_odds})
        return answer(OpenCorpus(generation), means(reader), "zebra", 3)

    assert (read_as(1.0).outcome, texts(read_as(1.0))[0]) == ("answer", "Nobody laughed.")
    assert (read_as(0.0).outcome, texts(read_as(0.0))[0]) == ("related", "Nobody laughed.")
    assert (read_as(-3.0).outcome, texts(read_as(-3.0))) == ("nothing", [])


def test_a_question_that_the_model_does_not_read_is_left_to_search(generation: Generation) -> None:
    reader = FakeReader({})
    given = means(reader)
    alone = Means(given.embedder, given.calibration, given.threshold)
    question = "Кто перешёл реку на рассвете, Marsh?"

    assert answer(OpenCorpus(generation), given, question, 3) == answer(
        OpenCorpus(generation), alone, question, 3
    )
    assert reader.pairs == []


def test_a_passage_is_read_in_its_context(generation: Generation) -> None:
    reader = FakeReader({})

    answer(OpenCorpus(generation), means(reader), QUESTION, 1)

    read = {pair.passage.text: pair for pair in reader.pairs}
    assert read[ANSWERING].question == QUESTION
    assert (read[ANSWERING].passage.above, read[ANSWERING].passage.before) == ("Floods", NEAREST)
    assert read[NEAREST].passage.before == ""
    sentences = read[ANSWERING].passage.sentences
    assert [ANSWERING[span.start : span.end] for span in sentences] == [
        "It rained.",
        "Nobody saw who crossed the river.",
    ]


def test_the_best_six_are_read(tmp_path: Path) -> None:
    reader = FakeReader({})
    text = "\n\n".join(f"River number {number} rose." for number in range(MOST_READ + 3))
    publish(tmp_path, source_text("a", text))

    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        found = answer(OpenCorpus(opened), means(reader), "Which river rose?", MOST_READ + 1)

    assert len(reader.pairs) == MOST_READ
    assert len(found.quotes) == MOST_READ + 1


def test_what_was_filtered_by_a_phrase_is_quoted_and_pointed_to(generation: Generation) -> None:
    found = answer(
        OpenCorpus(generation), means(FakeReader({})), QUESTION, 3, Filters(phrases=("rained",))
    )

    assert (found.outcome, texts(found)) == ("related", [ANSWERING])
    quote = found.quotes[0].quote
    assert quote.highlight is not None
    assert quote.text[quote.highlight.start : quote.highlight.end] == "It rained."


def test_how_many_paragraphs_are_searched_counts_against_the_probability(
    generation: Generation,
) -> None:
    mixture = Mixture(part=0.0, rank_value=0.0, read=1.0, searched=0.0, size=-1.0, intercept=0.0)

    found = answer(OpenCorpus(generation), means(FakeReader({"Marsh": 2.0}), mixture), QUESTION, 1)

    assert found.quotes[0].probability == pytest.approx(sigmoid(2.0 - log(4)))


class Multilingual(FakeEmbedder):
    """Reads every script, as a model of many languages does."""

    def reads(self, text: str) -> bool:
        return bool(text)


@pytest.mark.parametrize(
    "question", ["wer überquerte denn river", "кто перешёл river", "кто такой Марш?"]
)
def test_a_question_in_another_language_is_searched_with_weights_for_it_and_not_read(
    generation: Generation, question: str
) -> None:
    reader = FakeReader({"Marsh": 5.0})
    across = weights({"word_share": 1.0}, {}, log(0.7 / 0.3))
    reading = ReadingMeans(reader, MIXTURE, BAR)
    asked = Means(Multilingual(), replace(CALIBRATION, across=across), 0.5, reading)

    found = answer(OpenCorpus(generation), asked, question, 1)

    assert reader.pairs == []
    assert found.quotes[0].probability == pytest.approx(0.7)
    assert (found.outcome, found.searched.threshold) == ("answer", 0.5)


def test_a_question_in_the_corpus_own_words_is_read_whatever_the_model_reads(
    generation: Generation,
) -> None:
    reader = FakeReader({"Marsh": 5.0})
    across = weights({}, {}, -9.0)
    reading = ReadingMeans(reader, MIXTURE, BAR)
    asked = Means(Multilingual(), replace(CALIBRATION, across=across), 0.5, reading)
    assert answer(OpenCorpus(generation), asked, QUESTION, 1).outcome == "answer"
    assert reader.pairs != []


def test_the_bar_is_read_again_when_the_store_has_changed(tmp_path: Path) -> None:
    publish(tmp_path, source_text("a", NEAREST))
    reading = ReadingMeans(FakeReader({"Marsh": 0.0}), MIXTURE, 0.4)
    bars = [0.4]
    with closing(
        Asker(tmp_path, FakeEmbedder(), CALIBRATION, None, reading, read_bar=lambda: bars[0])
    ) as asker:
        assert asker.answer(QUESTION, 1).outcome == "answer"
        bars[0] = 0.7
        assert asker.answer(QUESTION, 1).outcome == "answer"  # nothing tells of it yet
        audit.append(tmp_path, "ada", "bar", "0.4 to 0.7")
        assert asker.answer(QUESTION, 1).outcome == "related"


@pytest.mark.parametrize(
    ("question", "highlight"),
    [
        ("Was Marsh freed?", "Marsh was freed."),
        ("Did they free Marsh?", "Marsh was freed."),
        ("Was Marsh cold?", "He shivered."),  # no sentence says so: the reader's stays
    ],
)
def test_of_whether_something_is_so_the_sentence_that_says_so_is_shown(
    tmp_path: Path, question: str, highlight: str
) -> None:
    publish(tmp_path, source_text("a", "Marsh was freed. He shivered."))
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        found = answer(OpenCorpus(opened), means(FakeReader({"He shivered": 2.0})), question, 1)
    quote = found.quotes[0].quote
    assert quote.highlight is not None
    assert quote.text[quote.highlight.start : quote.highlight.end] == highlight


@pytest.mark.parametrize(
    ("question", "filters", "shown"),
    [
        ("Was Marsh beaten?", Filters(), "They beat Marsh"),
        ("Did they beat Marsh?", Filters(), "They beat Marsh"),
        ("Was Orlov beaten?", Filters(), "Orlov begged Marsh not to go."),  # it says so of Marsh
        ("Was Marsh begged?", Filters(), "Orlov begged Marsh not to go."),
        ("Was Marsh beaten?", Filters(phrases=("begged Marsh",)), "Orlov begged Marsh not to go."),
        ("Was Marsh beaten?", Filters(without=("they",)), "Orlov begged Marsh not to go."),
    ],
)
def test_what_only_the_heading_above_says_is_shown_by_the_heading(
    tmp_path: Path, question: str, filters: Filters, shown: str
) -> None:
    text = "# They beat Marsh\n\nOrlov begged Marsh not to go."
    publish(tmp_path, source_text("a", text))
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        reader = FakeReader({"Orlov begged": 2.0})
        found = answer(OpenCorpus(opened), means(reader), question, 1, filters)
    assert texts(found) == [shown]


def test_of_whether_something_is_so_no_sentence_is_shown_that_says_less_of_the_question(
    tmp_path: Path,
) -> None:
    publish(tmp_path, source_text("a", "Orlov deserted. Marsh fled to Riga."))
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        reader = FakeReader({"Marsh fled": 2.0})
        found = answer(OpenCorpus(opened), means(reader), "Did Marsh desert to Riga?", 1)
    quote = found.quotes[0].quote
    assert quote.highlight is not None
    assert quote.text[quote.highlight.start : quote.highlight.end] == "Marsh fled to Riga."
