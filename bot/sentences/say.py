"""The bot's own sentences: named without a language, and put into the language of who reads them.

A sentence is said: `sentence` names it and its fields where a reply is made, and `speaker` returns
what speaks it, once for each reader, where a conversation begins.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Union

from bot.sentences import absence, answers, cards, chat, checking, matrix, moderation, people, web

LANGUAGES = ("en", "ru", "uk")

_TABLE: Mapping[str, tuple[str, str, str]] = {
    **answers.TABLE,
    **chat.TABLE,
    **people.TABLE,
    **cards.TABLE,
    **moderation.TABLE,
    **checking.TABLE,
    **absence.TABLE,
    **matrix.TABLE,
    **web.TABLE,
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One of the bot's own sentences, by its key, with the fields that it takes."""

    key: str
    fields: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Joined:
    """Words one after the other, with `by` between them."""

    parts: "tuple[Words, ...]"
    by: str


Words = Union[str, Sentence, Joined]  # noqa: UP007 - `|` cannot name what stands further up
"""What is said, in no language yet; a text is a field of a source, which is never translated."""

Speak = Callable[[Words], str]
"""Puts words into the language of one reader."""


def sentence(key: str, **fields: object) -> Sentence:
    """Name a sentence of the tables; a field is text, a number, an error, or words again.

    >>> sentence("paragraph", number=7)
    Sentence(key='paragraph', fields=(('number', 7),))
    """
    return Sentence(key, tuple(fields.items()))


def speaker(language: str) -> Speak:
    """Return what puts words into a language, or into English where the language is another.

    >>> speaker("uk")(sentence("paragraph", number=7))
    'абзац 7'
    """
    column = LANGUAGES.index(language) if language in LANGUAGES else 0

    def speak(words: Words) -> str:
        if isinstance(words, str):
            return words
        if isinstance(words, Joined):
            return words.by.join(map(speak, words.parts))
        fields = {
            name: speak(value) if isinstance(value, Sentence | Joined) else value
            for name, value in words.fields
        }
        return _COUNTING.format(_TABLE[words.key][column], **fields)

    return speak


def counted(number: object, singular: str, plural: str) -> str:
    """Write a number with what is counted.

    >>> counted(1, "article", "articles")
    '1 article'
    """
    return f"{number} {singular if number == 1 else plural}"


def keys() -> tuple[str, ...]:
    """List the keys of all sentences."""
    return tuple(_TABLE)


def wordings(key: str) -> tuple[str, str, str]:
    """Return the template of a sentence in English, Russian and Ukrainian."""
    return _TABLE[key]


class _Counting(Formatter):
    """Writes a number with what is counted, as `{articles:article|articles}` asks for it."""

    def format_field(self, value: object, format_spec: str) -> str:
        singular, bar, plural = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return counted(value, singular, plural)


_COUNTING = _Counting()
