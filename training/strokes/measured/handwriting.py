"""The hand that writes what networks are measured with: from a prototype to a page, never twice the same.

A prototype is a line of text, such as ``"4,4 72,0! 28,100 / 20,52 70,48"``: knots ``x,y`` on a field about 100 high, y
down, that a smooth curve goes through. At a knot with ``!`` it turns a corner; after ``/`` the pen comes down again.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ink.page import CANVAS, Page, Stroke

Path = NDArray[np.float64]
"""Points (N, 2), N at least 1, x to the right, y down."""
Manner = Callable[[Path, np.random.Generator], Path]
"""What becomes of a smooth path, of a drawing that spans ``SPAN``, when a certain pointer makes it."""

SPAN = 100.0
"""The longer side of a drawing before it is put on the canvas; lengths below are in its units."""
JITTER = 1.5
"""Standard deviation of a knot around its place, along each axis."""
SHIFT = 1.2
"""The same of a stroke after the first: ends that should meet do not quite."""
DRIFT = 1.0
"""The same of the hand's slow wandering along a stroke."""
WARP = 0.07
"""How far a corner of the field is pulled at most, in parts of the field: of the root of its area."""
BOW = 0.03
"""How far its middle is bent sideways at most, in parts of its longer side."""
SLANT = (-12.0, 18.0)
"""Degrees that writing leans to the right."""
ROTATION = (-5.0, 5.0)
"""Degrees that the whole is turned."""
ASPECT = (0.75, 1.22)
"""How much wider than its prototype, in relation to its height."""

WIDTHS = (8, 40)
"""Canvas pixels of the pens."""
SIZES = (180.0, 480.0)
"""Canvas pixels of the longer side."""
THICKEST = 1 / 7
"""Of the longer side: with a thicker pen small loops would fill, and nobody could read them."""
MARGIN = 24.0
"""Canvas pixels between a path and the edge of the canvas."""
CURVE_POINTS = 160
"""Points of a curve between two corners before a manner thins them out."""


def write(prototype: str, rng: np.random.Generator, slant: tuple[float, float] = SLANT) -> Page:
    """A prototype as somebody might write it, in a random manner, size, place and pen; ``slant`` as in ``SLANT``."""
    strokes = [trace(stroke.split(), rng) for stroke in prototype.split("/")]
    strokes = [strokes[0]] + [stroke + rng.normal(0, SHIFT, 2) for stroke in strokes[1:]]
    return draw(_lean(warp(strokes, rng), rng, slant), rng)


def draw(strokes: list[Path], rng: np.random.Generator) -> Page:
    """Paths of any size drawn on the canvas in one manner, in any order, each from either end."""
    strokes = fit(strokes, SPAN)
    manner = MANNERS[rng.choice(len(MANNERS), p=SHARES)]
    drawn = [manner(stroke, rng) if len(stroke) > 1 else stroke for stroke in strokes]
    turned = [drawn[i][:: rng.choice((-1, 1))] for i in rng.permutation(len(drawn))]
    return place(turned, rng)


def trace(words: list[str], rng: np.random.Generator) -> Path:
    """One stroke of a prototype: smooth between its corners, its knots not quite where they should be."""
    knots = np.array([[float(number) for number in word.rstrip("!").split(",")] for word in words])
    knots += rng.normal(0, JITTER, knots.shape)
    corners = [i for i, word in enumerate(words) if word.endswith("!")]
    ends = [0, *corners, len(words) - 1]
    pieces = [_curve(knots[start : end + 1]) for start, end in pairwise(ends)]
    path = np.concatenate(pieces)
    return path + _wander(path, rng, every=35.0, by=DRIFT)


def _curve(knots: Path) -> Path:
    """The smooth curve through its knots: cubic Hermite pieces, in time that goes with the root of the distance."""
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
    curve: Path = knots[i] * (1 - ahead) + knots[i + 1] * ahead + bend
    return curve


def warp(strokes: list[Path], rng: np.random.Generator) -> list[Path]:
    """The field's four corners pulled apart, and its middle bent sideways."""
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    size = np.maximum(points.max(axis=0) - low, 1.0)
    pull = rng.uniform(-WARP, WARP, (2, 2, 2)) * math.sqrt(size[0] * size[1])
    bow = rng.uniform(-BOW, BOW, 2) * size.max()

    def moved(path: Path) -> Path:
        x, y = ((path - low) / size).T[:, :, None]
        upper = pull[0, 0] * (1 - x) + pull[0, 1] * x
        lower = pull[1, 0] * (1 - x) + pull[1, 1] * x
        bent = bow * np.sin(np.pi * np.hstack([y, x]))
        warped: Path = path + upper * (1 - y) + lower * y + bent
        return warped

    return [moved(stroke) for stroke in strokes]


