"""A question being typed -> the quotes that Telegram offers for it."""

from bot.desk.desk import Desk
from bot.replies import Reply, ShowQuote
from bot.sentences.say import speaker
from bot.telegram.api import InlineResult
from bot.telegram.messages.characters import clean
from bot.telegram.messages.cuts import CUT_SHORT, shorten
from bot.telegram.messages.render import render

_TITLE_UNITS, _DESCRIPTION_UNITS = 100, 200  # more is cut off on a phone


def offers(desk: Desk, text: str, language: str) -> tuple[InlineResult, ...]:
    """Offer the quotes that fit into one message and that Telegram will not change."""
    offered: list[InlineResult] = []
    speak = speaker(language)
    for one in desk.offer(text):
        messages = render(Reply((ShowQuote(one.quote),)), speak)
        if len(messages) == 1 and messages[0].slices:
            title = shorten(clean(speak(one.title)) or CUT_SHORT, _TITLE_UNITS)
            shown = shorten(clean(one.quote.text), _DESCRIPTION_UNITS)
            offered.append(InlineResult(title, shown, messages[0]))
    return tuple(offered)
