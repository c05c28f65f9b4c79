"""What a page draws beside text: pictures, lines through words, notes and form fields.

Drives pdfium.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.sources.parsing.pdf.glyphs import Ground, Handle
from index.sources.parsing.pdf.shapes import Box

Matrix: TypeAlias = tuple[float, float, float, float, float, float]

MOST_OBJECTS = 50_000
"""A map can draw millions of lines; further ones are not looked at."""

MOST_NESTING = 8
"""Forms can be drawn by forms, which is seldom deeper than two."""

MOST_THICKNESS = 4.0
"""In points: a thicker bar is no line through a word."""

MOST_BAR_HEIGHT = 40.0
"""In points: a bar that blacks out words is hardly higher than they are."""

DARK = 80
"""Of 255 shades: a bar this dark or darker blacks words out."""

MOST_PICTURE_PIXELS = 20_000_000
"""A larger picture is not unpacked to see whether words stand on it."""

_UNTURNED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that a page draws, and whether it is small enough to be unpacked."""

    handle: Handle
    box: Box
    is_small: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The images of a page, its thin horizontal lines, its dark bars as high as a line of text.

    `shapes` counts all shapes; `largest` is the area of the largest, in square points.
    """

    pictures: tuple[Picture, ...]
    lines: tuple[Box, ...]
    bars: tuple[Box, ...]
    shapes: int
    largest: float


@dataclass(frozen=True, slots=True)
class Notes:
    """What was put on a page: comments, the lines that strike words out, and fields filled in."""

    comments: int = 0
    strikes: tuple[Box, ...] = ()
    fields: tuple[Box, ...] = ()


def read_surroundings(page: Handle, ground: Ground) -> Surroundings:
    """Read the images and thin lines of a page."""
    from pypdfium2 import raw

    pictures: list[Picture] = []
    lines: list[Box] = []
    bars: list[Box] = []
    shapes, largest = 0, 0.0
    for handle, kind, matrix in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            pictures.append(_picture(handle, ground.shown(_bounds(handle, matrix))))
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            shapes += 1
            box = ground.shown(_bounds(handle, matrix))
            largest = max(largest, box.area)
            if box.height <= MOST_THICKNESS < box.width:
                lines.append(box)
            elif MOST_THICKNESS < box.height <= MOST_BAR_HEIGHT and _is_dark(handle):
                bars.append(box)
    return Surroundings(tuple(pictures), tuple(lines), tuple(bars), shapes, largest)


def take_out(pictures: Sequence[Picture]) -> None:
    """Leave images out when the page is drawn; to unpack them takes long."""
    from pypdfium2 import raw

    for picture in pictures:
        raw.FPDFPageObj_SetIsActive(picture.handle, False)


def read_notes(page: Handle, ground: Ground) -> Notes:
    """Read the comments on a page; draw its fields and typed-on text into it, and nothing else.

    When this returns, the page must be closed and opened again to show them.
    """
    from pypdfium2 import raw

    shown = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)
    comments = 0
    strikes: list[Box] = []
    fields: list[Box] = []
    for index in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        kind = raw.FPDFAnnot_GetSubtype(note)
        if kind == raw.FPDF_ANNOT_STRIKEOUT:
            strikes.extend(_strikes(note, ground))
        if kind == raw.FPDF_ANNOT_WIDGET:
            fields.append(_place(note, ground))
        is_shown = kind in shown
        if not is_shown and kind not in (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP):
            comments += raw.FPDFAnnot_GetStringValue(note, b"Contents", None, 0) > 2
        raw.FPDFPage_CloseAnnot(note)
        if not is_shown:
            raw.FPDFPage_RemoveAnnot(page, index)
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    return Notes(comments, tuple(strikes), tuple(fields))


def _objects(page: Handle) -> Iterator[tuple[Handle, int, Matrix]]:
    """Yield what a page draws, also inside forms, with the matrix that places it on the page."""
    from pypdfium2 import raw

    left = MOST_OBJECTS
    forms: list[tuple[Handle, Matrix, int]] = [(None, _UNTURNED, 0)]
    while forms and left:
        form, matrix, depth = forms.pop()
        if form is None:
            count, get, holder = raw.FPDFPage_CountObjects(page), raw.FPDFPage_GetObject, page
        else:
            count, get, holder = raw.FPDFFormObj_CountObjects(form), raw.FPDFFormObj_GetObject, form
        for index in range(min(count, left)):
            left -= 1
            handle = get(holder, index)
            kind = raw.FPDFPageObj_GetType(handle)
            if kind == raw.FPDF_PAGEOBJ_FORM and depth < MOST_NESTING:
                forms.append((handle, _product(_matrix(handle), matrix), depth + 1))
            yield handle, kind, matrix


def _matrix(handle: Handle) -> Matrix:
    from pypdfium2 import raw

    found = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, found)
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _bounds(handle: Handle, matrix: Matrix) -> Box:
    """Return the box of an object on the page."""
    from pypdfium2 import raw

    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(handle, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    if matrix == _UNTURNED:
        return Box(left, bottom, right, top)
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    return Box(
        min(x for x, _ in corners),
        min(y for _, y in corners),
        max(x for x, _ in corners),
        max(y for _, y in corners),
    )


def _is_dark(handle: Handle) -> bool:
    """Tell whether a shape is filled with black or nearly so."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(handle, fill, stroke)
    red, green, blue, alpha = channels = [ctypes.c_uint() for _ in range(4)]
    raw.FPDFPageObj_GetFillColor(handle, *channels)
    is_opaque = fill.value != raw.FPDF_FILLMODE_NONE and alpha.value >= 255 - DARK
    return is_opaque and max(red.value, green.value, blue.value) <= DARK


def _picture(handle: Handle, box: Box) -> Picture:
    from pypdfium2 import raw

    width, height = ctypes.c_uint(), ctypes.c_uint()
    raw.FPDFImageObj_GetImagePixelSize(handle, width, height)
    return Picture(handle, box, width.value * height.value <= MOST_PICTURE_PIXELS)


def _strikes(note: Handle, ground: Ground) -> Iterator[Box]:
    """Yield a line through the middle of each part of a text that a note strikes out."""
    from pypdfium2 import raw

    corners = raw.FS_QUADPOINTSF()
    for index in range(raw.FPDFAnnot_CountAttachmentPoints(note)):
        if raw.FPDFAnnot_GetAttachmentPoints(note, index, corners):
            across = (corners.x1, corners.x2, corners.x3, corners.x4)
            upwards = (corners.y1, corners.y2, corners.y3, corners.y4)
            box = ground.shown(Box(min(across), min(upwards), max(across), max(upwards)))
            middle = box.bottom + 0.45 * box.height
            yield Box(box.left, middle, box.right, middle)


def _place(note: Handle, ground: Ground) -> Box:
    from pypdfium2 import raw

    place = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(note, place)
    return ground.shown(Box(place.left, place.bottom, place.right, place.top))
