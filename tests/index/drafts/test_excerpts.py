from fakes.corpus import FakeEmbedder, article, source_text

from index.drafts.excerpts import excerpt
from index.drafts.prepare import prepare

OPENING = "The ferry left at six. "
ENDING = " The captain was arrested."


def excerpts(was: str, now: str) -> list[tuple[str | None, str | None]]:
    """Cut the only change of a text; what is highlighted stands between brackets."""
    old = article(source_text("ferry", was))
    draft = prepare(source_text("ferry", now), (old,), FakeEmbedder(), None)
    assert draft.replaces is not None
    (change,) = draft.replaces.changes
    found: list[tuple[str | None, str | None]] = []
    for part in excerpt(old, draft.split.article, change):
        sides: list[str | None] = []
        for quote in (part.old, part.new):
            if quote is None:
                sides.append(None)
                continue
            start, end = quote.citation.start, quote.citation.end
            assert quote.text == (was if quote is part.old else now)[start:end]
            marked = quote.highlight
            text = quote.text
            if marked is not None:
                text = (
                    f"{text[: marked.start]}[{text[marked.start : marked.end]}]{text[marked.end :]}"
                )
            sides.append(text)
        found.append((sides[0], sides[1]))
    return found


def test_only_the_sentence_that_differs_is_shown_with_its_words_marked() -> None:
    assert excerpts(
        f"{OPENING}Nobody was hurt on board.{ENDING}", f"{OPENING}Two were hurt on board.{ENDING}"
    ) == [("[Nobody was] hurt on board.", "[Two were] hurt on board.")]


def test_a_word_that_was_put_in_is_marked_on_its_side_alone() -> None:
    assert excerpts(f"{OPENING}Two died.{ENDING}", f"{OPENING}Two men died.{ENDING}") == [
        ("Two died.", "Two [men] died.")
    ]


def test_a_sentence_that_was_put_in_or_taken_out_stands_alone() -> None:
    assert excerpts(f"{OPENING}Two died.{ENDING}", f"{OPENING.strip()}{ENDING}") == [
        ("Two died.", None)
    ]


def test_two_changes_far_apart_are_two_excerpts() -> None:
    middle = " Nobody had warned them. The sea was calm. "
    assert excerpts(
        f"Ten men left.{middle}Two came back.", f"Six men left.{middle}One came back."
    ) == [
        ("[Ten] men left.", "[Six] men left."),
        ("[Two] came back.", "[One] came back."),
    ]
