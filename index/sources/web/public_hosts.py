"""Which hosts may be asked for an article: those of the public internet, by every address."""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# Azure answers its machines' questions about themselves under an address that looks public.
_METADATA = frozenset({IPv4Address("168.63.129.16")})
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# Tunnels that carry an IPv4 address within, which a relay would take out: 6to4 and Teredo.
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/32"))
# How a network of IPv6 alone reaches IPv4: every such site has this address there.
_NAT64 = IPv6Network("64:ff9b::/96")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


def is_public(address: Address) -> bool:
    """Say whether anybody on the internet can reach this address.

    Not so: this machine, its network, what clouds tell their machines about themselves, multicast.

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
