from index.records import Article, Source, SplitArticle
from index.text import views


def split(text: str, title: str | None = None) -> SplitArticle:
    return views.split_article(Article("a", 1, Source("a", "a.txt", title=title), text, ""))


def embedded(found: SplitArticle) -> list[tuple[str, ...]]:
    return [views.texts_to_embed(found.article, paragraph) for paragraph in found.paragraphs]


INTERVIEW = """Q: Who refused?

A: The officers did. Soldiers followed.

Q: Why?

A: They were tired."""


def test_a_paragraph_is_embedded_under_its_headline_and_so_is_each_sentence() -> None:
    assert embedded(split("One. Two.", title="War")) == [
        ("War\nOne. Two.", "War\nOne.", "War\nTwo.")
    ]


def test_a_paragraph_is_embedded_after_the_end_of_the_one_before_it() -> None:
    first = "A" * 299 + "b."
    assert embedded(split(f"{first}\n\nHe fled.", title="War"))[1] == (
        f"War\n{first[-300:]}\nHe fled.",
        "War\nHe fled.",
    )


def test_without_a_headline_a_paragraph_of_one_sentence_is_one_text_twice() -> None:
    assert embedded(split("One.")) == [("One.", "One.")]


def test_a_heading_is_not_embedded_but_stands_over_what_follows() -> None:
    found = split("# Rivers\n\nThey rose.", title="War")
    assert [split.paragraph.is_heading for split in found.paragraphs] == [True, False]
    assert embedded(found) == [(), ("War\nRivers\nThey rose.", "War\nRivers\nThey rose.")]


def test_the_interviewers_question_stands_over_its_answer() -> None:
    assert embedded(split(INTERVIEW)) == [
        (
            "Who refused?\nThe officers did. Soldiers followed.",
            "Who refused?\nThe officers did.",
            "Who refused?\nSoldiers followed.",
        ),
        ("Why?\nThey were tired.", "Why?\nThey were tired."),
    ]


def test_stems_are_kept_by_sentence_and_apart_from_those_above() -> None:
    first = split(INTERVIEW, title="Wars").paragraphs[0]
    assert first.sentence_stems == (("the", "offic", "did"), ("soldier", "follow"))
    assert first.context_stems == ("war", "who", "refus")


def test_word_search_knows_a_paragraph_by_what_stands_above_it_too() -> None:
    first = split("They rose. Cold.", title="Wars").paragraphs[0]
    assert views.runs_of_stems(first) == (("war",), ("they", "rose"), ("cold",))
