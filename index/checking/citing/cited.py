"""A quote with its receipt and the characters around it: what every form is written from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from index.checking import receipts
from index.checking.standing import CheckedReceipt
from index.records import Article, Quote
from index.text.quoting import check_quote

AROUND = 32  # characters on either side, as many as annotation tools look at

PageOf = Callable[[str], str]
"""Returns the address of the page of a receipt."""


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """A quote to be written in some form.

    `before` and `after` are the characters of the article around it, as far as it has any. `day` is
    when it was given; `page` is where whoever may can check it, if anywhere. `standing` is what
    became of it (as in `standing.CheckedReceipt`), `since` the day, where that was looked up.
    """

    quote: Quote
    receipt: str
    day: date
    before: str
    after: str
    page: str | None = None
    standing: str | None = None
    since: str | None = None

    @property
    def quote_sha256(self) -> str:
        """The digest of the quote's own text, in hex."""
        return sha256(self.quote.text.encode()).hexdigest()


def cite(
    quote: Quote, article: Article, generation: int, day: date, page_of: PageOf | None = None
) -> CitedQuote:
    """Cite a quote that a generation gave on a day; raises `QuoteMismatch` if it is not one."""
    check_quote(quote, article)
    place = quote.citation
    receipt = receipts.make(place, generation, day)
    return CitedQuote(
        quote,
        receipt,
        day,
        before=article.text[max(0, place.start - AROUND) : place.start],
        after=article.text[place.end : place.end + AROUND],
        page=None if page_of is None else page_of(receipt),
    )


def cite_checked(
    checked: CheckedReceipt, quote: Quote, article: Article, page_of: PageOf | None = None
) -> CitedQuote:
    """Cite the quote of a receipt, as it was given, with what became of it; raises as `cite` does.

    `article` is the revision that the quote was cut from.
    """
    given = checked.receipt
    cited = cite(quote, article, given.generation, given.day, page_of)
    return replace(cited, standing=checked.standing, since=checked.since)
