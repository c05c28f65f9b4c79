from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import QuoteMismatch
from index.records import Article, Paragraph, Passage, Sentence, Source, Span
from index.text import paragraphs, quoting, sentences
from index.text.quoting import PART, WHOLE_PARAGRAPH, check_quote, quote_passage, quote_slice

START = 10  # of the paragraph in its article
UNICODE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1)


def article(text: str) -> Article:
    return Article("a", 2, Source("a", "a.txt"), text, sha256(text.encode()).hexdigest())


TEXT = "Zero. “One 🙂 e\u0301.” שלום."
ARTICLE = article(TEXT)


def passage(text: str, best: int, paragraph: int = 1) -> Passage:
    made = article(text)
    found = paragraphs.split(made)[paragraph - 1]
    every = sentences.split(found)
    return Passage(made, found, every, every[best], 0.75)


def test_a_quote_is_the_slice_and_cites_where_it_stands() -> None:
    quote = quote_slice(ARTICLE, 4, 6, 18, Span(7, 10))
    assert (quote.text, quote.highlight) == ("“One 🙂 e\u0301.” ", Span(1, 4))
    cited = quote.citation
    assert (cited.source, cited.article_id, cited.revision) == (ARTICLE.source, "a", 2)
    assert (cited.paragraph_number, cited.start, cited.end) == (4, 6, 18)
    assert cited.text_sha256 == ARTICLE.sha256


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (3, 3), (5, 3), (0, 99), (99, 100)])
def test_a_range_outside_the_article_is_no_quote(start: int, end: int) -> None:
    with pytest.raises(QuoteMismatch, match="is not inside the article"):
        quote_slice(ARTICLE, 1, start, end)


@pytest.mark.parametrize("highlight", [Span(1, 4), Span(4, 9), Span(3, 3), Span(5, 4)])
def test_a_highlight_outside_the_quote_is_no_highlight(highlight: Span) -> None:
    with pytest.raises(QuoteMismatch, match="does not hold its highlight"):
        quote_slice(ARTICLE, 1, 2, 8, highlight)


def test_a_text_that_is_not_the_one_indexed_is_not_quoted() -> None:
    with pytest.raises(QuoteMismatch, match=r"is not the text that was indexed; .*reindex"):
        quote_slice(replace(ARTICLE, text=TEXT + "!"), 1, 0, 4)


@pytest.mark.parametrize(
    "other", [replace(ARTICLE, id="b"), replace(ARTICLE, revision=1), replace(ARTICLE, revision=3)]
)
def test_a_quote_of_another_article_or_revision_is_refused(other: Article) -> None:
    with pytest.raises(QuoteMismatch, match="is cited as a revision 2"):
        check_quote(quote_slice(ARTICLE, 1, 0, 5), other)


def test_a_quote_of_a_text_with_another_digest_is_refused() -> None:
    quote = quote_slice(ARTICLE, 1, 0, 5)
    cited = replace(quote.citation, text_sha256="0" * 64)
    with pytest.raises(QuoteMismatch, match="is not the text that was indexed"):
        check_quote(replace(quote, citation=cited), ARTICLE)


@pytest.mark.parametrize("text", ["Zero", "Zero. ", "zero.", "Zero!", "", "Zеro."])
def test_a_quote_that_reads_otherwise_is_refused(text: str) -> None:
    quote = replace(quote_slice(ARTICLE, 1, 0, 5), text=text)
    with pytest.raises(QuoteMismatch, match="does not read as it was quoted; nothing was shown"):
        check_quote(quote, ARTICLE)


@pytest.mark.parametrize("moved", [{"start": 1}, {"end": 6}, {"start": 2, "end": 2}, {"end": 99}])
def test_a_quote_cited_elsewhere_is_refused(moved: dict[str, int]) -> None:
    quote = quote_slice(ARTICLE, 1, 0, 5)
    start, end = moved.get("start", 0), moved.get("end", 5)
    cited = replace(quote.citation, start=start, end=end)
    with pytest.raises(QuoteMismatch, match=f"characters {start} to {end}, does not read"):
        check_quote(replace(quote, citation=cited), ARTICLE)


