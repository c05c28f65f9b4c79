import gzip
from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.files.site import PUBLIC, Site, page, redirect

from index.errors import SourceGone, UnreadableSource
from index.records import Fetched, Source
from index.sources import read
from index.sources.names import id_of_address
from index.sources.web import fetching

STORY = b"<html lang=uk><title>Bridge falls</title><p>Nobody was hurt when the bridge fell.</p>"
TEXT = "Nobody was hurt when the bridge fell."


def with_own_address(address: str) -> bytes:
    return STORY.replace(b"<title>", f"<link rel=canonical href='{address}'><title>".encode())


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    answers = {
        "/": page(STORY),
        "/old": redirect("/new?x=1#top"),
        "/new?x=1": page(STORY),
        "/packed": page(gzip.compress(STORY), "Content-Encoding: gzip"),
        "/packed-twice": page(
            gzip.compress(STORY[:20]) + gzip.compress(STORY[20:]) + b"\0\0",
            "Content-Encoding: gzip",
        ),
        "/packed-half": page(
            gzip.compress(STORY) + gzip.compress(STORY)[:-9], "Content-Encoding: gzip"
        ),
        "/packed-and-more": page(gzip.compress(STORY) + b"more", "Content-Encoding: gzip"),
        "/packed-often": page(gzip.compress(bytes(9_000_000)) * 3, "Content-Encoding: gzip"),
        "/typed": page(b"%PDF", "Content-Type: Application/PDF; x=y"),
        "/a.md": page(b"Text", "Content-Type: application/octet-stream"),
        "/cyrillic": page(
            "<p>Мост упал утром.".encode("cp1251"), 'Content-Type: text/html; charset="cp1251"'
        ),
        "/own": page(with_own_address("http://site.example/story")),
        "/lost": page(b"", status="404 Not Found"),
        "/removed": redirect("/removed-now"),
        "/removed-now": page(b"", status="410 Gone"),
        "/closed": page(b"", status="403 Forbidden"),
        "/others": page(with_own_address("http://elsewhere.example/story")),
    }
    # The first address of the site refuses the connection, as IPv6 often does.
    names = {"site.example": ["2a00:1450::1", str(PUBLIC)]}
    with closing(Site(answers, names)) as site:
        yield site


def fetched(site: Site, address: str) -> Fetched:
    return fetching.fetch(address, network=site.network())


def test_a_page_is_fetched_from_the_address_of_the_host_that_answers(site: Site) -> None:
    assert fetched(site, "HTTP://SITE.example:80#top") == Fetched(
        "http://site.example/", "http://site.example/", ".html", STORY, None
    )


def test_a_redirect_is_followed_and_its_address_told(site: Site) -> None:
    found = fetched(site, "http://site.example/old")
    assert (found.asked, found.address) == (
        "http://site.example/old",
        "http://site.example/new?x=1",
    )


@pytest.mark.parametrize(
    ("path", "suffix", "content", "charset"),
    [
        ("/packed", ".html", STORY, None),
        ("/packed-twice", ".html", STORY, None),
        ("/typed", ".pdf", b"%PDF", None),
        ("/a.md", ".md", b"Text", None),
        ("/cyrillic", ".html", "<p>Мост упал утром.".encode("cp1251"), "cp1251"),
    ],
)
def test_content_comes_unpacked_with_its_kind(
    site: Site, path: str, suffix: str, content: bytes, charset: str | None
) -> None:
    found = fetched(site, f"http://site.example{path}")
    assert (found.suffix, found.content, found.charset) == (suffix, content, charset)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/packed-half", "arrived only in part"),
        ("/packed-and-more", "is packed wrongly"),
        ("/packed-often", "unpacks to more than 20 MB"),
    ],
)
def test_what_is_packed_in_several_members_is_whole_or_refused(
    site: Site, path: str, reason: str
) -> None:
    with pytest.raises(UnreadableSource, match=reason):
        fetched(site, f"http://site.example{path}")


def test_a_page_is_read_as_a_source_with_its_address(site: Site) -> None:
    address = "http://site.example/old"
    text = read.read_address(address, lambda asked: fetched(site, asked))
    link = "http://site.example/new?x=1"
    assert text.source == Source(
        id_of_address(address), address, title="Bridge falls", url=link, language="uk"
    )
    assert text.text == TEXT


@pytest.mark.parametrize(("path", "link"), [("/own", "/story"), ("/others", "/others")])
def test_the_link_is_what_the_page_calls_its_own_on_its_host_alone(
    site: Site, path: str, link: str
) -> None:
    text = read.read_address(f"http://site.example{path}", lambda asked: fetched(site, asked))
    assert text.source.url == f"http://site.example{link}"


def test_a_page_in_the_charset_that_the_server_says_is_read(site: Site) -> None:
    text = read.read_address("http://site.example/cyrillic", lambda asked: fetched(site, asked))
    assert text.text == "Мост упал утром."


@pytest.mark.parametrize("path", ["lost", "removed"])
def test_a_page_that_its_server_no_longer_has_is_gone(site: Site, path: str) -> None:
    with pytest.raises(SourceGone, match="gives no page: the site answers 4"):
        fetched(site, f"http://site.example/{path}")


def test_a_page_that_its_server_only_keeps_to_itself_is_not_gone(site: Site) -> None:
    with pytest.raises(UnreadableSource, match="403 Forbidden") as refusal:
        fetched(site, "http://site.example/closed")
    assert not isinstance(refusal.value, SourceGone)
