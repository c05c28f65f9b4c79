from datetime import date, datetime

import pytest

from index.text.forms import iso_date, language_tag, web_address


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("2024", "2024"),
        (2024, "2024"),
        ("2024-06", "2024-06"),
        (" 2024-02-29 ", "2024-02-29"),
        ("2024-06-30 10:00", "2024-06-30"),
        (date(2024, 6, 30), "2024-06-30"),
        (datetime(2024, 6, 30, 23), "2024-06-30"),
        ("2023-02-29", None),
        ("2024-13", None),
        ("0000", None),
        ("٢٠٢٤", None),
        ("June 2024", None),
        (True, None),
        (None, None),
    ],
)
def test_a_date_is_kept_as_far_as_it_is_known(value: object, known: str | None) -> None:
    assert iso_date(value) == known


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("https://a.example/x?y#z", "https://a.example/x?y#z"),
        ("http://[::1]/", "http://[::1]/"),
        ("http://[::1", None),
        ("https://", None),
        ("https://a.example/ b", None),
        ("javascript:alert(1)", None),
        ("/relative", None),
        (1, None),
    ],
)
def test_only_a_whole_http_address_is_an_address(value: object, known: str | None) -> None:
    assert web_address(value) == known


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("EN", "en"),
        ("pt_BR", "pt-BR"),
        ("sr-Latn-RS", "sr-Latn-RS"),
        ("x-default", None),
        (1, None),
    ],
)
def test_a_language_is_a_short_code(value: object, known: str | None) -> None:
    assert language_tag(value) == known
