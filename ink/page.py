"""Strokes and pages: immutable values in canvas pixels, x to the right, y down; the error of what is none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from common.errors import PlainError

CANVAS = 560
"""Width and height of the canvas and of its picture, in pixels."""
DEFAULT_WIDTH = 24.0
MIN_WIDTH, MAX_WIDTH = 1.0, 200.0
"""Range of the pen width in canvas pixels."""
MAX_POINTS = 100_000
MAX_COORDINATE = 1e6
"""Largest absolute coordinate of a point, in canvas pixels."""

Point = tuple[float, float]


class InkError(PlainError):
    """A drawing or a picture that cannot be read or written."""


@dataclass(frozen=True)
class Stroke:
    """One stroke of the pen: its path, at least one point, and its width, in canvas pixels."""

    points: tuple[Point, ...]
    width: float = DEFAULT_WIDTH

    @cached_property
    def path(self) -> NDArray[np.float64]:
        """The points as an array, (N, 2)."""
        return np.array(self.points, dtype=np.float64).reshape(-1, 2)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the path, without the stroke's width."""
        left, top = self.path.min(axis=0)
        right, bottom = self.path.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


class Page(NamedTuple):
    """Content of the canvas: the strokes, and the picture beneath them if one was opened."""

    strokes: tuple[Stroke, ...] = ()
    picture: Image.Image | None = None

    @property
    def blank(self) -> bool:
        return not self.strokes and self.picture is None
