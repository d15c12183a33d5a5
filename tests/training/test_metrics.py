"""Accuracy and the confusion matrix."""

from __future__ import annotations

import numpy as np
import pytest

from training.metrics import accuracy, confusion_matrix

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
