"""Quotes as Markdown: each a block quotation with its citation, nothing in it taken for markup."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote as percent_encode

from index.checking.citing.cited import CitedQuote
from index.text.quoting import untitled

_MARKUP = re.compile(r"[\\`*_\[\]<>&~|$^{}!]")
_BEGINS_BLOCK = re.compile(r"[-+#=:]|(?<=\d)[.)]")  # a list, a heading, a definition
_NUMBER = re.compile(r"\d*")
_IN_ADDRESS = "!#$%&'*+,/:;=?@[]~-._"  # what ends an address, and blanks, are encoded


def blocks(cited: Sequence[CitedQuote]) -> str:
    """Write quotes as block quotations, one below the other."""
    return "\n".join(map(_block, cited))


def escaped_for_markdown(text: str) -> str:
    """Escape what Markdown would take for markup."""
    return _MARKUP.sub(r"\\\g<0>", text)


def _block(cited: CitedQuote) -> str:
    lines = [_verbatim(line) for line in cited.quote.text.split("\n")]
    # A backslash at its end breaks a line where the quote does.
    broken = [
        f"> {line}\\" if line and below else f"> {line}"
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
    ]
    return "\n".join([*broken, ">", f"> — {', '.join(_citation(cited))}", ""])


def _citation(cited: CitedQuote) -> Iterator[str]:
    """Yield what is known of a quote's place, and what became of it where it does not stand."""
    place = cited.quote.citation
    source = place.source
    title = (source.title, "*") if source.title else (untitled(source), "")
    for known, mark in ((source.author, ""), title, (source.outlet, "")):
        if known is not None:
            yield f"{mark}{escaped_for_markdown(' '.join(known.split()))}{mark}"
    if source.published is not None:
        yield source.published
    yield f"¶ {place.paragraph_number}"
    if source.url is not None:
        is_web = source.url.startswith(("https://", "http://"))
        address = percent_encode(source.url, safe=_IN_ADDRESS)
        yield f"<{address}>" if is_web else escaped_for_markdown(" ".join(source.url.split()))
    yield cited.receipt if cited.page is None else f"[{cited.receipt}]({cited.page})"
    if cited.standing not in (None, "verified"):
        yield " ".join(filter(None, (f"**{cited.standing}**", cited.since)))


def _verbatim(line: str) -> str:
    """Escape a line so that it is shown as it stands, also the blanks at its ends.

    >>> _verbatim("  She left")
    '&#32;&#32;She left'
    """
    bare = line.strip()
    before, _, after = line.partition(bare) if bare else (line, "", "")
    escaped = escaped_for_markdown(bare)
    number = _NUMBER.match(escaped)
    at = 0 if number is None else number.end()
    if _BEGINS_BLOCK.match(escaped, at):
        escaped = f"{escaped[:at]}\\{escaped[at:]}"
    return f"{_blanks(before)}{escaped}{_blanks(after)}"


def _blanks(blanks: str) -> str:
    return "".join(f"&#{ord(blank)};" for blank in blanks)
