"""Made drawings, and how paths of any unit come on the canvas: whole, at a random size and place.

``taught/`` makes what networks are trained with, ``measured/`` what they are measured with: the same styles from other
prototypes (except plain bars, which have one shape only), deformed by other code. The two share no prototype and no
deformation, only what knows neither: this module, the curves and the reader of prototype files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ink.page import CANVAS, Page, Stroke
from training.strokes.geometry import Floats, Points

PEN_WIDTHS = (8, 14, 20, 28, 40)
"""Pen widths of drawings in canvas pixels."""
SIZES = (180.0, 480.0)
"""Canvas pixels of the longer side of a drawing."""
MARGIN = 24.0
"""Canvas pixels between a drawing and the edge of the canvas."""


@dataclass(frozen=True)
class MadeDrawing:
    """A drawing on the canvas, made by program.

    Attributes:
        style: what it shows, such as "0 slashed", "7 crossed" or "letter K".
        label: the digit; None for a drawing of no digit.
    """

    style: str
    label: int | None
    page: Page


def extent(paths: Sequence[Points]) -> tuple[Floats, float]:
    """The middle (2,) of a drawing, and its longer side; 1 for a dot."""
    points = np.concatenate(paths)
    low, high = points.min(axis=0), points.max(axis=0)
    return (low + high) / 2, float((high - low).max()) or 1.0


def fit(paths: Sequence[Points], size: float) -> list[Points]:
    """Centre paths on the origin and scale their longer side to ``size``."""
    middle, side = extent(paths)
    return [(path - middle) * (size / side) for path in paths]


def place(paths: Sequence[Points], size: float, rng: np.random.Generator) -> list[Points]:
    """Put paths at a random place on the canvas, their longer side ``size`` pixels long."""
    paths = fit(paths, size)
    points = np.concatenate(paths)
    middle = rng.uniform(MARGIN - points.min(axis=0), CANVAS - MARGIN - points.max(axis=0))
    return [path + middle for path in paths]


def to_page(paths: Sequence[Points], width: float) -> Page:
    """A page with these paths as strokes of one pen."""
    return Page(tuple(Stroke(tuple(map(tuple, path.tolist())), width) for path in paths))


def put_on_canvas(paths: Sequence[Points], rng: np.random.Generator, width: float | None = None) -> Page:
    """Put paths at a random size and place on the canvas, drawn with this pen width or a random one."""
    placed = place(paths, rng.uniform(*SIZES), rng)
    return to_page(placed, float(rng.choice(PEN_WIDTHS)) if width is None else width)
