from dataclasses import replace

from fakes.corpus import article, source_text

from index.text import paragraphs
from index.text.surroundings import above, end_before

TEXT = "The trial\n\nThe captain was tried.\n\nHe was acquitted."


def test_a_paragraph_stands_under_its_headline_and_its_heading() -> None:
    tried = article(source_text("trial", TEXT, title="The ferry"))
    heading, first, _ = paragraphs.split(tried)
    assert heading.is_heading
    assert above(tried, first) == ["The ferry", "The trial"]
    assert above(tried, heading) == ["The ferry"]


def test_a_paragraph_goes_on_from_the_one_before_unless_that_is_a_heading() -> None:
    heading, first, second = paragraphs.split(article(source_text("trial", TEXT)))
    assert end_before(None, heading) == ""
    assert end_before(heading, first) == ""
    assert end_before(first, second) == "The captain was tried."


def test_of_a_long_paragraph_before_only_the_end_counts() -> None:
    _, first, second = paragraphs.split(article(source_text("trial", TEXT)))
    long = replace(first, text="a" * 400 + "b" * 300)
    assert end_before(long, second) == "b" * 300
