from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fakes.chat import FERRY, FERRY_TEXT, TRIAL, open_asker, publish

from bot.desk.asking import answer
from index.errors import BadQuestion, QuoteMismatch
from index.records import NO_FILTERS, Answer, Article, Filters
from index.search.asker import Asker


@pytest.fixture
def asker(tmp_path: Path) -> Iterator[Asker]:
    publish(tmp_path)
    with closing(open_asker(tmp_path)) as opened:
        yield opened


def quoted(found: Answer) -> list[str]:
    return [ranked.quote.text for ranked in found.quotes]


def test_a_typed_question_is_answered_with_its_filters(asker: Asker) -> None:
    assert quoted(answer(asker, "noon", 9, 9)) == [
        "The ferry sank at noon.",
        "Nobody was hurt at noon.",
    ]
    filtered = answer(asker, "noon -hurt", 9, 9)
    assert quoted(filtered) == ["The ferry sank at noon."]
    assert filtered.filters == Filters(without=("hurt",))


def test_even_a_word_that_a_terminal_understands_is_a_question(asker: Asker) -> None:
    assert answer(asker, "help", 9, 9).outcome == "nothing"


def test_what_is_no_question_is_refused(asker: Asker) -> None:
    with pytest.raises(BadQuestion, match="no words"):
        answer(asker, " ", 9, 9)


def test_a_question_is_asked_again_where_a_new_generation_came_in_between(
    asker: Asker, tmp_path: Path
) -> None:
    searched = asker.answer

    def overtaken(question: str, limit: int, filters: Filters = NO_FILTERS) -> Answer:
        found = searched(question, limit, filters)
        if found.searched.generation == 1:
            publish(tmp_path, replace(FERRY, text=FERRY_TEXT.replace("at noon", "")), TRIAL)
        return found

    asker.answer = overtaken  # type: ignore[method-assign] # no other moment can be caught
    found = answer(asker, "captain", 9, 9)
    assert (found.searched.generation, quoted(found)) == (2, ["The captain was arrested."])


def test_a_quote_that_is_to_be_shown_is_compared_with_its_article(asker: Asker) -> None:
    stored = asker.article

    def damaged(article_id: str) -> Article | None:
        article = stored(article_id)
        return None if article is None else replace(article, text=article.text.swapcase())

    asker.article = damaged  # type: ignore[method-assign] # damage that cannot be made here
    with pytest.raises(QuoteMismatch):
        answer(asker, "captain", 9, 1)
    with pytest.raises(QuoteMismatch):
        answer(asker, "who slept", 9, 1)
    assert quoted(answer(asker, "captain", 9, 0)) == ["The captain was arrested."]
