"""The numpy net: each gradient against central differences, and the bundled weights against MNIST."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from models import catalog
from models.bp.layers import Affine, BatchNorm, Dropout, Layer, ReLU
from models.bp.losses import SoftmaxCrossEntropy, softmax
from models.bp.network import Network
from models.weights import WeightsError, read_metadata, save_weights
from tests.helpers import save_network
from training.datasets.mnist import load_mnist
from training.learning.metrics import accuracy
from training.learning.optimizers import Adam

STEP = 1e-5
TOLERANCE = 1e-6


def slope(f: Callable[[], float], x: np.ndarray) -> np.ndarray:
    """The gradient of f with respect to x by central differences; f reads x, which is changed in place and restored."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + STEP
        above = f()
        x[index] = value - STEP
        below = f()
        x[index] = value
        gradient[index] = (above - below) / (2 * STEP)
    return gradient


def relative_error(one: np.ndarray, other: np.ndarray) -> float:
    """How far two gradients differ, in parts of their length."""
    return float(np.linalg.norm(one - other) / max(np.linalg.norm(one) + np.linalg.norm(other), 1e-12))


def check_layer(layer: Layer, x: np.ndarray, training: bool = True, again: Callable[[], None] = lambda: None) -> None:
    """Compare backward to differences of a random linear function of the output, with ``again`` before each forward."""
    weights = np.random.default_rng(9).standard_normal(layer.forward(x, training=training).shape)

    def loss() -> float:
        again()
        return float((layer.forward(x, training=training) * weights).sum())

    loss()
    gradient = layer.backward(weights)
    assert relative_error(gradient, slope(loss, x)) < TOLERANCE
    for parameter in layer.parameters().values():
        assert relative_error(parameter.gradient, slope(loss, parameter.value)) < TOLERANCE


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


# --- layers and loss --------------------------------------------------------------------------------------------------


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


# --- the network ------------------------------------------------------------------------------------------------------


COMBINATIONS = pytest.mark.parametrize(
    ("batch_norm", "dropout"),
    [(False, 0.0), (True, 0.0), (False, 0.3), (True, 0.3)],
    ids=["plain", "bn", "drop", "both"],
)


@COMBINATIONS
def test_network_gradients(rng: np.random.Generator, batch_norm: bool, dropout: float) -> None:
    network = Network.fully_connected((6, 7, 5, 4), rng=rng, batch_norm=batch_norm, dropout=dropout, dtype=np.float64)
    for parameter in network.parameters().values():
        parameter.value += 0.1 * rng.standard_normal(parameter.value.shape)  # away from the kinks of the ReLUs
    loss, x, labels = SoftmaxCrossEntropy(), rng.standard_normal((8, 6)), rng.integers(0, 4, 8)

    def run() -> float:
        for layer in network.layers:
            if isinstance(layer, Dropout):
                layer.rng = np.random.default_rng(3)  # the same mask each time
        return loss.forward(network.forward(x, training=True), labels)

    run()
    network.backward(loss.backward())
    for name, parameter in network.parameters().items():
        numeric = slope(run, parameter.value)
        if np.abs(numeric).max() < 1e-9:  # a bias before batch normalisation changes nothing
            assert np.abs(parameter.gradient).max() < 1e-9, name
        else:
            assert relative_error(parameter.gradient, numeric) < TOLERANCE, name


@pytest.mark.parametrize("batch_norm", [False, True], ids=["plain", "bn"])
def test_a_network_and_its_torch_twin_stay_together_over_an_epoch(batch_norm: bool) -> None:
    """Same first weights, same batches, Adam: 50 steps later they still give the same logits and the same losses."""
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(1)
    ours = Network.fully_connected((784, 100, 10), rng=rng, batch_norm=batch_norm, dtype=np.float64)
    first, last = (layer for layer in ours.layers if isinstance(layer, Affine))
    theirs = torch.nn.Sequential(
        torch.nn.Linear(784, 100),
        *([torch.nn.BatchNorm1d(100)] if batch_norm else []),
        torch.nn.ReLU(),
        torch.nn.Linear(100, 10),
    ).double()
    with torch.no_grad():
        for linear, affine in ((theirs[0], first), (theirs[-1], last)):
            linear.weight.copy_(torch.from_numpy(affine.weight.value.T))
            linear.bias.zero_()
    our_loss, their_loss = SoftmaxCrossEntropy(), torch.nn.CrossEntropyLoss()
    our_optimizer = Adam(ours.parameters().values(), 0.001)
    their_optimizer = torch.optim.Adam(theirs.parameters(), lr=0.001)
    for _ in range(50):
        x, labels = rng.random((32, 784)), rng.integers(0, 10, 32)
        loss = our_loss.forward(ours.forward(x, training=True), labels)
        ours.backward(our_loss.backward())
        our_optimizer.step()
        expected = their_loss(theirs(torch.from_numpy(x)), torch.from_numpy(labels))
        their_optimizer.zero_grad()
        expected.backward()
        their_optimizer.step()
        assert loss == pytest.approx(expected.item(), rel=1e-6)
    theirs.eval()
    np.testing.assert_allclose(ours.forward(x), theirs(torch.from_numpy(x)).detach(), rtol=1e-4, atol=1e-6)


