from datetime import date
from hashlib import sha256

import pytest
from fakes.corpus import article, source_text
from fakes.files.cited import GIVEN, cited

from index.checking import receipts
from index.checking.citing.cited import AROUND, cite
from index.errors import QuoteMismatch
from index.text.quoting import quote_slice


def test_a_quote_is_cited_with_its_receipt_and_thirty_two_characters_around_it() -> None:
    text = f"{'a' * 40}The ferry sank.{'b' * 40}"
    held = cited("The ferry sank.", text=text)
    assert (held.before, held.after) == ("a" * AROUND, "b" * AROUND)
    assert held.receipt == receipts.make(held.quote.citation, 3, GIVEN)
    assert held.quote_sha256 == sha256(b"The ferry sank.").hexdigest()


def test_at_the_borders_of_an_article_there_is_less_around_a_quote() -> None:
    held = cited("The ferry sank.", text="The ferry sank.\n")
    assert (held.before, held.after) == ("", "\n")


def test_what_is_no_slice_of_the_article_is_not_cited() -> None:
    quoted = article(source_text("ferry", "The ferry sank."))
    other = article(source_text("ferry", "The ferry swam."))
    with pytest.raises(QuoteMismatch):
        cite(quote_slice(quoted, 1, 0, 15), other, 3, date(2026, 1, 3))


def test_the_page_of_a_receipt_is_named_where_there_is_one() -> None:
    held = cited("The ferry sank.", page_of=lambda receipt: f"https://desk.example/q/{receipt}")
    assert held.page == f"https://desk.example/q/{held.receipt}"
