"""The number of a list item -> how the page writes it: 3, c, iii, III, в."""

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"  # the letters that lists use: no ё, й, ъ, ы, ь
_LARGEST_ROMAN = 4000


def numeral(number: int, form: str) -> str:
    """Write a number in a form by the name that Word gives it; unknown forms are decimal.

    >>> [numeral(4, form) for form in ("decimal", "lowerLetter", "upperRoman", "russianLower")]
    ['4', 'd', 'IV', 'г']
    """
    if form in ("none", "bullet"):
        return ""
    if form == "decimalZero":
        return f"{number:02}"
    if form.endswith("Letter"):
        return _cased(_letters(number, _LATIN), form)
    if form.startswith("russian"):
        return _cased(_letters(number, _RUSSIAN), form)
    if form.endswith("Roman") and 0 < number < _LARGEST_ROMAN:
        return _cased(_roman(number), form)
    return f"{number}." if form == "ordinal" else str(number)


def _cased(written: str, form: str) -> str:
    return written.upper() if "upper" in form.lower() else written


def _letters(number: int, letters: str) -> str:
    """Count a, b … z, aa, bb …, as Word does."""
    if number < 1:
        return str(number)
    return letters[(number - 1) % len(letters)] * (1 + (number - 1) // len(letters))


def _roman(number: int) -> str:
    written = ""
    for value, mark in _ROMAN:
        times, number = divmod(number, value)
        written += mark * times
    return written
