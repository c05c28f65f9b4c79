from ipaddress import ip_address

import pytest

from index.errors import UnreadableSource
from index.sources.web.addresses import is_public, parse


@pytest.mark.parametrize("address", ["8.8.8.8", "2a00:1450::1", "64:ff9b::808:808"])
def test_what_anybody_can_reach_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["100.64.0.1", "192.0.2.1", "240.0.0.1", "::7f00:1", "fec0::1", "ff02::1", "2001::1", "::"],
)
def test_what_not_everybody_can_reach_is_not(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://a.example/", "is no http:// or https:// address; copy it from the browser"),
        ("https://ada:secret@a.example/", "holds a name or password before an @; give it without"),
        ("https://2130706433/", "names its host by a number; write the site's name"),
        ("https://a.example/ b", "holds spaces or control characters; copy it from the browser"),
        ("https://a.example/" + "x" * 2000, "is longer than 2000 characters; give the article's"),
        ("https://a.example:8443/", "names port 8443, and only the usual ones are asked (80, 443)"),
    ],
)
def test_an_address_that_may_not_be_fetched_is_refused(address: str, reason: str) -> None:
    with pytest.raises(UnreadableSource) as caught:
        parse(address)
    assert str(caught.value).startswith(reason)


def test_an_address_is_spelt_one_way() -> None:
    assert str(parse("HTTPS://A.example:443#top")) == "https://a.example/"
