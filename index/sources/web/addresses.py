"""A web address as somebody wrote it -> one that may be fetched, in one spelling."""

import httpx

from index.errors import UnreadableSource
from index.sources.web.public_hosts import as_address
from index.text.shown import printable

MAX_ADDRESS_CHARACTERS = 2_000
"""Longer addresses hold data, not a place; browsers take about as much."""

# What stands on other ports is mostly a service for machines, even on a public host.
_PORTS = {"http": 80, "https": 443}


def parse(address: str) -> httpx.URL:
    """Check an address as written and return it without its fragment, its host in ASCII."""
    if len(address) > MAX_ADDRESS_CHARACTERS:
        raise UnreadableSource(
            f"is longer than {MAX_ADDRESS_CHARACTERS} characters; give the article's own address"
        )
    try:
        place = bare(httpx.URL(address))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UnreadableSource("is no web address; copy it from the browser") from error
    if printable(address) != address or any(mark.isspace() for mark in address):
        raise UnreadableSource("holds spaces or control characters; copy it from the browser")
    check(place)
    return place


def bare(place: httpx.URL) -> httpx.URL:
    """Drop the fragment, which no server sees, and write an empty path as `/`."""
    return place.copy_with(fragment=None, raw_path=place.raw_path) if place.host else place


def check(place: httpx.URL) -> None:
    """Refuse an address of another kind, on another port, with a password, or with a bare number.

    Whether its host is on the public internet is for `network` to say, which looks it up.
    """
    if place.scheme not in _PORTS or not place.host:
        raise UnreadableSource("is no http:// or https:// address; copy it from the browser")
    if place.userinfo:
        raise UnreadableSource("holds a name or password before an @; give it without")
    if place.port not in (None, _PORTS[place.scheme]):
        raise UnreadableSource(
            f"names port {place.port}, and only the usual ones are asked (80, 443);"
            " save the page and add the file"
        )
    try:
        as_address(place.host)
    except ValueError as error:
        raise UnreadableSource("names its host by a number; write the site's name") from error
