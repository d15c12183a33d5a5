"""Made numbers: several digits in a row on the canvas, and which point is of which digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ink.page import CANVAS, Page
from training.strokes.geometry import Points, distances
from training.strokes.placing import MARGIN, extent, to_page

WrittenDigit = tuple[int, Sequence[Points]]
"""A digit and its paths, y pointing down."""
Owners = NDArray[np.int64]
MARK = -1
"""The owner of dots, commas and signs is this number or one below it, each mark another."""
SPANS = (200.0, 520.0)
"""Canvas pixels of a number's longer side."""
HIGHEST = 330.0
"""Canvas pixels of its height at most."""
PEN_WIDTHS = (1 / 30, 1 / 5)
"""As parts of its height."""


@dataclass(frozen=True, eq=False)
class InkPath:
    """A path of the pen, and whose each of its points is: the place of a digit, or a mark."""

    path: Points
    owners: Owners

    @classmethod
    def of(cls, path: Points, owner: int) -> InkPath:
        return cls(path, np.full(len(path), owner))

    def joined_to(self, other: InkPath, way: Points) -> InkPath:
        """This path, the way (N, 2) between, and the other as one; half of the way belongs to each."""
        half = len(way) // 2
        between = np.repeat([self.owners[-1], other.owners[0]], (half, len(way) - half))
        path = np.concatenate([self.path, way, other.path])
        return InkPath(path, np.concatenate([self.owners, between, other.owners]))


@dataclass(frozen=True, eq=False)
class MadeNumber:
    """A number on the canvas.

    Attributes:
        text: its digits from left to right.
        owners: for each stroke the places (N,) in the text that its points belong to, or marks.
        traits: what is special about it, such as "joined" or "marks".
    """

    text: str
    page: Page
    owners: tuple[Owners, ...]
    traits: frozenset[str] = frozenset()


def put_number_on_canvas(
    text: str, strokes: Sequence[InkPath], rng: np.random.Generator, traits: frozenset[str] = frozenset()
) -> MadeNumber:
    """Put a number at a random size and place on the canvas, written with a random pen; whole, as far as it can be."""
    paths = [stroke.path for stroke in strokes]
    middle, side = extent(paths)
    height = float(np.ptp(np.concatenate(paths)[:, 1])) or 1.0
    scale = min(rng.uniform(*SPANS) / side, rng.uniform(0.3, 1) * HIGHEST / height)
    points = (np.concatenate(paths) - middle) * scale
    low, high = MARGIN - points.min(axis=0), CANVAS - MARGIN - points.max(axis=0)
    at = rng.uniform(np.minimum(low, high), np.maximum(low, high))
    width = float(np.clip(height * scale * np.exp(rng.uniform(*np.log(PEN_WIDTHS))), 4, 40))
    page = to_page([np.round((path - middle) * scale + at, 1) for path in paths], round(width, 1))
    return MadeNumber(text, page, tuple(stroke.owners for stroke in strokes), traits)


def usual_height(digits: Sequence[WrittenDigit]) -> float:
    """The median height of somebody's digits."""
    return float(np.median([np.ptp(np.concatenate(list(paths))[:, 1]) for _label, paths in digits])) or 1.0


def spaced(path: Points, step: float) -> Points:
    """The path at even distances of about this step, without its first and last point."""
    along = distances(path)
    count = max(1, int(along[-1] / step))
    at = np.linspace(0, along[-1], count + 2)[1:-1]
    return np.stack([np.interp(at, along, axis) for axis in path.T], axis=1)
