"""Two generations' articles -> what was added, changed and removed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from index.drafts import changes
from index.drafts.changes import Pairing
from index.records import Article
from index.text import paragraphs


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a source as it was recorded and as it is now; `None` where it is unknown."""

    name: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class ArticleChange:
    """What became of one article; of one that was added or removed, all paragraphs are listed."""

    article_id: str
    fields: tuple[FieldChange, ...]
    paragraphs: tuple[Pairing, ...]


def compare(old: Sequence[Article], new: Sequence[Article]) -> tuple[ArticleChange, ...]:
    """List the articles that differ between two generations, in order of id."""
    was = {article.id: article for article in old}
    now = {article.id: article for article in new}
    found = (_compare_article(one, was.get(one), now.get(one)) for one in sorted({*was, *now}))
    return tuple(one for one in found if one.fields or one.paragraphs)


def _compare_article(article_id: str, was: Article | None, now: Article | None) -> ArticleChange:
    if was is not None and now is not None:
        changed = () if was == now else changes.compare(was, now).differing
        return ArticleChange(article_id, tuple(_compare_fields(was, now)), changed)
    gone = () if was is None else paragraphs.split(was)
    come = () if now is None else paragraphs.split(now)
    every = [Pairing(one, None) for one in gone]
    every += [Pairing(None, one) for one in come]
    return ArticleChange(article_id, (), tuple(every))


def _compare_fields(was: Article, now: Article) -> Iterator[FieldChange]:
    for name in (field.name for field in fields(was.source)):
        before, after = getattr(was.source, name), getattr(now.source, name)
        if before != after:
            yield FieldChange(name, before, after)
