from dataclasses import replace
from hashlib import sha256

from fakes import source_text

from index.comparison import ArticleChange, FieldChange, compare, compare_texts
from index.records import Article


def article(article_id: str, *paragraphs: str, title: str | None = None) -> Article:
    text = "\n\n".join(paragraphs)
    source = source_text(article_id, text, title=title).source
    return Article(article_id, 1, source, text, sha256(text.encode()).hexdigest())


def said(change: ArticleChange) -> list[tuple[str | None, str | None]]:
    return [
        (one.was.text if one.was else None, one.now.text if one.now else None)
        for one in change.paragraphs
    ]


def test_a_changed_paragraph_stands_beside_its_old_text() -> None:
    old = article("a", "It rained.", "Marsh left.", "Nobody came.")
    new = article("a", "It rained.", "Marsh stayed.", "Nobody came.", "It stopped.")
    first, second = compare_texts(old, new)
    assert (first.was, first.now) != (None, None)
    assert said(ArticleChange("a", (), (first, second))) == [
        ("Marsh left.", "Marsh stayed."),
        (None, "It stopped."),
    ]
    assert second.now is not None
    assert second.now.number == 4


def test_the_same_text_has_no_changes() -> None:
    assert compare_texts(article("a", "One."), article("a", "One.")) == ()


def test_articles_that_came_went_and_changed_are_listed_in_order_of_id() -> None:
    stays, gone, come = article("b", "Same."), article("c", "Went."), article("a", "Came.")
    renamed = article("d", "Same.", title="Old")
    now = replace(renamed, source=replace(renamed.source, title="New"))
    changes = compare([stays, gone, renamed], [come, stays, now])
    assert [(one.article_id, said(one)) for one in changes] == [
        ("a", [(None, "Came.")]),
        ("c", [("Went.", None)]),
        ("d", []),
    ]
    assert changes[2].fields == (FieldChange("title", "Old", "New"),)
