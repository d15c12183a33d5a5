"""Drawings to measure networks with: digits in the styles in which people write, and drawings of no digit.

The latter are scribbles, lines across, faces, some letters and little pictures; apart from them there are letters of
both cases. Networks are trained with other prototypes, deformed by other code. Only a plain bar and a line across are
the same there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from training.strokes.geometry import Points, rotation
from training.strokes.measured.handwriting import SLANT, draw, write
from training.strokes.placing import MadeDrawing
from training.strokes.prototype_files import read_prototypes

DIGITS = read_prototypes(Path(__file__).with_name("digits.txt"))
"""Prototypes by style; each style's name begins with its digit."""
SIGNS = read_prototypes(Path(__file__).with_name("scrawls.txt"))
"""Prototypes of no digit, by kind."""
LETTERS = read_prototypes(Path(__file__).with_name("letters.txt"))
"""Prototypes of letters that look like no digit, by letter and case, such as "letter A"."""
SLANTS = {
    "1 bar": (-26.0, 26.0),
    "1 flag": (-14.0, 10.0),
    "1 flag and base": (-14.0, 12.0),
    "1 long flag": (-14.0, 8.0),
    "1 leaning": (-12.0, 2.0),
    "7 plain": (-6.0, 18.0),
    "7 crossed": (-6.0, 18.0),
    "7 hooked": (-6.0, 18.0),
    "7 round": (-6.0, 18.0),
    "7 deep hook": (-6.0, 18.0),
    "7 low bar": (-6.0, 18.0),
}
"""Degrees to the right, of styles that differ from ``SLANT``: the flag of a 1 must not lie like the bar of a 7."""


def measured_digits(each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """``each`` digits of every style, its prototypes in turn."""
    for style, prototypes in DIGITS.items():
        for prototype in islice(cycle(prototypes), each):
            yield MadeDrawing(style, int(style[0]), write(prototype, rng, SLANTS.get(style, SLANT)))


def measured_scrawls(each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """``each`` drawings of every kind of scrawl, its prototypes in turn."""
    for kind, scribble in SCRIBBLES.items():
        for _ in range(each):
            yield MadeDrawing(kind, None, draw(scribble(rng), rng))
    yield from _undigits(SIGNS, each, rng)


def measured_letters(each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """``each`` drawings of every letter, its prototypes in turn."""
    yield from _undigits(LETTERS, each, rng)


def _undigits(kinds: Mapping[str, Sequence[str]], each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """Drawings of no digit from prototypes by kind."""
    for kind, prototypes in kinds.items():
        for prototype in islice(cycle(prototypes), each):
            yield MadeDrawing(kind, None, write(prototype, rng))


def _zigzag(rng: np.random.Generator) -> list[Points]:
    """A line to and fro."""
    number = int(rng.integers(9, 22))
    along = np.linspace(0, rng.uniform(50, 150), number) + rng.normal(0, 3, number)
    across = np.where(np.arange(number) % 2, 1, -1) * rng.uniform(25, 50, number)
    return [np.stack([along, across], axis=1) @ rotation(rng.uniform(0, np.pi)).T]


def _hatching(rng: np.random.Generator) -> list[Points]:
    """Parallel lines, and others across them."""
    angle = rng.uniform(0, np.pi)
    strokes = []
    for turn in (angle, angle + rng.uniform(1, 2)):
        for place in np.linspace(-45, 45, int(rng.integers(5, 10))):
            ends = np.array([(place, -rng.uniform(35, 60)), (place, rng.uniform(35, 60))])
            strokes.append((ends + rng.normal(0, 3, (2, 2))) @ rotation(turn).T)
    return strokes


def _curls(rng: np.random.Generator) -> list[Points]:
    """Loops of changing radius, in six strokes: as when trying a pen."""
    number = 400
    bends = np.interp(np.arange(number), np.linspace(0, number, 16), rng.uniform(0.06, 0.24, 16)) * rng.choice((-1, 1))
    heading = np.cumsum(bends)
    path = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1), axis=0)
    path += np.linspace((0, 0), (rng.uniform(20, 60), 0), number)
    return np.array_split(path @ rotation(rng.uniform(0, np.pi)).T, 6)


SCRIBBLES: dict[str, Callable[[np.random.Generator], list[Points]]] = {
    "scribble zig-zag": _zigzag,
    "scribble hatching": _hatching,
    "scribble curls": _curls,
}
