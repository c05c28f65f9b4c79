"""The bytes of an RTF -> its tokens: where groups begin and end, control words, characters.

The libraries that read RTF glue raised marks to words, quote hidden and deleted ones, drop notes
and add addresses of links, so that this is our own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<code>[0-9A-Fa-f]{2})"
    rb"|\\(?P<sign>[^A-Za-z])|(?P<brace>[{}])|(?P<newline>[\r\n]+)|(?P<bytes>[^\\{}\r\n]+)"
)

Kind = Literal["open", "close", "word", "bytes"]


@dataclass(frozen=True, slots=True)
class Token:
    """A control word with its number, or bytes of text; `name` is empty for the latter."""

    kind: Kind
    name: str = ""
    number: int | None = None
    text: bytes = b""


def tokens(content: bytes) -> Iterator[Token]:
    r"""Yield the tokens of an RTF in their order; pictures in binary are jumped over.

    >>> [token.name or token.text for token in tokens(rb"{\b0 Bold\par}")]
    [b'', 'b', b'Bold', 'par', b'']
    """
    position = 0
    while found := _TOKEN.match(content, position):
        position = found.end()
        if found["word"] is not None:
            number = None if found["number"] is None else int(found["number"])
            name = found["word"].decode("ascii")
            if name == "bin":
                position += max(0, number or 0)
            else:
                yield Token("word", name, number)
        elif found["brace"] is not None:
            yield Token("open" if found["brace"] == b"{" else "close")
        elif found["code"] is not None:
            yield Token("bytes", text=bytes.fromhex(found["code"].decode("ascii")))
        elif found["sign"] is not None:
            yield Token("word", found["sign"].decode("latin-1"))
        elif found["bytes"] is not None:
            yield Token("bytes", text=found["bytes"])
