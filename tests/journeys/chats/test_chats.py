"""What journalists live on every chat platform, from the same lines."""

from journeys.chats.seam import Chats

CAPTAIN = "The captain was arrested.\n[1] Ferry sinks · Harbour News"


def test_a_question_is_answered_with_a_cited_quote_or_honestly_with_none(chats: Chats) -> None:
    with chats.served():
        carl = chats.colleague("carl")
        assert carl.says("captain").text.startswith(CAPTAIN)
        assert carl.says("zebra").text.startswith("The corpus does not say.")
        filtered = carl.says("/ask outlet:harbour captain").text
        assert filtered.startswith(CAPTAIN)
        assert filtered.endswith("\n\nFilters: outlet harbour")
        assert carl.says("/sources").text.startswith("2 articles, page 1 of 1.")
        assert carl.says("/source x").text.startswith("There is no article with this id.")
