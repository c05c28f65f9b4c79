"""Quotes offered while somebody types -> the results that Telegram shows; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.replies import Offered, Reply
from bot.sentences.say import Speak
from bot.telegram.messages.render import render
from bot.telegram.messages.text import CUT_SHORT, TelegramText, clean, shorten

_TITLE_UNITS, _DESCRIPTION_UNITS = 100, 200  # more is cut off on a phone


@dataclass(frozen=True, slots=True)
class InlineResult:
    """What is offered inline: chosen, `message` is sent, which holds the quote of the receipt."""

    title: str
    description: str
    message: TelegramText
    receipt: str = ""


def results(offered: Iterable[Offered], speak: Speak) -> tuple[InlineResult, ...]:
    """Lay out the quotes that fit into one message and that Telegram will not change."""
    found: list[InlineResult] = []
    for offer in offered:
        messages = render(Reply((offer.shown,)), speak)
        if len(messages) == 1 and messages[0].slices:
            title = shorten(clean(speak(offer.title)) or CUT_SHORT, _TITLE_UNITS)
            shown = shorten(clean(offer.shown.quote.text), _DESCRIPTION_UNITS)
            found.append(InlineResult(title, shown, messages[0], offer.receipt))
    return tuple(found)
