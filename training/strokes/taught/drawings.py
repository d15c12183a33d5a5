"""Drawings to train with: digits in the styles that recorded pens lack, and drawings of no digit.

The latter are letters that look like no digit, signs, pictures, lines and scribbles; letters of many hands apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from training.strokes.geometry import Floats, Points, between_corners, rotation, smooth
from training.strokes.placing import MadeDrawing, put_on_canvas
from training.strokes.prototype_files import control_points, read_prototypes
from training.strokes.variation import vary

DIGITS = read_prototypes(Path(__file__).with_name("digits.txt"))
"""Prototypes by style; the first character of a style's name is the digit."""
SQUEEZE = (0.65, 1.1)
"""The width of a digit, as a multiple of its prototype's."""
STEEPEST_BAR = 0.65
"""The largest lean of a plain bar, in radians, at which it still is a one."""
SIGNS = read_prototypes(Path(__file__).with_name("scrawls.txt"))
"""Prototypes by kind."""
LETTERS = read_prototypes(Path(__file__).with_name("letters.txt"))
"""Prototypes of letters and signs that look like no digit: several ways of writing each."""
LETTER_WIDTH = (0.55, 1.15)
"""The width of a letter, as a multiple of its prototype's."""
FLATTEST_BAR = 0.3
"""The largest lean of a line across, in radians."""
STEPS = 10
"""Points of the curve from one control point to the next."""
JITTER = (1.5, 4.0)
"""Range of the standard deviation of a drawing's control points, from careful to careless writing."""


def taught_digits(count: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """Digits of random styles."""
    for style in rng.choice(list(DIGITS), count).tolist():
        squeeze = rng.uniform(*SQUEEZE)
        paths = [path * (squeeze, 1) for path in draw(rng.choice(DIGITS[style]), rng)]
        if style == "1 bar":
            lean = rotation(rng.uniform(-STEEPEST_BAR, STEEPEST_BAR))
            paths = [path @ lean.T for path in paths]
        yield MadeDrawing(style, int(style[0]), put_on_canvas(vary(paths, rng), rng))


def scrawls(count: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """Drawings of random kinds."""
    letters = [name for name in SIGNS if name.startswith("letter")]
    others = [name for name in SIGNS if name not in letters]
    for _ in range(count):
        chance = rng.random()
        if chance < 0.65:
            style = str(rng.choice(letters if chance < 0.4 else others))
            paths = [path * (rng.uniform(0.6, 1.1), 1) for path in draw(rng.choice(SIGNS[style]), rng)]
        else:
            style = str(rng.choice(list(KINDS)))
            paths = KINDS[style](rng)
        yield MadeDrawing(style, None, put_on_canvas(vary(paths, rng), rng))


def letters(count: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """Letters and signs, each way of writing them equally often."""
    written = [(name, prototype) for name, prototypes in LETTERS.items() for prototype in prototypes]
    for index in rng.integers(0, len(written), count):
        name, prototype = written[index]
        width = rng.uniform(*LETTER_WIDTH)
        paths = [path * (width, 1) for path in draw(prototype, rng)]
        yield MadeDrawing(name, None, put_on_canvas(vary(paths, rng), rng))


def draw(prototype: str, rng: np.random.Generator) -> list[Points]:
    """The strokes of a prototype as paths, its control points moved at random."""
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


# --- drawings of no digit that have no prototype ----------------------------------------------------------------------


def _line_across(rng: np.random.Generator) -> list[Points]:
    lean = rng.uniform(-FLATTEST_BAR, FLATTEST_BAR)
    bulge = rng.normal(0, 6)
    return [curve(np.array([[0, 0], [50, 50 * np.tan(lean) + bulge], [100, 100 * np.tan(lean)]]), [])]


def _zigzag(rng: np.random.Generator) -> list[Points]:
    """A pen that goes to and fro in a random direction, as when blackening something."""
    turns = int(rng.integers(6, 24))
    along = np.linspace(0, 100 * rng.uniform(0.4, 1.2), turns) + rng.normal(0, 3, turns)
    across = np.where(np.arange(turns) % 2, 100, 0) + rng.normal(0, 14, turns)
    points = np.stack([along, across], axis=1) @ rotation(rng.uniform(0, np.pi)).T
    return [curve(points, range(1, turns - 1) if rng.random() < 0.5 else [])]


def _curls(rng: np.random.Generator) -> list[Points]:
    """Loops that go round three times or more, wandering or winding inward."""
    turns = rng.uniform(3, 8)
    angles = np.linspace(0, 2 * np.pi * turns, int(turns * 12)) + rng.uniform(0, 2 * np.pi)
    radii = np.linspace(rng.uniform(5, 35), 50, len(angles)) + rng.normal(0, 4, len(angles))
    drift = np.linspace(0, rng.uniform(0, 250), len(angles))
    points = np.stack([np.cos(angles) * radii + drift, np.sin(angles) * radii], axis=1)
    return [points[:: int(rng.choice([-1, 1]))]]


def _tangle(rng: np.random.Generator) -> list[Points]:
    """A curve through random points."""
    points = rng.uniform(0, 100, (int(rng.integers(9, 30)), 2))
    return [curve(points, [])]


def _sticks(rng: np.random.Generator) -> list[Points]:
    """Random straight strokes."""
    return [rng.uniform(0, 100, (2, 2)) for _ in range(int(rng.integers(4, 10)))]


def _dots(rng: np.random.Generator) -> list[Points]:
    """One dot, or several."""
    return [rng.uniform(0, 100, (1, 2)) for _ in range(int(rng.choice([1, 3, 4, 5, 6])))]


def _two_digits(rng: np.random.Generator) -> list[Points]:
    """Two digits side by side."""
    left, right = (draw(DIGITS[style][0], rng) for style in rng.choice(list(DIGITS), 2).tolist())
    gap = max(float(path[:, 0].max()) for path in left) + rng.uniform(15, 50)
    offset = gap - min(float(path[:, 0].min()) for path in right)
    beside = np.array([offset, rng.normal(0, 6)])
    return [*left, *(path + beside for path in right)]


KINDS: dict[str, Callable[[np.random.Generator], list[Points]]] = {
    "line across": _line_across,
    "zigzag": _zigzag,
    "curls": _curls,
    "tangle": _tangle,
    "sticks": _sticks,
    "dots": _dots,
    "two digits": _two_digits,
}