def _lean(strokes: list[Path], rng: np.random.Generator, slant: tuple[float, float]) -> list[Path]:
    """Wider or narrower, slanted, and turned."""
    wide = math.sqrt(rng.uniform(*ASPECT))
    shear = math.tan(math.radians(rng.uniform(*slant)))
    turn = math.radians(rng.uniform(*ROTATION))
    cos, sin = math.cos(turn), math.sin(turn)
    matrix = np.array([[cos, -sin], [sin, cos]]) @ [[1, -shear], [0, 1]] @ [[wide, 0], [0, 1 / wide]]
    return [stroke @ matrix.T for stroke in strokes]


def _fluent(path: Path, rng: np.random.Generator) -> Path:
    """A pen at uneven speed: points that lie now closer, now farther apart."""
    length = float(_steps(path).sum())
    number = max(2, round(length / rng.uniform(1.5, 5)))
    pace = rng.gamma(4, size=number) * (1 + 0.7 * np.sin(np.linspace(0, rng.uniform(3, 9), number)))
    return _at(path, np.append(0, np.cumsum(pace) / pace.sum()) * length)


def _jerky(path: Path, rng: np.random.Generator) -> Path:
    """A mouse that goes in small straight jerks, mostly along the axes and the diagonals."""
    length = float(_steps(path).sum())
    points = _at(path, np.linspace(0, length, max(4, round(length / rng.uniform(3, 6)))))
    jerk = rng.uniform(1.5, 3.5)
    return _moving(np.round((points + rng.normal(0, 0.7, points.shape)) / jerk) * jerk)


def _few(path: Path, rng: np.random.Generator) -> Path:
    """A pointer that is seldom asked: the 5 to 10 points that tell most of the path, and straight lines between."""
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


def _shaky(path: Path, rng: np.random.Generator) -> Path:
    """A hand that trembles."""
    even = _at(path, np.arange(0, _steps(path).sum() + 1))
    return even + _wander(even, rng, every=rng.uniform(3, 7), by=rng.uniform(0.6, 1.2))


MANNERS: tuple[Manner, ...] = (_fluent, _jerky, _few, _shaky)
SHARES = (0.4, 0.2, 0.2, 0.2)
"""How often each of the manners is chosen."""


def fit(strokes: list[Path], span: float) -> list[Path]:
    """The strokes around the origin, their longer side ``span`` long."""
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    return [(stroke - (low + high) / 2) * (span / float((high - low).max())) for stroke in strokes]


def place(strokes: list[Path], rng: np.random.Generator) -> Page:
    """The strokes somewhere on the canvas; a mouse leaves whole pixels, a stylus what lies between them too."""
    size = rng.uniform(*SIZES)
    width = int(rng.integers(WIDTHS[0], min(WIDTHS[1], int(size * THICKEST)), endpoint=True))
    strokes = fit(strokes, size)
    points = np.concatenate(strokes)
    middle = rng.uniform(MARGIN - points.min(axis=0), CANVAS - MARGIN - points.max(axis=0))
    decimals = int(rng.integers(2))
    placed = [np.round(stroke + middle, decimals).tolist() for stroke in strokes]
    return Page(tuple(Stroke(tuple((x, y) for x, y in stroke), float(width)) for stroke in placed))


def _wander(path: Path, rng: np.random.Generator, every: float, by: float) -> Path:
    """How far a hand strays along a path: every so often by another distance, straight on in between."""
    time = np.append(0, np.cumsum(_steps(path)))
    turns = np.arange(0, time[-1] + every, every)
    return _between(time, turns, rng.normal(0, by, (len(turns), 2)))


def _at(path: Path, distances: NDArray[np.float64]) -> Path:
    """The points of a path that lie so far from its start, measured along it."""
    return _between(distances, np.append(0, np.cumsum(_steps(path))), path)


def _between(at: NDArray[np.float64], times: NDArray[np.float64], points: Path) -> Path:
    """Where one is at which time, moving straight from point to point."""
    return np.stack([np.interp(at, times, points[:, axis]) for axis in (0, 1)], axis=1)


def _moving(path: Path) -> Path:
    """The path without points that repeat the one before."""
    moving: Path = path[np.append(True, _steps(path) > 0)]
    return moving


def _steps(path: Path) -> NDArray[np.float64]:
    """The distances from point to point."""
    steps: NDArray[np.float64] = np.linalg.norm(np.diff(path, axis=0), axis=1)
    return steps
