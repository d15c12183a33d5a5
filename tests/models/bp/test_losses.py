"""The loss and softmax."""

from __future__ import annotations

import numpy as np
import pytest

from models.bp.losses import SoftmaxCrossEntropy, softmax
from tests.models.bp.gradients import TOLERANCE, relative_error, slope


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
@pytest.mark.parametrize("soft", [False, True], ids=["labels", "probabilities"])
def test_loss_gradient(rng: np.random.Generator, smoothing: float, soft: bool) -> None:
    loss, logits = SoftmaxCrossEntropy(smoothing), rng.standard_normal((6, 10))
    targets = softmax(rng.standard_normal((6, 10))) if soft else rng.integers(0, 10, 6)
    loss.forward(logits, targets)
    gradient = loss.backward()
    assert relative_error(gradient, slope(lambda: loss.forward(logits, targets), logits)) < TOLERANCE


def test_smoothing_is_torch_s(rng: np.random.Generator) -> None:
    torch = pytest.importorskip("torch")
    logits, labels = rng.standard_normal((6, 10)), rng.integers(0, 10, 6)
    theirs = torch.nn.CrossEntropyLoss(label_smoothing=0.1)(torch.from_numpy(logits), torch.from_numpy(labels))
    assert SoftmaxCrossEntropy(0.1).forward(logits, labels) == pytest.approx(float(theirs))


def test_loss_of_an_even_guess_is_log_ten() -> None:
    assert SoftmaxCrossEntropy().forward(np.zeros((3, 10)), np.array([0, 4, 9])) == pytest.approx(np.log(10))


@pytest.mark.parametrize("size", [1e3, 1e10, 1e30])
def test_huge_logits_overflow_nowhere(size: float) -> None:
    logits = np.array([[size, -size, 0]], dtype=np.float32)
    np.testing.assert_allclose(softmax(logits), [[1, 0, 0]])
    loss = SoftmaxCrossEntropy()
    assert loss.forward(logits, np.array([0])) == 0
    assert loss.forward(logits, np.array([1])) == pytest.approx(2 * size)
    assert np.isfinite(loss.backward()).all()


def test_softmax_rows_sum_to_one(rng: np.random.Generator) -> None:
    probabilities = softmax(rng.standard_normal((7, 10)))
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert probabilities.min() > 0