def test_a_composed_letter_is_not_its_decomposed_twin() -> None:
    twin = replace(quote_slice(article("é"), 1, 0, 1), text="e\u0301")
    with pytest.raises(QuoteMismatch, match="does not read"):
        check_quote(twin, article("é"))


@given(UNICODE, st.data())
def test_any_slice_of_any_text_can_be_quoted_and_no_other_words(
    text: str, data: st.DataObject
) -> None:
    made = article(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = quote_slice(made, 1, start, end, Span(start, end))
    assert quote.text == text[start:end]
    assert quote.highlight == Span(0, end - start)
    with pytest.raises(QuoteMismatch):
        check_quote(replace(quote, text=quote.text + "x"), made)


def test_a_short_paragraph_is_quoted_whole_with_its_best_sentence_highlighted() -> None:
    ranked = quote_passage(passage("Before.\n\nOne. Two. Three.", best=1, paragraph=2))
    assert (ranked.quote.text, ranked.quote.highlight) == ("One. Two. Three.", Span(5, 9))
    assert (ranked.probability, ranked.asked) == (0.75, None)
    assert ranked.quote.citation.paragraph_number == 2


def sentence(letter: str, length: int) -> str:
    return letter + "x" * (length - 2) + "."


# Four sentences of 200 characters: with the spaces between them two are 401 long, three 602.
LONG = " ".join(sentence(letter, 200) for letter in "ABCD")


@pytest.mark.parametrize(
    ("best", "first", "last"), [(0, "A", "B"), (1, "B", "C"), (2, "C", "D"), (3, "C", "D")]
)
def test_a_long_paragraph_is_quoted_in_part_forward_first(best: int, first: str, last: str) -> None:
    ranked = quote_passage(passage(LONG, best))
    assert (WHOLE_PARAGRAPH, PART) == (600, 450)
    assert ranked.quote.text == f"{sentence(first, 200)} {sentence(last, 200)}"
    lit = ranked.quote.highlight
    assert lit is not None
    assert ranked.quote.text[lit.start : lit.end] == sentence("ABCD"[best], 200)


def test_a_sentence_too_long_for_a_part_is_quoted_whole() -> None:
    text = f"{sentence('A', 700)} {sentence('B', 100)}"
    assert quote_passage(passage(text, 0)).quote.text == sentence("A", 700)


def test_the_interviewers_question_is_a_quote_of_its_own() -> None:
    text = "Q: Who refused?\n\nA: The officers did.\n\nQ: Why?\n\nA: They were tired."
    ranked = quote_passage(passage(text, 0))
    assert ranked.asked is not None
    assert (ranked.asked.text, ranked.quote.text) == ("Who refused?", "The officers did.")
    assert (ranked.asked.citation.start, ranked.asked.citation.end) == (3, 15)
    assert ranked.asked.highlight is None


def test_a_passage_whose_sentence_lies_elsewhere_is_refused() -> None:
    made = article("One. Two.\n\nThree.")
    first = Paragraph("a", 1, 0, 9, "One. Two.")
    third = Sentence(11, 17, "Three.")
    with pytest.raises(QuoteMismatch, match="does not hold its highlight"):
        quote_passage(Passage(made, first, (third,), third, 0.5))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("We left.", "“WE LEFT!”", True),
        ("We left.", "Then we left again.", True),
        ("Then we left again.", "We left.", True),
        ("We left.", "We then left.", False),
        ("left", "leftover", False),
        ("We left.", "We stayed.", False),
        ("ПІШЛИ", "Ми пішли.", True),
        ("Straße", "STRASSE", True),
    ],
)
def test_texts_say_the_same_when_one_holds_the_words_of_the_other(
    one: str, other: str, same: bool
) -> None:
    assert quoting.holds_same_words(one, other) is same


def lit(text: str, best: int) -> str:
    quote = quote_passage(passage(text, best)).quote
    assert quote.highlight is not None
    return quote.text[quote.highlight.start : quote.highlight.end]


def test_who_is_quoted_is_highlighted_with_what_is_quoted() -> None:
    text = "So it was. “Ivan shot them. I saw it,” the convict claimed. Nobody else did."
    assert lit(text, best=1) == "“Ivan shot them. I saw it,” the convict claimed."


