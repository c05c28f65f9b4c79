from fakes.corpus import article, source_text
from hypothesis import given
from hypothesis import strategies as st

from bot.web.article import Run, ShownParagraph, show
from index.records import Span

FERRY = "# Ferry\n\nThe ferry sank.\nAt noon.\n\n\nNobody was hurt.\n"


def shown(text: str, passage: Span | None = None, most: int = 1000) -> list[ShownParagraph]:
    return list(show(article(source_text("ferry", text)), passage, most).paragraphs)


def test_the_passage_is_marked_and_its_begin_is_told() -> None:
    start = FERRY.index("ferry sank")
    _, ferry, nobody = shown(FERRY, Span(start, start + 10))
    assert ferry.runs == (
        Run("The ", is_marked=False),
        Run("ferry sank", is_marked=True, is_first=True),
        Run(".\nAt noon.", is_marked=False),
    )
    assert [run.is_marked for run in nobody.runs] == [False]


def test_a_passage_of_two_paragraphs_is_marked_in_both_and_begins_once() -> None:
    start, end = FERRY.index("noon"), FERRY.index("was hurt")
    _, ferry, nobody = shown(FERRY, Span(start, end))
    assert [run for run in (*ferry.runs, *nobody.runs) if run.is_marked] == [
        Run("noon.", is_marked=True, is_first=True),
        Run("Nobody ", is_marked=True),
    ]


def test_what_was_left_out_of_the_article_is_left_out() -> None:
    skipped = Span(FERRY.index("At noon"), FERRY.index("Nobody"))
    left = show(article(source_text("ferry", FERRY, skipped=(skipped,))), None).paragraphs
    assert "At noon" not in "".join(run.text for part in left for run in part.runs)


def test_headings_are_told_and_numbers_are_those_of_citations() -> None:
    text = "# Harbour\n\nThe ferry sank at noon.\n\nNobody was hurt at all."
    assert [(part.number, part.is_heading) for part in shown(text)] == [
        (1, True),
        (2, False),
        (3, False),
    ]


def test_the_questions_of_an_interview_are_shown() -> None:
    text = "Q: Who steered that night?\n\nA: A sailor did.\n\nQ: And who slept?\n\nA: The mate.\n"
    assert [(part.number, part.runs[0].text) for part in shown(text)] == [
        (None, "Q: Who steered that night?"),
        (1, "A: A sailor did."),
        (None, "Q: And who slept?"),
        (2, "A: The mate."),
    ]


def test_of_a_long_article_the_part_around_the_passage_is_shown() -> None:
    text = "\n\n".join(f"Paragraph {number} says little." for number in range(1000))
    start = text.index("Paragraph 500 ")
    page = show(article(source_text("long", text)), Span(start, start + 13), most=200)
    words = "".join(run.text for part in page.paragraphs for run in part.runs)
    assert "Paragraph 500" in words
    assert len(words) < 400
    assert (page.is_cut_before, page.is_cut_after) == (True, True)


@given(
    st.text(st.sampled_from("ab \n\t\u00a0.«»"), min_size=1, max_size=60).filter(str.strip),
    st.data(),
)
def test_what_is_marked_is_what_was_quoted_but_for_blank_lines(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    marked = "".join(
        run.text for part in shown(text, Span(start, end)) for run in part.runs if run.is_marked
    )
    assert "".join(marked.split()) == "".join(text[start:end].split())
