"""Calibration: a net that is too sure of itself is told so."""

from __future__ import annotations

import numpy as np
import pytest

from models.bp.losses import softmax
from training.learning.calibration import REFUSED, calibrate
from training.learning.metrics import expected_calibration_error


@pytest.mark.parametrize("boast", [0.5, 1.0, 3.0])
def test_the_temperature_takes_back_what_the_logits_exaggerate(boast: float) -> None:
    """Labels are drawn from the softmax of honest logits; the net states them times ``boast``."""
    rng = np.random.default_rng(1)
    honest = rng.normal(0, 2, (20_000, 10)).astype(np.float32)
    labels = np.array([rng.choice(10, p=row / row.sum()) for row in softmax(honest).astype(np.float64)])
    found = calibrate(honest * boast, labels)
    assert found.temperature == pytest.approx(boast, rel=0.05)
    assert expected_calibration_error(labels, softmax(honest * boast / found.temperature)) < 0.01


def test_one_digit_in_a_hundred_is_refused() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 4, (5_000, 10)).astype(np.float32)
    found = calibrate(logits, logits.argmax(axis=1))
    confidences = softmax(logits / found.temperature).max(axis=1)
    assert (confidences < found.confidence_threshold).mean() == pytest.approx(REFUSED, abs=0.002)
