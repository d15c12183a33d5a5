"""The network as a whole, and the bundled weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models import catalog
from models.bp.layers import Affine, Dropout
from models.bp.losses import SoftmaxCrossEntropy
from models.bp.network import Network
from models.weights import WeightsError, read_metadata, save_weights
from tests.helpers import save_network
from tests.models.bp.gradients import TOLERANCE, relative_error, slope
from training.datasets.mnist import load_mnist
from training.learning.metrics import accuracy
from training.learning.optimizers import Adam

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
@pytest.mark.parametrize("deskew", [False, True], ids=["", "deskew"])
def test_a_net_of_any_kind_is_saved_and_read(tmp_path: Path, batch_norm: bool, dropout: float, deskew: bool) -> None:
    rng = np.random.default_rng(1)
    kind = {"batch_norm": batch_norm, "dropout": dropout, "deskew": deskew}
    network = Network.fully_connected((784, 30, 20, 10), rng=rng, **kind)
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


@pytest.mark.parametrize("deskew", [False, True])
def test_a_file_from_before_frames_were_straightened(tmp_path: Path, rng: np.random.Generator, deskew: bool) -> None:
    network = Network.fully_connected(rng=rng, deskew=deskew)
    stated = {name: value for name, value in network.architecture.items() if name != "deskew"}
    save_weights(tmp_path / "bp", network.state(), {"name": "bp", "architecture": stated})
    if deskew:
        with pytest.raises(WeightsError, match="weights of another network"):
            Network.load(tmp_path / "bp")
    else:
        assert Network.load(tmp_path / "bp").architecture == network.architecture == stated


def test_a_straightened_net_reads_what_slants_like_what_is_upright() -> None:
    rows, columns = np.indices((28, 28))
    frames = np.stack([np.clip(3 - np.abs(columns - 13.5 - slant * (rows - 13.5)), 0, 1) for slant in (0.0, 0.3)])

    def differs(deskew: bool) -> float:
        one, other = Network.fully_connected(rng=np.random.default_rng(0), deskew=deskew).forward(frames)
        return float(np.abs(one - other).max())

    assert differs(deskew=True) < differs(deskew=False) / 5


@pytest.mark.parametrize("deskew", [False, True])
def test_frames_and_vectors_are_read_alike(rng: np.random.Generator, deskew: bool) -> None:
    network = Network.fully_connected(rng=np.random.default_rng(0), deskew=deskew)
    frames = rng.random((3, 28, 28), dtype=np.float32)
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
