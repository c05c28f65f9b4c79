from dataclasses import replace
from hashlib import sha256

from fakes.corpus import source_text

from index.drafts.comparison import ArticleChange, FieldChange, compare
from index.records import Article


def article(article_id: str, *paragraphs: str, title: str | None = None) -> Article:
    text = "\n\n".join(paragraphs)
    source = source_text(article_id, text, title=title).source
    return Article(article_id, 1, source, text, sha256(text.encode()).hexdigest())


def texts(change: ArticleChange) -> list[tuple[str | None, str | None]]:
    return [
        (
            paragraph.old.text if paragraph.old else None,
            paragraph.new.text if paragraph.new else None,
        )
        for paragraph in change.paragraphs
    ]


def test_a_changed_paragraph_stands_beside_its_old_text() -> None:
    old = article("a", "It rained.", "Marsh left the army.", "Nobody came.")
    new = article("a", "It rained.", "Marsh left the navy.", "Nobody came.", "It stopped.")
    (change,) = compare([old], [new])
    assert texts(change) == [
        ("Marsh left the army.", "Marsh left the navy."),
        (None, "It stopped."),
    ]


def test_articles_that_came_went_and_changed_are_listed_in_order_of_id() -> None:
    stays, gone, come = article("b", "Same."), article("c", "Went."), article("a", "Came.")
    renamed = article("d", "Same.", title="Old")
    now = replace(renamed, source=replace(renamed.source, title="New"))
    changes = compare([stays, gone, renamed], [come, stays, now])
    assert [(change.article_id, texts(change)) for change in changes] == [
        ("a", [(None, "Came.")]),
        ("c", [("Went.", None)]),
        ("d", []),
    ]
    assert changes[2].fields == (FieldChange("title", "Old", "New"),)
