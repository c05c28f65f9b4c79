"""A page drawn small, in grey -> whether there is ink where words should stand; drives pdfium."""

from __future__ import annotations

import math
from dataclasses import dataclass

from index.sources.parsing.pdf.glyphs import Ground, Handle
from index.sources.parsing.pdf.shapes import Box, Piece

MOST_PIXELS = 4_000_000
"""A larger page is drawn smaller; a newspaper's is 1.5 million points."""

LEAST_CONTRAST = 16
"""Of 255 shades: who reads the page cannot tell grey from white when they are nearer than this."""

HEART_OF_LETTERS = (0.05, 0.5)
"""From the base line up, in font sizes: every word has ink there, and no line above or below."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The shades of a page as it is shown, row by row from the top; `pixels` has a byte for each.

    `scale` tells how many pixels a point has.
    """

    ground: Ground
    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float

    def shows(self, piece: Piece) -> bool:
        """Tell whether the letters of a piece can be seen."""
        if not piece.style.has_font and any(letter > "ÿ" for letter in piece.text):
            return True  # readers bring fonts for these letters, pdfium does not
        box = piece.box
        if any(letter.isalnum() for letter in piece.text):
            low, high = (piece.base + share * piece.size for share in HEART_OF_LETTERS)
            box = Box(box.left, low, box.right, high)
        if quarters := piece.style.quarters:
            width, height = self.ground.width, self.ground.height
            turned = (height, width) if quarters % 2 else (width, height)
            box = box.turned(*turned, 4 - quarters)
        return self.has_contrast(box)

    def has_contrast(self, box: Box) -> bool:
        """Tell whether a part of the page has more than one shade."""
        left = max(0, math.floor(box.left * self.scale))
        right = min(self.width, math.ceil(box.right * self.scale))
        top = max(0, self.height - math.ceil(box.top * self.scale))
        bottom = min(self.height, self.height - math.floor(box.bottom * self.scale))
        if left >= right:
            return False
        lightest, darkest = 0, 255
        for row in range(top, bottom):
            shades = self.pixels[row * self.stride + left : row * self.stride + right]
            lightest, darkest = max(lightest, max(shades)), min(darkest, min(shades))
            if lightest - darkest >= LEAST_CONTRAST:
                return True
        return False


def draw(page: Handle, ground: Ground) -> Ink:
    """Draw a page as it is shown, one pixel a point, without its annotations."""
    scale = min(1.0, math.sqrt(MOST_PIXELS / (ground.width * ground.height)))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
    try:
        pixels = bytes(bitmap.buffer)
        return Ink(ground, pixels, bitmap.width, bitmap.height, bitmap.stride, scale)
    finally:
        bitmap.close()
