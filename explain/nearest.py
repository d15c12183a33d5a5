"""The nearest training digits: which of those that a network learnt from look most like a frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.classifier import Floats

CHUNK = 5_000
"""Digits compared at a time."""
SPARE = 10
"""Candidates by rounded distances, as a multiple of those that are wanted; of these the distances are exact."""


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
    """The nearest rows; of all rows that are equally near the first.

    Args:
        vector: (D,), or a frame.
        known: (N, D), or frames; bytes are taken as 255 for 1.
    """
    wanted = np.asarray(vector, dtype=np.float32).reshape(-1)
    rough = np.empty(len(known), dtype=np.float32)
    for start in range(0, len(known), CHUNK):
        rows = _as_floats(known[start : start + CHUNK], len(wanted))
        rough[start : start + CHUNK] = np.einsum("ij,ij->i", rows, rows) - 2 * (rows @ wanted)
    some = np.sort(np.argpartition(rough, min(count * SPARE, len(known) - 1))[: count * SPARE])
    squares = ((_as_floats(known[some], len(wanted)) - wanted) ** 2).sum(axis=1)
    best = np.argsort(squares, kind="stable")[:count]
    return Neighbours(some[best], np.sqrt(squares[best]))


def _as_floats(rows: NDArray[np.float32] | NDArray[np.uint8], width: int) -> Floats:
    flat = rows.reshape(len(rows), width)
    scale = np.float32(255 if flat.dtype == np.uint8 else 1)
    return np.divide(flat, scale, dtype=np.float32)
