import pytest

from index.search.dates import is_date, spell_out, written_otherwise


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("What fell on 24.02.2024?", "What fell on 24 February 2024?"),
        ("on 2024-02-24", "on 24 February 2024"),
        ("on 24/02/2024", "on 24 February 2024"),
        ("on 02/24/2024", "on 24 February 2024"),
        ("on 03/04/2024", "on 03/04/2024"),
        ("on 99.99.2024", "on 99.99.2024"),
        ("version 1.2.3 at 10.24.2024.1", "version 1.2.3 at 10.24.2024.1"),
    ],
)
def test_a_date_in_figures_is_searched_with_its_month(typed: str, searched: str) -> None:
    assert spell_out(typed) == searched


@pytest.mark.parametrize(
    ("words", "at", "other"),
    [
        ("on Feb 24", 1, "february"),
        ("on February 24", 1, "feb"),
        ("on 24 February 2024", 2, "февраля"),
        ("24 лютого", 1, "февраля"),
        ("24th of May", 0, ""),
        ("May 24th", 1, "24"),
        ("May 22", 1, "22nd"),
        ("March 2022", 0, "марта"),
        ("they march in May", 1, ""),
        ("Jan said", 0, ""),
    ],
)
def test_a_month_beside_a_day_is_searched_in_its_other_forms(
    words: str, at: int, other: str
) -> None:
    found = written_otherwise(words.split())[at]
    assert other in found if other else found == ()


@pytest.mark.parametrize("text", ["2013", "12 May", "May 12th 2013", "12 мая", "24.02.2022"])
def test_a_text_may_be_nothing_but_a_date(text: str) -> None:
    assert is_date(text)


@pytest.mark.parametrize("text", ["May", "in 2013", "12 men", "", "?"])
def test_a_text_that_says_more_is_no_date(text: str) -> None:
    assert not is_date(text)
