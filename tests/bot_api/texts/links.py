"""What Telegram makes of an address: checked, its scheme and host in lower case, with a path.

From TDLib's `LinkManager::check_link` and its test (`test/link.cpp`): `tg://google.com` becomes
`tg://google.com/`. The exact words of a refusal are from memory.
"""

import re

from bot_api.values import bad_request

_LINK = re.compile(r"(?:(?P<scheme>[A-Za-z]+):/{0,2})?(?P<host>[^/?#\s]+)(?P<rest>[/?#].*)?", re.S)
_WEB = frozenset({"http", "https"})
_OWN = frozenset({"tg", "ton", "tonsite"})


def checked_link(url: str, where: str) -> str:
    """Return the address as Telegram returns it; `where` begins the refusal.

    >>> checked_link("HTTPS://Example.com", "Entity")
    'https://example.com/'
    """
    match = _LINK.fullmatch(url.strip())
    if match is None:
        raise bad_request(f"{where} URL '{url}' is invalid: Wrong HTTP URL")
    scheme = (match["scheme"] or "http").lower()
    host = match["host"].lower()
    if scheme not in _WEB | _OWN:
        raise bad_request(f"{where} URL '{url}' is invalid: Unsupported URL protocol")
    if scheme in _WEB and "." not in host and not host.startswith("["):
        raise bad_request(f"{where} URL '{url}' is invalid: Wrong HTTP URL")
    rest = match["rest"] or "/"
    path = rest if rest.startswith("/") else f"/{rest}"
    return f"{scheme}://{host}{path.replace(' ', '%20')}"
