"""Distorted test digits: shifted, rotated, thinned. Frames are float32 (N, 28, 28) in 0-1, ink 1."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from models.classifier import Floats

DIRECTIONS = ((0, 1), (1, 0), (0, -1), (-1, 0))


def slid(frames: Floats, pixels: float) -> Floats:
    """Each to one of four sides, in turn; what leaves the frame is lost."""
    moved = np.empty_like(frames)
    for index, direction in enumerate(DIRECTIONS):
        part = slice(index, None, len(DIRECTIONS))
        ndimage.shift(frames[part], (0, *(pixels * step for step in direction)), moved[part], order=1)
    return moved


def turned(frames: Floats, degrees: float) -> Floats:
    """Around the middle, one to the left, the next to the right."""
    moved = np.empty_like(frames)
    for index, sign in enumerate((1, -1)):
        part = slice(index, None, 2)
        ndimage.rotate(frames[part], sign * degrees, axes=(2, 1), reshape=False, output=moved[part], order=1)
    return moved.clip(0, 1)


def thinned(frames: Floats, pixels: float) -> Floats:
    """So much off the edge of the ink: for a pixel an erosion by the four neighbours, for less that part of it."""
    cross = ndimage.generate_binary_structure(2, 1)[None]
    while pixels > 0:
        way = np.float32(min(pixels, 1))
        frames = frames + way * (ndimage.grey_erosion(frames, footprint=cross) - frames)
        pixels -= 1
    return frames


CHANGES: dict[str, tuple[Callable[[Floats, float], Floats], tuple[float, ...]]] = {
    "slid": (slid, (0, 1, 2, 3, 4, 5, 6)),
    "turned": (turned, (0, 10, 20, 30, 40, 50)),
    "thinned": (thinned, (0, 0.25, 0.5, 0.75, 1)),
}
"""How digits are changed, and how far: pixels, degrees, pixels."""