def test_a_part_does_not_begin_inside_a_quotation() -> None:
    speech = " ".join(sentence(letter, 120) for letter in "ABCD")
    text = f"{sentence('X', 300)} He said: “{speech}” {sentence('Y', 120)} {sentence('Z', 400)}"
    assert quote_passage(passage(text, best=5)).quote.text.startswith("Y")
    assert quote_passage(passage(text, best=4)).quote.text.startswith("He said: “A")


def paragraph_of(text: str) -> Paragraph:
    return Paragraph("a", 1, START, START + len(text), text)


def widened(text: str, best: int) -> str:
    """Widen one sentence of a paragraph, and give the text that this comes to."""
    paragraph = paragraph_of(text)
    cut = sentences.split(paragraph)
    first, last = quoting.widen(paragraph, cut, best, best)
    return text[cut[first].start - START : cut[last].end - START]


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("“I was ill. He shot them,” he said.", 1, "He shot them,” he said."),
        ("He said: “I was ill. He shot them.”", 0, "He said: “I was ill."),
        ("He was “ill.” He shot “them.” So it was.", 1, "He shot “them.”"),
        ("He left. “I was ill.”", 0, "He left."),
    ],
)
def test_a_sentence_with_words_outside_its_quotation_stays(
    text: str, best: int, expected: str
) -> None:
    assert widened(text, best) == expected


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("“I was ill. He shot them,” he said. So.", 0, "“I was ill. He shot them,” he said."),
        ("So. He said: “I was ill. He shot them.”", 2, "He said: “I was ill. He shot them.”"),
        ("He said: “I went. He shot. I left.”", 1, "He said: “I went. He shot."),
        ('So. He said: "I was ill. He shot."', 2, 'He said: "I was ill. He shot."'),
        ("Она сказала: «Да. Он убил. Нет».", 1, "Она сказала: «Да. Он убил."),
        ("„Я хворів. Він убив“, — сказав Іван.", 0, "„Я хворів. Він убив“, — сказав Іван."),
    ],
)
def test_what_is_quoted_is_widened_to_its_speaker_before_or_after(
    text: str, best: int, expected: str
) -> None:
    assert widened(text, best) == expected


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("«Я болел, — сказал он. — Он убил».", 1),
        ("— Я болел, — сказал он. — Он убил.", 1),
    ],
)
def test_the_speaker_may_stand_inside_the_marks(text: str, best: int) -> None:
    assert widened(text, best) == text


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("So. “Ill,” he said. “He shot.”", 2, "“Ill,” he said. “He shot.”"),
        ("“Ill,” he said. “No. He shot.”", 2, "“Ill,” he said. “No. He shot.”"),
    ],
)
def test_a_quotation_that_goes_on_has_the_speaker_of_the_one_before(
    text: str, best: int, expected: str
) -> None:
    assert widened(text, best) == expected


@pytest.mark.parametrize(
    ("text", "best", "expected"),
    [
        ("“He shot them.”", 0, "“He shot them.”"),
        ("He left. “He shot them.”", 1, "“He shot them.”"),
        ("“I was ill. He shot them.”", 1, "He shot them.”"),
        ("«Да!» Нет.", 0, "«Да!»"),
    ],
)
def test_what_nobody_is_named_for_stays(text: str, best: int, expected: str) -> None:
    assert widened(text, best) == expected


def test_an_offset_is_inside_a_quotation_after_its_first_mark_and_before_its_end() -> None:
    paragraph = paragraph_of("He: “No. So”")
    inside = [at for at in range(START, START + 13) if quoting.is_inside(paragraph, at)]
    assert inside == [15, 16, 17, 18, 19, 20, 21]


@pytest.mark.parametrize("run", ["“", "«", "„", '"', " “a", " «a", ' "a', "«a» ", "» ", "«« "])
def test_long_runs_of_marks_cost_linear_time(run: str) -> None:
    text = "a" + run * 20_000
    assert not quoting.is_inside(Paragraph("a", 1, 0, len(text), text), 0)
