"""Replies with all their words put into a language, as whoever reads them sees them."""

from dataclasses import replace

from bot.replies import Block, Button, Pressed, Reply, Say, Served, ShowQuote
from bot.sentences.say import Speak, speaker

ENGLISH = speaker("en")


def worded(reply: Reply, language: str = "en") -> Reply:
    """Put a reply's words into a language."""
    speak = speaker(language)
    return replace(reply, blocks=tuple(_block(block, speak) for block in reply.blocks))


def worded_served(served: Served, language: str = "en") -> Served:
    """Put the words of a reply and of its buttons into a language."""
    speak = speaker(language)
    rows = tuple(tuple(_button(button, speak) for button in row) for row in served.rows)
    return replace(served, reply=worded(served.reply, language), rows=rows)


def worded_pressed(pressed: Pressed, language: str = "en") -> Pressed:
    """Put the words of what a press leads to into a language."""
    notice = None if pressed.notice is None else speaker(language)(pressed.notice)
    served = None if pressed.served is None else worded_served(pressed.served, language)
    return Pressed(notice, served, pressed.in_place)


def _block(block: Block, speak: Speak) -> Block:
    if isinstance(block, Say):
        return Say(speak(block.words), None if block.lead is None else speak(block.lead))
    if isinstance(block, ShowQuote):
        return replace(
            block,
            label=None if block.label is None else speak(block.label),
            cited_as=None if block.cited_as is None else speak(block.cited_as),
        )
    return block


def _button(button: Button, speak: Speak) -> Button:
    return replace(
        button,
        copied=None if button.copied is None else speak(button.copied),
        shorter=None if button.shorter is None else speak(button.shorter),
        receipt=None if button.receipt is None else speak(button.receipt),
        label=None if button.label is None else speak(button.label),
    )
