"""Pictures of one digit in all sorts of formats, for the tests of several modules."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

WHITE, BLACK = 255, 0


def digit(ink: int = BLACK, ground: int = WHITE, size: tuple[int, int] = (60, 90)) -> Image.Image:
    """An "L": tall at the left, with a foot to the right."""
    image = Image.new("L", size, ground)
    ImageDraw.Draw(image).line([(15, 15), (15, 75), (45, 75)], fill=ink, width=8)
    return image


INK = 255 - np.asarray(digit()).astype(float)
"""Its ink, (90, 60)."""


def packed(image: Image.Image, format: str = "PNG", **options: Any) -> io.BytesIO:
    """A file that holds the picture."""
    file = io.BytesIO()
    image.save(file, format, **options)
    return io.BytesIO(file.getvalue())


def transparent(level: int = BLACK) -> Image.Image:
    """The digit on nothing."""
    image = Image.new("RGBA", (60, 90), (level, level, level, 0))
    image.paste((level, level, level, 255), mask=Image.fromarray(np.uint8(INK)))
    return image


def sixteen_bits() -> Image.Image:
    return Image.fromarray(np.asarray(digit()).astype(np.uint16) * 257)


def palette() -> Image.Image:
    return digit().convert("RGB").convert("P", palette=Image.Palette.ADAPTIVE)


DARK_ON_LIGHT = {
    "grey": digit(),
    "colour": digit().convert("RGB"),
    "colour with full alpha": digit().convert("RGBA"),
    "grey with alpha": digit().convert("LA"),
    "16 bits": sixteen_bits(),
    "1 bit": digit().convert("1"),
    "palette": palette(),
}
PICTURES = DARK_ON_LIGHT | {
    "light on dark": digit(ink=WHITE, ground=BLACK),
    "grey on grey": digit(ink=100, ground=200),
    "dark on nothing": transparent(BLACK),
    "light on nothing": transparent(WHITE),
}
