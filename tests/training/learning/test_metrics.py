"""Accuracy, the confusion matrix, the figures of each digit, and calibration."""

from __future__ import annotations

import numpy as np
import pytest

from models.bp.losses import softmax
from training.learning.metrics import (
    accuracy,
    calibrate,
    confusion_matrix,
    expected_calibration_error,
    per_class,
)

LABELS = np.array([0, 1, 1, 7, 7, 7])
ANSWERS = np.array([0, 1, 7, 7, 7, 2])


def test_accuracy_is_the_fraction_read_right() -> None:
    assert accuracy(LABELS, ANSWERS) == pytest.approx(4 / 6)
    assert accuracy(LABELS, LABELS) == 1
    assert accuracy(LABELS, LABELS + 1) == 0


def test_a_row_for_each_true_digit() -> None:
    matrix = confusion_matrix(LABELS, ANSWERS)
    assert matrix.shape == (10, 10)
    assert {(row, column): matrix[row, column] for row, column in np.argwhere(matrix).tolist()} == {
        (0, 0): 1,
        (1, 1): 1,
        (1, 7): 1,
        (7, 7): 2,
        (7, 2): 1,
    }


def test_the_diagonal_is_what_was_read_right() -> None:
    rng = np.random.default_rng(0)
    labels, answers = rng.integers(0, 10, 500), rng.integers(0, 10, 500)
    matrix = confusion_matrix(labels, answers)
    assert matrix.sum() == 500
    assert np.trace(matrix) / 500 == pytest.approx(accuracy(labels, answers))
    np.testing.assert_array_equal(matrix.sum(axis=1), np.bincount(labels, minlength=10))
    np.testing.assert_array_equal(matrix.sum(axis=0), np.bincount(answers, minlength=10))


def test_figures_of_each_digit() -> None:
    figures = per_class(confusion_matrix(LABELS, ANSWERS))
    assert figures["precision"][[0, 1, 7]] == pytest.approx([1, 1, 2 / 3])
    assert figures["recall"][[0, 1, 7]] == pytest.approx([1, 1 / 2, 2 / 3])
    assert figures["f1"][[0, 1, 7]] == pytest.approx([1, 2 / 3, 2 / 3])


def test_digits_that_are_absent_have_no_figures_and_give_no_warning() -> None:
    figures = per_class(confusion_matrix(LABELS, ANSWERS))
    assert [values[2] for values in figures.values()] == [0, 0, 0], "answered once, but never there"
    assert [values[3] for values in figures.values()] == [0, 0, 0]


def test_calibration_errors_of_the_bins_are_averaged_by_their_size() -> None:
    confidences = np.array([0.7] * 10 + [0.9] * 30)
    hits = np.array([True] * 5 + [False] * 5 + [True] * 30)
    assert expected_calibration_error(confidences, hits) == pytest.approx((10 * 0.2 + 30 * 0.1) / 40)


def test_confidence_that_is_right_has_no_calibration_error() -> None:
    assert expected_calibration_error(np.full(4, 0.75), np.array([True, True, True, False])) == pytest.approx(0)
    assert expected_calibration_error(np.ones(1), np.array([True])) == 0


def test_within_a_bin_too_little_confidence_makes_up_for_too_much() -> None:
    confidences, hits = np.array([0.45, 0.55]), np.array([True, False])
    assert expected_calibration_error(confidences, hits, bins=1) == pytest.approx(0)
    assert expected_calibration_error(confidences, hits, bins=2) == pytest.approx(0.55)


# --- calibration: a net that is too sure of itself is told so ---------------------------------------------------------


@pytest.mark.parametrize("boast", [0.5, 1.0, 3.0])
def test_the_temperature_takes_back_what_the_logits_exaggerate(boast: float) -> None:
    """Labels are drawn from the softmax of honest logits; the net states them times ``boast``."""
    rng = np.random.default_rng(1)
    honest = rng.normal(0, 2, (20_000, 10)).astype(np.float32)
    labels = np.array([rng.choice(10, p=row / row.sum()) for row in softmax(honest).astype(np.float64)])
    found = calibrate(honest * boast, labels, 0.01)
    assert found.temperature == pytest.approx(boast, rel=0.05)
    told = softmax(honest * boast / found.temperature).astype(np.float64)
    assert expected_calibration_error(told.max(axis=1), told.argmax(axis=1) == labels) < 0.01


def test_one_digit_in_a_hundred_is_refused() -> None:
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 4, (5_000, 10)).astype(np.float32)
    found = calibrate(logits, logits.argmax(axis=1), refused=0.02)
    confidences = softmax(logits / found.temperature).max(axis=1)
    assert (confidences < found.confidence_threshold).mean() == pytest.approx(0.02, abs=0.002)
