from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Paragraph, Source, Span
from index.text import paragraphs, sentences

ANSWER = "“We went on for a long time without knowing anything at all about the rest of the front.”"


def article(text: str, *skipped: Span) -> Article:
    return Article("a", 1, Source("a", "a.txt"), text, "", skipped)


def texts(text: str, *skipped: Span) -> list[str]:
    return [paragraph.text for paragraph in paragraphs.split(article(text, *skipped))]


def headings(text: str) -> list[str]:
    return [found.text for found in paragraphs.split(article(text)) if found.is_heading]


def words(text: str, span: Span | None) -> str | None:
    return None if span is None else text[span.start : span.end]


def asked(text: str) -> list[tuple[str | None, str]]:
    found = paragraphs.split(article(text))
    return [(words(text, paragraph.question), paragraph.text) for paragraph in found]


def spoken(text: str) -> list[tuple[str | None, str]]:
    found = paragraphs.split(article(text))
    return [(words(text, paragraph.speaker), paragraph.text) for paragraph in found]


def test_paragraphs_are_numbered_slices_between_blank_lines() -> None:
    assert paragraphs.split(article("  One.\n\n\nTwo. \n")) == (
        Paragraph("a", 1, 2, 6, "One."),
        Paragraph("a", 2, 9, 13, "Two."),
    )


@pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0", "\u200b", "\ufeff \u2060"])
def test_a_line_of_nothing_visible_is_blank(blank: str) -> None:
    assert texts(f"One.\n{blank}\nTwo.") == ["One.", "Two."]


@pytest.mark.parametrize("text", ["", " \n\n\t", "\u200b\n\n\ufeff", "---\n\n* * *"])
def test_a_text_without_words_has_no_paragraph(text: str) -> None:
    assert texts(text) == []


def test_wrapped_prose_stays_one_paragraph() -> None:
    wrapped = "The army crossed the river at\ndawn. Nobody had expected it so\nsoon. It was cold."
    assert texts(f"{wrapped}\n\n{wrapped}") == [wrapped, wrapped]


def test_an_article_with_a_paragraph_on_each_line_is_cut_at_lines() -> None:
    lines = ["The army crossed.", "Nobody knew.", "“Why?” he asked.", "The end came"]
    assert texts("\n".join(lines)) == lines


def test_a_line_wider_than_any_wrapping_is_a_paragraph() -> None:
    wide = "The army crossed the river at dawn. " * 7 + "Nobody knew."
    assert texts(f"{wide}\nHe left.\n\nOne line\nand another.") == [
        wide,
        "He left.",
        "One line\nand another.",
    ]


def test_a_list_stays_in_its_block() -> None:
    text = "He took:\n- bread.\n- water.\n- salt.\n- fuel."
    assert texts(text) == [text]


def test_what_is_skipped_divides_and_is_in_no_paragraph() -> None:
    assert texts("One. SHARE THIS Two.\n\nAD", Span(5, 15), Span(22, 24)) == ["One.", "Two."]


def test_ornaments_divide_and_are_no_paragraph() -> None:
    assert texts("One.\n***\nTwo.\n\n* * *\n\nThree.\n-----") == ["One.", "Two.", "Three."]


def test_a_markdown_heading_is_a_paragraph_without_its_marks() -> None:
    text = "# The *river*. #\nIt was cold.\n\n### Why?\n\nNobody knew."
    found = paragraphs.split(article(text))
    assert [(each.text, each.is_heading, words(text, each.heading)) for each in found] == [
        ("The *river*.", True, None),
        ("It was cold.", False, "The *river*."),
        ("Why?", True, None),
        ("Nobody knew.", False, "Why?"),
    ]


def test_an_underlined_heading_is_a_heading() -> None:
    assert headings("The river.\n=====\nIt was cold.\n\nThe road\n--\n\nLong.") == [
        "The river.",
        "The road",
    ]


def test_a_short_line_in_bold_above_text_is_a_heading() -> None:
    text = "**Into battle**\n\nThey went.\n\n**Конец пути**\n\nВсё."
    assert headings(text) == ["Into battle", "Конец пути"]


