"""The tree of a page -> the same without what no reader sees: hidden and struck-out passages.

An empty `span` that says why is left in place of each, so that those in the article can be counted.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeAlias

Page: TypeAlias = Any  # an lxml element: lxml publishes no types


def names(listed: str) -> frozenset[str]:
    """Return the names in a line: so the sets of tags and classes are written here."""
    return frozenset(listed.split())


LEFT_OUT = "data-left-out"
"""The attribute of the empty element that stands where something was left out."""

WAS = "data-was"
"""The attribute that keeps the tag of an element that became a `span`."""

_STRUCK = frozenset({"del", "s", "strike"})
_INLINE = names("a abbr b bdi bdo cite code em font i kbd label mark small span strong time u var")
_HOLDERS = frozenset({"html", "body", "main", "article"})
_HIDING_CLASS = names(
    """hidden d-none is-hidden u-hidden sr-only visually-hidden visuallyhidden hidden-visually
    visually-hidden-focusable screen-reader-text screen-reader-only screenreader-only sr-text
    sr-only-focusable show-for-sr element-invisible assistive-text a11y-hidden
    a11y-text accessibly-hidden"""
)
# "hidden md:block", "d-none d-md-block": hidden on a small screen only.
_SHOWN_ON_WIDE_SCREENS = re.compile(
    r"(?:(?:sm|md|lg|xl|2xl):(?:block|flex|grid|inline\S*|table\S*|contents|not-sr-only|visible)"
    r"|d-(?:sm|md|lg|xl|xxl)-(?:block|flex|grid|inline\S*|table\S*))"
)
# Scripts show these once the page is there: text that fades in is read by everybody.
_FADES_IN = re.compile(r"\b(?:aos|animat\w*|fade\w*|reveal\w*|lazy\w*|wow)\b", re.IGNORECASE)
_FAR_OFF = re.compile(r"-\d{4,}(?:\.\d+)?(?:px|em|rem|pt)?|-9{3}(?:px|em)")
_NOTHING = re.compile(r"0+(?:\.0*)?(?:px|em|rem|pt|%)?|\.0+(?:px|em|rem|pt|%)?")
_NO_SIZE = re.compile(r"[01](?:\.0+)?(?:px)?")
_CLIPPED = re.compile(r"(?:rect\(\s*[01](?:px)?[,\s].*|inset\(\s*(?:50|100)%.*)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"(?P<tag>[a-z][\w-]*)?(?P<mark>[.#])(?P<name>[\w-]+)")
_LONGEST_STYLESHEET = 500_000
_NEARLY_ALL = 0.9
"""The share of a page's paragraphs from which an element around them is the page itself."""
_DEEPEST = 200  # elements around a headline: a hostile page nests thousands


def leave_out(root: Page) -> None:
    """Take what nobody sees out of the tree; where it held words, an empty mark stays."""
    hiding = _hiding_selectors(root)
    uncovered = _around_all_text(root)
    for element in [*root.iter("*")]:
        if element.getparent() is None or element.tag in ("head", "script", "style"):
            continue
        if element in uncovered:
            continue
        if _is_hidden(element, hiding):
            _replace(element, "hidden")
        elif element.tag in _STRUCK or "line-through" in (element.get("style") or ""):
            _replace(element, "struck")


def _around_all_text(root: Page) -> frozenset[Page]:
    """Return the elements around a headline and nearly all text: a script shows them, if hidden.

    What an article hides for good, such as the rest of a paid one, stands below its headline.
    """
    headline = next(root.iter("h1"), None)
    least = _NEARLY_ALL * sum(len(text_of(paragraph)) for paragraph in root.iter("p"))
    if headline is None or not least:
        return frozenset()
    return frozenset(
        element
        for element in islice(headline.iterancestors(), _DEEPEST)
        if sum(len(text_of(paragraph)) for paragraph in element.iter("p")) >= least
    )


def text_of(element: Page) -> str:
    """Return all text inside an element, as it comes; a line break is white space."""
    breaks = [*element.iter("br")]
    for line_break in breaks:
        line_break.text = "\n"
    text = "".join(element.itertext())
    for line_break in breaks:
        line_break.text = None
    return text


def _replace(element: Page, kind: str) -> None:
    # The tail belongs to what is around the element, so that it stays.
    parent, tail = element.getparent(), element.tail
    has_words = any(map(str.isalnum, text_of(element)))
    if parent is None:
        return
    mark = element.makeelement("span", {LEFT_OUT: kind} if has_words else {})
    mark.tail = tail
    parent.replace(element, mark)


def _is_hidden(element: Page, hiding: frozenset[str]) -> bool:
    attributes = element.attrib
    if element.tag == "dialog" and "open" not in attributes:
        return True
    if not attributes or element.tag in ("html", "body"):
        return False
    if "hidden" in attributes:
        return True
    if attributes.get("aria-hidden") == "true" and _hides_from_all(element):
        return True
    style, classes = attributes.get("style"), attributes.get("class")
    if style and _is_hidden_by(_declarations(style), element):
        return True
    return bool(classes and _is_of_a_hiding_class(classes)) or bool(
        hiding and any(name in hiding for name in _selectors(element))
    )


