"""Draws the prototypes that networks are trained with: smooth strokes through control points that vary."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.strokes.prototype_files import control_points
from training.strokes.variation import Points

STEPS = 10
"""Points of the curve from one control point to the next."""
JITTER = (1.5, 4.0)
"""Range of the standard deviation of a drawing's control points, from careful to careless writing."""


def draw(prototype: str, rng: np.random.Generator) -> list[Points]:
    """The strokes as paths, their control points moved at random."""
    jitter = rng.uniform(*JITTER)
    return [
        curve(points + rng.normal(0, jitter, points.shape), corners) for points, corners in control_points(prototype)
    ]


def curve(points: Points, corners: list[int]) -> Points:
    """A Catmull-Rom spline through control points (N, 2), broken at the corners."""
    bounds = [0, *corners, len(points) - 1]
    pieces = [_smooth(points[start : stop + 1]) for start, stop in pairwise(bounds)]
    return np.vstack([*pieces, points[-1:]])


def _smooth(points: Points) -> Points:
    """The spline without its last point. A piece between two points p1, p2 with neighbours p0, p3, at t in 0-1:

    p1 + t/2 (p2 - p0) + t^2/2 (2 p0 - 5 p1 + 4 p2 - p3) + t^3/2 (3 p1 - 3 p2 + p3 - p0)   (Catmull and Rom 1974)
    """
    if len(points) < 2:
        return points[:0]
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    p0, p1, p2, p3 = (padded[start : len(padded) - 3 + start, None] for start in range(4))
    t: NDArray[np.float64] = (np.arange(STEPS) / STEPS)[:, None]
    pieces = (
        p1 + t / 2 * (p2 - p0) + t**2 / 2 * (2 * p0 - 5 * p1 + 4 * p2 - p3) + t**3 / 2 * (3 * p1 - 3 * p2 + p3 - p0)
    )
    return np.asarray(pieces.reshape(-1, 2))
