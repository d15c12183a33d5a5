"""The nearest training digits: which of those that a network learnt from look most like a frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.classifier import Floats

CHUNK = 5_000
"""Digits compared at a time."""


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Training digits by their distance, the nearest first.

    Attributes:
        indices: (K,), into what was searched.
        distances: (K,), L2.
    """

    indices: NDArray[np.int64]
    distances: Floats


def nearest(vector: Floats, known: NDArray[np.float32] | NDArray[np.uint8], count: int = 10) -> Neighbours:
    """The nearest rows, by brute force.

    Args:
        vector: (D,), or a frame.
        known: (N, D), or frames; bytes are taken as 255 for 1.
    """
    wanted = np.asarray(vector, dtype=np.float32).reshape(-1)
    squares = np.empty(len(known), dtype=np.float32)
    for start in range(0, len(known), CHUNK):
        some = known[start : start + CHUNK].reshape(-1, len(wanted))
        rows = some / np.float32(255) if some.dtype == np.uint8 else some
        squares[start : start + CHUNK] = ((rows - wanted) ** 2).sum(axis=1)
    best = np.argsort(squares, kind="stable")[:count]
    return Neighbours(best, np.sqrt(squares[best]))