def _hides_from_all(element: Page) -> bool:
    """Tell whether `aria-hidden`, which is meant for screen readers, goes with what nobody sees.

    Behind an open dialog a whole page bears it, and so do a drop cap and a star inside a sentence,
    which are seen.
    """
    if element.tag in _HOLDERS or next(element.iter("h1", "article", "main"), None) is not None:
        return False
    return element.tag not in _INLINE or len(text_of(element).split()) > 1


def _is_of_a_hiding_class(classes: str) -> bool:
    names = classes.split()
    return any(name in _HIDING_CLASS for name in names) and not any(
        _SHOWN_ON_WIDE_SCREENS.fullmatch(name) for name in names
    )


def _declarations(style: str) -> dict[str, str]:
    parts = (part.partition(":") for part in style.lower().split(";"))
    return {
        name.strip(): value.replace("!important", "").strip()
        for name, colon, value in parts
        if colon
    }


def _is_hidden_by(style: dict[str, str], element: Page | None = None) -> bool:
    if style.get("display") == "none" or style.get("visibility") in ("hidden", "collapse"):
        return True
    return _is_too_small(style) or _is_off_the_page(style) or _is_invisible(style, element)


def _is_too_small(style: dict[str, str]) -> bool:
    if _is_nothing(style.get("font-size")) or style.get("transform") == "scale(0)":
        return True
    sizes = (style.get("width"), style.get("height"))
    is_cut = style.get("overflow") in ("hidden", "clip")
    return is_cut and any(size is not None and _NO_SIZE.fullmatch(size) for size in sizes)


def _is_off_the_page(style: dict[str, str]) -> bool:
    if any(_CLIPPED.fullmatch(style.get(name, "")) for name in ("clip", "clip-path")):
        return True
    is_placed = style.get("position") in ("absolute", "fixed")
    sides = ("left", "top", "right", "bottom", "margin-left", "margin-top")
    is_far = any(_FAR_OFF.fullmatch(style.get(side, "")) for side in sides)
    return (is_placed and is_far) or _FAR_OFF.fullmatch(style.get("text-indent", "")) is not None


def _is_invisible(style: dict[str, str], element: Page | None) -> bool:
    if _is_nothing(style.get("opacity")):
        return element is None or not _fades_in(element)
    color = style.get("color")
    ground = style.get("background-color", style.get("background"))
    return color is not None and (color == "transparent" or _hex(color) == _hex(ground or ""))


def _fades_in(element: Page) -> bool:
    named = (*element.attrib.keys(), element.get("class") or "")
    return "data-w-id" in named or _FADES_IN.search(" ".join(named)) is not None


def _is_nothing(value: str | None) -> bool:
    return bool(value) and _NOTHING.fullmatch(str(value)) is not None


def _hex(color: str) -> str:
    short = color.replace(" ", "")
    named = {"white": "#fff", "#ffffff": "#fff", "rgb(255,255,255)": "#fff", "black": "#000"}
    return named.get(short, "#000" if short in ("#000000", "rgb(0,0,0)") else short)


def _hiding_selectors(root: Page) -> frozenset[str]:
    """Return the selectors that the page's own style sheets hide: a class or an id alone."""
    hidden: set[str] = set()
    for style in root.iter("style"):
        if style.text and (style.get("media") or "all").lower() in ("all", "screen"):
            for selectors, declared in _rules(style.text[:_LONGEST_STYLESHEET]):
                _note(hidden, selectors, _declarations(declared))
    return frozenset(hidden)


def _note(hidden: set[str], selectors: str, declared: dict[str, str]) -> None:
    names = [name.strip() for name in selectors.split(",")]
    if declared.get("display") == "none" or declared.get("visibility") == "hidden":
        hidden.update(name for name in names if _SIMPLE_SELECTOR.fullmatch(name))
    elif "display" in declared or "visibility" in declared:
        # Another rule shows it, always or in some state (".tab.on"): then it may well be seen.
        for name in names:
            hidden.difference_update(_parts(name))


def _parts(selector: str) -> Iterator[str]:
    """Yield the class, the id and the two with their tag that the end of a selector names."""
    last = selector.split()[-1] if selector.split() else ""
    for part in _SIMPLE_SELECTOR.finditer(last):
        yield part["mark"] + part["name"]
        yield part[0]


def _rules(stylesheet: str) -> Iterator[tuple[str, str]]:
    """Yield each rule outside of any @media block, which holds for some screens or for print."""
    for rule in _RULE.finditer(_outside_blocks(_COMMENT.sub("", stylesheet))):
        yield rule[1], rule[2]


def _outside_blocks(stylesheet: str) -> str:
    kept: list[str] = []
    start = 0
    while (at := stylesheet.find("@", start)) >= 0:
        kept.append(stylesheet[start:at])
        start = _end_of_at_rule(stylesheet, at)
    return "".join([*kept, stylesheet[start:]])


def _end_of_at_rule(stylesheet: str, at: int) -> int:
    depth = 0
    for place in re.finditer(r"[{};]", stylesheet[at:]):
        depth += {"{": 1, "}": -1, ";": 0}[place[0]]
        if depth <= 0:
            return at + place.end()
    return len(stylesheet)


def _selectors(element: Page) -> Iterable[str]:
    tag = element.tag
    for name in (element.get("class") or "").split():
        yield f".{name}"
        yield f"{tag}.{name}"
    if element.get("id"):
        yield f"#{element.get('id')}"
        yield f"{tag}#{element.get('id')}"
