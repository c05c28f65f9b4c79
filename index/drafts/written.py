"""What a moderator writes about a source -> its form: lines that are edits, dates, languages. Pure.

Names are read in English, Russian and Ukrainian, as the cards show them and as people call them.
The names of months and languages are Unicode's (CLDR), from the package babel.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache

from babel import Locale

from index.records import RECORDED
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

SETTABLE = (*RECORDED, "id")
"""What an edit can set: the recorded fields, and the id of the source."""

_ALIKE = 0.8  # how like a field's name a word is that was meant for it (difflib's ratio)
_MEANT = 4  # the letters, at least, of a word that was meant for a field

_SETTING = re.compile(r"\s*(?P<name>[^\W\d_]+)\s*[:=](?P<value>.*)")
_CHOOSING = re.compile(
    rf"\s*(?P<verb>{'|'.join((*SKIP_WORDS, *KEEP_WORDS))})\b(?P<numbers>.*)", re.IGNORECASE
)
RANGE = re.compile(r"(?P<first>[0-9]{1,6})(?:[-–](?P<last>[0-9]{1,6}))?")
_PAGE = "://"  # `https://…` is a colon behind a word, and no field

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


@dataclass(frozen=True, slots=True)
class Setting:
    """A line that records a field: its name as `Source` has it, and the value as written."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """A line that skips paragraphs of the card, or keeps them; the numbers as written."""

    is_skip: bool
    numbers: str


def is_edit(written: str) -> bool:
    """Tell whether a text begins with an edit and asks nothing, as far as its form shows.

    So what is written to no card in particular is told from a question, which may begin with a
    filter: `outlet:Meduza who fled` has no blank behind the colon, and what ends in `?` asks. A
    field whose name has a slip in it is an edit, which is then refused and told the name.

    >>> is_edit("title: Ferry sinks"), is_edit("skip 3"), is_edit("outlet:Meduza who fled")
    (True, True, False)
    >>> is_edit("titel: Ferry sinks"), is_edit("Moscow: the ferry sinks")
    (True, False)
    """
    lines = lines_of(written)
    asks = any(line.rstrip().endswith("?") for line in lines)
    return bool(lines) and not asks and _is_plainly_edit(lines[0])


def recorded_fields(written: str) -> tuple[str, ...]:
    """List the fields that the lines of an edit record, in the order in which they do."""
    found = map(read_line, lines_of(written))
    return tuple(dict.fromkeys(line.field for line in found if isinstance(line, Setting)))


def meant_field(name: str) -> str | None:
    """Return the field that a misspelt name was meant for, in any of the languages, if any is near.

    >>> meant_field("titel"), meant_field("заголвок"), meant_field("colour")
    ('title', 'title', None)
    """
    if len(name) < _MEANT:
        return None
    close = get_close_matches(name, FIELD_NAMES, n=1, cutoff=_ALIKE)
    return FIELD_NAMES[close[0]] if close else None


def lines_of(written: str) -> list[str]:
    """List the lines that hold something."""
    return [line for line in written.split("\n") if line.strip()]


def read_line(line: str) -> Setting | Choosing | None:
    """Read a line by its form; `None` if it is no edit. The field may be one that nobody knows."""
    choosing = _CHOOSING.fullmatch(line)
    if choosing is not None:
        return Choosing(choosing["verb"].casefold() in SKIP_WORDS, choosing["numbers"])
    setting = _SETTING.fullmatch(line)
    if setting is None or _PAGE in line[: setting.start("value") + 2]:
        return None
    name = setting["name"].casefold()
    return Setting(FIELD_NAMES.get(name, name), setting["value"])


def _is_plainly_edit(line: str) -> bool:
    found = read_line(line)
    if isinstance(found, Choosing):
        return all(map(RANGE.fullmatch, found.numbers.replace(",", " ").split() or [""]))
    if found is None or (found.field not in SETTABLE and meant_field(found.field) is None):
        return False
    is_apart = found.value[:1].isspace() or not found.value
    return is_apart and not line.rstrip().endswith("?")


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
