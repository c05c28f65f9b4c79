from dataclasses import replace
from pathlib import Path

from index.generation.writing.texts import (
    CarriedArticle,
    TextFile,
    count_searched,
    find_answers,
    find_carried,
)
from index.records import Article, Source, SplitArticle
from index.text.views import split_article

RIVER = Article("a", 1, Source("a", "a.txt"), "# Rivers\n\nThey rose. Cold.", "a" * 64)
TALK = Article("b", 1, Source("b", "b.txt"), "Q: Who?\n\nA: Ada.\n\nQ: Why?\n\nA: Fear.", "b" * 64)
SPLIT = (split_article(RIVER), split_article(TALK))


def write_texts(path: Path, *articles: SplitArticle | CarriedArticle, **earlier: Path) -> None:
    with TextFile(path, dict(enumerate(earlier.values()))) as file:
        for article in articles:
            file.add(article)


def test_headings_are_not_counted_as_searched(tmp_path: Path) -> None:
    write_texts(tmp_path / "t", *SPLIT)
    assert count_searched(tmp_path / "t") == (3, 4)


def test_the_paragraphs_that_answer_a_question_are_listed(tmp_path: Path) -> None:
    write_texts(tmp_path / "t", *SPLIT)
    assert find_answers(tmp_path / "t") == [2, 3]


def test_only_an_article_that_did_not_change_is_carried(tmp_path: Path) -> None:
    write_texts(tmp_path / "t", *SPLIT)
    retitled = replace(RIVER, source=replace(RIVER.source, title="War"))
    carried = CarriedArticle(TALK, shard=0, ordinal=1, first=2, end=4)
    assert find_carried(tmp_path / "t", (retitled, TALK)) == {"b": carried}


def test_a_carried_article_stands_in_the_new_file_as_in_the_earlier(tmp_path: Path) -> None:
    write_texts(tmp_path / "t", *SPLIT)
    carried = CarriedArticle(TALK, shard=0, ordinal=1, first=2, end=4)
    write_texts(tmp_path / "new", carried, earlier=tmp_path / "t")
    assert count_searched(tmp_path / "new") == (2, 2)
    assert find_carried(tmp_path / "new", (TALK,)) == {
        "b": CarriedArticle(TALK, shard=0, ordinal=0, first=0, end=2)
    }
