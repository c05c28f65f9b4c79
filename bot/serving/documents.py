"""What follows a reply as a document -> its name and its text, for platforms that send one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.replies import Attached, Block, Page, Say, ShowQuote
from bot.sentences.say import Speak

_IN_NO_NAME = re.compile(r'[\x00-\x1f/\\:*?"<>|]+')  # of a file, on any system


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is sent."""

    name: str
    content: bytes
    media_type: str


def document(attached: Attached | Page, speak: Speak) -> Document:
    """Write what follows a reply, in the language of its reader."""
    if isinstance(attached, Attached):
        return Document(attached.name, write(attached.reply.blocks, speak), "text/plain")
    name = _IN_NO_NAME.sub("_", speak(attached.name))
    return Document(name, attached.write(speak).encode(), attached.media_type)


def write(blocks: Iterable[Block], speak: Speak) -> bytes:
    """Write sentences and quotes as plain text in UTF-8; a quote stands as it is stored."""
    return ("\n\n".join(_portions(blocks, speak)) + "\n").encode()


def _portions(blocks: Iterable[Block], speak: Speak) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Say):
            yield speak(block.words)
        elif isinstance(block, ShowQuote):
            label = "" if block.label is None else speak(block.label) + "\n"
            yield label + block.quote.text
