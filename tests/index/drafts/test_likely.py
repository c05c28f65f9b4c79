import pytest
from fakes.corpus import FakeEmbedder, source_text

from index.drafts.likely import Likely, suggest
from index.drafts.prepare import prepare
from index.drafts.records import Draft

BODY = "Ten men fled at night.\n\nNobody saw them."


def draft(text: str, title: str | None = None) -> Draft:
    return prepare(source_text("fled", text, title=title), (), FakeEmbedder(), None)


def test_headline_byline_and_date_are_found_above_the_text() -> None:
    text = f"# Ten men flee\n\nBy Ann Smith | Kyiv\n\nPublished: 2 March 2024\n\n{BODY}"
    assert suggest(draft(text)) == (
        Likely("title", 1, "Ten men flee"),
        Likely("author", 2, "Ann Smith"),
        Likely("published", 3, "2024-03-02"),
    )


@pytest.mark.parametrize("byline", ["Автор: Анна Иванова", "Авторка: Анна Іванова"])
def test_a_byline_is_found_in_three_languages_and_below_the_text(byline: str) -> None:
    (found,) = suggest(draft(f"{BODY}\n\n{byline}"))
    assert (found.field, found.value) == ("author", byline.partition(": ")[2])


def test_what_is_known_or_is_prose_is_not_suggested() -> None:
    assert suggest(draft(f"Ten men flee\n\n{BODY}", title="Ten flee")) == ()
    assert suggest(draft("By night ten men fled, and nobody saw them go.")) == ()
