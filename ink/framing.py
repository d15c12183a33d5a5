"""Framing: turns a page into the 28 x 28 frame that a network reads, for the window, training and command line alike.

``report`` averages the canvas as it is. ``centred`` first normalises the digit like those of MNIST: scaled to a common
size, drawn with a common line width, and shifted so that its centre of mass is in the middle.
"""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ink.page import CANVAS, Page, Stroke
from ink.pictures.components import Mask
from ink.pictures.picture_ink import INK_LEVEL, Candidate
from ink.rendering import draw_stroke, nearest_odd, render

BLOCK = 20
"""Canvas pixels per pixel of the frame, along each axis."""
FRAME = CANVAS // BLOCK
"""Width and height of a frame: 28."""
INK_SPAN = 400
"""Length of the longer side of a centred digit in canvas pixels: 20 of the frame's 28, as in MNIST."""
NIB = 49
"""Line width of a centred digit in canvas pixels, about that of MNIST."""
SMALLEST_PATH = 12.0
"""Canvas pixels. Paths whose longer side is shorter are dots and are not scaled up to a digit's size."""
ENOUGH, BOLD = 300, 20
"""Pixels of the longer side of a picture's ink, to which it is first shrunk by an integer factor, or to a little more;
to a little less if it has so many pixels of ink for each of that side, as lines of eight pixels have."""
RAGGED = 0.5
"""Of the depth that few places of the ink have: what is less deep is a tooth of its edge."""
SHRUNK = 2
"""The ink of pictures is framed at 1 / SHRUNK of the canvas's size, in a quarter of the time."""
LARGEST_INK = 2 * CANVAS
"""Maximum size of a picture's scaled ink in canvas pixels; without it a filled square would grow without limit."""

Frame = NDArray[np.float32]
"""float32 (28, 28), rows from the top; 0 is no ink, 1 is full ink."""


class Framing(StrEnum):
    CENTRED = "centred"
    REPORT = "report"


def frame(page: Page, framing: Framing = Framing.CENTRED, ink: Candidate | None = None) -> Frame:
    """The network's input for a page: float32 (28, 28) in 0-1, all 0 for a blank page; ``ink`` is its picture's."""
    if framing is Framing.REPORT:
        image = render(page, ink)
    elif page.picture is None:
        image = _centre(_redraw(page.strokes))
    elif page.strokes:
        return frame_ink(render(page, ink))
    else:
        return frame_ink(ink.ink) if ink else np.zeros((FRAME, FRAME), dtype=np.float32)
    return pool(image)


def frame_ink(ink: Image.Image) -> Frame:
    """The centred frame of a picture's ink at its own resolution, whatever that is.

    Args:
        ink: mode "L", 255 on 0.
    """
    times = max(ink.size) / ENOUGH
    if times > 1:
        bold = np.count_nonzero(np.asarray(ink) > INK_LEVEL) >= BOLD * max(ink.size)
        ink = ink.reduce(math.ceil(times) if bold else math.floor(times))
    return pool(_centre(_restroke(ink, SHRUNK), CANVAS // SHRUNK), BLOCK // SHRUNK)


def pool(image: Image.Image, block: int = BLOCK) -> Frame:
    """Average each 20 x 20 block of a 560 x 560 picture, or smaller ones of a smaller one: float32 (28, 28) in 0-1."""
    return np.asarray(image.reduce(block), dtype=np.float32) / np.float32(255)


def _redraw(strokes: tuple[Stroke, ...]) -> Image.Image | None:
    """The strokes scaled to the common size and drawn with the common line width, in a picture of just that size.

    The strokes' own widths are ignored.
    """
    if not strokes:
        return None
    left = min(stroke.bounds[0] for stroke in strokes)
    top = min(stroke.bounds[1] for stroke in strokes)
    width = max(stroke.bounds[2] for stroke in strokes) - left
    height = max(stroke.bounds[3] for stroke in strokes) - top
    scale = (INK_SPAN - NIB) / max(width, height, SMALLEST_PATH)
    margin = NIB // 2
    image = Image.new("L", (math.ceil(width * scale) + NIB + 1, math.ceil(height * scale) + NIB + 1))
    for stroke in strokes:
        draw_stroke(image, (stroke.path - (left, top)) * scale + margin, NIB)
    return image


def _restroke(picture: Image.Image, shrunk: int = 1) -> Image.Image | None:
    """A picture's ink scaled to the common size and line width, as :func:`_redraw` does for strokes; or 1/shrunk of it.

    The line width is estimated from a distance transform; then the ink is dilated or eroded to the common width.
    """
    from scipy import ndimage  # needed for pictures only; the import takes 0.1 s

    box = picture.point([255 if level > INK_LEVEL else 0 for level in range(256)]).getbbox()
    if box is None:
        return None
    ink = picture.crop(box)
    _middles, thickness = lines_in(np.pad(np.asarray(ink) > INK_LEVEL, 1))
    longer = max(ink.size)
    scale = min((INK_SPAN - NIB) / max(longer - thickness, SMALLEST_PATH), LARGEST_INK / longer) / shrunk
    size = max(1, round(ink.width * scale)), max(1, round(ink.height * scale))
    margin = NIB // shrunk
    page = Image.new("L", (size[0] + 2 * margin, size[1] + 2 * margin))
    page.paste(ink.resize(size, Image.Resampling.BICUBIC), (margin, margin))
    inside = np.asarray(page) > INK_LEVEL
    grow = (NIB / shrunk - thickness * scale) / 2
    # The distance to the edge of the ink counts on the side to which it moves; the edge lies between two pixels.
    if grow >= 0:
        reached = grow + 1 - ndimage.distance_transform_edt(~inside)
    else:
        reached = grow + ndimage.distance_transform_edt(inside)
    return Image.fromarray(np.uint8(np.clip(reached * 255, 0, 255)))


def lines_in(ink: Mask) -> tuple[Mask, float]:
    """The middles of lines (H, W), and their width in pixels; ink (H, W) has an empty margin, and is not all empty.

    On the centre line of a stroke the distance to the edge is a local maximum and equals half the line width. So it is
    in the teeth of a ragged edge, but there it is small.
    """
    from scipy import ndimage

    distance = ndimage.distance_transform_edt(ink)
    middles = (distance == ndimage.maximum_filter(distance, size=3)) & ink
    depths = distance[middles]
    deep = depths[depths >= RAGGED * np.percentile(depths, 90)]
    return middles, float(2 * np.median(deep) - 1)


def _centre(image: Image.Image | None, side: int = CANVAS) -> Image.Image:
    """The ink with its centre of mass in the middle of a square picture, as far as possible without cropping."""
    page = Image.new("L", (side, side))
    box = image.getbbox() if image is not None else None
    if image is None or box is None:
        return page
    ink = image.crop(box)
    levels = np.asarray(ink)
    mass_x, mass_y = (_middle(levels.sum(axis=axis, dtype=np.uint32)) for axis in (0, 1))
    x = min(max(round(side / 2 - mass_x), 0), max(side - ink.width, 0))
    y = min(max(round(side / 2 - mass_y), 0), max(side - ink.height, 0))
    page.paste(ink, (x, y))
    return page


def _middle(mass: NDArray[np.uint32]) -> float:
    """The centre of mass along one axis, in pixels from its start."""
    return float(mass @ (np.arange(len(mass)) + 0.5) / mass.sum())


assert nearest_odd(NIB) == NIB, "an even nib would not lie on its path"