def test_the_title_above_its_text_is_a_heading() -> None:
    text = "THE FERRY\n\nIt ran aground.\n\nPower is out\n\nCrews will start."
    tried = replace(article(text), source=Source("a", "a.txt", title="The ferry"))
    assert [found.text for found in paragraphs.split(tried) if found.is_heading] == ["THE FERRY"]


@pytest.mark.parametrize(
    "line",
    [
        "Two killed and nine wounded on Dock Street",
        "Взрывы в Аррано, работает ПВО",
        "'The Way Home'",
        "AIR RAID ALERT",
        "• Power is out on the left bank",
    ],
)
def test_a_line_without_a_stop_that_nothing_marks_is_text_that_can_be_quoted(line: str) -> None:
    text = f"{line}\n\nThe wounded were taken to the hospital."
    found = paragraphs.split(article(text))
    assert [(part.text, part.is_heading, part.heading) for part in found] == [
        (line, False, None),
        ("The wounded were taken to the hospital.", False, None),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "They went home.",
        "They went home:",
        "“They went home.”",
        "they went home",
        "- They went home",
        "3. They went home",
        "— Ivan Petrov, a soldier",
        "By Galina Korol",
        "Source: Meduza",
        "https://example.org/Home",
        "* * * 123 * * *",
        "They\nwent home",
        "They went home and then they went on and on and on and on again",
    ],
)
def test_other_short_lines_are_no_headings(line: str) -> None:
    assert headings(f"**{line}**\n\nIt was cold there.") == []


def test_the_last_block_is_no_heading() -> None:
    assert headings("It was cold.\n\n**Back to top**") == []
    assert headings("**Back to top**") == []


def test_a_column_of_short_lines_is_text() -> None:
    assert headings("**Bread**\n\n**Water**\n\n**Salt**\n\nThey had nothing else.") == []


def test_a_question_on_the_line_above_its_answer_stands_with_it() -> None:
    text = (
        f"He is a soldier.\n\nHow did it begin?\n{ANSWER}\n\n"
        f"Were you afraid? Or not?\n{ANSWER}\n\nFor example?\n“Yes”.\n\nFirst published here."
    )
    assert asked(text) == [
        (None, "He is a soldier."),
        ("How did it begin?", ANSWER),
        ("Were you afraid? Or not?", ANSWER),
        ("For example?", "“Yes”."),
        (None, "First published here."),
    ]


def test_a_question_in_its_own_block_stands_with_all_blocks_of_its_answer() -> None:
    text = "\n\n".join(
        ["How was it?", "Cold.", "Very cold.", "And then?", "We left.", "Why?", "I forget."]
    )
    assert asked(text) == [
        ("How was it?", "Cold."),
        ("How was it?", "Very cold."),
        ("And then?", "We left."),
        ("Why?", "I forget."),
    ]


def test_bold_questions_and_prompts_are_questions_however_rare() -> None:
    answer = "Cold.\n\n" * 9
    text = (
        f"**How was it?**\n\n{answer}**Go on.**\n\n{answer}**Why?**\n\n{answer}**So?**\n\n{answer}"
    )
    assert sorted({question or "" for question, _ in asked(text)}) == [
        "Go on.",
        "How was it?",
        "So?",
        "Why?",
    ]


def test_russian_questions_and_answers_begin_with_dashes() -> None:
    prose = "Мы встретились вечером.\n\n" * 6
    text = (
        prose + "— Как это было?\n\n— Холодно.\n\n— А потом?\n\n— Ушли.\n\n— Почему?\n\n— Не помню."
    )
    assert asked(text)[6:] == [
        ("— Как это было?", "— Холодно."),
        ("— А потом?", "— Ушли."),
        ("— Почему?", "— Не помню."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**Q:** How was it?\n\n**A:** Cold.\n\nQ: Why?\nA: I forget.",
        "Q: How was it?\nA: Cold.\nQ: Why?\n\nA: I forget.",
        "**Q: How was it?**\n\nCold.\n\n**Q: Why?**\n\nI forget.",
        "Вопрос: How was it?\n\nОтвет: Cold.\n\nВопрос: Why?\n\nОтвет: I forget.",
    ],
)
def test_labelled_questions_stand_with_their_answers(text: str) -> None:
    assert asked(text) == [("How was it?", "Cold."), ("Why?", "I forget.")]


