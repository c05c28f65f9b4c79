"""Quotes with their receipts, cut out of texts that hold what other forms take for markup."""

from datetime import date
from hashlib import sha256

from fakes.chat import FERRY as ARTICLE

from index.checking.citing.cited import CitedQuote, PageOf, cite
from index.records import Article, Source
from index.text.quoting import quote_slice

GIVEN = date(2026, 11, 26)
FERRY = ARTICLE.source
UNKNOWN = Source("ferry", "ferry.txt")
SAID = "The ferry sank."


def cited(
    said: str = SAID, source: Source = FERRY, text: str | None = None, page_of: PageOf | None = None
) -> CitedQuote:
    """Cite what was said, which generation 3 quoted from the second revision of an article."""
    whole = f"At noon. {said} Nobody was hurt." if text is None else text
    digest = sha256(whole.encode()).hexdigest()
    quoted, start = Article("ferry", 2, source, whole, digest), whole.index(said)
    return cite(quote_slice(quoted, 1, start, start + len(said)), quoted, 3, GIVEN, page_of)
