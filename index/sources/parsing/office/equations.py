"""An equation, in Word's markup or in MathML -> one line of text."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from index.sources.parsing.office.raised import LOWERED, RAISED, moved

Node: TypeAlias = Any  # an lxml element: lxml publishes no types


def line(equation: Node) -> str:
    """Write an equation on one line; the names of its tags are the same in no two markups.

    Powers are raised where Unicode can, else written with ^.
    """
    name = local(equation)
    if name in _WRITTEN:
        return _WRITTEN[name](equation)
    if name in _SILENT:
        return ""
    own = (equation.text or "").strip() if not len(equation) else ""
    return own + "".join(line(child) for child in equation if isinstance(child.tag, str))


def local(node: Node) -> str:
    """Return the name of a tag without its namespace."""
    return str(node.tag).rpartition("}")[2]


def _fraction(node: Node) -> str:
    above, below = _parts(node, "num", "den")
    return f"{_grouped(above)}/{_grouped(below)}"


def _power(node: Node) -> str:
    base, power = _parts(node, "e", "sup")
    return base + _above(power)


def _indexed(node: Node) -> str:
    base, index = _parts(node, "e", "sub")
    return base + _below(index)


def _both(node: Node) -> str:
    base, index, power = _parts(node, "e", "sub", "sup")
    return base + _below(index) + _above(power)


def _root(node: Node) -> str:
    degree = "" if local(node) in ("msqrt", "mroot") else _parts(node, "deg")[0]
    children = [line(child) for child in node if local(child) not in ("deg", "radPr")]
    if local(node) == "mroot" and len(children) == 2:
        degree = children.pop()
    return f"{_above(degree) if degree else ''}√{_grouped(''.join(children))}"


def _bracketed(node: Node) -> str:
    properties = _child(node, "dPr")
    opening, closing = _mark(properties, "begChr", "("), _mark(properties, "endChr", ")")
    divider = _mark(properties, "sepChr", "|")
    return opening + divider.join(line(part) for part in node if local(part) == "e") + closing


def _summed(node: Node) -> str:
    sign = _mark(_child(node, "naryPr"), "chr", "∫")
    below, above, what = _parts(node, "sub", "sup", "e")
    return sign + (_below(below) if below else "") + (_above(above) if above else "") + what


def _rows(node: Node) -> str:
    rows = [
        ", ".join(line(cell) for cell in row) for row in node if local(row) in ("mr", "mtr", "e")
    ]
    return "[" + "; ".join(rows) + "]"


_WRITTEN: Mapping[str, Callable[[Node], str]] = {
    "f": _fraction,
    "mfrac": _fraction,
    "sSup": _power,
    "msup": _power,
    "sSub": _indexed,
    "msub": _indexed,
    "sSubSup": _both,
    "msubsup": _both,
    "rad": _root,
    "msqrt": _root,
    "mroot": _root,
    "d": _bracketed,
    "nary": _summed,
    "m": _rows,
    "mtable": _rows,
}
_SILENT = frozenset(
    {"annotation", "annotation-xml", "ctrlPr", "rPr", "fPr", "sSupPr", "sSubPr", "radPr", "dPr"}
    | {"naryPr", "mPr", "accPr", "funcPr", "sSubSupPr", "del", "moveFrom"}
)


def _parts(node: Node, *names: str) -> list[str]:
    """Write the parts of a node: by their names in Word's markup, by their order in MathML."""
    if local(node).startswith("m") and local(node) != "m":
        written = [line(child) for child in node]
        return [*written, *[""] * len(names)][: len(names)]
    found = (_child(node, name) for name in names)
    return ["" if part is None else line(part) for part in found]


def _child(node: Node, name: str) -> Node:
    return next((child for child in node if local(child) == name), None)


def _mark(properties: Node, name: str, usual: str) -> str:
    set_to = None if properties is None else _child(properties, name)
    if set_to is None:
        return usual
    return next((str(value) for key, value in set_to.items() if key.endswith("}val")), "")


def _above(power: str) -> str:
    return moved(power, RAISED) or f"^{_grouped(power)}"


def _below(index: str) -> str:
    return moved(index, LOWERED) or f"_{_grouped(index)}"


def _grouped(written: str) -> str:
    return written if len(written) == 1 or written.isalnum() else f"({written})"
