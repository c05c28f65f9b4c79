from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes.corpus import CALIBRATION, FINGERPRINT, FakeEmbedder, publish, source_text

from index.generation.opened import Generation
from index.search import find
from index.search.find import Query
from index.search.phrasing import phrasings, understand
from index.search.ranking import RANK_FEATURES

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
    assert phrasings(question) == asked


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
    opened: Generation, question: str, nameless: str, article: str
) -> None:
    interviewed = understand(opened, question).interviewed
    assert interviewed is not None
    assert interviewed.nameless == nameless
    assert interviewed.answers.tolist() == answers(opened, article) != []


@pytest.mark.parametrize(
    "question",
    [
        "When was the shop opened?",
        "What did Ivan do?",  # somebody else, whom an answer names
        "Did Marta meet Petro?",  # no interview is with both
        "Who is Marta Holub?",  # nothing would be left to ask
        "Was Kherson taken?",  # a name that nobody here has
    ],
)
def test_any_other_question_is_asked_as_it_is(opened: Generation, question: str) -> None:
    assert understand(opened, question).interviewed is None


def test_only_what_the_interviewed_says_is_compared_without_the_name(opened: Generation) -> None:
    asked = understand(opened, "When did Marta open it?")
    (queries,) = find.embedded(FakeEmbedder(), [asked])
    assert [query.among is None for query in queries] == [True, False]

    def similarities(*given: Query) -> dict[int, float]:
        found = find.find_candidates(opened, asked.words, given)
        assert found is not None
        column = found.measured.features[:, RANK_FEATURES.index("sentence_similarity")]
        return dict(zip(found.ordinals, column.tolist(), strict=True))

    both, named, nameless = (
        similarities(*given) for given in (queries, queries[:1], [Query(queries[1].vector)])
    )
    own = answers(opened, "baker")
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
    publish(tmp_path, *(source_text(name, text) for name, text in texts.items()))
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as generation:
        starts = np.repeat(sorted(texts), np.diff(generation.article_starts))
        is_allowed = np.isin(starts, list(allowed)) & generation.is_searched()
        among = np.flatnonzero(is_allowed).astype(np.int64)
        asked = "When did Marta open her shop?"
        found = list(find.find(generation, FakeEmbedder(), CALIBRATION, asked, 50, among))
    assert {passage.article.id for passage in found} == allowed


def test_without_an_interviewed_person_one_vector_is_compared(opened: Generation) -> None:
    embedder = FakeEmbedder()
    asked = [understand(opened, text) for text in ("Who closed?", "Why did Marta close?")]
    assert [len(queries) for queries in find.embedded(embedder, asked)] == [1, 2]
