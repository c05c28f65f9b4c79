"""Which web addresses may be fetched, as they are written and by where their hosts stand.

A host may be asked for an article only if every address of it is on the public internet.
"""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from index.errors import UnreadableSource
from index.text.shown import printable

Address = IPv4Address | IPv6Address

MAX_ADDRESS_CHARACTERS = 2_000
"""Longer addresses hold data, not a place; browsers take about as much."""

# What stands on other ports is mostly a service for machines, even on a public host.
_PORTS = {"http": 80, "https": 443}
# Azure answers its machines' questions about themselves under an address that looks public.
_METADATA = frozenset({IPv4Address("168.63.129.16")})
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Tunnels whose addresses hold an IPv4 address, to which a relay would go: 6to4 and Teredo.
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
# Under these addresses a network of IPv6 alone reaches every site of IPv4.
_NAT64 = IPv6Network("64:ff9b::/96")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


def parse(address: str) -> httpx.URL:
    """Return an address without its fragment, its host in ASCII, if it may be fetched.

    UnreadableSource, without the address, says why it may not.
    """
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
    """Refuse an address of another scheme, on another port, with a password or a bare number.

    UnreadableSource says why. Whether the host is on the public internet is for `network` to tell,
    which looks the name of the host up.
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


def is_public(address: Address) -> bool:
    """Tell whether anybody on the internet can reach an address.

    Nobody reaches this machine, its network, what clouds tell their machines about themselves, or a
    multicast address.

    >>> is_public(IPv4Address("127.0.0.1")), is_public(IPv6Address("::ffff:169.254.169.254"))
    (False, False)
    """
    if isinstance(address, IPv6Address):
        within = _ipv4_within(address)
        if within is None:
            return (
                address in _GLOBAL_UNICAST
                and address.is_global
                and not any(address in tunnel for tunnel in _TUNNELS)
            )
        address = within
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and address not in _METADATA
    )


def as_address(host: str) -> Address | None:
    """Return the address that a host is written as, `None` for a name.

    ValueError for a number in a spelling that programs read differently: 2130706433, 0177.0.0.1.
    """
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
            raise
        return None


def _ipv4_within(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
