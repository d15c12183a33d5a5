"""Accuracy, confusion, per-class metrics, calibration and its error."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.bp.losses import SoftmaxCrossEntropy, softmax
from models.classifier import DIGITS, Calibration, Floats

TEMPERATURES = (0.1, 10.0)
GUESSING = 0.2
"""A network with a lower accuracy has learnt next to nothing; one that always gives the same answer has about 0.1."""


@dataclass(frozen=True)
class Scores:
    """Figures by which networks are compared.

    Attributes:
        name: in the catalogue.
        parameters: the number of its parameters.
        mnist: accuracy on MNIST's test set, or on the made strokes that replace it where it is missing.
        pens: accuracy on the recorded digits of the measured writers, each drawn once; None without that data set.
        seconds: that its training took, from random weights on; None if unknown.
        mine: accuracy on the user's test digits; None if it was not measured.
    """

    name: str
    parameters: int | None
    mnist: float
    pens: float | None
    seconds: float | None
    mine: float | None = None


def confusion_matrix(labels: NDArray[np.int64], answers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count answers by true digit: (N,), (N,) -> (10, 10), a row for each true digit, a column for each answer."""
    counts = np.zeros((DIGITS, DIGITS), dtype=np.int64)
    np.add.at(counts, (labels, answers), 1)
    return counts


def accuracy(labels: NDArray[np.int64], answers: NDArray[np.int64]) -> float:
    """The fraction that was read right."""
    return float((labels == answers).mean())


def is_guessing(accuracy: float) -> bool:
    """Whether a network has learnt next to nothing, as at a learning rate that is too high or too low."""
    return accuracy < GUESSING


def per_class(confusion: NDArray[np.int64]) -> dict[str, NDArray[np.float64]]:
    """Precision, recall and f1, (10,) each, of a confusion matrix; 0 for a class without digits or answers.

    f1 is the harmonic mean of the other two: 2 * hits / (digits of the class + answers of the class).
    """
    right, there, read = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    return {
        "precision": right / np.maximum(read, 1),
        "recall": right / np.maximum(there, 1),
        "f1": 2 * right / np.maximum(there + read, 1),
    }


def expected_calibration_error(confidences: NDArray[np.float64], hits: NDArray[np.bool_], bins: int = 15) -> float:
    """How far the confidence (N,) of answers and their accuracy lie apart, as a fraction; Guo et al. 2017, equation 3.

    Answers are sorted by confidence into bins of equal width. The absolute differences between mean confidence and
    accuracy in each bin are averaged, weighted by the number of answers in it.

    Args:
        hits: (N,), which answers are right.
    """
    places = np.ceil(confidences * bins).astype(np.int64)
    differences = np.bincount(places, weights=hits - confidences)
    return float(np.abs(differences).sum() / len(hits))


def calibrate(logits: Floats, labels: NDArray[np.int64], refused: float) -> Calibration:
    """The temperature with the least cross-entropy, and the confidence that all but a fraction of the digits reach.

    Args:
        logits: of validation digits, (N, 10).
        labels: theirs, (N,).
        refused: the fraction of them that falls below the confidence threshold.
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
    return Calibration(round(temperature, 4), math.floor(np.quantile(confidences, refused) * 1e6) / 1e6)
