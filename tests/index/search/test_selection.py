from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import FINGERPRINT, publish, source_text

from index.generation.opened import Generation
from index.records import NO_FILTERS, Filters
from index.search.selection import Selection, select


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    publish(
        tmp_path,
        source_text(
            "a", "# Rivers\n\nThe army left.\n\nThe army of the north left.", published="2023"
        ),
        source_text("b", "The army came.", published="2024-06"),
    )
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        yield opened


def chosen(generation: Generation, filters: Filters) -> list[int]:
    among = select(generation, filters).among
    assert among is not None
    ordinals: list[int] = among.tolist()
    return ordinals


def test_without_filters_all_paragraphs_are_searched(generation: Generation) -> None:
    assert select(generation, NO_FILTERS) == Selection(2, 3, "2023", "2024-06", None)


def test_a_filter_on_sources_leaves_the_paragraphs_of_their_articles(
    generation: Generation,
) -> None:
    selection = select(generation, Filters(before="2023"))
    assert (selection.articles, selection.paragraphs, selection.newest) == (1, 2, "2023")
    assert chosen(generation, Filters(before="2023")) == [1, 2]


def test_a_phrase_and_a_word_to_do_without_are_sought_in_the_text(generation: Generation) -> None:
    assert chosen(generation, Filters(phrases=("the army",))) == [1, 2, 3]
    assert chosen(generation, Filters(phrases=("army left",))) == [1]
    assert chosen(generation, Filters(without=("left",))) == [3]
