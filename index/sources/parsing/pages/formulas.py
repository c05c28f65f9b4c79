"""A formula in MathML -> the same on one line, as a reader would write it."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from index.sources.parsing.office.raised import LOWERED, RAISED, moved

Formula: TypeAlias = Any  # an lxml element: lxml publishes no types

_SPACED = frozenset("=+−-<>≤≥≠≈±×→⇒∈∼≡")
_UNSEEN = frozenset({"annotation", "annotation-xml", "mphantom"})
_DEEPEST = 60


def linear(formula: Formula) -> str:
    """Write a formula on one line; a deep one, which no reader could follow so, as its characters.

    >>> from lxml import etree
    >>> linear(etree.XML("<math><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math>"))
    'mc²'
    """
    return " ".join(_written(formula, 0).split())


def _written(element: Formula, depth: int) -> str:
    tag = str(element.tag).rpartition("}")[2]
    if not isinstance(element.tag, str) or tag in _UNSEEN:
        return ""
    if depth > _DEEPEST or not len(element):
        return _token(tag, "".join(element.itertext()).strip())
    parts = [_written(child, depth + 1) for child in element]
    if tag in _FORMS_OF and len(parts) >= 2:
        return _FORMS_OF[tag](parts)
    if tag == "msqrt":
        return f"√{_grouped(''.join(parts).strip())}"
    return (" " if tag in ("mtr", "mtd") else "").join(parts)


def _token(tag: str, text: str) -> str:
    if tag == "mo" and text in _SPACED:
        return f" {text} "
    return f" {text} " if tag == "mtext" else text


def _grouped(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"


def _fraction(parts: Sequence[str]) -> str:
    return f"{_grouped(parts[0].strip())}/{_grouped(parts[1].strip())}"


def _power(parts: Sequence[str]) -> str:
    base, above = parts[0].strip(), parts[1].strip()
    return base + (moved(above, RAISED) or f"^{_grouped(above)}")


def _index(parts: Sequence[str]) -> str:
    base, below = parts[0].strip(), parts[1].strip()
    return base + (moved(below, LOWERED) or f"_{_grouped(below)}")


def _both(parts: Sequence[str]) -> str:
    return _power([_index(parts), parts[2]]) if len(parts) > 2 else _index(parts)


def _root(parts: Sequence[str]) -> str:
    return f"{parts[1].strip().translate(RAISED)}√{_grouped(parts[0].strip())}"


_FORMS_OF = {
    "mfrac": _fraction,
    "msup": _power,
    "mover": _power,
    "msub": _index,
    "munder": _index,
    "msubsup": _both,
    "munderover": _both,
    "mroot": _root,
}
