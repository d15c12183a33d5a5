"""How well a network reads labelled digits."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.classifier import DIGITS


def confusion_matrix(labels: NDArray[np.int64], answers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count answers by true digit: (N,), (N,) -> (10, 10), a row for each true digit, a column for each answer."""
    counts = np.zeros((DIGITS, DIGITS), dtype=np.int64)
    np.add.at(counts, (labels, answers), 1)
    return counts


def accuracy(labels: NDArray[np.int64], answers: NDArray[np.int64]) -> float:
    """The fraction that was read right."""
    return float((labels == answers).mean())
