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

from index.generation.asked import OpenCorpus
from index.generation.asking import Query
from index.generation.opened import Generation
from index.records import Filters, Passage
from index.search import answer, find
from index.search.find import Asking
from index.search.ranking import RANK_FEATURES

RIVER = "Marsh crossed the river at dawn. It was cold."
BRIDGE = "The bridge fell in March. Nobody was there."
PEACE = "Переговори тривали тиждень. Мир не настав."

# Nobody says in it what the baker is called; her brother Ivan is named by her.
BAKER = """Only the baker Marta Holub stayed when all others left.

When did you open the shop?

I opened it in May with my brother Ivan.

Who else was there?

Nobody wanted to work at night.

Why did you close?

The rent rose until it ate all we had.
"""
SINGER = """On Friday we met the singer Petro Luka.

Where do you sing?

Mostly at weddings.

What do you like?

The open air, and a shop that sells strings.

Who taught you?

An uncle of mine.
"""
MAYOR = "Yesterday Marta Holub met the mayor, and Ivan was there."


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Generation]:
    publish(
        tmp_path,
        source_text("a", f"# Rivers\n\n{RIVER}\n\n{BRIDGE}", title="War"),
        source_text("b", PEACE),
    )
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as generation:
        yield generation


def asking(opened: Generation) -> Asking:
    return Asking(OpenCorpus(opened).asked)


def find_all(opened: Generation, question: str, limit: int = 10) -> tuple[Passage, ...]:
    asked = asking(opened)
    fits = find.find(asked, FakeEmbedder(), CALIBRATION, question, limit)
    return tuple(answer.choose_passages(asked, fits, 0.0))


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
    fits = find.find(asking(opened), FakeEmbedder(), QUOTE_ALL, "Who crossed the bridge?", 10)
    assert texts(tuple(answer.choose_passages(asking(opened), fits, 0.0))) == [RIVER, BRIDGE, PEACE]
    assert [fit.probability for fit in fits] == [0.5, 0.5, 0.5]


def test_a_question_that_the_model_does_not_read_is_found_by_words_alone(
    opened: Generation,
) -> None:
    question = asking(opened)
    asked = find.understand(question, "Чому не настав мир?")
    assert find.embedded(FakeEmbedder(), [asked]) == ((),)
    found = find.find_candidates(question, asked.words, ())
    assert found is not None
    assert (found.ordinals, found.reads) == ((3,), False)
    sure = replace(CALIBRATION, words_only=weights({}, {}, 50.0))
    assert find.find(asking(opened), FakeEmbedder(), sure, "мир", 1)[0].probability == 1.0


def test_words_that_the_corpus_lacks_find_nothing_in_a_script_the_model_does_not_read(
    opened: Generation,
) -> None:
    assert find_all(opened, "Хто вигадав телефон?") == ()


def test_a_question_of_stop_words_alone_is_searched_by_them(opened: Generation) -> None:
    asked = asking(opened)
    found = find.find_candidates(asked, find.understand(asked, "was it there?").words, ())
    assert found is not None
    assert found.measured.question_length > 0


@pytest.fixture
def interviews(tmp_path: Path) -> Iterator[Generation]:
    texts = {"baker": BAKER, "mayor": MAYOR, "singer": SINGER}
    publish(tmp_path, *(source_text(name, text) for name, text in texts.items()))
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as generation:
        yield generation


def answers(generation: Generation, article: str) -> list[int]:
    """List the ordinals of what is answered in an interview."""
    found = [generation.texts.passage_of(ordinal) for ordinal in range(generation.texts.paragraphs)]
    return [
        ordinal
        for ordinal, (own, paragraph) in enumerate(found)
        if own.id == article and paragraph.question is not None
    ]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Who left?", ("Who left?",)),
        ("I write on Kherson. Who left?", ("I write on Kherson. Who left?", "Who left?")),
        (
            "Kherson fell. Marsh left.",
            ("Kherson fell. Marsh left.", "Kherson fell.", "Marsh left."),
        ),
        ("Who left? And why?", ("Who left? And why?",)),
        ("Did Mr. Marsh leave?", ("Did Mr. Marsh leave?",)),
    ],
)
def test_each_sentence_of_a_question_is_asked_by_itself_too(
    question: str, asked: tuple[str, ...]
) -> None:
    assert find.phrasings(question) == asked


