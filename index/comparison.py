"""Two texts, or two generations' articles -> what was added, changed and removed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from itertools import zip_longest

from index import paragraphs
from index.records import Article, Paragraph


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """A paragraph as it was and as it is now; `None` where there was none, or is none any more."""

    was: Paragraph | None
    now: Paragraph | None


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
    paragraphs: tuple[ParagraphChange, ...]


def compare_texts(old: Article, new: Article) -> tuple[ParagraphChange, ...]:
    """List the paragraphs that differ, in reading order; a changed one stands beside its old text.

    Between two paragraphs that stayed, the old ones and the new ones are paired in order.
    """
    was, now = paragraphs.split(old), paragraphs.split(new)
    matcher = SequenceMatcher(None, [one.text for one in was], [one.text for one in now], False)
    changes: list[ParagraphChange] = []
    for kind, first, last, first_now, last_now in matcher.get_opcodes():
        if kind != "equal":
            pairs = zip_longest(was[first:last], now[first_now:last_now])
            changes += [ParagraphChange(*pair) for pair in pairs]
    return tuple(changes)


def compare(old: Sequence[Article], new: Sequence[Article]) -> tuple[ArticleChange, ...]:
    """List the articles that differ between two generations, in order of id."""
    was = {article.id: article for article in old}
    now = {article.id: article for article in new}
    found = (_compare_article(one, was.get(one), now.get(one)) for one in sorted({*was, *now}))
    return tuple(one for one in found if one.fields or one.paragraphs)


def _compare_article(article_id: str, was: Article | None, now: Article | None) -> ArticleChange:
    if was is not None and now is not None:
        changed = () if was == now else compare_texts(was, now)
        return ArticleChange(article_id, tuple(_compare_fields(was, now)), changed)
    gone = () if was is None else paragraphs.split(was)
    come = () if now is None else paragraphs.split(now)
    every = [ParagraphChange(one, None) for one in gone]
    every += [ParagraphChange(None, one) for one in come]
    return ArticleChange(article_id, (), tuple(every))


def _compare_fields(was: Article, now: Article) -> Iterator[FieldChange]:
    for name in (field.name for field in fields(was.source)):
        before, after = getattr(was.source, name), getattr(now.source, name)
        if before != after:
            yield FieldChange(name, before, after)
