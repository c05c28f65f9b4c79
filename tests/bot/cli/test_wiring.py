from pathlib import Path

import pytest

from bot.cli import settings, wiring
from bot.cli.settings import Settings, SettingsRefused
from bot.people import passes


def chosen(data: Path, **given: str) -> Settings:
    environment = {f"PULLQUOTE_{name.upper()}": value for name, value in given.items()}
    return settings.load({"PULLQUOTE_DATA_DIR": str(data), **environment}, data / ".env")


@pytest.mark.parametrize(
    ("web", "host", "port", "address"),
    [
        ("8000", "127.0.0.1", 8000, "http://127.0.0.1:8000"),
        ("localhost:80", "localhost", 80, "http://localhost:80"),
        ("0.0.0.0:8443", "0.0.0.0", 8443, "http://0.0.0.0:8443"),
        ("[::1]:8000", "::1", 8000, "http://[::1]:8000"),
    ],
)
def test_the_page_listens_on_this_machine_alone_unless_a_host_is_named(
    tmp_path: Path, web: str, host: str, port: int, address: str
) -> None:
    found = chosen(tmp_path, web=web)
    assert (*wiring.web_listen(found), wiring.web_address(found)) == (host, port, address)


@pytest.mark.parametrize("web", ["0", "65536", "99999", "here", "a b:80", ":80", "http://a:80"])
def test_a_place_where_nothing_can_listen_is_refused(tmp_path: Path, web: str) -> None:
    with pytest.raises(SettingsRefused, match="PULLQUOTE_WEB"):
        chosen(tmp_path, web=web)


def test_people_reach_the_page_under_the_address_that_is_chosen(tmp_path: Path) -> None:
    found = chosen(tmp_path, web="8000", web_url="https://quotes.example.org/")
    assert wiring.web_address(found) == "https://quotes.example.org/"


def test_without_a_page_nothing_links_there(tmp_path: Path) -> None:
    assert wiring.make_page_link(chosen(tmp_path)) is None
    assert not (tmp_path / passes.KEY_NAME).exists()


def test_a_link_is_signed_for_a_person_and_for_nobody_else(tmp_path: Path) -> None:
    link = wiring.make_page_link(chosen(tmp_path, web_url="https://quotes.example.org/"))
    assert link is not None
    assert link(None, "pq-1") == "https://quotes.example.org/q/pq-1"
    base, signed, receipt = link("7", "pq-1").rsplit("/", 2)
    assert (base, receipt) == ("https://quotes.example.org/in", "pq-1")
    key = passes.load_key(tmp_path)
    assert passes.holder(key, signed, 0.0) == "7"
