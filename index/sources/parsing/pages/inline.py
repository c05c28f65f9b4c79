"""The tree of a page -> the same with text in place of what only a browser draws.

Raised and lowered characters, quotation marks, words on buttons and in form fields inside a
sentence, symbols that are images, and formulas.
"""

import re
from collections.abc import Mapping

from index.sources.parsing.office.raised import lowered, raised
from index.sources.parsing.pages.formulas import linear
from index.sources.parsing.pages.seen import LEFT_OUT, WAS, Page, names, text_of
from index.sources.parsing.pages.tables import repeat_merged

# [2], (2), 2, a, *: what a mark of a note is made of.
_NOTE = re.compile(r"\W*(?:\d{1,3}|[a-z]{1,2}|[ivx]{1,4}|note \d+)?\W*", re.IGNORECASE)
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:foot-?note|end-?note|reference|noteref|fn)", re.IGNORECASE
)
_SENTENCE_WIDE = names(
    "a abbr b bdi bdo cite code em font i kbd label mark small span strong time u var"
)
_QUOTES: Mapping[str, tuple[str, str, str, str]] = {
    "ru": ("«", "»", "„", "“"),
    "uk": ("«", "»", "„", "“"),
    "be": ("«", "»", "„", "“"),
    "fr": ("«\u202f", "\u202f»", "“", "”"),
    "it": ("«", "»", "“", "”"),
    "es": ("«", "»", "“", "”"),
    "pt": ("“", "”", "‘", "’"),
    "el": ("«", "»", "“", "”"),
    "no": ("«", "»", "‘", "’"),
    "nb": ("«", "»", "‘", "’"),
    "de": ("„", "“", "‚", "‘"),
    "cs": ("„", "“", "‚", "‘"),
    "sk": ("„", "“", "‚", "‘"),
    "bg": ("„", "“", "‘", "’"),
    "lt": ("„", "“", "‚", "‘"),
    "pl": ("„", "”", "«", "»"),
    "ro": ("„", "”", "«", "»"),
    "hu": ("„", "”", "»", "«"),
    "nl": ("‘", "’", "“", "”"),
    "sv": ("”", "”", "’", "’"),
    "fi": ("”", "”", "’", "’"),
    "ja": ("「", "」", "『", "』"),
}
_ENGLISH_QUOTES = ("“", "”", "‘", "’")
_FORMULA_CLASS = re.compile(r"(?:^|\s)(?:mwe-math-element|katex|MathJax(?:_\w+)?|math-tex)(?:\s|$)")
_PICTURED_SYMBOL = re.compile(r"emoji|smiley|emoticon", re.IGNORECASE)
_FEWEST_LETTERS_OF_AN_ARTICLE = 500
_LONGEST_SYMBOL = 3  # characters: the alternative text of a currency sign, not of a picture
_FORMS = ("button", "input", "select", "textarea", "output", "meter", "progress", "label")
_UNTYPED_INPUTS = frozenset(
    {"", "text", "number", "email", "tel", "url", "date", "search", "button"}
)


def write_out(root: Page) -> None:
    """Replace by text what a browser draws inside sentences; what is left out leaves a mark."""
    _open_wrong_holders(root)
    _write_formulas(root)
    for element in [*root.iter("sup", "sub", "q", "rt", "rp", "rtc", "img", "svg", *_FORMS)]:
        if element.getparent() is None:
            continue
        if element.tag in ("sup", "sub"):
            _write_raised(element)
        elif element.tag == "q":
            _write_quotes(element)
        elif element.tag in ("rt", "rp", "rtc"):
            _leave_out_reading(element)
        elif element.tag in ("img", "svg"):
            _write_symbol(element)
        else:
            _write_field(element)
    for element in root.iter("time", "data"):
        element.set(WAS, element.tag)
        element.tag = "span"  # an extractor drops them, also from the middle of a sentence
    repeat_merged(root)


def _open_wrong_holders(root: Page) -> None:
    """Make a plain element of one that holds the article by mistake, as where it is not closed.

    Browsers without scripts show what is in `noscript`; some pages keep their article there.
    """
    for element in [*root.iter("nav", "button", "form", "noscript")]:
        paragraphs = sum(len(text_of(paragraph)) for paragraph in element.iter("p"))
        is_headed = next(element.iter("h1", "article", "main"), None) is not None
        if paragraphs >= _FEWEST_LETTERS_OF_AN_ARTICLE and (is_headed or element.tag == "noscript"):
            element.tag = "div"


