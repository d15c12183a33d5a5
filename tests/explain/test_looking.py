"""Logits, gradients and last layers, of all kinds of networks."""

from __future__ import annotations

import numpy as np
import pytest

from explain.looking import inside
from ink.framing import Frame
from models.classifier import Classifier
from tests.explain.conftest import network

STEP = 1e-6


def test_the_softmax_of_the_last_layer_is_the_networks_answer(classifier: Classifier, seven: Frame) -> None:
    last = inside(classifier).last_layer(seven)
    np.testing.assert_allclose(last.probabilities, classifier.predict_proba(seven[None])[0], atol=1e-5)
    np.testing.assert_allclose(last.logits, inside(classifier).logits(seven[None])[0], atol=1e-4)


@pytest.mark.parametrize("kind", [{}, {"batch_norm": True}, {"deskew": True}, {"batch_norm": True, "deskew": True}])
def test_a_gradient_equals_central_differences(kind: dict[str, bool], seven: Frame) -> None:
    looked = inside(network(30, dtype=np.float64, **kind))
    direction = np.random.default_rng(1).normal(size=10)
    made = network(30, dtype=np.float64, **kind)
    gradient = looked.gradient(seven[None], direction[None].astype(np.float32))[1][0]
    for row, column in ((5, 5), (10, 14), (20, 12), (27, 27)):
        moved = np.repeat(seven[None].astype(np.float64), 2, axis=0)
        moved[:, row, column] += (STEP, -STEP)
        up, down = made.forward(moved) @ direction.astype(np.float32)
        assert gradient[row, column] == pytest.approx((up - down) / (2 * STEP), rel=1e-3, abs=1e-4)


def test_the_numpy_gradient_equals_that_of_torch(seven: Frame) -> None:
    torch = pytest.importorskip("torch")
    made = network(40)
    first, _relu, last = made.layers
    frame = torch.from_numpy(seven.reshape(1, -1)).requires_grad_()
    weights = {name: torch.from_numpy(array) for name, array in made.state().items()}
    hidden = torch.relu(frame @ weights["0.weight"] + weights["0.bias"])
    (hidden @ weights["2.weight"] + weights["2.bias"])[0, 7].backward()
    gradient = inside(made).gradient(seven[None], np.eye(10, dtype=np.float32)[[7]])[1][0]
    np.testing.assert_allclose(gradient.reshape(-1), frame.grad.numpy()[0], atol=1e-5)
    assert first is not last


def test_gradients_of_a_batch_are_those_of_its_frames(classifier: Classifier, seven: Frame) -> None:
    looked, directions = inside(classifier), np.eye(10, dtype=np.float32)[[7, 1]]
    frames = np.stack([seven, seven[::-1]])
    both = looked.gradient(frames, directions)[1]
    for number in range(2):
        alone = looked.gradient(frames[number : number + 1], directions[number : number + 1])[1][0]
        np.testing.assert_allclose(both[number], alone, atol=1e-4)
