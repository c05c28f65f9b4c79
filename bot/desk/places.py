"""A quote <-> the place where it stands, which is all that is remembered of it."""

from bot.desk.memory import Place
from index.ask import Asker
from index.errors import GenerationRefused
from index.records import Article, Citation, KeptArticle, Quote, RankedQuote, Span
from index.text.quoting import quote_slice


def place_of(ranked: RankedQuote) -> Place:
    """Note where a quote stands."""
    quote, cited = ranked.quote, ranked.quote.citation
    highlight = quote.highlight
    return Place(
        article_id=cited.article_id,
        revision=cited.revision,
        paragraph=cited.paragraph_number,
        start=cited.start,
        end=cited.end,
        highlight=None
        if highlight is None
        else Span(cited.start + highlight.start, cited.start + highlight.end),
        asked=None if ranked.asked is None else _span(ranked.asked.citation),
        probability=ranked.probability,
        sha256=cited.text_sha256,
    )


def quote_at(place: Place, article: Article) -> RankedQuote:
    """Slice a quote again from the revision that it was given from, and the question it answers.

    Raises `QuoteMismatch` if the revision is damaged.
    """
    quote = quote_slice(article, place.paragraph, place.start, place.end, place.highlight)
    asked: Quote | None = None
    if place.asked is not None:
        asked = quote_slice(article, place.paragraph, place.asked.start, place.asked.end)
    return RankedQuote(quote, place.probability, asked)


def kept_at(place: Place, asker: Asker) -> KeptArticle:
    """Read the revision that a place is in, live or not.

    Raises `GenerationRefused` if there is none, or it has another text.
    """
    kept = asker.kept(place.article_id, place.revision)
    if kept.article.sha256 != place.sha256:
        raise GenerationRefused(f"{place.article_id} revision {place.revision} is another text")
    return kept


def live_article(article_id: str, revision: int, sha256: str, asker: Asker) -> Article:
    """Read an article of the live generation; raises `GenerationRefused` if its text is another."""
    article = asker.article(article_id)
    if article is None or (article.revision, article.sha256) != (revision, sha256):
        raise GenerationRefused(f"{article_id} revision {revision} is not in the corpus any more")
    return article


def _span(citation: Citation) -> Span:
    return Span(citation.start, citation.end)
