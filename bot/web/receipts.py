"""A receipt, or a revision of an article -> all that its page shows, from what the store keeps."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.desk.links import fragment_link
from bot.web import article
from bot.web.article import ShownArticle
from index.checking import receipts, standing
from index.checking.citing.cited import CitedQuote, PageOf, cite_checked
from index.checking.standing import CheckedReceipt
from index.records import Article, Span
from index.store.store import HeldRevision, Store


@dataclass(frozen=True, slots=True)
class Held:
    """A revision that was live from a day on; no `revision` where the article was withdrawn."""

    revision: int | None
    since: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A revision of an article and its history, oldest first; `live` is that of today, if any."""

    article: Article
    shown: ShownArticle
    history: tuple[Held, ...]

    @property
    def live(self) -> int | None:
        """The revision that is in the corpus now; `None` if the article was withdrawn."""
        return self.history[-1].revision if self.history else None


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """What became of a quote, the quote for other programs, and the article that it stood in.

    `now` is the receipt of the passage that has its place today, `original` the address of the
    passage where the outlet published it.
    """

    checked: CheckedReceipt
    cited: CitedQuote
    page: ArticlePage
    now: str | None
    original: str | None


def read_receipt(data: Path, written: str, today: date, page_of: PageOf) -> ReceiptPage | None:
    """Read what a receipt stands for; `None` if the store keeps no such text.

    Raises `BadReceipt` for one that is mistyped, `QuoteMismatch` where the text is damaged.
    """
    receipt = receipts.read(written)
    with closing(Store(data)) as store:
        checked = standing.check(store, receipt)
        if checked.quote is None:
            return None
        place = checked.quote.citation
        quoted = store.revision(place.article_id, place.revision)
        if quoted is None:
            return None
        cited = cite_checked(checked, checked.quote, quoted, page_of)
        now = None
        live = store.live()
        if checked.now is not None and live is not None:
            now = receipts.make(checked.now.citation, live, today)
        return ReceiptPage(
            checked,
            cited,
            _page(store, quoted, Span(place.start, place.end)),
            now,
            fragment_link(checked.quote),
        )


def read_article(data: Path, article_id: str, revision: int) -> ArticlePage | None:
    """Read a revision of an article; `None` if the store keeps none."""
    with closing(Store(data)) as store:
        held = store.revision(article_id, revision)
        return None if held is None else _page(store, held, None)


def _page(store: Store, held: Article, passage: Span | None) -> ArticlePage:
    return ArticlePage(held, article.show(held, passage), _history(store.revisions_live(held.id)))


def _history(events: Sequence[HeldRevision]) -> tuple[Held, ...]:
    """List from which day on each revision was live, without the events that changed nothing."""
    history: list[Held] = []
    for event in events:
        before = history[-1].revision if history else None
        if event.revision != before:
            history.append(Held(event.revision, event.at[: len("2026-01-02")]))
    return tuple(history)
