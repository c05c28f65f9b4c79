from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.corpus import FINGERPRINT, does_without, meets_text, publish, source_text
from hypothesis import given
from hypothesis import strategies as st

from index.generation.asked import OpenCorpus
from index.generation.filters import (
    holds_phrases,
    meets_source,
    point_to_phrase,
    stems_of,
)
from index.generation.opened import Generation
from index.records import NO_FILTERS, Article, Filters, Paragraph, Passage, Sentence, Source
from index.text.stems import split_stems

UNKNOWN = Source("bare", "bare.txt")
FULL = Source(
    "ferry-2024",
    "ferry.txt",
    outlet="BBC News Україна",
    author="José O’Neil",
    published="2024-06-30",
    language="en-GB",
)
DATES = st.builds(
    lambda year, month, day, length: f"{year:04}-{month:02}-{day:02}"[:length],
    st.integers(1990, 2030),
    st.integers(1, 12),
    st.integers(1, 28),
    st.sampled_from((4, 7, 10)),
)
WORDS = st.lists(st.sampled_from(("we", "left", "O’Neil's", "22,000", "армії", "не")), max_size=6)


def dated(published: str) -> Source:
    return Source("dated", "dated.txt", published=published)


def test_no_filter_is_met_by_everything() -> None:
    assert meets_source(UNKNOWN, NO_FILTERS)
    assert meets_source(FULL, NO_FILTERS)
    assert meets_text("", NO_FILTERS)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlet="BBC News Україна"),
        Filters(outlet="bbc"),
        Filters(outlet="  bbc   NEWS "),
        Filters(outlet="украіна"),
        Filters(author="jose"),
        Filters(author="o'neil"),
        Filters(author="O’NEIL"),
        Filters(language="en"),
        Filters(language="EN-us"),
        Filters(source="ferry-2024"),
        Filters(outlet="bbc", author="josé", after="2024", before="2024", language="en"),
    ],
)
def test_a_source_meets_filters_whatever_the_case_accents_and_apostrophes(filters: Filters) -> None:
    assert meets_source(FULL, filters)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlet="Meduza"),
        Filters(outlet="bbcnews"),
        Filters(author="Neill"),
        Filters(language="e"),
        Filters(language="uk"),
        Filters(source="ferry"),
        Filters(source="Ferry-2024"),
        Filters(outlet="bbc", author="Korol"),
    ],
)
def test_one_filter_that_a_source_does_not_meet_is_enough(filters: Filters) -> None:
    assert not meets_source(FULL, filters)


@pytest.mark.parametrize(
    "filters",
    [
        Filters(outlet="a"),
        Filters(author="a"),
        Filters(after="1000"),
        Filters(before="9999"),
        Filters(language="en"),
    ],
)
def test_a_field_that_nobody_recorded_meets_no_filter_on_it(filters: Filters) -> None:
    assert not meets_source(UNKNOWN, filters)


@pytest.mark.parametrize(
    ("published", "after", "meets"),
    [
        ("2024-06-30", "2024-06-30", True),
        ("2024-06-30", "2024-07-01", False),
        ("2024-06-30", "2024-06", True),
        ("2024-06-30", "2024", True),
        ("2024-06-30", "2025", False),
        ("2024-06", "2024-06", True),
        ("2024-06", "2024-06-01", True),
        ("2024-06", "2024-06-02", False),  # it may have been the first
        ("2024", "2024", True),
        ("2024", "2024-01-01", True),
        ("2024", "2024-03", False),  # it may have been January
        ("2025", "2024-03", True),
    ],
)
def test_after_is_met_when_every_day_the_date_may_stand_for_meets_it(
    published: str, after: str, *, meets: bool
) -> None:
    assert meets_source(dated(published), Filters(after=after)) == meets


@pytest.mark.parametrize(
    ("published", "before", "meets"),
    [
        ("2024-06-30", "2024-06-30", True),
        ("2024-06-30", "2024-06-29", False),
        ("2024-06-30", "2024-06", True),
        ("2024-06-30", "2024", True),
        ("2024-06-30", "2023", False),
        ("2024-02", "2024-02-29", True),
        ("2024-02", "2024-02-28", False),  # that year had one day more
        ("2023-02", "2023-02-28", True),
        ("2024", "2024", True),
        ("2024", "2024-12", True),
        ("2024", "2024-11", False),  # it may have been December
        ("2023", "2024-03", True),
    ],
)
def test_before_is_met_when_every_day_the_date_may_stand_for_meets_it(
    published: str, before: str, *, meets: bool
) -> None:
    assert meets_source(dated(published), Filters(before=before)) == meets


@given(DATES, DATES)
def test_what_is_known_more_exactly_never_meets_less(published: str, limit: str) -> None:
    for filters in (Filters(after=limit), Filters(before=limit)):
        if meets_source(dated(published[:4]), filters):
            assert meets_source(dated(published), filters)


@given(DATES)
def test_a_date_lies_between_itself_and_itself(date: str) -> None:
    assert meets_source(dated(date), Filters(after=date, before=date))


@pytest.mark.parametrize(
    "phrase",
    [
        "we were dirty and tired",
        "WE WERE  dirty\nand tired",
        "“We were dirty and tired.”",
        "tired we left",  # across the full stop
        "O'Neil",
        "o’neilʼs",
        "O'Neil's 22,000 men",
        "didnʼt",
        "men — in Düsseldorf",
        "men in Du\u0308sseldorf",  # not composed
        "Tired",
        "22000 men",
        "22 000 men",
        "O`Neil’s",
        "22.000 men",
        "dir\u00adty and",
    ],
)
def test_a_phrase_is_found_whatever_its_case_quotes_spaces_and_punctuation(phrase: str) -> None:
    text = "“We were dirty\u00a0and tired.” We left O’Neil’s 22,000 men\nin Düsseldorf; didn’t we?"
    assert holds_phrases(text, Filters(phrases=(phrase,)))


