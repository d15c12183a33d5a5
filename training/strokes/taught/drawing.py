"""Draws the prototypes that networks are trained with: smooth strokes through control points that vary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from training.strokes.geometry import Floats, Points, between_corners, smooth
from training.strokes.prototype_files import control_points

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


def curve(points: Points, corners: Sequence[int]) -> Points:
    """A Catmull-Rom spline through control points (N, 2), broken at the corners."""
    return np.concatenate([_spline(len(piece)) @ piece for piece in between_corners(points, corners)])


@cache
def _spline(count: int) -> Floats:
    """The matrix (points, count) that turns control points into points of the spline, which is linear in them."""
    return smooth(np.eye(count), np.arange(float(count)), STEPS * (count - 1) + 1)