def test_bold_words_at_the_end_of_a_question_keep_their_marks() -> None:
    text = "Q: How **was** he **then**?!\nA: Cold.\n\nQ: And **now**\nA: Warm."
    assert [question for question, _ in asked(text)] == ["How **was** he **then**?!", "And **now**"]


def test_a_question_without_an_answer_is_a_paragraph() -> None:
    text = "A?\n\nYes.\n\nB?\n\nNo.\n\nC?\n\nYes.\n\nAnd D?\n\nE?"
    assert asked(text)[2:] == [("C?", "Yes."), ("C?", "And D?"), ("C?", "E?")]


def test_rhetorical_questions_do_not_make_an_interview() -> None:
    prose = "The army crossed.\n\n" * 12
    text = (
        f"{prose}But why?\n\n{prose}“Who knows?”\n\n{prose}And now?\n\n{prose}So what?\n\nIt ended."
    )
    assert {question for question, _ in asked(text)} == {None}


def test_a_heading_ends_an_answer() -> None:
    text = "A?\n\nYes.\n\nB?\n\nNo.\n\nC?\n\nYes.\n\n## About us\n\nWe write."
    assert asked(text)[-1] == (None, "We write.")


def test_a_bold_name_begins_a_turn_and_keeps_it() -> None:
    text = (
        "Welcome.\n\n**Mat Ryer:** Hello.\n\nJoining me is chg.\n\n**chg:**\n\nHey!\n\n"
        "**Mat Ryer:** Short line"
    )
    assert spoken(text) == [
        (None, "Welcome."),
        ("Mat Ryer", "Hello."),
        ("Mat Ryer", "Joining me is chg."),
        ("chg", "Hey!"),
        ("Mat Ryer", "Short line"),
    ]


def test_a_plain_name_begins_a_turn_also_within_a_block() -> None:
    text = "STEVE INSKEEP, HOST: Hello\nand welcome.\nMARTIN: Hi.\n\nINSKEEP: Well.\n\nMARTIN: Bye."
    assert spoken(text) == [
        ("STEVE INSKEEP, HOST", "Hello\nand welcome."),
        ("MARTIN", "Hi."),
        ("INSKEEP", "Well."),
        ("MARTIN", "Bye."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Note: it rained.\n\nNote: it snowed.\n\nNote: it froze.",
        "Kyiv: rain.\n\nLviv: snow.\n\nOdesa: sun.",
        'Ilya: "No."\n\nWife: "Yes."\n\nIlya: "No."' + "\n\nThe war went on." * 12,
        "He said this: no.\n\nHe said this: yes.\n\nHe said this: no.",
    ],
)
def test_other_colons_do_not_make_a_transcript(text: str) -> None:
    assert {speaker for speaker, _ in spoken(text)} == {None}


@pytest.mark.parametrize("run", [" ", "\n", "*", "#", "# a #\n", "?", "A ", "A\n", "- ", "**A:** "])
def test_long_runs_cost_linear_time(run: str) -> None:
    found = texts("A" + run * 20_000 + "B")
    assert (found[0][0], found[-1][-1]) == ("A", "B")


def test_a_new_section_has_no_speaker_yet() -> None:
    text = "**Al:** One.\n\n**Bo:** Two.\n\n**Al:** Three.\n\n## Credits\n\nMade here."
    assert spoken(text)[-1] == (None, "Made here.")


LINES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            *("How was it?", "**Why?**", "— Так?", "— Да.", "«Yes.»", "It was cold there."),
            *("# Head", "Head", "===", "***", "> ", "- a", "1. Go. No", "", "", "\u200b"),
            "A long road, " * 20 + "end.",
        ]
    ),
)
TURNS = st.sampled_from(
    ["Q: Why?", "A: So.", "**Al Bo:** Hi.", "**Al Bo:**", "Al: Hi.", "Al:", "A:"]
)


