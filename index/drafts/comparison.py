"""The articles of two generations -> those that were added, changed and removed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.drafts import changes
from index.drafts.records import ParagraphChange
from index.records import RECORDED, Article, Paragraph
from index.store.readings import is_reread
from index.text import paragraphs


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a source as it was recorded and as it is now; `None` where it is unknown."""

    name: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """The changes of one article; of one that was added or removed, all its paragraphs.

    `is_reread` tells that its file is the same, and only read otherwise.
    """

    article_id: str
    fields: tuple[FieldChange, ...]
    paragraphs: tuple[ParagraphChange[Paragraph], ...]
    is_reread: bool = False


def compare(old: Sequence[Article], new: Sequence[Article]) -> tuple[ArticleChange, ...]:
    """List the articles that differ between two generations, in order of id."""
    was = {article.id: article for article in old}
    now = {article.id: article for article in new}
    compared = (_compare_article(name, was.get(name), now.get(name)) for name in sorted(was | now))
    return tuple(change for change in compared if change.fields or change.paragraphs)


def _compare_article(article_id: str, was: Article | None, now: Article | None) -> ArticleChange:
    if was is not None and was == now:
        return ArticleChange(article_id, (), ())
    old = () if was is None else paragraphs.split(was)
    new = () if now is None else paragraphs.split(now)
    fields = () if was is None or now is None else tuple(_compare_fields(was, now))
    is_read_anew = was is not None and now is not None and is_reread(was, now.text, now.file_sha256)
    return ArticleChange(article_id, fields, changes.compare(old, new).differing, is_read_anew)


def _compare_fields(was: Article, now: Article) -> Iterator[FieldChange]:
    for name in ("id", "origin", *RECORDED):
        before, after = getattr(was.source, name), getattr(now.source, name)
        if before != after:
            yield FieldChange(name, before, after)
