"""The bot's own sentences -> words in the language of whoever reads them."""

from collections.abc import Mapping
from string import Formatter

from bot.replies import Joined, Sentence, Speak, Words
from bot.sentences import answers, cards, chat, moderation, people

LANGUAGES = ("en", "ru", "uk")

_TABLE: Mapping[str, tuple[str, str, str]] = {
    **answers.TABLE,
    **chat.TABLE,
    **people.TABLE,
    **cards.TABLE,
    **moderation.TABLE,
}


def speaker(language: str) -> Speak:
    """Return what puts words into a language, or into English where the language is another.

    >>> from bot.replies import sentence
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


def say(key: str, language: str, **fields: object) -> str:
    """Word one sentence in that language, or in English where the language is another.

    >>> say("paragraph", "uk", number=7)
    'абзац 7'
    """
    return speaker(language)(Sentence(key, tuple(fields.items())))


def keys() -> tuple[str, ...]:
    """List the keys of all sentences."""
    return tuple(_TABLE)


def wordings(key: str) -> tuple[str, str, str]:
    """Give a sentence's template in English, Russian and Ukrainian."""
    return _TABLE[key]


class _Counting(Formatter):
    """Writes a number with what is counted, as `{articles:article|articles}` asks for it."""

    def format_field(self, value: object, format_spec: str) -> str:
        singular, bar, plural = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return counted(value, singular, plural)


_COUNTING = _Counting()