def to_article(lines: list[str], offsets: list[int]) -> Article:
    text = "\n".join(lines)
    edges = sorted(min(offset, len(text)) for offset in offsets)
    return article(text, *(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False)))


OFFSETS = st.lists(st.integers(0, 300), max_size=6)
ARTICLES = st.builds(to_article, st.lists(st.one_of(LINES, TURNS), max_size=25), OFFSETS)
UNMARKED_ARTICLES = st.builds(
    to_article, st.lists(LINES.filter(lambda line: ":" not in line), max_size=25), OFFSETS
)


def spans(found: Paragraph) -> Iterator[Span]:
    yield Span(found.start, found.end)
    yield from (span for span in (found.question, found.heading, found.speaker) if span)


@given(ARTICLES)
def test_every_paragraph_is_a_trimmed_slice_in_reading_order(given: Article) -> None:
    found = paragraphs.split(given)

    assert [each.number for each in found] == list(range(1, len(found) + 1))
    assert all(each.text == given.text[each.start : each.end] for each in found)
    assert all(each.text and each.text == each.text.strip() for each in found)
    assert all(above.end <= below.start for above, below in pairwise(found))


@given(ARTICLES)
def test_nothing_skipped_is_in_any_span(given: Article) -> None:
    for span in (span for found in paragraphs.split(given) for span in spans(found)):
        assert all(span.end <= skip.start or skip.end <= span.start for skip in nonempty(given))


@given(ARTICLES)
def test_a_question_or_heading_stands_above_and_outside_its_paragraph(given: Article) -> None:
    for found in paragraphs.split(given):
        assert all(span.end <= found.start for span in list(spans(found))[1:])


@given(UNMARKED_ARTICLES)
def test_every_letter_that_is_not_skipped_is_in_some_span(given: Article) -> None:
    held = {i for p in paragraphs.split(given) for s in spans(p) for i in range(s.start, s.end)}
    held.update(i for skip in given.skipped for i in range(skip.start, skip.end))
    assert [i for i, letter in enumerate(given.text) if letter.isalnum() and i not in held] == []


@given(ARTICLES)
def test_sentences_hold_every_visible_character_of_a_paragraph_once(given: Article) -> None:
    for found in paragraphs.split(given):
        cut = sentences.split(found)
        assert all(each.text == given.text[each.start : each.end] for each in cut)
        assert all(each.text and each.text == each.text.strip() for each in cut)
        assert all(a.end <= b.start for a, b in pairwise(cut))
        assert found.start <= cut[0].start
        assert cut[-1].end <= found.end
        assert "".join("".join(each.text for each in cut).split()) == "".join(found.text.split())


def nonempty(given: Article) -> list[Span]:
    return [skip for skip in given.skipped if skip.start < skip.end]


TRIAL = "# The trial\n\nThe captain was tried.\n\nHe was acquitted."


def test_a_paragraph_stands_under_its_headline_and_its_heading() -> None:
    tried = replace(article(TRIAL), source=Source("a", "a.txt", title="The ferry"))
    heading, first, _ = paragraphs.split(tried)
    assert heading.is_heading
    assert paragraphs.above(tried, first) == ["The ferry", "The trial"]
    assert paragraphs.above(tried, heading) == ["The ferry"]


def test_a_paragraph_goes_on_from_the_one_before_unless_that_is_a_heading() -> None:
    heading, first, second = paragraphs.split(article(TRIAL))
    assert paragraphs.end_before(None, heading) == ""
    assert paragraphs.end_before(heading, first) == ""
    assert paragraphs.end_before(first, second) == "The captain was tried."


def test_of_a_long_paragraph_before_only_the_end_counts() -> None:
    _, first, second = paragraphs.split(article(TRIAL))
    long = replace(first, text="a" * 400 + "b" * 300)
    assert paragraphs.end_before(long, second) == "b" * 300
