"""Writes what networks are measured with: from a prototype to a page, at random."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ink.page import CANVAS, Page, Stroke
from training.strokes.prototype_files import control_points

Points = NDArray[np.float64]
"""Points (N, 2), N at least 1, x to the right, y down."""
Manner = Callable[[Points, np.random.Generator], Points]
"""Simulates one pointing device: a smooth path as that device records it. The drawing's longer side is ``SPAN``."""

SPAN = 100.0
"""The longer side of a drawing before it is put on the canvas; the unit of the lengths below."""
JITTER = 1.5
"""Standard deviation of a knot's position, along each axis."""
SHIFT = 1.2
"""Standard deviation of a stroke's shift, for strokes after the first: ends that should meet do not quite."""
DRIFT = 1.0
"""Standard deviation of the slow drift along a stroke."""
WARP = 0.07
"""The largest shift of a corner of the field, as a fraction of the root of the field's area."""
BOW = 0.03
"""The largest sideways bend of its middle, as a fraction of its longer side."""
SLANT = (-12.0, 18.0)
"""Degrees that writing leans to the right."""
ROTATION = (-5.0, 5.0)
"""Degrees of rotation."""
ASPECT = (0.75, 1.22)
"""Width over height, as a multiple of the prototype's."""

WIDTHS = (8, 40)
"""Pen widths in canvas pixels."""
SIZES = (180.0, 480.0)
"""The longer side of a drawing in canvas pixels."""
THICKEST = 1 / 7
"""The thickest pen, as a fraction of the longer side: thicker pens would fill small loops, which nobody could read."""
MARGIN = 24.0
"""The least distance from a path to the edge of the canvas, in canvas pixels."""
CURVE_POINTS = 160
"""Points of a curve between two corners before a manner thins them out."""


def write(prototype: str, rng: np.random.Generator, slant: tuple[float, float] = SLANT) -> Page:
    """Write a prototype with a random device, size, place and pen; ``slant`` is a range like ``SLANT``."""
    strokes = trace(prototype, rng)
    strokes = [strokes[0]] + [stroke + rng.normal(0, SHIFT, 2) for stroke in strokes[1:]]
    return draw(_lean(warp(strokes, rng), rng, slant), rng)


def draw(strokes: list[Points], rng: np.random.Generator) -> Page:
    """Draw paths of any size on the canvas with one random device, in random order, each from a random end."""
    strokes = fit(strokes, SPAN)
    manner = MANNERS[rng.choice(len(MANNERS), p=SHARES)]
    drawn = [manner(stroke, rng) if len(stroke) > 1 else stroke for stroke in strokes]
    turned = [drawn[i][:: rng.choice((-1, 1))] for i in rng.permutation(len(drawn))]
    return place(turned, rng)


def trace(prototype: str, rng: np.random.Generator) -> list[Points]:
    """The strokes of a prototype: smooth between their corners, with jitter of their knots."""
    return [_trace(knots, corners, rng) for knots, corners in control_points(prototype)]


def _trace(knots: Points, corners: list[int], rng: np.random.Generator) -> Points:
    knots = knots + rng.normal(0, JITTER, knots.shape)
    pieces = [_curve(knots[start : end + 1]) for start, end in pairwise([0, *corners, len(knots) - 1])]
    path = np.concatenate(pieces)
    return path + _wander(path, rng, every=35.0, by=DRIFT)


def _curve(knots: Points) -> Points:
    """The smooth curve through knots: cubic Hermite pieces, parametrised by the root of the distance."""
    if len(knots) == 1:
        return knots
    time = np.append(0, np.cumsum(np.sqrt(_steps(knots))))
    speed = np.gradient(knots, time, axis=0, edge_order=2 if len(knots) > 2 else 1)
    at = np.linspace(0, time[-1], CURVE_POINTS)
    i = np.clip(np.searchsorted(time, at, side="right") - 1, 0, len(knots) - 2)
    length = (time[i + 1] - time[i])[:, None]
    u = (at - time[i])[:, None] / length
    ahead = u * u * (3 - 2 * u)
    bend = u * (1 - u) * length * ((1 - u) * speed[i] - u * speed[i + 1])
    curve: Points = knots[i] * (1 - ahead) + knots[i + 1] * ahead + bend
    return curve


