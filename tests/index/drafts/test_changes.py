from dataclasses import replace

from index.drafts.changes import Comparison, compare, count
from index.records import Article, ChangeCounts, Source, Span
from index.text import paragraphs


def article(text: str) -> Article:
    return Article("a", 1, Source("a", "a.txt"), text, "")


def compare_articles(old: Article, new: Article) -> Comparison:
    return compare(paragraphs.split(old), paragraphs.split(new))


def changes(old: str, new: str) -> list[tuple[str | None, str | None]]:
    return [
        (
            None if change.old is None else change.old.text,
            None if change.new is None else change.new.text,
        )
        for change in compare_articles(article(old), article(new)).differing
    ]


def test_the_same_text_has_no_changes() -> None:
    compared = compare_articles(
        article("He fled.\n\nShe stayed."), article("He fled.\n\n\nShe stayed.")
    )
    assert (compared.differing, compared.unchanged) == ((), 2)


def test_a_corrected_paragraph_is_shown_with_what_it_was() -> None:
    old, new = "Ten men fled at night.\n\nOne stayed.", "Two men fled at night.\n\nOne stayed."
    assert changes(old, new) == [("Ten men fled at night.", "Two men fled at night.")]


def test_paragraphs_are_added_and_removed() -> None:
    assert changes("He fled.", "He fled.\n\nNobody knows why.") == [(None, "Nobody knows why.")]
    assert changes("He fled.\n\nNobody knows why.", "He fled.") == [("Nobody knows why.", None)]


def test_another_paragraph_in_the_place_of_one_is_no_correction() -> None:
    assert changes("He fled.\n\nVoters stayed at home.", "He fled.\n\nХлеб подорожал.") == [
        (None, "Хлеб подорожал."),
        ("Voters stayed at home.", None),
    ]


def test_paragraphs_before_the_one_that_was_corrected_are_removed() -> None:
    old = "Хлеб подорожал.\n\nTen men fled at night."
    assert changes(old, "Two men fled at night.") == [
        ("Хлеб подорожал.", None),
        ("Ten men fled at night.", "Two men fled at night."),
    ]


def test_what_is_skipped_is_not_compared() -> None:
    skipping = replace(article("Share this.\n\nHe fled."), skipped=(Span(0, 11),))
    compared = compare_articles(skipping, article("He fled."))
    assert (compared.differing, compared.unchanged) == ((), 1)


def test_changes_are_counted() -> None:
    old = article("Хлеб подорожал.\n\nTen men fled at night.")
    compared = compare_articles(old, article("Two men fled at night.\n\nIt rained.\n\nThey ran."))
    assert count(compared.differing) == ChangeCounts(added=2, changed=1, removed=1)
