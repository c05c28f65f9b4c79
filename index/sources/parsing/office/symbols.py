"""The characters of fonts that draw symbols in the place of letters -> the symbols in Unicode."""

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
"""Stands for a symbol that has no character here: a sentence must not close over the gap."""

_PRIVATE = range(0xF000, 0xF100)  # where Word puts the 256 characters of such a font
# Adobe's Symbol encoding, from 0x20 and from 0xA0.
_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…|—↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪"
_SYMBOL = dict(enumerate(_SYMBOL_LOW, 0x20)) | dict(enumerate(_SYMBOL_HIGH, 0xA0))
_WINGDINGS = {0x20: " ", 0x28: "☎", 0x2A: "✉", 0x46: "☞", 0x4A: "☺", 0x4C: "☹", 0x6C: "●"} | {
    0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "☐",
    0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS}


def symbol(code: int, font: str) -> str:
    """Return the character that a font draws for a code, given as Word does, 0xF0b0 or 0xb0.

    >>> symbol(0xF0B1, "Symbol"), symbol(0x20AC, "Arial")
    ('±', '€')
    """
    drawn = _FONTS.get(font.lower())
    if drawn is not None and (code in _PRIVATE or code < 0x100):
        return drawn.get(code % 0x100, UNKNOWN)
    return UNKNOWN if code in _PRIVATE or not 0x20 <= code <= 0x10FFFF else chr(code)


def drawn(text: str, font: str) -> str:
    """Return a text of a run as its font draws it; only the fonts of symbols draw otherwise."""
    if font.lower() not in _FONTS and not any(ord(mark) in _PRIVATE for mark in text):
        return text
    return "".join(mark if mark in "\t\n" else symbol(ord(mark), font) for mark in text)
