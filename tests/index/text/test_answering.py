from fakes.corpus import article, source_text

from index.records import Article, Quote, RankedQuote, Span
from index.text.answering import LONGEST_PART, in_brief
from index.text.quoting import quote_slice

FILLER = "The harbour has been quiet for most of the year, and few ships have called there. " * 3


def of(text: str, answer: str, asked: str | None = None) -> tuple[Article, RankedQuote]:
    """Quote all of a text, behind a question if it has one, with its answer highlighted."""
    whole = text if asked is None else f"{asked}\n\n{text}"
    stored = article(source_text("a", f"{whole}\n"))
    start = 0 if asked is None else len(asked) + 2
    at = stored.text.index(answer)
    quote = quote_slice(stored, 1, start, start + len(text), Span(at, at + len(answer)))
    above = None if asked is None else quote_slice(stored, 1, 0, len(asked))
    return stored, RankedQuote(quote, 0.9, above)


def part(text: str, answer: str) -> str:
    """Cut to what answers, and put it together again as it stands in the article."""
    stored, ranked = of(text, answer)
    shown = in_brief(stored, ranked, lambda: None)
    pieces = (*shown.before, shown.answer)
    for quote in (shown.part, *pieces):
        assert stored.text[quote.citation.start : quote.citation.end] == quote.text
    assert highlighted(shown.answer) == answer
    assert " ".join(quote.text for quote in pieces) == shown.part.text
    return shown.part.text


def highlighted(quote: Quote) -> str:
    assert quote.highlight is not None
    return quote.text[quote.highlight.start : quote.highlight.end]


def test_a_short_paragraph_is_shown_whole() -> None:
    assert part("It rained. Popova left at noon. Nobody saw it.", "Popova left at noon.") == (
        "It rained. Popova left at noon. Nobody saw it."
    )


def test_of_a_long_paragraph_the_answering_sentence_alone_is_shown() -> None:
    answer = "Popova left at noon."
    assert part(f"{FILLER}{answer} {FILLER}".strip(), answer) == answer


def test_he_alone_brings_the_sentence_that_names_him() -> None:
    named = "The court heard Viktor Orlov on Monday."
    between = "His lawyer was ill."
    answer = "He was released at noon."
    assert part(f"{FILLER}{named} {between} {answer} {FILLER}".strip(), answer) == (
        f"{named} {between} {answer}"
    )


def test_he_behind_a_name_in_the_same_sentence_needs_nothing_more() -> None:
    answer = "On Monday Viktor Orlov said that he was released at noon."
    assert part(f"{FILLER}{answer} {FILLER}".strip(), answer) == answer


def test_in_russian_and_ukrainian_too_a_pronoun_brings_the_name() -> None:
    text = "Порт уже давно пустует, и суда сюда почти не заходят. " * 4
    assert part(
        f"{text}Суд выслушал Виктора Орлова. Он вышел в полдень.", "Он вышел в полдень."
    ) == ("Суд выслушал Виктора Орлова. Он вышел в полдень.")
    text = "Порт уже давно порожній, і судна сюди майже не заходять. " * 4
    assert part(f"{text}Суд вислухав Ольгу Орлову. Її звільнили.", "Її звільнили.") == (
        "Суд вислухав Ольгу Орлову. Її звільнили."
    )


def test_this_summer_points_at_nothing_that_was_said_but_this_was_does() -> None:
    answer = "This summer the ferry sank."
    assert part(f"{FILLER}{answer} {FILLER}".strip(), answer) == answer
    answer = "This was denied."
    assert part(f"{FILLER}The ferry sank. {answer} {FILLER}".strip(), answer) == (
        f"The ferry sank. {answer}"
    )


def test_a_name_that_is_too_far_away_is_not_fetched() -> None:
    long = "She was told that the weather would be fine, which it was not. " * 8
    answer = "She left."
    shown = part(f"Anna Popova came. {long}{answer} {FILLER}".strip(), answer)
    assert shown.endswith(answer)
    assert len(shown) <= LONGEST_PART


def test_a_quotation_of_the_article_is_not_begun_in_its_middle() -> None:
    said = "“Everybody left. Nobody came back. We waited,” Anna Popova said."
    text = f"{FILLER}{said} {FILLER}".strip()
    assert part(text, "Nobody came back. We waited,” Anna Popova said.") == said


def test_an_answer_in_an_interview_may_begin_in_the_middle_as_its_question_is_shown() -> None:
    text = f"“{FILLER}I left at noon. {FILLER.strip()}”"
    stored, ranked = of(text, "I left at noon.", "When did you leave?")
    assert in_brief(stored, ranked, lambda: None).part.text == "I left at noon."


def test_of_a_long_question_of_an_interviewer_its_end_is_shown() -> None:
    asked = f"{FILLER}When did you leave?"
    stored, ranked = of("I left at noon.", "I left at noon.", asked)
    shown = in_brief(stored, ranked, lambda: None).asked
    assert shown is not None
    assert (shown.text, shown.citation.end) == ("When did you leave?", len(asked))


def test_what_answers_stands_first_and_what_it_needs_behind_it() -> None:
    named = "On Monday the court heard Viktor Orlov for an hour."
    answer = "He was released at noon."
    stored, ranked = of(f"{FILLER}{named} {answer} {FILLER}".strip(), answer)
    shown = in_brief(stored, ranked, lambda: None)
    assert (shown.answer.text, [quote.text for quote in shown.before]) == (answer, [named])


def test_less_than_a_line_before_the_answer_stays_before_it() -> None:
    stored, ranked = of("It rained. Popova left at noon. Nobody saw it.", "Popova left at noon.")
    shown = in_brief(stored, ranked, lambda: None)
    assert shown.answer.text == "It rained. Popova left at noon. Nobody saw it."
    assert shown.before == ()


def test_a_name_is_fetched_from_the_paragraph_before_where_the_own_one_has_none() -> None:
    above = f"{FILLER}The court heard Viktor Orlov on Monday."
    own = "He was released at noon. Nobody came."
    stored = article(source_text("a", f"{above}\n\n{own}\n"))
    start = stored.text.index(own)
    before = quote_slice(stored, 1, 0, len(above))
    quote = quote_slice(stored, 2, start, start + len(own), Span(start, start + 24))
    shown = in_brief(stored, RankedQuote(quote, 0.9, None), lambda: before)
    assert shown.answer.text == own
    (named,) = shown.before
    assert (named.text, named.citation.paragraph_number) == (
        "The court heard Viktor Orlov on Monday.",
        1,
    )


def test_nothing_is_fetched_where_the_paragraph_before_names_nobody() -> None:
    stored, ranked = of("He was released at noon. Nobody came.", "He was released at noon.")
    other = article(source_text("b", "It rained at last.\n"))
    shown = in_brief(stored, ranked, lambda: quote_slice(other, 1, 0, 18))
    assert shown.before == ()


def test_they_behind_those_who_are_meant_fetches_nothing_from_the_paragraph_before() -> None:
    text = "The mood was light; the soldiers laughed as they began to walk."
    stored, ranked = of(text, text)
    other = article(source_text("b", "Then Viktor Orlov left.\n"))
    shown = in_brief(stored, ranked, lambda: quote_slice(other, 1, 0, 23))
    assert shown.before == ()
