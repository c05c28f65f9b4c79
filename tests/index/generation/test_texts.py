from contextlib import closing
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from index.errors import GenerationRefused
from index.generation.texts import Texts, article_bounds
from index.generation.writing.texts import TextFile
from index.records import Article, Paragraph, Sentence, Source, Span, SplitArticle, SplitParagraph


def article(article_id: str, text: str) -> Article:
    source = Source(article_id, f"{article_id}.txt", author="Ї. 🙂")
    return Article(article_id, 3, source, text, sha256(text.encode()).hexdigest(), (Span(1, 2),))


FIRST = article("a", "Title\n\nOne 🙂. Two.\n\nThree.")
SECOND = article("b", "Чотири.")
HEADING = Paragraph("a", 1, 0, 5, "Title", is_heading=True)
ONE_TWO = Paragraph(
    "a", 2, 7, 18, "One 🙂. Two.", question=Span(0, 1), heading=Span(0, 5), speaker=Span(2, 3)
)
THREE = Paragraph("a", 3, 20, 26, "Three.", heading=Span(0, 5))
FOUR = Paragraph("b", 1, 0, 7, "Чотири.")
SPLIT = (
    SplitArticle(
        FIRST,
        (
            SplitParagraph(HEADING, (Sentence(0, 5, "Title"),), (("titl",),), ()),
            SplitParagraph(
                ONE_TWO,
                (Sentence(7, 13, "One 🙂."), Sentence(14, 18, "Two.")),
                (("one",), ("two",)),
                ("titl",),
            ),
            SplitParagraph(THREE, (Sentence(20, 26, "Three."),), (("three",),), ("titl",)),
        ),
    ),
    SplitArticle(SECOND, (SplitParagraph(FOUR, (Sentence(0, 7, "Чотири."),), ((),), ()),)),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with TextFile(tmp_path / "t", {}) as file:
        for split in SPLIT:
            file.add(split)
    return tmp_path / "t"


def test_a_file_tells_how_many_articles_and_paragraphs_it_has(path: Path) -> None:
    with closing(Texts(path)) as opened:
        assert (opened.articles, opened.paragraphs) == (2, 4)


def test_articles_are_read_as_they_were_written(path: Path) -> None:
    with closing(Texts(path)) as opened:
        assert (opened.article("a"), opened.article("b")) == (FIRST, SECOND)
        assert [opened.passage_of(ordinal)[0] for ordinal in (0, 2, 3)] == [FIRST, FIRST, SECOND]
        assert opened.sources() == (FIRST.source, SECOND.source)


def test_an_article_that_is_not_there_is_none(path: Path) -> None:
    with closing(Texts(path)) as opened:
        assert opened.article("c") is None


def test_paragraphs_are_read_as_they_were_written(path: Path) -> None:
    with closing(Texts(path)) as opened:
        assert [opened.passage_of(ordinal)[1] for ordinal in (0, 1, 2)] == [
            HEADING,
            ONE_TWO,
            THREE,
        ]
        assert opened.passage_of(3)[1] == FOUR


def test_sentences_are_read_as_they_were_written(path: Path) -> None:
    with closing(Texts(path)) as opened:
        assert opened.sentences(1, FIRST) == (Sentence(7, 13, "One 🙂."), Sentence(14, 18, "Two."))
        assert opened.sentences(3, SECOND) == (Sentence(0, 7, "Чотири."),)


@pytest.mark.parametrize(
    ("number", "reach", "found"),
    [(2, 0, (ONE_TWO,)), (3, 1, (ONE_TWO, THREE)), (1, 9, (HEADING, ONE_TWO, THREE)), (9, 1, ())],
)
def test_the_paragraphs_near_one_are_those_of_its_article(
    path: Path, number: int, reach: int, found: tuple[Paragraph, ...]
) -> None:
    with closing(Texts(path)) as opened:
        assert opened.paragraphs_near(FIRST, number, reach) == found


@pytest.mark.parametrize("content", [b"", b"no texts at all " * 100])
def test_a_file_that_holds_no_texts_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t").write_bytes(content)
    with pytest.raises(GenerationRefused, match=r"/t cannot be read .*; .*reindex"):
        Texts(tmp_path / "t")


def test_a_paragraph_leads_to_the_bounds_of_its_article() -> None:
    firsts, ends = article_bounds(np.array([0, 3, 4]), np.array([0, 2, 3]))
    assert (firsts.tolist(), ends.tolist()) == ([0, 0, 3], [3, 3, 4])
