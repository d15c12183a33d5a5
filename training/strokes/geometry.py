"""Paths as arrays: lengths along them, smooth curves through control points, rotation.

Paths are float64 (N, 2), x to the right, y down.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Points = NDArray[np.float64]
"""A path (N, 2), N at least 1."""


def distances(path: Points) -> Floats:
    """The distance of each point from the start (N,), measured along the path."""
    return np.append(0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1)))


def interpolate(at: Floats, known: Floats, points: Points) -> Points:
    """Linear interpolation of points (N, 2) that are known at ascending places (N,)."""
    return np.stack([np.interp(at, known, axis) for axis in points.T], axis=1)


def rotation(angle: float) -> Floats:
    """The matrix (2, 2) that turns columns by an angle in radians, clockwise as y points down."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def between_corners(knots: Points, corners: Sequence[int]) -> list[Points]:
    """The pieces of a stroke's control points from end to end; a corner ends one piece and begins the next."""
    return [knots[start : stop + 1] for start, stop in pairwise([0, *corners, len(knots) - 1])]


def smooth(knots: Points, times: Floats, count: int, edge_order: Literal[1, 2] = 1) -> Points:
    """Sample a cubic Hermite spline that passes through knots (N, D) at these times (N,), from 0 on.

    Velocities at the knots are finite differences; at uniform times this is the spline of Catmull and Rom (1974).

    Args:
        count: points of the result, at even intervals of time.
        edge_order: accuracy of the velocity at both ends, as in :func:`numpy.gradient`.
    """
    from scipy.interpolate import CubicHermiteSpline  # the window imports this module, and must not wait for scipy

    if len(knots) == 1:
        return knots
    velocities = np.gradient(knots, times, axis=0, edge_order=edge_order if len(knots) > 2 else 1)
    return np.asarray(CubicHermiteSpline(times, knots, velocities)(np.linspace(0, times[-1], count)))
