"""A reply of more than a screen -> the text of a document, for platforms that send one."""

from collections.abc import Iterable, Iterator

from bot.replies import Block, Say, ShowQuote
from bot.sentences.say import Speak


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
