import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.web import requests


def asked(path: str = "/", **headers: str) -> web.Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_mocked_request("GET", path, headers=named)


@pytest.mark.parametrize(
    ("path", "accept", "form"),
    [
        ("/", "text/html,application/xhtml+xml,*/*;q=0.8", None),
        ("/", "text/html, application/ld+json", None),
        ("/", "application/ld+json", "jsonld"),
        ("/", "application/pdf, text/csv;q=0.5", "csv"),
        ("/", "*/*", None),
        ("/", "", None),
        ("/?format=bibtex", "text/html", "bibtex"),
        ("/?format=exe", "text/csv", None),
    ],
)
def test_a_form_is_asked_for_by_name_or_media_type_and_browsers_get_a_page(
    path: str, accept: str, form: str | None
) -> None:
    assert requests.asked_form(asked(path, Accept=accept)) == form


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("uk-UA,uk;q=0.9,en;q=0.8", "uk"),
        ("fr, ru;q=0.5", "ru"),
        ("EN", "en"),
        ("fr", "ru"),
        ("", "ru"),
        ("x" * 10_000, "ru"),
    ],
)
def test_the_first_language_that_the_bot_speaks_is_chosen(accepted: str, language: str) -> None:
    assert requests.preferred_language(asked(Accept_Language=accepted), "ru") == language


@pytest.mark.parametrize(
    "written",
    [
        "",
        "quotes",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/a\r\nSet-Cookie: a=b",
        "/\u202e",
        "/in/pass",
        "/login",
        "/logout",
        "/" + "a" * 500,
    ],
)
def test_what_is_no_path_of_this_page_leads_to_the_first(written: str) -> None:
    assert requests.local_path(written) == "/"


def test_a_path_of_this_page_stays() -> None:
    for path in ("/", "/sources?words=a%20b", "/quotes/pq-1#passage"):
        assert requests.local_path(path) == path


def test_a_form_from_another_site_is_told_apart_where_the_browser_says_so() -> None:
    assert requests.is_from_here(asked(Sec_Fetch_Site="same-origin"))
    assert requests.is_from_here(asked())
    for site in ("cross-site", "same-site", "x"):
        assert not requests.is_from_here(asked(Sec_Fetch_Site=site))
