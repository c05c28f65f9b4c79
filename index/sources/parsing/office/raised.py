"""Raised and lowered characters -> Unicode's own, so that no note mark is glued to a number."""

_DIGITS = str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾")
_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_LONGEST_MARK = 1  # a raised letter after a word is a note; more are an abbreviation ("Mme")


def raised(text: str, before: str) -> str:
    """Write raised text as the page shows it, given the text `before` it on its line.

    Raised letters after a number are its ordinal and stay letters.

    >>> raised("2", "35") + raised("st", "1") + raised("a", "people")
    '²stᵃ'
    """
    follows_word = before[-1:].isalpha()
    if follows_word and len(text.strip()) <= _LONGEST_MARK:
        return text.translate(_DIGITS).translate(_LETTERS)
    return text.translate(_DIGITS)


def lowered(text: str) -> str:
    """Write lowered text as the page shows it; letters, which Unicode mostly lacks, stay.

    >>> "CO" + lowered("2")
    'CO₂'
    """
    return text.translate(_LOWERED)
