"""Layers: each gradient against central differences."""

from __future__ import annotations

import numpy as np
import pytest

from models.bp.layers import Affine, BatchNorm, Dropout, ReLU
from tests.models.bp.gradients import check_layer


@pytest.mark.parametrize("shape", [(4, 6), (1, 6), (3, 2, 3)])
def test_affine_gradients(rng: np.random.Generator, shape: tuple[int, ...]) -> None:
    check_layer(Affine(6, 5, rng, dtype=np.float64), rng.standard_normal(shape))


def test_affine_is_a_matrix_product(rng: np.random.Generator) -> None:
    layer = Affine(3, 2, rng, dtype=np.float64)
    layer.bias.value[:] = [10, 20]
    x = rng.standard_normal((5, 3))
    np.testing.assert_allclose(layer.forward(x), x @ layer.weight.value + [10, 20])


def test_affine_starts_as_he_says() -> None:
    layer = Affine(800, 500, np.random.default_rng(0))
    assert layer.weight.value.var() == pytest.approx(2 / 800, rel=0.02)
    assert layer.weight.value.dtype == np.float32
    assert not layer.bias.value.any()


def test_relu_gradients(rng: np.random.Generator) -> None:
    x = rng.standard_normal((4, 5))
    check_layer(ReLU(), np.where(np.abs(x) < 0.01, 1.0, x))  # away from the kink


def test_relu_keeps_what_is_positive() -> None:
    np.testing.assert_array_equal(ReLU().forward(np.array([[-2.0, 0.0, 3.0]])), [[0, 0, 3]])


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_gradients(rng: np.random.Generator, training: bool) -> None:
    layer = BatchNorm(5, dtype=np.float64)
    layer.gamma.value[:], layer.beta.value[:] = rng.standard_normal((2, 5))
    check_layer(layer, 3 * rng.standard_normal((7, 5)) + 1, training)


def test_batch_norm_makes_each_feature_of_a_batch_normal(rng: np.random.Generator) -> None:
    y = BatchNorm(4, dtype=np.float64).forward(rng.standard_normal((50, 4)) * [1, 10, 100, 1000] + 7, training=True)
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-9)
    np.testing.assert_allclose(y.std(axis=0), 1, rtol=1e-4)


def test_batch_norm_in_use_is_torch_s_whatever_the_batch(rng: np.random.Generator) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = BatchNorm(4), torch.nn.BatchNorm1d(4)
    for _ in range(20):
        x = (rng.standard_normal((8, 4)) * [1, 2, 3, 4] + 5).astype(np.float32)
        np.testing.assert_allclose(ours.forward(x, training=True), theirs(torch.from_numpy(x)).detach(), atol=1e-5)
    theirs.eval()
    np.testing.assert_allclose(ours.forward(x[:1]), theirs(torch.from_numpy(x[:1])).detach(), rtol=1e-4, atol=1e-5)


def test_dropout_gradients(rng: np.random.Generator) -> None:
    layer = Dropout(0.4, rng)

    def same_mask() -> None:
        layer.rng = np.random.default_rng(3)

    check_layer(layer, rng.standard_normal((6, 5)), again=same_mask)


@pytest.mark.parametrize("probability", [0.0, 0.2, 0.5, 0.9])
def test_dropout_drops_with_its_probability_and_keeps_the_mean(probability: float) -> None:
    layer, x = Dropout(probability, np.random.default_rng(0)), np.ones((400, 500), dtype=np.float32)
    y = layer.forward(x, training=True)
    assert y.dtype == np.float32
    assert (y == 0).mean() == pytest.approx(probability, abs=0.01)
    assert y.mean() == pytest.approx(1, abs=0.02)
    np.testing.assert_array_equal(layer.forward(x), x)