@pytest.mark.parametrize(
    ("question", "nameless", "article"),
    [
        ("When did Marta open her shop?", "When did open her shop", "baker"),
        ("marta holub: shop OPENED when", "shop OPENED when", "baker"),
        ("Did Marta work with Ivan?", "Did work with Ivan", "baker"),
        ("Did Marta go to Kherson?", "Did go to Kherson", "baker"),
        ("What does Petro like about the mayor?", "What does like about the mayor", "singer"),
    ],
)
def test_a_question_about_who_is_interviewed_is_asked_without_the_name(
    interviews: Generation, question: str, nameless: str, article: str
) -> None:
    interviewed = find.understand(asking(interviews), question).interviewed
    assert interviewed is not None
    assert interviewed.nameless == nameless
    assert interviewed.answers.tolist() == answers(interviews, article) != []


@pytest.mark.parametrize(
    "question",
    [
        "When was the shop interviews?",
        "What did Ivan do?",  # somebody else, whom an answer names
        "Did Marta meet Petro?",  # no interview is with both
        "Who is Marta Holub?",  # nothing would be left to ask
        "Was Kherson taken?",  # a name that nobody here has
    ],
)
def test_any_other_question_is_asked_as_it_is(interviews: Generation, question: str) -> None:
    assert find.understand(asking(interviews), question).interviewed is None


def test_only_what_the_interviewed_says_is_compared_without_the_name(
    interviews: Generation,
) -> None:
    question = asking(interviews)
    asked = find.understand(question, "When did Marta open it?")
    (queries,) = find.embedded(FakeEmbedder(), [asked])
    assert [query.among is None for query in queries] == [True, False]

    def similarities(*given: Query) -> dict[int, float]:
        found = find.find_candidates(question, asked.words, given)
        assert found is not None
        column = found.measured.features[:, RANK_FEATURES.index("sentence_similarity")]
        return dict(zip(found.ordinals, column.tolist(), strict=True))

    both, named, nameless = (
        similarities(*given) for given in (queries, queries[:1], [Query(queries[1].vector)])
    )
    own = answers(interviews, "baker")
    assert both.keys() == named.keys()
    assert {ordinal: both[ordinal] for ordinal in own} == {
        ordinal: max(named[ordinal], nameless[ordinal]) for ordinal in own
    }
    assert {ordinal: both[ordinal] for ordinal in both if ordinal not in own} == {
        ordinal: named[ordinal] for ordinal in named if ordinal not in own
    }
    assert any(both[ordinal] > named[ordinal] for ordinal in own)


@pytest.mark.parametrize("allowed", [{"cellar", "mayor"}, {"baker", "cellar"}])
def test_filters_hold_for_what_the_interviewed_says_too(tmp_path: Path, allowed: set[str]) -> None:
    texts = {"baker": BAKER, "mayor": MAYOR}
    texts["cellar"] = "\n\n".join(f"The cellar has {number} jars." for number in range(40))
    publish(
        tmp_path,
        *(
            source_text(name, text, published="2024" if name in allowed else "2020")
            for name, text in texts.items()
        ),
    )
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as generation:
        question = asking(generation)
        scope = answer.choose(question, Filters(after="2024"))
        asked = "When did Marta open her shop?"
        fits = find.find(question, FakeEmbedder(), CALIBRATION, asked, 50, scope)
        found = [generation.texts.passage_of(fit.ordinal)[0].id for fit in fits]
    assert set(found) == allowed


def test_without_an_interviewed_person_one_vector_is_compared(interviews: Generation) -> None:
    embedder = FakeEmbedder()
    asked = [
        find.understand(asking(interviews), text)
        for text in ("Who closed?", "Why did Marta close?")
    ]
    assert [len(queries) for queries in find.embedded(embedder, asked)] == [1, 2]
