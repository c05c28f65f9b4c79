import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import BadMetadata, UnreadableSource
from index.records import Span
from index.sources.normalise import normalise, skipped_spans


def test_every_newline_becomes_one_kind_and_letters_are_composed() -> None:
    text = "\ufeffa\r\nb\rc\x0cd\x85e\u2028f\u2029g cafe\u0301 \ufb01 \xad"
    assert normalise(text) == "a\nb\nc\nd\ne\nf\ng caf\xe9 \ufb01 \xad"


@given(st.text())
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


def test_a_plain_entry_cuts_every_whole_line_that_says_it() -> None:
    text = "Share\n Share\xa0\nShare this\nShare"
    assert skipped_spans(text, ("Share ",)) == (Span(0, 5), Span(6, 13), Span(25, 30))


def test_a_plain_entry_in_nfd_finds_its_line_in_nfc() -> None:
    assert skipped_spans("caf\xe9", ("cafe\u0301",)) == (Span(0, 4),)


def test_a_pattern_cuts_its_matches_and_overlaps_are_joined() -> None:
    assert skipped_spans("By Ann\nx By", ("/^By.*$/", "/n+\\n/", "By Ann", "none")) == (Span(0, 7),)


@pytest.mark.parametrize("skip", ["/(?=a)/", "/\\b/", "//", ""])
def test_an_entry_that_matches_nothing_at_all_is_refused(skip: str) -> None:
    with pytest.raises(BadMetadata, match=r"matches even where nothing stands; make it stricter$"):
        skipped_spans("a\n\nb", (skip,))


@given(
    st.text(alphabet="ab \n\xe9").map(normalise),
    st.lists(st.sampled_from(["a", "b", "a b", "/a+/", "/ab|ba/", "/\\s+/", "/^.+$/"])),
)
def test_skipped_spans_are_sorted_disjoint_and_inside_the_text(text: str, skip: list[str]) -> None:
    edges = [edge for span in skipped_spans(text, tuple(skip)) for edge in (span.start, span.end)]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(text) for edge in edges)


def test_a_vertical_tab_ends_a_line_as_word_processors_mean_it() -> None:
    assert normalise("One\x0bTwo") == "One\nTwo"


def test_a_text_with_a_heap_of_accents_is_refused_and_one_of_pictures_is_not() -> None:
    assert normalise("e\u0301" + "\U0001f600" * 200 + "\u0301" * 100) == (
        "é" + "\U0001f600" * 200 + "\u0301" * 100
    )
    with pytest.raises(UnreadableSource, match=r"^holds over 100 accents on one letter; remove"):
        normalise("e" + "\u0301" * 101)
