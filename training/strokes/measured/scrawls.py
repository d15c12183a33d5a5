"""Drawings of no digit, to measure networks with: scribbles, lines across, faces, letters, little pictures.

Networks are trained with other prototypes, drawn by other code. Only a line across is a line across there too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ink.page import Page
from training.strokes.made_drawing import MadeDrawing
from training.strokes.measured.handwriting import Path, draw, write

FACE = "48,0 16,8 0,40 12,78 44,100 60,98 90,74 100,36 82,8 50,2"

PROTOTYPES: dict[str, tuple[str, ...]] = {
    "line across": (
        "0,0 100,2",
        "0,0 30,3 70,-3 100,1",
        "0,4 50,-3 100,4",
        "0,0 40,4 100,3! 60,6 10,5",
        "0,0 18,4 36,-4 54,4 72,-4 100,2",
    ),
    "smiley": (
        f"{FACE} / 32,34 / 68,34 / 24,62 38,78 62,78 76,62",
        f"{FACE} / 34,26 34,40 / 66,26 66,40 / 22,58 50,82 78,58",
        f"{FACE} / 30,36 36,30 40,37 33,41 30,37 / 62,36 68,30 72,37 64,40 / 50,44 46,58 54,59 / 28,70 50,80 72,68",
        f"{FACE} / 32,36 33,38 / 60,36 76,33 / 26,62 48,78 74,60",
        f"{FACE} / 33,34 / 67,34 / 26,76 38,64 62,64 74,76",
        f"{FACE} / 33,34 / 67,34 / 28,70 74,69",
        f"{FACE} / 32,34 34,36 / 66,34 68,36 / 24,58! 76,58! 66,78 50,84 34,78 25,59",
        "28,0 28,22 / 70,0 70,22 / 0,44 18,72 50,84 82,72 100,44",
        "26,6 / 74,6 / 50,16 44,44! 56,44 / 4,56 26,82 50,90 74,82 96,56",
    ),
    "letter A": (
        "0,100 38,0! 76,100 / 8,78 70,74",
        "42,-6 2,100 / 30,0 74,100 / 12,58 70,64",
        "4,100 8,40 26,4 50,2 66,36 70,100 / 6,58 68,56",
        "0,96 44,0! 72,100! 62,70! 6,74",
        "0,100 10,8! 64,6! 70,100 / 6,52 66,50",
    ),
    "letter E": (
        "4,0 0,100 / 3,4 66,0 / 2,42 40,40 / 0,98 70,104",
        "66,4 30,0 6,14 0,50 8,88 32,100 68,94 / 2,52 48,50",
        "6,-2 0,100! 58,92 / 0,4 66,-8 / 2,52 60,44",
        "62,10 2,0! 6,40! 52,46! 6,52! 0,100! 66,90",
        "-4,0 66,0 / 4,0 4,100 / 4,52 58,50 / -4,100 68,98",
    ),
    "letter H": (
        "2,0 0,100 / 62,4 66,96 / -4,66 74,62",
        "4,0 0,100! 2,52! 66,48! 70,0! 66,100",
        "0,2 6,100 / 0,54 74,46 / 68,-2 72,98",
        "0,0 0,100 / 54,0 56,100 / -6,44 64,42",
        "-10,0 12,0 / 0,0 0,100 / -10,100 12,100 / 60,0 84,0 / 72,0 72,100 / 60,100 84,100 / 0,50 72,50",
    ),
    "letter K": (
        "0,0 2,100 / 66,14 4,44! 60,104",
        "0,0 0,100 / 58,2 4,60 / 22,44 64,100",
        "4,0 0,100! 2,62! 60,4 / 20,46 40,60 70,98",
        "0,0 2,100 / 64,4 40,36 4,50! 30,56 66,102",
        "0,0 0,100 / 56,8 8,50 / 10,50 62,94",
    ),
    "letter M": (
        "0,100 4,0! 44,70! 84,0! 90,100",
        "0,0 0,100 / 0,0 42,96! 84,0! 84,100",
        "0,100 4,24 18,2 34,20 40,62! 46,20 62,2 82,22 90,100",
        "0,100 18,0! 46,92! 74,0! 94,100",
        "2,0 0,100! 2,18 20,2 38,18 42,100! 46,18 62,2 78,18 82,100",
    ),
    "letter R": (
        "0,4 0,100 / -6,0 50,2 62,30 44,58 2,62! 60,102",
        "2,100 0,0! 36,-2 58,18 44,44 2,50! 66,100",
        "0,0 2,100! 0,4 34,-4 60,16 46,42 4,48! 60,98",
        "4,0 0,100 / -8,10 24,-4 60,8 56,38 10,52! 34,64 68,102",
        "0,0 0,100 / 2,0 50,4 52,40 2,46 / 22,48 60,100",
    ),
    "letter W": (
        "0,10 24,100! 44,46! 66,94! 96,0",
        "0,0 16,98! 44,6! 74,100! 92,2",
        "0,0 2,60 20,98 40,82 46,30! 52,82 72,98 90,60 92,0",
        "0,2 8,80 24,100 40,80 46,10! 54,82 72,100 86,70 94,0",
        "0,0 24,100 / 24,100 46,20 / 46,20 70,100 / 70,100 96,0",
    ),
    "letter X": (
        "14,0 84,100 / 62,0 0,100",
        "0,6 30,40 52,82 78,96 / 72,0 40,44 0,100",
        "4,0 60,100 / 74,12 -6,88",
        "0,0 26,20 32,50 24,82 0,100 / 72,0 46,20 38,50 46,82 72,100",
        "0,0 66,100! 72,80 / 64,0 2,100",
    ),
    "star": (
        "12,96 46,0! 88,104! -2,44! 98,28! 14,94",
        "50,0 58,40! 100,44! 66,60! 74,100! 48,70! 14,94! 34,58! 0,32! 40,36! 50,2",
        "0,50 100,50 / 28,4 74,98 / 76,4 24,96",
        "30,2 70,98 / 2,32 98,68 / 2,70 98,30 / 68,2 32,98",
    ),
    "house": (
        "6,100 6,52! 46,0! 96,50! 96,100! 6,100 / 18,100 18,70! 36,70! 36,100 / 58,62 58,80! 80,80! 80,62! 58,62",
        "0,100 0,42! 100,42! 100,100! 0,100 / -6,44 50,0! 106,44 / 40,100 40,66! 62,66! 62,100",
        "0,100 100,40! 0,40! 50,0! 100,40! 100,100! 0,40! 0,100! 100,100",
        "10,38 10,100! 90,100! 90,38 / 0,46 50,0! 100,46 / 26,56 46,56! 46,76! 26,76! 26,56",
    ),
    "heart": (
        "46,98 8,60 0,28 18,2 40,6 52,36! 64,8 82,0 100,24 88,62 47,100",
        "50,24 34,0 6,6 2,36 50,96! 98,36 92,4 64,0 50,26",
        "48,20 28,2 4,14 6,44 46,100 / 48,22 70,0 96,14 92,46 46,100",
    ),
}


def _zigzag(rng: np.random.Generator) -> list[Path]:
    """A line to and fro."""
    number = int(rng.integers(9, 22))
    along = np.linspace(0, rng.uniform(50, 150), number) + rng.normal(0, 3, number)
    across = np.where(np.arange(number) % 2, 1, -1) * rng.uniform(25, 50, number)
    return [_turned(np.stack([along, across], axis=1), rng.uniform(0, np.pi))]


def _hatching(rng: np.random.Generator) -> list[Path]:
    """Parallel lines, and others across them."""
    angle = rng.uniform(0, np.pi)
    strokes = []
    for turn in (angle, angle + rng.uniform(1, 2)):
        for place in np.linspace(-45, 45, int(rng.integers(5, 10))):
            ends = np.array([(place, -rng.uniform(35, 60)), (place, rng.uniform(35, 60))])
            strokes.append(_turned(ends + rng.normal(0, 3, (2, 2)), turn))
    return strokes


def _curls(rng: np.random.Generator) -> list[Path]:
    """Loops of changing radius, in six strokes: as when trying a pen."""
    number = 400
    bends = np.interp(np.arange(number), np.linspace(0, number, 16), rng.uniform(0.06, 0.24, 16)) * rng.choice((-1, 1))
    heading = np.cumsum(bends)
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0)
    path += np.linspace((0, 0), (rng.uniform(20, 60), 0), number)
    return np.array_split(_turned(path, rng.uniform(0, np.pi)), 6)


def _turned(path: Path, angle: float) -> Path:
    cos, sin = np.cos(angle), np.sin(angle)
    turned: Path = path @ np.array([[cos, sin], [-sin, cos]])
    return turned


SCRIBBLES: dict[str, Callable[[np.random.Generator], list[Path]]] = {
    "scribble zig-zag": _zigzag,
    "scribble hatching": _hatching,
    "scribble curls": _curls,
}
SCRAWLS = (*SCRIBBLES, *PROTOTYPES)
"""The names of the kinds."""


def measured_scrawls(each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """``each`` drawings of every kind, its prototypes in turn."""
    for kind in SCRAWLS:
        for number in range(each):
            yield MadeDrawing(kind, None, _scrawl(kind, number, rng))


def _scrawl(kind: str, number: int, rng: np.random.Generator) -> Page:
    if kind in SCRIBBLES:
        return draw(SCRIBBLES[kind](rng), rng)
    return write(PROTOTYPES[kind][number % len(PROTOTYPES[kind])], rng)
