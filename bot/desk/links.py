"""The link to where a quote stands on its page, as a text fragment; pure.

Its form is that of the URL Fragment Text Directives
(wicg.github.io/scroll-to-text-fragment): a browser looks for the first words and from there for the
last ones, each inside one block of the page and between borders of words, and scrolls there; where
it finds nothing it shows the page.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from urllib.parse import quote as percent_encode
from urllib.parse import urlsplit

from index.records import Quote

PageLink = Callable[[str | None, str], str]
"""Links to the page of a receipt, signed for a person; for `None`, who logs in there first."""

LONGEST_LINK = 2000  # characters: what every browser and proxy takes
FIRST_WORDS = 7  # enough to be found once in an article; more would break at the first correction
LAST_WORDS = 5  # fewer: they are looked for only behind the first
LONGEST_SNIPPET = 80  # characters; in Cyrillic each makes six of the link

_DIRECTIVES = ":~:"  # the first of these in a fragment ends what the page itself sees of it
_MARKUP = re.compile(r"[*_`\[\]<>{}|\\#]")  # shown in a Markdown file, not on the page
# The strictest reader of links is TDLib: its `check_link` refuses a whole message for a host
# without a dot or with such characters.
_HOST = re.compile(r"[^\s.\"#%/:<>?@\[\\\]^`{|}]+(?:\.[^\s.\"#%/:<>?@\[\\\]^`{|}]+)+\.?")
_WORD_CATEGORIES = "LMN"  # letters, their marks, numbers


def fragment_link(quote: Quote) -> str | None:
    """Link to the quote on its page; `None` if the source has no address that every chat takes.

    Only to the page where the quote has no words to look for, or the link would be too long.

    "It sank, at noon." at https://example.org/a#top
    -> https://example.org/a#top:~:text=It%20sank%2C%20at%20noon
    """
    address = quote.citation.source.url
    if address is None or not is_linkable(address):
        return None
    directive = _text_directive(quote.text)
    if directive is None:
        return address
    page, _, fragment = address.partition("#")
    linked = f"{page}#{fragment.partition(_DIRECTIVES)[0]}{_DIRECTIVES}text={directive}"
    return linked if len(linked) <= LONGEST_LINK else address


def receipt_page(address: str, receipt: str) -> str:
    """Return the address of the page of a receipt; `address` is where people reach all pages."""
    return f"{address.rstrip('/')}/q/{receipt}"


def no_page(address: str, receipt: str) -> str:
    """Return the address of the page of a no, as `receipt_page` does of a quote."""
    return f"{address.rstrip('/')}/no/{receipt}"


def is_linkable(address: str) -> bool:
    """Tell whether Telegram takes a message with this link: it refuses the whole for a bad one."""
    if len(address) > LONGEST_LINK or not address.isprintable() or " " in address:
        return False
    try:
        parts = urlsplit(address)
        has_port = parts.port != 0
    except ValueError:
        return False
    is_web = has_port and parts.scheme in ("http", "https")
    return is_web and _HOST.fullmatch(parts.hostname or "") is not None


def _text_directive(text: str) -> str | None:
    """Word the directive: all of a short quote, else its first and its last words."""
    runs = tuple(_runs(text))
    if not runs:
        return None
    if len(runs) == 1 and len(runs[0]) <= FIRST_WORDS + LAST_WORDS:
        whole = _snippet(runs[0])
        if len(whole) <= 2 * LONGEST_SNIPPET:
            return _encode(whole)
    first = _fitting(runs[0][:FIRST_WORDS], take_last=False)
    last = _fitting(runs[-1][-LAST_WORDS:], take_last=True)
    if first is None:
        return None
    return _encode(first) if last is None else f"{_encode(first)},{_encode(last)}"


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Yield runs of words that follow one another in a line, parted where a word holds markup."""
    for line in text.splitlines():
        for is_markup, words in groupby(line.split(), key=lambda word: bool(_MARKUP.search(word))):
            run = tuple(words)
            if not is_markup and any(map(_has_letter, run)):
                yield run


def _fitting(words: Sequence[str], *, take_last: bool) -> str | None:
    """Put together as many of the words as fit, from the one end or the other."""
    kept = list(words)
    while kept and len(_snippet(kept)) > LONGEST_SNIPPET:
        kept.pop(0 if take_last else -1)
    return _snippet(kept) or None


def _snippet(words: Sequence[str]) -> str:
    """Join words, without the punctuation around them, which differs more often than words do."""
    joined = " ".join(words)
    if not _has_letter(joined):
        return ""
    first, last = 0, len(joined)
    while not _has_letter(joined[first]):
        first += 1
    while not _has_letter(joined[last - 1]):
        last -= 1
    return joined[first:last]


def _has_letter(text: str) -> bool:
    """Tell whether any character is a letter, a mark on one, or a number."""
    return any(unicodedata.category(character)[0] in _WORD_CATEGORIES for character in text)


def _encode(snippet: str) -> str:
    """Percent-encode, `-` too, which is syntax of the directive like `,` and `&`."""
    return percent_encode(snippet, safe="", errors="replace").replace("-", "%2D")