@pytest.mark.parametrize(
    "phrase",
    [
        "were we dirty",  # another order
        "we dirty",  # a word left out
        "we were dirt",  # half a word
        "e were",
        "Neil",
        "22",
        "000 men",
        "soldier left",  # another ending
        "Dusseldorf",  # another letter
        "didn",
        "O",
        "—",
    ],
)
def test_a_phrase_is_not_found_in_other_words(phrase: str) -> None:
    text = "We were dirty. O’Neil’s 22,000 men in Düsseldorf didn’t: soldiers left."
    assert not holds_phrases(text, Filters(phrases=(phrase,)))


def test_only_the_last_word_of_a_phrase_may_have_a_possessive() -> None:
    assert holds_phrases("Get Lost’s men", Filters(phrases=("get lost",)))
    assert not holds_phrases("Get’s Lost men", Filters(phrases=("get lost",)))
    assert not holds_phrases("Get Lost men", Filters(phrases=("get lost's",)))


def test_lowered_digits_are_typed_as_others() -> None:
    assert holds_phrases("12 tonnes of CO₂ a year", Filters(phrases=("tonnes of CO2",)))
    assert holds_phrases("12 tonnes of CO2 a year", Filters(phrases=("CO₂ a year",)))
    assert not holds_phrases("12 tonnes of CO₂", Filters(phrases=("CO3",)))


def test_every_phrase_must_be_there() -> None:
    assert holds_phrases("We left. They stayed.", Filters(phrases=("they stayed", "we left")))
    assert not holds_phrases("We left. They stayed.", Filters(phrases=("we left", "we stayed")))


@given(WORDS, WORDS, WORDS)
def test_words_of_a_text_in_their_order_are_a_phrase_of_it_and_stand_so_in_its_stems(
    before: list[str], phrase: list[str], after: list[str]
) -> None:
    text = " ".join([*before, *phrase, *after])
    said = " ".join(phrase)
    filters = Filters(phrases=(said,), without=(said,))
    assert holds_phrases(text, filters) == (phrase != [])
    # The word index is narrowed by stems before the text decides, so nothing may be lost there.
    assert does_without(split_stems(text), filters) == (phrase == [])


@pytest.mark.parametrize(
    ("words", "meets"),
    [
        ("deserting", False),
        ("DESERTED", False),
        ("deserted the army", False),
        ("army desert", True),
        ("armies", False),
        ("arm", True),
        ("солдатами", False),
        ("—", True),
    ],
)
def test_a_word_to_do_without_is_one_with_the_same_stem_and_several_are_a_run(
    words: str, *, meets: bool
) -> None:
    text = "He deserted the army; солдаты остались."
    assert meets_text(text, Filters(without=(words,))) == meets


def test_what_a_person_typed_is_composed_before_it_is_stemmed() -> None:
    assert stems_of("Du\u0308sseldorf") == stems_of("Düsseldorf") == ["dusseldorf"]


def passage(*sentences: str, best: int) -> Passage:
    text = " ".join(sentences)
    starts = [text.index(sentence) for sentence in sentences]
    made = tuple(
        Sentence(start, start + len(sentence), sentence)
        for start, sentence in zip(starts, sentences, strict=True)
    )
    article = Article("a", 1, UNKNOWN, text, "")
    return Passage(article, Paragraph("a", 1, 0, len(text), text), made, made[best], 0.5)


def test_the_best_sentence_is_moved_to_one_that_holds_the_phrase() -> None:
    given_one = passage("We left.", "They stayed.", "They stayed on.", best=0)
    pointed = point_to_phrase(given_one, Filters(phrases=("they stayed",)))
    assert pointed.best == given_one.sentences[1]


@pytest.mark.parametrize("phrases", [("they stayed",), ("left they",), ()])
def test_the_best_sentence_stays_where_no_other_holds_more_phrases(
    phrases: tuple[str, ...],
) -> None:
    given_one = passage("We left.", "They stayed.", "They stayed on.", best=2)
    assert point_to_phrase(given_one, Filters(phrases=phrases)) == given_one


@pytest.fixture
def generation(tmp_path: Path) -> Iterator[Generation]:
    publish(
        tmp_path,
        source_text(
            "a", "# Rivers\n\nThe army left.\n\nThe army of the north left.", published="2023"
        ),
        source_text("b", "The army came.", published="2024-06"),
    )
    with closing(Generation(tmp_path, 1, FINGERPRINT)) as opened:
        yield opened


def chosen(generation: Generation, filters: Filters) -> list[int]:
    (shard,) = OpenCorpus(generation).asked
    ordinals: list[int] = shard.selected(filters).among.tolist()
    return ordinals


def test_a_filter_on_sources_leaves_the_paragraphs_of_their_articles(
    generation: Generation,
) -> None:
    (shard,) = OpenCorpus(generation).asked
    selection = shard.selected(Filters(before="2023"))
    assert (selection.articles, selection.paragraphs, selection.newest) == (1, 2, "2023")
    assert chosen(generation, Filters(before="2023")) == [1, 2]


def test_a_phrase_and_a_word_to_do_without_are_sought_in_the_text(generation: Generation) -> None:
    assert chosen(generation, Filters(phrases=("the army",))) == [1, 2, 3]
    assert chosen(generation, Filters(phrases=("army left",))) == [1]
    assert chosen(generation, Filters(without=("left",))) == [3]
