"""Strokes, and the page they lie on: values that never change, in canvas pixels, x to the right, y down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CANVAS = 560
"""Width and height of the canvas and of its picture, in pixels."""
DEFAULT_WIDTH = 24.0
MIN_WIDTH, MAX_WIDTH = 1.0, 200.0
"""Pen widths that a drawing may have, in canvas pixels."""
MAX_POINTS = 100_000
MAX_COORDINATE = 1e6
"""Points farther out than this were not made by a pointer."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Stroke:
    """One path of the pen: at least one point, and the width of the nib, in canvas pixels."""

    points: tuple[Point, ...]
    width: float = DEFAULT_WIDTH

    @cached_property
    def path(self) -> NDArray[np.float64]:
        """The points as an array, (N, 2)."""
        return np.array(self.points, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the path; the nib's width plays no part."""
        left, top = self.path.min(axis=0)
        right, bottom = self.path.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


class Page(NamedTuple):
    """All that is on the canvas at one moment: the strokes, and the picture beneath them if one was opened."""

    strokes: tuple[Stroke, ...] = ()
    picture: Image.Image | None = None

    @property
    def blank(self) -> bool:
        return not self.strokes and self.picture is None
