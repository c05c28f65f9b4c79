"""What a person wrote that is no question: a greeting, thanks, a link, a button or command typed.

Only a message that is nothing else is taken for one: "hello" is, "hello, who was arrested?" is not.
"""

import re
from dataclasses import dataclass
from typing import Literal

from bot.desk.commands import TABLE

RemarkKind = Literal["greeting", "thanks", "link", "more", "context", "source", "command"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark; `number` is of the quote that is meant, `text` the link or the command's name."""

    kind: RemarkKind
    number: int = 1
    text: str = ""


_GREETINGS = frozenset(
    {
        *("hi", "hello", "hey", "hi there", "hello there", "good morning", "good afternoon"),
        *("good evening", "good day", "привет", "здравствуйте", "здравствуй", "добрый день"),
        *("доброе утро", "добрый вечер", "привіт", "вітаю", "добрий день", "доброго дня"),
        *("добрий ранок", "доброго ранку", "добрий вечір", "доброго вечора"),
    }
)
_THANKS = frozenset(
    {
        *("thanks", "thank you", "thx", "many thanks", "thanks a lot", "thank you very much"),
        *("thank you so much", "great thanks", "great thank you", "ok thanks", "ok thank you"),
        *("спасибо", "большое спасибо", "спасибо большое", "благодарю", "отлично спасибо"),
        *("ок спасибо", "дякую", "дуже дякую", "щиро дякую", "спасибі", "чудово дякую"),
        *("ок дякую",),
    }
)
_MORE = frozenset({"more", "ещё", "еще", "далее", "ще", "далі"})
_NAMED: dict[str, RemarkKind] = {
    **dict.fromkeys(("context", "контекст"), "context"),
    **dict.fromkeys(("source", "источник", "джерело"), "source"),
}
# Also `context #2` and `context [2]`, as the number is shown; alone, it means the first quote.
_NUMBERED = re.compile(rf"({'|'.join(_NAMED)})(?:\s*(?:#?(\d{{1,9}})|\[(\d{{1,9}})\]))?")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_COMMANDS = frozenset(known.name for known in TABLE)
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")


def remark(written: str) -> Remark | None:
    """Read a remark; `None` if the message may be a question.

    >>> remark("Context 2"), remark("Thank you!").kind, remark("who left?")
    (Remark(kind='context', number=2, text=''), 'thanks', None)
    """
    text = written.strip()
    if _LINK.fullmatch(text):
        return Remark("link", text=text)
    folded = text.casefold().rstrip(" .!")
    numbered = _NUMBERED.fullmatch(folded)
    if numbered is not None:
        return Remark(_NAMED[numbered[1]], int(numbered[2] or numbered[3] or 1))
    if folded in _MORE:
        return Remark("more")
    if folded in _COMMANDS:
        return Remark("command", text=folded)
    words = " ".join(_WORD.findall(folded))
    if "?" in text or not words:
        return None
    if words in _GREETINGS:
        return Remark("greeting")
    return Remark("thanks") if words in _THANKS else None
