"""What programs add to Markdown that no reader of the page sees -> left out, and counted.

Obsidian hides `%% … %%` and draws `[[links]]`; Hugo and Jekyll put codes of their own between
braces; `[comment]: # (…)` is how Markdown without a comment of its own is made to have one.
"""

import re

from index.sources.parsing.office.left_out import LeftOut

_HTML_COMMENT = re.compile(r"<!--(?P<words>.*?)-->|^ {0,3}<!--(?P<open>.*)\Z", re.DOTALL | re.M)
_LIQUID_COMMENT = re.compile(
    r"\{%-?\s*comment\s*-?%\}(?P<words>.*?)\{%-?\s*endcomment\s*-?%\}", re.DOTALL
)
_OBSIDIAN_COMMENT = re.compile(r"(?<![\d%])%%(?P<words>[^%].*?)%%(?!%)", re.DOTALL)
_REFERENCE_COMMENT = re.compile(
    r"^ {0,3}\[(?:comment|//|_|#)[^\]\n]*\]:[ \t]*(?:#|<>)(?P<words>[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
_COMMENTS = (_HTML_COMMENT, _LIQUID_COMMENT, _OBSIDIAN_COMMENT, _REFERENCE_COMMENT)
_CODES = re.compile(
    r"\{\{<[^\n]*?>\}\}|\{\{%[^\n]*?%\}\}|\{%[^\n]*?%\}"  # of Hugo, Jekyll
    r"|\{:[^}\n]*\}|[ \t]*\{#[\w-]+\}(?=[ \t]*$)"  # attributes of kramdown, ids of headings
    r"|!\[\[[^\]\n]*\]\]"  # a picture or note that Obsidian embeds
    r"|(?<=\S)[ \t]+\^[A-Za-z0-9-]+(?=[ \t]*$)",  # the id of a block in Obsidian
    re.MULTILINE,
)
_LINK = re.compile(r"\[\[(?:[^\]|\n]*\|)?(?P<shown>[^\]|\n]+)\]\]")
_HIGHLIGHT = re.compile(r"(?<!=)==(?P<words>[^\s=](?:[^=\n]*[^\s=])?)==(?!=)")
# Quotation marks as typesetters write them, ``so''; they are none of code.
_TYPED_QUOTE = re.compile(r"(?<!`)``(?!`)[^`\n]*''")
_TWO_TICKS = re.compile(r"(?<!`)``(?!`)")
_SEPARATORS = frozenset({"", "more", "toc", "excerpt", "readmore"})


def without_unseen(text: str, left_out: LeftOut) -> str:
    """Return a text without comments, which are counted, and without codes; links as words.

    >>> without_unseen("Ask [[Ann Lee|Ann]]. %% cut? %%", LeftOut())
    'Ask Ann.'
    """
    for comment in _COMMENTS:
        text = _without(comment, text, left_out)
    if _TYPED_QUOTE.search(text):
        text = _TWO_TICKS.sub(r"\\`\\`", text)
    return _HIGHLIGHT.sub(r"\g<words>", _LINK.sub(r"\g<shown>", _CODES.sub("", text)))


def _without(comment: re.Pattern[str], text: str, left_out: LeftOut) -> str:
    """Cut comments out of a text; what only parts an article for a program is not counted."""
    kept, position = [], 0
    for found in comment.finditer(text):
        words = next((group for group in found.groups() if group is not None), "")
        left_out.add("hidden", int(words.strip("-/ \n\t").lower() not in _SEPARATORS))
        kept.append(text[position : found.start()])
        position = found.end()
        if _closes_up(text, found):
            kept[-1] = kept[-1].rstrip(" \t")
    return "".join((*kept, text[position:]))


def _closes_up(text: str, found: re.Match[str]) -> bool:
    """Tell whether the space before a comment would stand doubled, or at the end of its line."""
    return text[found.end() : found.end() + 1] in ("", " ", "\n", ".", ",", ";", ":", "!", "?")