def before(element: Page) -> str:
    """Return the text right before an element, back to the element before it or its parent's."""
    previous = element.getprevious()
    found: str | None
    if previous is not None:
        found = previous.tail or text_of(previous)
    else:
        parent = element.getparent()
        found = None if parent is None else parent.text
        if not found and parent is not None and parent.tag in _SENTENCE_WIDE:
            return before(parent)
    return found or ""


def _replace(element: Page, text: str) -> None:
    """Put text in place of an element and all that is in it."""
    element[:] = []
    element.text = text
    element.attrib.clear()
    element.tag = "span"


def _write_raised(element: Page) -> None:
    text = " ".join(text_of(element).split())
    above = before(element)
    if not text or next(element.iter("img", "table", "p", "div"), None) is not None:
        return
    if _is_note(element, text):
        _replace(element, "")
        element.set(LEFT_OUT, "notes")
    elif element.tag == "sup":
        _replace(element, raised(text, above))
    else:
        _replace(element, lowered(text, above))


def _is_note(element: Page, text: str) -> bool:
    if not _NOTE.fullmatch(text):
        return False
    links = [*element.iter("a"), *element.iterancestors("a")]
    if any("#" in (link.get("href") or "") or "fn" in (link.get("rel") or "") for link in links):
        return True
    marked = (element, *element.iter("a", "span"))
    return any(
        _NOTE_CLASS.search(part.get("class") or "") or part.get("role") == "doc-noteref"
        for part in marked
    )


def _write_quotes(element: Page) -> None:
    language = next(
        (
            named
            for holder in (element, *element.iterancestors())
            if (named := holder.get("lang") or holder.get("xml:lang"))
        ),
        "en",
    )
    marks = _QUOTES.get(language.lower().split("-")[0], _ENGLISH_QUOTES)
    depth = sum(1 for _ in element.iterancestors("q"))
    opening, closing = marks[:2] if depth % 2 == 0 else marks[2:]
    if not _has_marks(element):
        element.text = opening + (element.text or "")
        element.append(element.makeelement("span", {}))
        element[-1].text = closing


def _has_marks(element: Page) -> bool:
    """Tell whether the author wrote quotation marks beside the element's own."""
    return text_of(element).strip()[:1] in ("“", "«", "„", '"', "”") or before(element)[-1:] in (
        "“", "«", "„", '"',
    )  # fmt: skip


def _leave_out_reading(element: Page) -> None:
    """Leave out the reading that stands small above East Asian letters."""
    has_words = element.tag == "rt" and any(map(str.isalnum, text_of(element)))
    _replace(element, "")
    if has_words:
        element.set(LEFT_OUT, "notes")


def _write_symbol(element: Page) -> None:
    """Write a symbol that is a picture inside a sentence: a currency sign, an emoji."""
    if element.tag == "svg":
        title = next((child.text for child in element if _tag(child) == "title"), None)
        text = element.get("aria-label") or title or ""
    else:
        text = element.get("alt") or ""
    text = " ".join(text.split())
    is_emoji = _PICTURED_SYMBOL.search(element.get("class") or "") is not None
    is_symbol = len(text) <= _LONGEST_SYMBOL or (is_emoji and not text.isalpha())
    if text and is_symbol and _stands_in_a_sentence(element):
        _replace(element, text)


def _write_field(element: Page) -> None:
    """Keep the words of a button or a field that stand inside a sentence; it goes on with them."""
    if not _stands_in_a_sentence(element):
        return
    if element.tag in ("button", "label", "output"):
        element.tag = "span"
        return
    _replace(element, _value(element))


def _value(element: Page) -> str:
    if element.tag == "input":
        kind = (element.get("type") or "").lower()
        return (element.get("value") or "") if kind in _UNTYPED_INPUTS else ""
    if element.tag == "select":
        options = [*element.iter("option")]
        chosen = [option for option in options if option.get("selected") is not None]
        return text_of((chosen or options)[0]).strip() if options else ""
    return text_of(element) if element.tag == "textarea" else ""


def _stands_in_a_sentence(element: Page) -> bool:
    """Tell whether words stand right before or behind an element, on the same line."""
    behind = element.tail or ""
    return any(map(str.isalpha, behind)) or any(map(str.isalpha, _text_before(element)))


def _text_before(element: Page) -> str:
    previous = element.getprevious()
    if previous is None:
        return element.getparent().text or ""
    return previous.tail or ""


def _write_formulas(root: Page) -> None:
    for formula in [*root.iter("math")]:
        holder = next(
            (
                above
                for above in [*formula.iterancestors()][::-1]
                if _FORMULA_CLASS.search(above.get("class") or "") or above.tag == "mjx-container"
            ),
            formula,
        )
        if holder.getparent() is not None:
            _replace(holder, linear(formula))


def _tag(element: Page) -> str:
    return str(element.tag).rpartition("}")[2]
