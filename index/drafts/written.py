"""What a moderator writes about a source -> its accepted form: field names, dates, languages. Pure.

Names are read in English, Russian and Ukrainian, as the cards show them and as people call them.
The names of months and languages are Unicode's (CLDR), from the package babel.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from babel import Locale

from index.text.forms import iso_date, language_tag

LANGUAGES = ("en", "ru", "uk")

FIELD_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("title", "headline", "заголовок", "название", "назва"), "title"),
    **dict.fromkeys(("outlet", "издание", "видання"), "outlet"),
    **dict.fromkeys(("author", "by", "автор", "авторка", "авторы", "автори"), "author"),
    **dict.fromkeys(("published", "date", "дата", "опубликовано", "опубліковано"), "published"),
    **dict.fromkeys(("url", "link", "address", "ссылка", "адрес", "посилання", "адреса"), "url"),
    **dict.fromkeys(("language", "lang", "язык", "мова"), "language"),
    **dict.fromkeys(("note", "заметка", "примечание", "нотатка", "примітка"), "note"),
}
"""The fields of a source by what people call them, in small letters."""

SKIP_WORDS = ("skip", "пропустить", "пропусти", "пропустити")
KEEP_WORDS = ("keep", "оставить", "оставь", "залишити", "залиш")

_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[^\W\d]+)\.?,?\s+(?P<year>\d{4})"
)
_MONTH_FIRST = re.compile(
    r"(?P<month>[^\W\d]+)\.?\s+(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>\d{4})"
)
_NUMBERS = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})"
)
_YEAR_WORD = re.compile(r"(\d{4})\s*(?:г|р|года|року)\.?\Z")


def read_date(written: str) -> str | None:
    """Return a date as people write it in its ISO form; `None` if it is none, or may be two dates.

    Between dots the day stands first, as everywhere that writes dots; between strokes it stands
    first only where the other number can be no month, and else nobody can tell.

    >>> read_date("2 March 2024"), read_date("02.03.2024"), read_date("2 марта 2024 г.")
    ('2024-03-02', '2024-03-02', '2024-03-02')
    >>> read_date("13/03/2024"), read_date("02/03/2024")
    ('2024-03-13', None)
    """
    words = " ".join(written.split())
    accepted = iso_date(words)
    if accepted is not None:
        return accepted
    numbers = _NUMBERS.fullmatch(words)
    if numbers is not None:
        return _from_numbers(numbers)
    words = _YEAR_WORD.sub(r"\1", words)  # "2 марта 2024 г."
    named = _DAY_FIRST.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    month = None if named is None else _months().get(named["month"].casefold())
    if named is None or month is None:
        return None
    return _iso(int(named["year"]), month, None if named["day"] is None else int(named["day"]))


def read_language(written: str) -> str | None:
    """Return a language's tag by its name in one of three languages, or as the tag was written.

    >>> read_language("English"), read_language("украинский"), read_language("EN_GB")
    ('en', 'uk', 'en-GB')
    """
    return _language_names().get(written.strip().casefold()) or language_tag(written)


def _from_numbers(found: re.Match[str]) -> str | None:
    first, second, year = int(found["first"]), int(found["second"]), int(found["year"])
    if found["mark"] == "." or first > 12:
        return _iso(year, second, first)
    if second > 12:
        return _iso(year, first, second)
    return _iso(year, first, second) if first == second else None


def _iso(year: int, month: int, day: int | None) -> str | None:
    try:
        return date(year, month, day or 1).isoformat()[: 10 if day else 7]
    except ValueError:
        return None


@cache
def _months() -> Mapping[str, int]:
    """Return the numbers of the months by their names, whole and short, in small letters."""
    return {name: number for number, name in _month_names()}


def _month_names() -> Iterator[tuple[int, str]]:
    for language in LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    yield number, name.casefold().rstrip(".")


@cache
def _language_names() -> Mapping[str, str]:
    """Return the tags of the languages of the world by their names, in small letters."""
    return {
        name.casefold(): tag.replace("_", "-")
        for language in LANGUAGES
        for tag, name in Locale(language).languages.items()
    }
