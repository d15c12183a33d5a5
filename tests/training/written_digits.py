"""A hand that writes three digits, for tests that need no data."""

from __future__ import annotations

import numpy as np

from tests.models.drawn_numbers import FORMS
from training.datasets.pens import PenDigit
from training.strokes.geometry import interpolate
from training.strokes.numbers import WrittenDigit


def _fine(path: np.ndarray) -> np.ndarray:
    """Four points for each."""
    number = np.arange(len(path), dtype=np.float64)
    return interpolate(np.linspace(0, len(path) - 1, 4 * len(path)), number, path)


HAND: list[WrittenDigit] = [
    (digit, [_fine(np.array(path, dtype=np.float64)) for path in FORMS[str(digit)]]) for digit in (1, 2, 3, 4)
]
PENS = [PenDigit(writer, label, tuple(path * (1, -1) for path in paths)) for writer in (3, 9) for label, paths in HAND]
"""The same by two writers who are for measuring."""
