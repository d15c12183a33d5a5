"""Sheets, and what is drawn on them: strokes as masks, rectangles, text.

A sheet is float32 (H, W, 3) in 0-255, a mask float32 (H, W) in 0-1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.strokes.geometry import Points, rotation
from training.strokes.placing import extent, fit

Sheet = NDArray[np.float32]
Mask = NDArray[np.float32]
Shape = tuple[int, int]
"""Height and width."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Colour = tuple[float, float, float]
Digit = Sequence[Points]
Digits = Sequence[Digit]
"""The digit that a picture is to show, then others for kinds that show several."""

SHARES = (0.35, 0.75)
"""The longer side of a digit, as a fraction of the shorter side of its area."""
WIDTHS = (0.05, 0.13)
"""A pen's width, as a fraction of the digit's longer side, or of a number's height."""
ONE_DIGIT = 1.2
"""Width of a digit, as a part of its height at most; numbers are wider."""
TURN = 6.0
"""Degrees that a digit is turned at most."""


@dataclass(frozen=True)
class Mark:
    """Strokes on a sheet.

    Attributes:
        paths: where they lie, in pixels.
        width: of the pen, in pixels.
        shape: of the sheet.
    """

    paths: list[Points]
    width: float
    shape: Shape

    @property
    def mask(self) -> Mask:
        return coverage(self.paths, self.shape, self.width)

    @property
    def box(self) -> Box:
        points, half = np.concatenate(self.paths), self.width / 2
        (left, top), (right, bottom) = points.min(axis=0) - half, points.max(axis=0) + half
        return float(left), float(top), float(right), float(bottom)

    @property
    def side(self) -> float:
        return extent(self.paths)[1]


def sheet(shape: Shape, colour: Colour | float) -> Sheet:
    return np.ones((*shape, 3), np.float32) * np.asarray(colour, np.float32)


def random_shape(rng: np.random.Generator, low: int = 260, high: int = 720) -> Shape:
    side = rng.uniform(low, high)
    return round(side * rng.uniform(0.8, 1.25)), round(side)


def coverage(paths: Sequence[Points], shape: Shape, width: float) -> Mask:
    """How much of each pixel a round pen covers: from the distance of its middle to the nearest segment."""
    nearest = np.full(shape, np.inf, np.float32)
    reach = width / 2 + 1
    for path in paths:
        for start, end in pairwise(path if len(path) > 1 else [path[0], path[0]]):
            low = np.clip(np.floor(np.minimum(start, end) - reach), 0, shape[::-1]).astype(int)
            high = np.clip(np.ceil(np.maximum(start, end) + reach), 0, shape[::-1]).astype(int)
            window = nearest[low[1] : high[1], low[0] : high[0]]
            x = np.arange(low[0], high[0])[None, :] + 0.5 - start[0]
            y = np.arange(low[1], high[1])[:, None] + 0.5 - start[1]
            along = end - start
            part = np.clip((x * along[0] + y * along[1]) / max(float(along @ along), 1e-9), 0, 1)
            np.minimum(window, np.hypot(x - part * along[0], y - part * along[1]), out=window)
    return np.asarray(np.clip(width / 2 - nearest + 0.5, 0, min(1.0, width)), np.float32)


def write(
    digit: Digit,
    shape: Shape,
    rng: np.random.Generator,
    shares: tuple[float, float] = SHARES,
    widths: tuple[float, float] = WIDTHS,
    area: Box | None = None,
) -> Mark:
    """Put a digit somewhere in an area of a sheet, by default all of it, at a random size and with a random pen.

    A digit without strokes leaves the sheet as it is.
    """
    left, top, right, bottom = area or (0, 0, shape[1], shape[0])
    if not digit:
        return Mark([], 1.0, shape)
    side = rng.uniform(*shares) * min(right - left, bottom - top)
    across, down = np.ptp(np.concatenate(list(digit)), axis=0).tolist()
    width = max(min(1.0, ONE_DIGIT * down / max(across, down, 1e-9)) * side * rng.uniform(*widths), 1.0)
    turn = rotation(np.radians(rng.uniform(-TURN, TURN)))
    paths = fit([path @ turn.T for path in digit], side)
    points = np.concatenate(paths)
    margin = width / 2 + 0.03 * side
    low = np.array((left, top)) + margin - points.min(axis=0)
    high = np.array((right, bottom)) - margin - points.max(axis=0)
    middle = rng.uniform(np.minimum(low, high), np.maximum(low, high))
    return Mark([path + middle for path in paths], width, shape)


def paint(ground: Sheet, mask: Mask, colour: Colour | Sheet | float) -> Sheet:
    """The ground with a colour, or another sheet, where the mask is."""
    ink = mask[:, :, None]
    return np.asarray(ground * (1 - ink) + np.asarray(colour, np.float32) * ink, np.float32)


def shapes(shape: Shape, draw: Callable[[ImageDraw.ImageDraw], object]) -> Mask:
    """The mask of what a function draws on it with 255."""
    image = Image.new("L", (shape[1], shape[0]))
    draw(ImageDraw.Draw(image))
    return np.asarray(image, np.float32) / np.float32(255)


def rectangle(shape: Shape, box: Box, radius: float = 0, outline: int = 0) -> Mask:
    """A rectangle, filled or, with an outline's width in pixels, empty."""
    if outline:
        return shapes(shape, lambda draw: draw.rounded_rectangle(box, radius, outline=255, width=outline))
    return shapes(shape, lambda draw: draw.rounded_rectangle(box, radius, fill=255))


def lines(shape: Shape, ends: Sequence[tuple[tuple[float, float], tuple[float, float]]], width: float) -> Mask:
    return coverage([np.array(pair, float) for pair in ends], shape, width)


def text(shape: Shape, place: tuple[float, float], words: str, size: float) -> Mask:
    """Words whose upper left corner lies at a place."""
    font = ImageFont.load_default(size)
    return shapes(shape, lambda draw: draw.text(place, words, 255, font))


def letters(rng: np.random.Generator, count: int) -> str:
    """A word of made-up letters, none of which looks like a digit."""
    return "".join(rng.choice([*"aceghkmnprtuvwxy"], count))


def dark(rng: np.random.Generator) -> Colour:
    """The colour of a pen."""
    colours = ((25, 25, 28), (30, 40, 120), (20, 25, 70), (170, 25, 30), (20, 90, 45), (60, 60, 64), (85, 40, 20))
    chosen = np.array(colours[rng.choice(len(colours), p=(0.35, 0.2, 0.1, 0.12, 0.06, 0.12, 0.05))])
    red, green, blue = np.clip(chosen + rng.uniform(-15, 15, 3), 0, 255).tolist()
    return red, green, blue


def paper_white(rng: np.random.Generator) -> Colour:
    """The colour of paper."""
    red, green, blue = (rng.uniform(222, 252) + rng.uniform(-5, 3, 3)).tolist()
    return red, green, blue


def grey(level: float) -> Colour:
    return level, level, level
