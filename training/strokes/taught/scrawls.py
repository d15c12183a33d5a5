"""Drawings of no digit, to train with: letters that look like no digit, signs, pictures, lines and scribbles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from training.strokes.made_drawing import MadeDrawing
from training.strokes.taught.digit_prototypes import DIGITS
from training.strokes.taught.prototypes import Prototype, curve
from training.strokes.variation import Points, put_on_canvas, vary

CIRCLE = "50,0 15,14 0,50 15,86 50,100 85,86 100,50 85,14 50,0"

SIGNS: dict[str, tuple[str, ...]] = {
    "letter A": (
        "50,0 8,100 / 50,0 92,100 / 25,62 75,62",
        "10,100 50,0! 90,100 / 26,64 78,60",
        "6,100 46,0! 86,100! 24,60! 74,62",
        "12,100 20,30 50,0 80,30 88,100 / 16,60 86,60",
    ),
    "letter E": (
        "80,0 10,0! 10,100! 82,100 / 10,50 66,50",
        "12,0 12,100 / 12,2 80,0 / 12,50 64,48 / 12,98 82,100",
        "84,10 44,0 20,24 52,46! 12,70 40,100 88,88",
    ),
    "letter F": ("14,0 14,100 / 14,2 84,0 / 14,50 70,48", "84,0 16,0! 12,100 / 14,48 66,46"),
    "letter H": (
        "12,0 12,100 / 88,0 88,100 / 12,50 88,50",
        "14,0 10,100 / 10,54 90,44 / 86,2 90,98",
        "12,0 12,100! 14,52! 86,48! 88,0! 88,100",
        "16,0 14,100 / 14,60 46,38 80,52 84,100",
    ),
    "letter K": (
        "14,0 14,100 / 84,0 16,54! 88,100",
        "18,0 12,100 / 80,6 18,60 / 36,46 86,98",
        "14,0 14,100! 14,56! 82,2! 40,40! 90,100",
        "16,0 16,100 / 72,36 18,66! 76,100",
    ),
    "letter M": (
        "6,100 14,0! 50,70! 86,0! 94,100",
        "8,0 8,100 / 8,0 50,56! 92,0! 92,100",
        "4,100 26,0 50,66 74,0 98,100",
        "4,100 6,30! 24,20 40,30 46,100! 48,40 70,20 84,34 90,100",
    ),
    "letter N": ("10,100 10,0! 88,100! 88,0", "12,0 12,100 / 12,0 86,100 / 86,0 86,100", "6,100 20,4! 80,98! 92,0"),
    "letter R": (
        "14,0 14,100 / 14,2 60,0 84,22 60,46 16,50! 86,100",
        "12,100 14,0! 70,2 82,26 56,48 18,50 / 44,50 90,100",
        "16,0 12,100! 16,10! 50,0 82,18 70,44 20,52! 60,70 92,100",
    ),
    "letter W": (
        "0,0 24,100! 50,30! 76,100! 100,0",
        "4,0 10,70 28,98 46,70 50,20! 56,74 74,98 92,66 96,0",
        "2,4 26,96! 48,10! 74,98! 98,2",
    ),
    "letter X": (
        "8,0 92,100 / 92,0 8,100",
        "14,4 84,96 / 90,6 10,94",
        "4,10 30,10 70,90 96,88 / 92,4 8,98",
        "6,0 40,40 44,60 8,100 / 94,0 60,40 56,60 94,100",
    ),
    "letter V": ("4,0 50,100! 96,0", "2,6 44,98! 88,0", "6,0 46,96 60,90 96,4"),
    "letter m": ("4,40 8,100! 14,56 34,40 46,60 48,100! 54,56 74,40 88,62 92,100",),
    "letter w": ("4,30 8,80 26,96 44,80 48,40! 54,82 74,96 90,78 94,30",),
    "plus": ("50,0 50,100 / 0,50 100,50",),
    "equals": ("4,30 96,28 / 2,70 98,72", "4,20 94,24 / 2,50 98,48 / 4,80 96,82"),
    "hash": ("30,0 24,100 / 70,0 66,100 / 0,32 100,30 / 0,68 100,66",),
    "asterisk": ("50,0 50,100 / 6,24 94,76 / 94,24 6,76", "50,4 50,96 / 4,50 96,50 / 14,14 86,86 / 86,14 14,86"),
    "triangle": ("50,0 4,96! 98,94! 50,0", "4,4 96,8! 46,98! 4,4"),
    "square": ("6,4 4,96! 96,96! 94,4! 4,4", "2,20 4,80! 98,78! 96,18! 2,20"),
    "arrow": ("2,50 98,50 / 70,24 98,50! 70,78", "98,50 2,52 / 28,24 2,52! 30,80", "50,100 50,0 / 22,28 50,0! 78,30"),
    "heart": ("50,28 30,0 4,20 14,56 50,100! 88,54 96,18 70,0 50,28",),
    "star": (
        "50,0 80,100! 0,38! 100,38! 20,100! 50,0",
        "50,0 62,36! 100,38! 70,62! 82,100! 50,78! 18,100! 30,62! 0,38! 38,36! 50,0",
    ),
    "house": (
        "8,46 8,100! 92,100! 92,46 / 0,50 50,0! 100,50",
        "10,100 10,44! 50,0! 90,44! 90,100! 10,100 / 40,100 40,66! 60,66! 60,100",
    ),
    "smiley": (
        f"{CIRCLE} / 34,36 35,38 / 66,36 67,38 / 26,62 50,80 74,62",
        f"{CIRCLE} / 34,28 34,44 / 66,28 66,44 / 24,64 50,82 76,64",
        "20,0 20,26 / 80,0 80,26 / 0,60 20,90 50,100 80,90 100,60",
        "20,10 22,12 / 80,10 82,12 / 50,30 44,56! 56,56 / 4,70 50,100 96,70",
        f"{CIRCLE} / 30,36 40,36 / 60,36 70,36 / 28,70 72,70",
        f"{CIRCLE} / 34,36 35,38 / 66,36 67,38 / 28,76 50,60 72,76",
    ),
    "crossed box": ("2,2 2,98! 98,98! 98,2! 2,2 / 2,2 98,98 / 98,2 2,98",),
    "tree": (
        "50,40 50,100 / 50,40 10,0 / 50,50 90,6 / 50,62 14,34",
        "50,0 50,100 / 50,30 6,70 / 50,30 94,70 / 4,26 96,26",
    ),
    "stick man": ("50,0 36,12 50,26 64,12 50,0 / 50,26 50,66 / 14,40 86,40 / 50,66 20,100 / 50,66 80,100",),
    "percent": ("20,0 4,12 20,26 36,12 20,0 / 90,0 10,100 / 80,74 64,88 80,100 96,88 80,74",),
    "character": (
        "50,0 50,100 / 4,30 96,30 / 48,32 8,90 / 52,32 94,90",
        "6,24 94,24! 92,66! 8,66! 6,24 / 50,0 50,100",
        "4,4 96,4! 96,98! 4,98! 4,4 / 50,4 50,98 / 4,50 96,50",
        "4,34 96,34 / 50,0 46,40 6,100 / 50,40 94,100",
        "10,8 90,8 / 4,46 96,46 / 50,8 46,50 6,100 / 50,50 94,100",
    ),
    "waves": ("0,50 12,20 26,50 38,80 50,50 62,20 74,50 88,80 100,50", "0,60 16,40 32,60! 48,40 64,60! 80,40 100,60"),
}

FLATTEST_BAR = 0.3
"""The largest lean of a line across, in radians."""


def scrawls(count: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """Drawings of random kinds."""
    kinds: list[tuple[str, Callable[[np.random.Generator], Sequence[Points]]]] = [
        ("line across", _line_across),
        ("zigzag", _zigzag),
        ("curls", _curls),
        ("tangle", _tangle),
        ("sticks", _sticks),
        ("dots", _dots),
        ("two digits", _two_digits),
    ]
    signs = {name: [Prototype(text) for text in texts] for name, texts in SIGNS.items()}
    letters = [name for name in signs if name.startswith("letter")]
    others = [name for name in signs if name not in letters]
    for _ in range(count):
        draw = rng.random()
        if draw < 0.65:
            names = letters if draw < 0.4 else others
            style = names[rng.integers(0, len(names))]
            variants = signs[style]
            paths: Sequence[Points] = variants[rng.integers(0, len(variants))].draw(rng)
            paths = [path * (rng.uniform(0.6, 1.1), 1) for path in paths]
        else:
            style, make = kinds[rng.integers(0, len(kinds))]
            paths = make(rng)
        yield MadeDrawing(style, None, put_on_canvas(vary(paths, rng), rng))


def _line_across(rng: np.random.Generator) -> list[Points]:
    lean = rng.uniform(-FLATTEST_BAR, FLATTEST_BAR)
    bulge = rng.normal(0, 6)
    return [curve(np.array([[0, 0], [50, 50 * np.tan(lean) + bulge], [100, 100 * np.tan(lean)]]), [])]


def _zigzag(rng: np.random.Generator) -> list[Points]:
    """A pen that goes to and fro in a random direction, as when blackening something."""
    turns = int(rng.integers(6, 24))
    along = np.linspace(0, 100 * rng.uniform(0.4, 1.2), turns) + rng.normal(0, 3, turns)
    across = np.where(np.arange(turns) % 2, 100, 0) + rng.normal(0, 14, turns)
    angle = rng.uniform(0, np.pi)
    points = np.stack([along, across], axis=1) @ [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    return [curve(points, list(range(1, turns - 1)) if rng.random() < 0.5 else [])]


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
    styles = list(DIGITS)
    texts = [DIGITS[styles[rng.integers(0, len(styles))]][0] for _ in range(2)]
    left, right = (Prototype(text).draw(rng) for text in texts)
    gap = max(float(path[:, 0].max()) for path in left) + rng.uniform(15, 50)
    offset = gap - min(float(path[:, 0].min()) for path in right)
    beside = np.array([offset, rng.normal(0, 6)])
    return [*left, *(path + beside for path in right)]
