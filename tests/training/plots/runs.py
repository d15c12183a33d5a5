"""A run to draw."""

from __future__ import annotations

import math

from training.learning.loop import EpochDone
from training.plots.curves import CurveRecorder, Curves


def curves(epochs: int = 12, floor: float = 0.02) -> Curves:
    """A run that learns, best in its last epoch."""
    recorder = CurveRecorder()
    for epoch in range(1, epochs + 1):
        error = floor + 0.5 * math.exp(-epoch / 2)
        recorder.add(EpochDone(epoch, 1.0, 0.1, error, 1 - error / 2, 2 * error, 1 - error, best=True))
    return recorder.curves()
