import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import CALIBRATION, FINGERPRINT, QUOTE_ALL, meets_text, open_asker, publish
from fakes.speaking import worded
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.json_output import answer_object
from bot.desk.desk import Desk
from bot.desk.memory import ChatStore
from bot.replies import Reply, Say, ShowQuote
from bot.terminal.chat import Conversation
from index.errors import BadQuestion
from index.generation.asked import OpenCorpus
from index.generation.filters import meets_source
from index.generation.opened import Generation
from index.generation.vectors import Vectors, rows_of
from index.generation.writing.vectors import write_vectors
from index.records import NO_FILTERS, Answer, Filters, Searched, Source, SourceText
from index.search.asker import Asker

NEAR = "Soldiers refused to cross the river {}."
FAR = "A soldier was cold."


def text(article_id: str, words: str, **recorded: str) -> SourceText:
    return SourceText(Source(article_id, f"{article_id}.txt", **recorded), words)


# Forty paragraphs that answer better than the one of another outlet, more than are ever candidates
# of one side.
CROWD = [
    text(f"crowd{number:02}", NEAR.format(f"at place{number}"), outlet="Kontur", published="2022")
    for number in range(40)
]
LONE = text("lone", FAR, title="Cold", outlet="Meduza", author="José", published="2024-06-30")
BARE = text("bare", "# Rivers\n\nThe soldiers’ river — was cold.")
CORPUS = (*CROWD, LONE, BARE)
QUESTION = "Which soldiers refused to cross the river?"
FILTERS = st.builds(
    Filters,
    outlet=st.sampled_from((None, "kontur", "u")),
    author=st.sampled_from((None, None, "jose")),
    after=st.sampled_from((None, "2022", "2023")),
    before=st.sampled_from((None, "2022-11", "2024")),
    phrases=st.sampled_from(
        ((), (), ("the river",), ("soldiers", "cold"), ("soldiers river was",))
    ),
    without=st.sampled_from(((), ("place1",), ("colder", "place7"), ("crossing the",))),
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filtered")
    publish(folder, *CORPUS)
    return folder


@pytest.fixture(scope="module")
def asker(data: Path) -> Iterator[Asker]:
    with closing(open_asker(data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def quoting(data: Path) -> Iterator[Asker]:
    """An asker that quotes whatever is found at all."""
    with closing(open_asker(data, QUOTE_ALL)) as opened:
        yield opened


@pytest.fixture(scope="module")
def generation(data: Path) -> Iterator[Generation]:
    with closing(Generation(data, 1, FINGERPRINT)) as opened:
        yield opened


def said(answer: Answer) -> list[str]:
    return [ranked.quote.text for ranked in answer.quotes]


# What is searched


def test_an_article_that_others_crowd_out_is_found_when_the_filters_leave_it(
    quoting: Asker,
) -> None:
    assert LONE.text not in said(quoting.answer(QUESTION, 30))
    answer = quoting.answer(QUESTION, 3, Filters(outlet="meduza"))
    assert said(answer) == [LONE.text]
    assert answer.filters == Filters(outlet="meduza")


def test_the_receipt_counts_what_the_filters_on_sources_leave(asker: Asker) -> None:
    crowd = asker.answer(QUESTION, 3, Filters(outlet="kontur", phrases=("nowhere at all",)))
    assert crowd.searched == Searched(40, 40, "2022", "2022", 1, 0.5)
    assert asker.answer(QUESTION, 3, Filters(source="bare")).searched == Searched(
        1, 1, None, None, 1, 0.5
    )


def test_no_filters_search_the_whole_generation(asker: Asker) -> None:
    answer = asker.answer(QUESTION, 3)
    assert answer == asker.answer(QUESTION, 3, NO_FILTERS)
    assert answer.searched == asker.searched() == Searched(42, 42, "2022", "2024-06-30", 1, 0.5)


def test_an_unknown_source_leaves_nothing_to_search(asker: Asker) -> None:
    answer = asker.answer(QUESTION, 3, Filters(source="nosuch"))
    assert (answer.outcome, answer.quotes) == ("nothing", ())
    assert answer.searched == Searched(0, 0, None, None, 1, 0.5)


@given(FILTERS)
@settings(deadline=None, max_examples=100)
def test_what_is_selected_is_every_paragraph_that_meets_the_filters_and_no_other(
    generation: Generation, filters: Filters
) -> None:
    (shard,) = OpenCorpus(generation).asked
    texts = generation.texts
    meeting = []
    for ordinal in np.flatnonzero(generation.is_searched).tolist():
        article, paragraph = texts.passage_of(ordinal)
        own = paragraph.text
        if meets_source(article.source, filters) and meets_text(own, filters):
            meeting.append(ordinal)
    assert shard.selected(filters).among.tolist() == meeting


@given(FILTERS)
@settings(deadline=None, max_examples=50)
def test_every_quote_meets_the_filters(quoting: Asker, filters: Filters) -> None:
    for ranked in quoting.answer(QUESTION, 30, filters).quotes:
        assert meets_source(ranked.quote.citation.source, filters)
        assert meets_text(ranked.quote.text, filters)


def test_a_filter_that_all_meet_changes_no_quote(quoting: Asker) -> None:
    everything = quoting.answer(QUESTION, 30, Filters(without=("zebra",)))
    assert everything.quotes == quoting.answer(QUESTION, 30).quotes


# Phrases and words to do without


def test_the_only_paragraph_with_the_phrase_is_found_among_better_ones(asker: Asker) -> None:
    filters = Filters(phrases=("at place17",))
    assert said(asker.answer(QUESTION, 3, filters)) == [NEAR.format("at place17")]


def test_a_phrase_is_a_question(asker: Asker) -> None:
    filters = Filters(phrases=("at place17",))
    answer = asker.answer(" ", 3, filters)
    assert (answer.question, answer.outcome) == ("at place17", "answer")
    assert answer.quotes == asker.answer('"at place17"', 3, filters).quotes


def test_what_holds_the_phrase_is_related_however_improbable_an_answer_it_is(
    asker: Asker,
) -> None:
    filters = Filters(phrases=("was cold",))
    answer = asker.answer("Who won the zebra football cup?", 3, filters)
    assert answer.outcome == "related"
    assert said(answer) == ["The soldiers’ river — was cold.", LONE.text]
    assert answer.quotes[0].probability < CALIBRATION.related


@pytest.mark.parametrize("phrase", ["rivers", "rivers the soldiers", "cold a", "soldier refused"])
def test_a_phrase_in_the_heading_or_in_other_endings_is_not_enough(
    asker: Asker, phrase: str
) -> None:
    assert asker.answer(QUESTION, 3, Filters(phrases=(phrase,))).quotes == ()


def test_a_word_in_the_headline_does_not_shut_a_paragraph_out(tmp_path: Path) -> None:
    publish(
        tmp_path, text("a", "He left. He ran home.", title="Deserters"), text("b", "He deserted.")
    )
    with closing(open_asker(tmp_path, QUOTE_ALL)) as asker:
        answer = asker.answer("who left", 3, Filters(without=("desert",)))
    assert said(answer) == ["He left. He ran home."]


def test_a_part_of_a_long_paragraph_is_quoted_around_the_phrase(tmp_path: Path) -> None:
    filler = "Nothing more was heard of them in the valley for many long weeks of that winter. "
    long = "The army crossed. " + 12 * filler + "They were dirty and tired. " + 12 * filler
    publish(tmp_path, text("a", long.strip()))
    with closing(open_asker(tmp_path, QUOTE_ALL)) as asker:
        plain = asker.answer("which army crossed", 1).quotes[0].quote
        asked = asker.answer("which army crossed", 1, Filters(phrases=("dirty and tired",)))
    quote = asked.quotes[0].quote
    assert "tired" not in plain.text
    assert quote.highlight is not None
    lit = quote.text[quote.highlight.start : quote.highlight.end]
    assert lit == "They were dirty and tired."


# What is refused


@pytest.mark.parametrize(
    "filters", [Filters(outlet="Meduza"), Filters(without=("army",)), Filters(after="2024")]
)
@pytest.mark.parametrize("question", ["", " ?! "])
def test_filters_without_a_question_are_refused(
    asker: Asker, question: str, filters: Filters
) -> None:
    with pytest.raises(BadQuestion, match="there are filters but no question; add one, for ins"):
        asker.answer(question, 3, filters)


@pytest.mark.parametrize(
    "filters", [Filters(after="soon"), Filters(before="2024-13"), Filters(after="2024-1")]
)
def test_a_filter_by_what_is_no_date_is_refused(asker: Asker, filters: Filters) -> None:
    with pytest.raises(BadQuestion, match="is no date to filter by; write it as 2024-06-30, 2024"):
        asker.answer(QUESTION, 3, filters)


def test_filters_as_long_as_a_text_are_refused(asker: Asker) -> None:
    with pytest.raises(BadQuestion, match="the filters hold over 1000 characters of words"):
        asker.answer(QUESTION, 3, Filters(without=("river " * 170,)))


@pytest.mark.parametrize("filters", [Filters(outlet="\udcff"), Filters(without=("a \udcff",))])
def test_filters_with_broken_characters_are_refused(asker: Asker, filters: Filters) -> None:
    with pytest.raises(BadQuestion, match="characters that are no text"):
        asker.answer(QUESTION, 3, filters)


# The searches below


def test_the_nearest_rows_are_those_of_the_rows_allowed(tmp_path: Path) -> None:
    rows = np.eye(9, dtype=np.float32)
    write_vectors(tmp_path / "v", rows)
    opened = Vectors(tmp_path / "v")
    question = np.linspace(0.9, 0.1, 9).astype(np.float32)
    assert opened.nearest(question, 3).tolist() == [0, 1, 2]
    assert opened.nearest(question, 2, np.array([8, 3, 5])).tolist() == [3, 5]
    assert opened.nearest(question, 99, np.array([8, 3])).tolist() == [3, 8]
    assert opened.nearest(question, 3, np.empty(0, dtype=np.int64)).tolist() == []


def test_the_rows_of_paragraphs_are_all_their_vectors(generation: Generation) -> None:
    ordinals = np.array([5, 41], dtype=np.int64)
    starts = generation.shards[0].rows.tolist()
    expected = [*range(starts[5], starts[6]), *range(starts[41], starts[42])]
    assert rows_of(generation.shards[0].rows, ordinals).tolist() == expected


# What is shown


def respond(asker: Asker, typed: str, language: str = "en") -> Reply:
    desk = Desk(asker, ChatStore(None), 1, "none", time.time)
    with closing(desk.store):
        return worded(Conversation(desk).respond(typed).reply, language)


def test_the_filters_are_told_below_what_answers(asker: Asker) -> None:
    typed = 'outlet:kontur after:2022 before:2023 which soldiers "at place17" -bridge'
    blocks = respond(asker, typed).blocks
    assert blocks[-1] == Say(
        'Filters: outlet kontur; after 2022; before 2023; "at place17"; without bridge',
    )
    assert [block.quote.text for block in blocks if isinstance(block, ShowQuote)] == [
        NEAR.format("at place17")
    ]


def test_a_filter_that_is_not_understood_is_told_in_one_sentence_of_the_readers_language(
    asker: Asker,
) -> None:
    assert respond(asker, "after:soon who?", "uk") == Reply(
        (Say("Для after: потрібна дата в такому вигляді: 2024-06-30, 2024-06 або 2024."),)
    )


def test_filters_alone_are_answered_with_what_is_missing(asker: Asker) -> None:
    assert respond(asker, "outlet:Meduza") == Reply(
        (
            Say(
                "There are filters but no question. Add one, for instance: outlet:Meduza who"
                " refused?"
            ),
        )
    )


def test_what_cannot_be_asked_is_refused_in_the_askers_language(asker: Asker) -> None:
    assert respond(asker, "?!", "ru") == Reply(
        (Say("В этом нет слов. Спросите, например: кто отказался воевать?"),)
    )


def test_json_names_the_filters_that_are_set_and_only_those(asker: Asker) -> None:
    assert "filters" not in answer_object(asker.answer(QUESTION, 1), 1.0)
    answer = asker.answer(QUESTION, 1, Filters(outlet="kontur", phrases=("the river",)))
    laid_out = json.loads(json.dumps(answer_object(answer, 1.0)))
    assert laid_out["filters"] == {"outlet": "kontur", "phrases": ["the river"]}