@COMBINATIONS
def test_a_net_of_any_kind_is_saved_and_read(tmp_path: Path, batch_norm: bool, dropout: float) -> None:
    rng = np.random.default_rng(1)
    network = Network.fully_connected((784, 30, 20, 10), rng=rng, batch_norm=batch_norm, dropout=dropout)
    network.forward(rng.random((50, 784), dtype=np.float32) * 5, training=True)  # moves the running statistics
    save_weights(tmp_path / "bp", network.state(), {"name": "bp", "architecture": network.architecture})
    loaded = Network.load(tmp_path / "bp")
    frames = rng.random((3, 28, 28), dtype=np.float32)
    np.testing.assert_array_equal(network.predict_proba(frames), loaded.predict_proba(frames))
    assert loaded.architecture == network.architecture


def test_the_report_s_net_has_its_shape() -> None:
    shapes = {
        name: array.shape for name, array in Network.fully_connected(rng=np.random.default_rng(0)).state().items()
    }
    assert shapes == {"0.weight": (784, 100), "0.bias": (100,), "2.weight": (100, 10), "2.bias": (10,)}


def test_the_same_generator_gives_the_same_net() -> None:
    one, other = (Network.fully_connected(rng=np.random.default_rng(5)).state() for _ in range(2))
    assert all(np.array_equal(one[name], other[name]) for name in one)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_frames_become_probabilities(rng: np.random.Generator, count: int) -> None:
    frames = rng.random((count, 28, 28), dtype=np.float32)
    probabilities = Network.fully_connected(rng=np.random.default_rng(0)).predict_proba(frames)
    assert probabilities.shape == (count, 10)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_frames_and_vectors_are_read_alike(rng: np.random.Generator) -> None:
    network, frames = Network.fully_connected(rng=np.random.default_rng(0)), rng.random((3, 28, 28), dtype=np.float32)
    np.testing.assert_array_equal(network.forward(frames), network.forward(frames.reshape(3, 784)))


def test_a_state_can_be_moved_to_another_net(rng: np.random.Generator) -> None:
    one, other = (Network.fully_connected(rng=np.random.default_rng(seed)) for seed in (1, 2))
    frames = rng.random((3, 28, 28), dtype=np.float32)
    other.load_state(one.state())
    np.testing.assert_array_equal(one.forward(frames), other.forward(frames))
    one.parameters()["0.weight"].value += 1
    assert not np.array_equal(one.forward(frames), other.forward(frames))


def test_a_saved_net_reads_the_same(tmp_path: Path, rng: np.random.Generator) -> None:
    saved = save_network(tmp_path / "bp.safetensors")
    loaded = Network.load(tmp_path / "bp.safetensors")
    frames = rng.random((3, 28, 28), dtype=np.float32)
    np.testing.assert_array_equal(saved.predict_proba(frames), loaded.predict_proba(frames))
    assert loaded.architecture == saved.architecture


def test_weights_of_lenet_are_refused() -> None:
    with pytest.raises(WeightsError, match="weights of another network"):
        Network.load(catalog.find("lenet").file)


# --- the bundled weights ----------------------------------------------------------------------------------------------


def test_the_bundled_net_reads_mnist_as_its_file_says(data_folder: Path) -> None:
    test = load_mnist(data_folder).test
    read = accuracy(test.labels, catalog.load("bp").predict_proba(test.images).argmax(axis=1))
    assert read >= 0.984
    assert read == pytest.approx(read_metadata(catalog.find("bp").file)["mnist_accuracy"], abs=2e-4)
