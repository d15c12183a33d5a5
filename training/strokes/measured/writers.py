"""Made writers with unusual forms of some digits, to measure how well a network adapts to one writer.

A writer has one form of each digit, unusual or common, and a slant, width, turn and pointing device of their own.
Samples vary as one person's do. No network is trained with these forms, and no other module uses them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.strokes.geometry import Floats
from training.strokes.measured.handwriting import MANNERS, SHARES, SPAN, Manner, affine, put_on_canvas, trace, warp
from training.strokes.placing import MadeDrawing, fit
from training.strokes.prototype_files import read_prototypes

FORMS = tuple(read_prototypes(Path(__file__).with_name("writers.txt")).values())
"""The forms of each digit, the common one first."""
PLAIN = 0.1
"""The probability that a writer's form of a digit is the common one."""

SLANT, TURN, WIDTH = (-20.0, 26.0), (-10.0, 10.0), (0.6, 1.4)
"""Ranges over writers: degrees to the right, degrees, and the width as a multiple of the form's."""
UNEVEN = (4.0, 3.0, 0.07)
"""Standard deviations over one writer's samples: of slant and turn in degrees, of the logarithm of the width."""


@dataclass(frozen=True)
class UnusualWriter:
    """A writer with forms of their own.

    Attributes:
        forms: of the ten digits, as indices in ``FORMS``; 0 is the common form.
        slant, turn: degrees.
        width: as a multiple of the forms'.
        manner: simulates the pointing device.
    """

    forms: tuple[int, ...]
    slant: float
    turn: float
    width: float
    manner: Manner

    def samples(self, each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
        """``each`` samples of every digit, in turn."""
        for _ in range(each):
            for digit, number in enumerate(self.forms):
                strokes = warp(trace(FORMS[digit][number], rng), rng)
                leaning = fit([stroke @ self._matrix(rng).T for stroke in strokes], SPAN)
                drawn = [self.manner(stroke, rng) for stroke in leaning]
                yield MadeDrawing(f"{digit} form {number}", digit, put_on_canvas(drawn, rng))

    def _matrix(self, rng: np.random.Generator) -> Floats:
        slant, turn, width = rng.normal((self.slant, self.turn, math.log(self.width)), UNEVEN)
        return affine(math.exp(width), slant, turn)


def unusual_writer(seed: int) -> UnusualWriter:
    """A random writer; same seed, same writer."""
    rng = np.random.default_rng(seed)
    forms = tuple(0 if rng.random() < PLAIN else int(rng.integers(1, len(known))) for known in FORMS)
    slant, turn, width = rng.uniform(*SLANT), rng.uniform(*TURN), math.exp(rng.uniform(*np.log(WIDTH)))
    return UnusualWriter(forms, slant, turn, width, MANNERS[rng.choice(len(MANNERS), p=SHARES)])