def warp(strokes: list[Points], rng: np.random.Generator) -> list[Points]:
    """Shift the field's four corners at random, and bend its middle sideways."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    size = np.maximum(points.max(axis=0) - low, 1.0)
    pull = rng.uniform(-WARP, WARP, (2, 2, 2)) * math.sqrt(size[0] * size[1])
    bow = rng.uniform(-BOW, BOW, 2) * size.max()

    def moved(path: Points) -> Points:
        x, y = ((path - low) / size).T[:, :, None]
        upper = pull[0, 0] * (1 - x) + pull[0, 1] * x
        lower = pull[1, 0] * (1 - x) + pull[1, 1] * x
        bent = bow * np.sin(np.pi * np.hstack([y, x]))
        warped: Points = path + upper * (1 - y) + lower * y + bent
        return warped

    return [moved(stroke) for stroke in strokes]


def _lean(strokes: list[Points], rng: np.random.Generator, slant: tuple[float, float]) -> list[Points]:
    """Change the aspect ratio, slant and rotate at random."""
    wide = math.sqrt(rng.uniform(*ASPECT))
    shear = math.tan(math.radians(rng.uniform(*slant)))
    turn = math.radians(rng.uniform(*ROTATION))
    cos, sin = math.cos(turn), math.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ [[1, -shear], [0, 1]] @ [[wide, 0], [0, 1 / wide]]
    return [stroke @ matrix.T for stroke in strokes]


def _fluent(path: Points, rng: np.random.Generator) -> Points:
    """A pen at uneven speed: the distances between points vary."""
    length = float(_steps(path).sum())
    number = max(2, round(length / rng.uniform(1.5, 5)))
    pace = rng.gamma(4, size=number) * (1 + 0.7 * np.sin(np.linspace(0, rng.uniform(3, 9), number)))
    return _at(path, np.append(0, np.cumsum(pace) / pace.sum()) * length)


def _jerky(path: Points, rng: np.random.Generator) -> Points:
    """A mouse: small straight jerks, mostly along the axes and the diagonals."""
    length = float(_steps(path).sum())
    points = _at(path, np.linspace(0, length, max(4, round(length / rng.uniform(3, 6)))))
    jerk = rng.uniform(1.5, 3.5)
    return _moving(np.round((points + rng.normal(0, 0.7, points.shape)) / jerk) * jerk)


def _few(path: Points, rng: np.random.Generator) -> Points:
    """A pointer that is sampled rarely: the 5 to 10 points that describe the path best."""
    time = np.append(0, np.cumsum(_steps(path)))
    tolerance = rng.uniform(1.5, 4)
    taken = np.zeros(len(path), dtype=np.bool_)
    taken[[0, -1]] = True
    while True:
        off = np.hypot(*(path - _between(time, time[taken], path[taken])).T)
        number = int(taken.sum())
        if number == 10 or (number >= min(5, len(path)) and off.max() < tolerance):
            return path[taken]
        taken[np.argmax(np.where(taken, -1, off + rng.uniform(0, 3, len(off))))] = True


def _shaky(path: Points, rng: np.random.Generator) -> Points:
    """A tremor."""
    even = _at(path, np.arange(0, _steps(path).sum() + 1))
    return even + _wander(even, rng, every=rng.uniform(3, 7), by=rng.uniform(0.6, 1.2))


MANNERS: tuple[Manner, ...] = (_fluent, _jerky, _few, _shaky)
SHARES = (0.4, 0.2, 0.2, 0.2)
"""The probabilities of the manners."""


def fit(strokes: list[Points], span: float) -> list[Points]:
    """Centre the strokes on the origin and scale their longer side to ``span``."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) * (span / float((high - low).max())) for stroke in strokes]


def place(strokes: list[Points], rng: np.random.Generator) -> Page:
    """Put strokes at a random place on the canvas; points are rounded to pixels (mouse) or to a decimal (stylus)."""
    size = rng.uniform(*SIZES)
    width = int(rng.integers(WIDTHS[0], min(WIDTHS[1], int(size * THICKEST)), endpoint=True))
    strokes = fit(strokes, size)
    points = np.concatenate(strokes)
    middle = rng.uniform(MARGIN - points.min(axis=0), CANVAS - MARGIN - points.max(axis=0))
    decimals = int(rng.integers(2))
    placed = [np.round(stroke + middle, decimals).tolist() for stroke in strokes]
    return Page(tuple(Stroke(tuple((x, y) for x, y in stroke), float(width)) for stroke in placed))


def _wander(path: Points, rng: np.random.Generator, every: float, by: float) -> Points:
    """Random offsets along a path: normal at every ``every`` units of length, interpolated linearly between."""
    time = np.append(0, np.cumsum(_steps(path)))
    turns = np.arange(0, time[-1] + every, every)
    return _between(time, turns, rng.normal(0, by, (len(turns), 2)))


def _at(path: Points, distances: NDArray[np.float64]) -> Points:
    """The points of a path at these distances from its start, measured along it."""
    return _between(distances, np.append(0, np.cumsum(_steps(path))), path)


def _between(at: NDArray[np.float64], times: NDArray[np.float64], points: Points) -> Points:
    """Linear interpolation of points over time."""
    return np.stack([np.interp(at, times, points[:, axis]) for axis in (0, 1)], axis=1)


def _moving(path: Points) -> Points:
    """The path without points that equal the one before."""
    moving: Points = path[np.append(True, _steps(path) > 0)]
    return moving


def _steps(path: Points) -> NDArray[np.float64]:
    """The distances from point to point."""
    steps: NDArray[np.float64] = np.linalg.norm(np.diff(path, axis=0), axis=1)
    return steps
