"""Temperature scaling and the confidence threshold, fitted on validation digits."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.bp.losses import SoftmaxCrossEntropy, softmax
from models.classifier import Calibration, Floats

REFUSED = 0.01
"""The fraction of validation digits that fall below the confidence threshold."""
TEMPERATURES = (0.1, 10.0)


def calibrate(logits: Floats, labels: NDArray[np.int64]) -> Calibration:
    """The temperature with the least cross-entropy, and the confidence that all but REFUSED of the digits reach.

    Args:
        logits: of validation digits, (N, 10).
        labels: theirs, (N,).
    """
    from scipy.optimize import minimize_scalar

    loss = SoftmaxCrossEntropy()
    found = minimize_scalar(
        lambda logarithm: loss.forward(logits / np.exp(logarithm), labels),
        bounds=np.log(TEMPERATURES),
        method="bounded",
    )
    temperature = float(np.exp(found.x))
    confidences = softmax(logits / temperature).max(axis=1)
    return Calibration(round(temperature, 4), math.floor(np.quantile(confidences, REFUSED) * 1e6) / 1e6)
