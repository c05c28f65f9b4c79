import pytest

from index.drafts.refreshing import Refreshed, has_address, refresh
from index.errors import SourceGone, UnreadableSource
from index.records import Article, ChangeCounts, Source, SourceText, Span

ADDRESS = "https://x.org/a"
TEXT = "Share this.\n\nTen men fled at night.\n\nNobody saw them."
ARTICLE = Article("a", 1, Source("a", ADDRESS), TEXT, "", skipped=(Span(0, 11),))


def refreshed(text: str) -> Refreshed:
    return refresh(ARTICLE, lambda address: SourceText(Source("a", address), text))


@pytest.mark.parametrize("text", [TEXT, TEXT + "\n\n\n"])
def test_an_address_that_says_the_same_is_unchanged(text: str) -> None:
    assert refreshed(text) == Refreshed("unchanged")


def test_a_changed_text_is_told_by_its_paragraphs() -> None:
    text = "Share this.\n\nTwo men fled at night.\n\nХлеб подорожал.\n\nСнова."
    assert refreshed(text) == Refreshed("changed", ChangeCounts(2, 1, 1))


def test_what_is_gone_and_what_cannot_be_fetched_are_told_apart() -> None:
    def gone(address: str) -> SourceText:
        raise SourceGone(f"{address}: the server says 410 Gone")

    def unreachable(address: str) -> SourceText:
        raise UnreadableSource(f"{address}: no answer in 20 seconds")

    assert refresh(ARTICLE, gone) == Refreshed("gone", reason="the server says 410 Gone")
    assert refresh(ARTICLE, unreachable) == Refreshed("failed", reason="no answer in 20 seconds")


@pytest.mark.parametrize(
    ("origin", "expected"), [(ADDRESS, True), ("HTTP://x.org", True), ("http.txt", False)]
)
def test_only_what_was_read_from_an_address_can_be_read_again(origin: str, expected: bool) -> None:
    assert has_address(Article("a", 1, Source("a", origin), TEXT, "")) is expected
