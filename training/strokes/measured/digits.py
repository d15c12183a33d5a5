"""Digits to measure networks with, in the styles in which people write.

Networks are trained with other prototypes, deformed by other code. Only a plain bar is a plain bar there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from training.strokes.measured.handwriting import SLANT, write
from training.strokes.placing import MadeDrawing
from training.strokes.prototype_files import read_prototypes

PROTOTYPES = read_prototypes(Path(__file__).with_name("digits.txt"))
"""Prototypes by style."""
DIGIT_STYLES = tuple(PROTOTYPES)
"""The names of the styles; each begins with its digit."""
SLANTS = {
    "1 bar": (-26.0, 26.0),
    "1 flag": (-14.0, 10.0),
    "1 flag and base": (-14.0, 12.0),
    "7 plain": (-6.0, 18.0),
    "7 crossed": (-6.0, 18.0),
    "7 hooked": (-6.0, 18.0),
}
"""Degrees to the right, of styles that differ from ``SLANT``: the flag of a 1 must not lie like the bar of a 7."""


def measured_digits(each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
    """``each`` digits of every style, its prototypes in turn."""
    for style, prototypes in PROTOTYPES.items():
        for prototype in islice(cycle(prototypes), each):
            yield MadeDrawing(style, int(style[0]), write(prototype, rng, SLANTS.get(style, SLANT)))
