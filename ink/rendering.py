"""Rendering: draws pages as 560 x 560 pictures of mode "L": ink 255 on 0, anti-aliased edges in between."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from ink.page import CANVAS, Page, Stroke
from ink.pictures.picture_ink import Candidate

SUPERSAMPLING = 3
"""Sub-pixels per pixel and axis. Odd, so that a pixel has a centre: X11 draws wide lines from pixel centres, and
Pillow centres only lines of odd width on their path."""
DISCS_PER_WIDTH = 32
"""Points closer than width / DISCS_PER_WIDTH to the last disc get no disc of their own."""
LINE_CHUNK = 256
"""Points per call of Pillow, which holds the interpreter lock while it runs."""
MOST_EFFORT = 4e6
"""Drawings of more effort, see :func:`_effort`, which take over a second, are drawn without anti-aliasing."""


def render(page: Page, ink: Candidate | None = None) -> Image.Image:
    """The ink of a page, 560 x 560, clipped at its edges, as the canvas shows it; ``ink`` is that of its picture."""
    buffer = Image.new("L", (CANVAS, CANVAS))
    if page.picture is not None and ink is not None:
        buffer.paste(page.picture.ink_on_canvas(ink))
    costly = _effort(page.strokes) > MOST_EFFORT
    for stroke in page.strokes:
        if costly:
            draw_stroke(buffer, stroke.path, nearest_odd(stroke.width))
        else:
            _paste_stroke(buffer, stroke)
    return buffer


def _effort(strokes: Sequence[Stroke]) -> float:
    """How long it takes to draw strokes with anti-aliasing: a second for 4 million or so."""
    return sum(2000 + len(stroke.points) * (50 + stroke.width) for stroke in strokes)


def draw_stroke(image: Image.Image, path: NDArray[np.float64], width: int) -> None:
    """Draw a path with round caps and joins; integer coordinates are pixel centres.

    Pillow's own joins leave gaps and it has no caps, so a disc is drawn on the points.

    Args:
        image: mode "L", painted with 255.
        path: points (N, 2), N at least 1; rounded to whole pixels, repeated ones are drawn once.
        width: line width in pixels; odd widths are centred exactly on the path.
    """
    pixels = np.floor(path + 0.5).astype(np.int64)
    if len(pixels) > 1:
        pixels = pixels[np.append(True, (pixels[1:] != pixels[:-1]).any(axis=1))]
    corners = [(x, y) for x, y in pixels.tolist()]
    draw = ImageDraw.Draw(image)
    for start in range(0, len(corners), LINE_CHUNK):
        draw.line(corners[start : start + LINE_CHUNK + 1], fill=255, width=width)
    radius, apart = width // 2, width * width / DISCS_PER_WIDTH**2
    stamped = (math.inf, math.inf)
    for x, y in corners:
        if (x - stamped[0]) ** 2 + (y - stamped[1]) ** 2 >= apart or (x, y) == corners[-1]:
            draw.ellipse((x - radius, y - radius, x - radius + width - 1, y - radius + width - 1), fill=255)
            stamped = (x, y)


def _paste_stroke(buffer: Image.Image, stroke: Stroke) -> None:
    """Draw a stroke where Tk draws it, centred on pixel centres, and anti-alias it by supersampling."""
    margin = math.ceil(stroke.width / 2) + 2
    left, top, right, bottom = stroke.bounds
    x0, y0 = max(0, math.floor(left) - margin), max(0, math.floor(top) - margin)
    x1, y1 = min(CANVAS, math.ceil(right) + margin), min(CANVAS, math.ceil(bottom) + margin)
    if x0 >= x1 or y0 >= y1:
        return
    k = SUPERSAMPLING
    tile = Image.new("L", ((x1 - x0) * k, (y1 - y0) * k))
    middle = k // 2
    draw_stroke(tile, (stroke.path - (x0, y0)) * k + middle, nearest_odd(stroke.width * k))
    tile = tile.reduce(k)
    buffer.paste(255, (x0, y0), tile)


def nearest_odd(width: float) -> int:
    return max(1, 2 * round((width - 1) / 2) + 1)
