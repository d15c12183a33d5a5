"""Made writers with unusual forms of some digits, to measure how well a network adapts to one writer.

A writer has one form of each digit, unusual or common, and a slant, width, turn and pointing device of their own.
Samples vary as one person's do. No network is trained with these forms, and no other module uses them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from training.strokes.made_drawing import MadeDrawing
from training.strokes.measured.handwriting import MANNERS, SHARES, SPAN, Manner, Path, fit, place, trace, warp

FORMS: tuple[tuple[str, ...], ...] = (
    (
        "50,0 17,12 3,44 14,84 48,100 83,86 97,46 82,10 53,1",  # the common form
        "50,8 20,16 4,52 18,90 50,100 82,88 94,52 80,18 54,6 70,-8 108,-14",  # a tail above
        "50,0 14,14 3,52 20,92 50,99 82,86 95,46 80,12 52,1 / 58,72 104,112",  # a tail below
        "10,4! 8,97! 78,98! 80,2! 12,5",  # a box
        "46,0! 8,52! 48,100! 88,50! 44,3",  # a diamond
        "30,6 8,42 16,86 48,100 78,82 84,42 64,8 36,6 34,24 62,32 118,16",  # a loop and a tail
    ),
    (
        "30,20 52,0! 50,100",
        "0,74 46,0! 46,100! 8,100! 88,101",  # a long flag and a base
        "2,82 52,0! 60,100",  # a flag nearly as long as the bar
        "10,52 34,26 54,2 50,46 42,86 54,102 86,84",  # a curled foot
        "6,78 42,46 60,12 50,-2 42,18 44,76 56,101 84,88",  # a loop, as of an l
        "14,44 18,26 34,22 52,0! 46,100",  # a broken flag
    ),
    (
        "8,26 22,4 54,0 74,20 62,50 32,80 6,99! 44,98 88,99",
        "6,6 88,3! 6,97! 92,95",  # z
        "4,12 26,0 60,10 90,2! 10,92! 44,88 68,100 96,90",  # a wavy z
        "10,20 40,0 76,14 66,42 30,62 12,84 40,102 88,88",  # no corner
        "8,24 36,0 68,14 58,46 8,80! 64,74! 74,116",  # a base that falls
        "8,34 30,2 60,14 44,62 14,97 -2,84 20,70 56,84 112,64",  # a fish
    ),
    (
        "12,14 40,0 70,12 64,36 34,47! 66,52 82,76 58,98 8,90",
        "8,4 88,2! 34,44! 74,46 96,76 72,108 26,106 6,88",  # ezh
        "12,0! 82,24! 34,48! 88,76! 8,100",  # all corners
        "8,2 84,2! 30,42! 86,42! 12,106",  # a seven on a seven
        "4,28 22,4 60,2 72,24 42,46! 80,58 82,88 44,106 10,98 10,78 30,78",  # a curled end
        "8,2! 78,0! 80,99! 8,98 / 24,50 80,48",  # as of a clock
    ),
    (
        "32,0 8,60! 88,58 / 64,22 62,100",
        "58,0! 8,60! 88,42! 44,104",  # lightning
        "8,4 4,42 28,60 72,46! 80,0! 70,104",  # y
        "60,0 6,64! 92,64 / 60,0 60,100 / 34,100 86,100",  # a base
        "50,0 50,100 / 48,2 4,44! 100,44",  # an arrow
        "8,0 8,38 30,54 66,42! 70,0! 68,80 82,102 112,92",  # a curled foot
    ),
    (
        "74,2 24,2! 18,44! 50,36 80,58 66,94 8,94",
        "86,8 52,0 18,14 20,38 52,50 82,64 82,90 48,102 8,90",  # S
        "80,0! 18,1! 18,46! 80,47! 79,98! 12,98",  # as of a clock
        "14,0! 16,52! 50,36 82,58 74,94 12,102",  # no roof
        "80,2 24,2! 18,40! 60,36 88,64 74,98 34,106 10,90 18,72 38,78",  # a curled end
        "20,10 18,46! 54,38 80,60 66,96 14,98 / 20,6 66,10 128,-18",  # a roof that flies away
    ),
    (
        "64,0 32,22 10,60 20,94 50,100 74,80 60,56 24,64 12,78",
        "14,0 10,60 13,99! 12,64 40,48 74,58 80,84 50,102 14,96",  # b
        "84,12 48,0 12,28 8,70 34,100 76,92 84,60! 46,60",  # G
        "24,44 60,20 52,-2 26,16 8,66 30,100 64,92 66,64 40,54 12,78",  # a loop above
        "66,0! 10,54! 16,98! 78,94! 74,56! 14,60",  # all corners
        "118,0 64,4 22,32 8,72 36,100 72,84 66,56 32,52 12,70",  # a roof
    ),
    (
        "6,4 80,2! 38,100",
        "6,4 86,4! 40,100 / 30,38 84,36 / 22,62 76,60",  # two bars
        "2,2 46,-4 84,10 76,42 48,66 42,104",  # round
        "6,46! 6,2! 80,2! 80,102",  # as of a clock
        "4,10 56,0 88,12 80,30 66,18 76,-2! 36,104",  # a loop for its corner
        "4,20 12,0 36,12 62,12 88,-4! 46,102 / 30,50 84,54",  # a wave on top
    ),
    (
        "70,12 42,0 18,16 30,40 64,58 76,84 46,100 14,84 26,58 60,38 70,14",
        "84,2 44,0 16,18 34,42 72,62 80,90 46,104 16,88 24,62 60,40 102,16",  # wide open
        "86,10 48,0 16,18 50,46 84,76 52,102 12,88! 88,8",  # an S and a line
        "50,0! 22,24! 80,76! 50,100! 20,76! 78,24! 49,2",  # two diamonds
        "48,0 38,14 52,28 12,62 22,100 76,102 90,64 50,30 64,14 50,-1",  # a small head
        "16,6 66,58 82,86 50,104 18,86 36,58 84,4",  # open above
    ),
    (
        "70,16 44,0 14,18 22,46 54,46 72,18! 66,100",
        "74,12 44,0 14,16 18,44 48,48 74,20! 76,78 48,106 14,94 30,76 92,62",  # g
        "74,10 40,0 10,22 16,50 50,54 74,26 76,4! 74,101! 104,72",  # q
        "80,44! 14,44! 14,1! 80,0! 80,99! 16,98",  # as of a clock
        "48,28 34,20 46,6 70,12 70,36 40,50 10,36 12,6 46,-10 84,2 88,40 74,104",  # begun within
        "92,0 44,0 10,20 20,50 60,48 90,16! 72,66 18,106",  # open above
    ),
)
"""The forms of each digit, the common one first; for the notation see
:mod:`training.strokes.measured.handwriting`."""
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

    def write(self, digit: int, rng: np.random.Generator) -> MadeDrawing:
        """A random sample of a digit."""
        number = self.forms[digit]
        strokes = warp([trace(stroke.split(), rng) for stroke in FORMS[digit][number].split("/")], rng)
        leaning = fit([stroke @ self._matrix(rng).T for stroke in strokes], SPAN)
        drawn = [self.manner(stroke, rng) for stroke in leaning]
        return MadeDrawing(f"{digit} form {number}", digit, place(drawn, rng))

    def samples(self, each: int, rng: np.random.Generator) -> Iterator[MadeDrawing]:
        """``each`` samples of every digit, in turn."""
        for _ in range(each):
            for digit in range(len(FORMS)):
                yield self.write(digit, rng)

    def _matrix(self, rng: np.random.Generator) -> Path:
        slant, turn, width = rng.normal((self.slant, self.turn, math.log(self.width)), UNEVEN)
        turn, wide = math.radians(turn), math.exp(width / 2)
        rotation = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
        return np.asarray(rotation @ [[1, -math.tan(math.radians(slant))], [0, 1]] @ [[wide, 0], [0, 1 / wide]])


def unusual_writer(seed: int) -> UnusualWriter:
    """A random writer; same seed, same writer."""
    rng = np.random.default_rng(seed)
    forms = tuple(0 if rng.random() < PLAIN else int(rng.integers(1, len(known))) for known in FORMS)
    slant, turn, width = rng.uniform(*SLANT), rng.uniform(*TURN), math.exp(rng.uniform(*np.log(WIDTH)))
    return UnusualWriter(forms, slant, turn, width, MANNERS[rng.choice(len(MANNERS), p=SHARES)])
