"""Which characters Telegram changes in silence: to keep quotes from them, and clean other text.

Read off TDLib's `clean_input_string`, `replace_offending_characters` and `strip_empty_characters`
(`td/telegram/misc.cpp`, 2026), and its `fix_formatted_text`, which trims a message's ends.
"""

import re

# Taken out: the directional embeddings may turn a sentence round, the marks hide other letters.
_REMOVED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_SPACED = re.compile("[\x00-\x09\x0b-\x1f]")  # come back as spaces: so do tabs
_MARKS_BEFORE_A_MARK = re.compile("[\u200e\u200f](?=[\u200e\u200f])")  # become U+200C
_SURROGATE = re.compile("[\ud800-\udfff]")  # no UTF-8 for it
# TDLib leaves the controls from U+007F to U+009F alone, but nobody has promised that.
_CHANGED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u030a\u0333\u033f\ud800-\udfff]|[\u200e\u200f]{2}"
)
_BLANK = re.compile(r"[\s\u180e\u200b-\u200f\u202e\u2800\ufeff\ufffc\U000e0000-\U000e007f]*")


def would_change(quoted: str) -> bool:
    r"""Tell whether a quote might not come back from Telegram as it was sent; yes in doubt.

    A message that is all blank is refused, and one that ends in a blank is trimmed.

    >>> would_change("Row\tby row"), would_change("It ended. "), would_change("A\xa0b, `<b>`")
    (True, True, False)
    """
    is_trimmed = quoted != quoted.strip()
    return is_trimmed or is_blank(quoted) or _CHANGED.search(quoted) is not None


def clean(text: str) -> str:
    r"""Return what Telegram would make of a field or of the bot's own sentence, never of a quote.

    Done here, so that the offsets of what follows stay right.

    >>> clean(" Tab\tand\u202e turn\r\n")
    'Tab and turn'
    """
    if not _CHANGED.search(text):
        return text.strip()
    spaced = _SPACED.sub(" ", _REMOVED.sub("", text))
    return _SURROGATE.sub("\ufffd", _MARKS_BEFORE_A_MARK.sub("\u200c", spaced)).strip()


def is_blank(text: str) -> bool:
    """Tell whether Telegram finds nothing to see in the text."""
    return _BLANK.fullmatch(text) is not None
