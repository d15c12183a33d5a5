"""Writes what networks are measured with: from a prototype to a page, at random."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ink.page import Page
from training.strokes.geometry import Floats, Points, between_corners, distances, interpolate, rotation, smooth
from training.strokes.placing import SIZES, fit, place, to_page
from training.strokes.prototype_files import control_points

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
THICKEST = 1 / 7
"""The thickest pen, as a fraction of the longer side: thicker pens would fill small loops, which nobody could read."""
CURVE_POINTS = 160
"""Points of a curve between two corners before a manner thins them out."""


def write(prototype: str, rng: np.random.Generator, slant: tuple[float, float] = SLANT) -> Page:
    """Write a prototype with a random device, size, place and pen; ``slant`` is a range like ``SLANT``."""
    strokes = trace(prototype, rng)
    strokes = [strokes[0]] + [stroke + rng.normal(0, SHIFT, 2) for stroke in strokes[1:]]
    strokes = warp(strokes, rng)
    matrix = affine(rng.uniform(*ASPECT), rng.uniform(*slant), rng.uniform(*ROTATION))
    return draw([stroke @ matrix.T for stroke in strokes], rng)


def draw(strokes: list[Points], rng: np.random.Generator) -> Page:
    """Draw paths of any size on the canvas with one random device, in random order, each from a random end."""
    strokes = fit(strokes, SPAN)
    manner = MANNERS[rng.choice(len(MANNERS), p=SHARES)]
    drawn = [manner(stroke, rng) if len(stroke) > 1 else stroke for stroke in strokes]
    turned = [drawn[i][:: rng.choice((-1, 1))] for i in rng.permutation(len(drawn))]
    return put_on_canvas(turned, rng)


def trace(prototype: str, rng: np.random.Generator) -> list[Points]:
    """The strokes of a prototype: smooth between their corners, with jitter of their knots."""
    strokes = []
    for knots, corners in control_points(prototype):
        knots += rng.normal(0, JITTER, knots.shape)
        path = np.concatenate([_curve(piece) for piece in between_corners(knots, corners)])
        strokes.append(path + _wander(path, rng, every=35.0, by=DRIFT))
    return strokes


def _curve(knots: Points) -> Points:
    """The smooth curve through knots, parametrised by the root of the distance."""
    times = np.append(0, np.cumsum(np.sqrt(np.linalg.norm(np.diff(knots, axis=0), axis=1))))
    return smooth(knots, times, CURVE_POINTS, edge_order=2)


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


def affine(aspect: float, slant: float, turn: float) -> Floats:
    """The matrix (2, 2) that changes width over height, slants to the right and rotates, by angles in degrees."""
    stretch = np.diag([math.sqrt(aspect), 1 / math.sqrt(aspect)])
    return np.asarray(rotation(math.radians(turn)) @ [[1, -math.tan(math.radians(slant))], [0, 1]] @ stretch)


def _fluent(path: Points, rng: np.random.Generator) -> Points:
    """A pen at uneven speed: the distances between points vary."""
    length = distances(path)[-1]
    number = max(2, round(length / rng.uniform(1.5, 5)))
    pace = rng.gamma(4, size=number) * (1 + 0.7 * np.sin(np.linspace(0, rng.uniform(3, 9), number)))
    return _at(path, np.append(0, np.cumsum(pace) / pace.sum()) * length)


def _jerky(path: Points, rng: np.random.Generator) -> Points:
    """A mouse: small straight jerks, mostly along the axes and the diagonals."""
    length = distances(path)[-1]
    points = _at(path, np.linspace(0, length, max(4, round(length / rng.uniform(3, 6)))))
    jerk = rng.uniform(1.5, 3.5)
    jerks = np.round((points + rng.normal(0, 0.7, points.shape)) / jerk) * jerk
    return np.asarray(jerks[np.append(True, np.diff(jerks, axis=0).any(axis=1))])


def _few(path: Points, rng: np.random.Generator) -> Points:
    """A pointer that is sampled rarely: the 5 to 10 points that describe the path best."""
    time = distances(path)
    tolerance = rng.uniform(1.5, 4)
    taken = np.zeros(len(path), dtype=np.bool_)
    taken[[0, -1]] = True
    while True:
        off = np.hypot(*(path - interpolate(time, time[taken], path[taken])).T)
        number = int(taken.sum())
        if number == 10 or (number >= min(5, len(path)) and off.max() < tolerance):
            return path[taken]
        taken[np.argmax(np.where(taken, -1, off + rng.uniform(0, 3, len(off))))] = True


def _shaky(path: Points, rng: np.random.Generator) -> Points:
    """A tremor."""
    even = _at(path, np.arange(0, distances(path)[-1] + 1))
    return even + _wander(even, rng, every=rng.uniform(3, 7), by=rng.uniform(0.6, 1.2))


MANNERS: tuple[Manner, ...] = (_fluent, _jerky, _few, _shaky)
SHARES = (0.4, 0.2, 0.2, 0.2)
"""The probabilities of the manners."""


def put_on_canvas(strokes: list[Points], rng: np.random.Generator) -> Page:
    """Put strokes at a random size and place; points are rounded to pixels (mouse) or to a decimal (stylus)."""
    size = rng.uniform(*SIZES)
    width = int(rng.integers(WIDTHS[0], min(WIDTHS[1], int(size * THICKEST)), endpoint=True))
    placed = place(strokes, size, rng)
    decimals = int(rng.integers(2))
    return to_page([np.round(stroke, decimals) for stroke in placed], float(width))


def _wander(path: Points, rng: np.random.Generator, every: float, by: float) -> Points:
    """Random offsets along a path: normal at every ``every`` units of length, interpolated linearly between."""
    time = distances(path)
    turns = np.arange(0, time[-1] + every, every)
    return interpolate(time, turns, rng.normal(0, by, (len(turns), 2)))


def _at(path: Points, places: Floats) -> Points:
    """The points of a path at these distances from its start, measured along it."""
    return interpolate(places, distances(path), path)
