"""Probabilities of digits, for tests."""

from __future__ import annotations

import numpy as np


def sure_of(digit: int, confidence: float) -> np.ndarray:
    row = np.full(10, (1 - confidence) / 9, np.float32)
    row[digit] = confidence
    return row
