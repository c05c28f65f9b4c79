"""What Telegram finds in a text by itself: mentions, commands, tags, links and mail addresses.

Known from TDLib's `match_mentions`, `match_bot_commands`, `match_hashtags`, `match_cashtags` and
`fix_url` (`td/telegram/MessageEntity.cpp`, 2024). Telephone and card numbers are not looked for,
and of the bare domains (no `http://`) only those that end in a frequent top-level domain.
"""

import re
from collections.abc import Iterator

from bot_api.values import Entity

_MENTION = re.compile(r"(?<!\w)@([A-Za-z0-9_]{2,32})(?!\w)")
_COMMAND = re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])")
_HASHTAG = re.compile(r"(?<!\w)#(\w{1,256})(?![\w#])")
_CASHTAG = re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])")
_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-])")
_URL = re.compile(
    r"(?<![\w@/.:-])(?P<scheme>(?:https?|ftp)://)?(?P<host>(?:[\w-]+\.)+(?P<top>[\w-]{2,}))"
    r"(?::\d{1,5})?(?P<path>[/?#][^\s<>\"«»]*)?",
    re.IGNORECASE,
)
_SHORT_USERNAMES = frozenset({"gif", "vid", "pic"})
_BARE_DOMAINS = re.compile(
    "com|org|net|info|edu|gov|int|biz|io|me|tv|eu|uk|us|de|fr|it|es|pl|ru|ua|by|kz|ge|am|cz|ch|nl|se"
    "|no|fi|lt|lv|ee|media|news|press|online|site|app|dev",
    re.IGNORECASE,
)
_NOT_AT_THE_END = ".:;,('?!`"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


def find_entities(text: str) -> tuple[Entity, ...]:
    """Return what Telegram finds; ranges may still overlap one another.

    >>> [(e.type, e.offset, e.length) for e in find_entities("/ask@PullBot see #war")]
    [('bot_command', 0, 12), ('hashtag', 17, 4)]
    """
    units = _utf16_offsets(text)
    return tuple(
        Entity(kind, units[start], units[end] - units[start]) for kind, start, end in _ranges(text)
    )


def _ranges(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield type, start and end in characters."""
    for match in _MENTION.finditer(text):
        if len(match[1]) >= 4 or match[1].lower() in _SHORT_USERNAMES:
            yield "mention", match.start(), match.end()
    yield from (("bot_command", m.start(), m.end()) for m in _COMMAND.finditer(text))
    for match in _HASHTAG.finditer(text):
        if any(character.isalpha() for character in match[1]):
            yield "hashtag", match.start(), match.end()
    yield from (("cashtag", m.start(), m.end()) for m in _CASHTAG.finditer(text))
    yield from (("email", m.start(), m.end()) for m in _EMAIL.finditer(text))
    for match in _URL.finditer(text):
        if match["scheme"] or _BARE_DOMAINS.fullmatch(match["top"]):
            yield "url", match.start(), _end_of_url(match)


def _end_of_url(match: re.Match[str]) -> int:
    """Leave out closing brackets that were not opened, and punctuation at the end."""
    path = match["path"] or ""
    opened: list[str] = []
    length = len(path)
    for position, character in enumerate(path):
        if character in _BRACKETS.values():
            opened.append(character)
        elif character in _BRACKETS and (not opened or opened.pop() != _BRACKETS[character]):
            length = position
            break
    path_kept = path[:length].rstrip(_NOT_AT_THE_END)
    return match.end() - len(path) + len(path_kept)


def _utf16_offsets(text: str) -> list[int]:
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + (2 if character > "\uffff" else 1))
    return offsets
