"""The report's CNN, where torch is installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models import catalog
from models.weights import WeightsError, read_metadata
from tests.helpers import save_network
from training.datasets.mnist import load_mnist
from training.learning.metrics import accuracy

torch = pytest.importorskip("torch")

from models.cnn import LeNet, ResNet, TorchClassifier, fused  # noqa: E402

PARAMETERS = (25 + 1) * 8 + (8 * 25 + 1) * 16 + (256 + 1) * 32 + (32 + 1) * 10


def test_it_has_the_report_s_layers() -> None:
    shapes = [tuple(parameter.shape) for parameter in LeNet().parameters() if parameter.ndim > 1]
    assert shapes == [(8, 1, 5, 5), (16, 8, 5, 5), (32, 256), (10, 32)]


def test_it_has_as_many_parameters_as_it_says() -> None:
    assert sum(parameter.numel() for parameter in LeNet().parameters()) == PARAMETERS
    assert f"{PARAMETERS:,} parameters" in str(LeNet.__doc__)


def test_the_features_are_16_maps_of_4_by_4() -> None:
    assert LeNet().features(torch.zeros(2, 1, 28, 28)).shape == (2, 16, 4, 4)


@pytest.mark.parametrize("count", [0, 1, 7, 1001])
def test_frames_become_probabilities(count: int) -> None:
    frames = np.random.default_rng(0).random((count, 28, 28), dtype=np.float32)
    probabilities = TorchClassifier("lenet", LeNet()).predict_proba(frames)
    assert probabilities.shape == (count, 10)
    assert probabilities.dtype == np.float32
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_frames_of_any_memory_order_and_type_are_read() -> None:
    classifier = TorchClassifier("lenet", LeNet())
    frames = np.random.default_rng(0).random((3, 28, 28), dtype=np.float32)
    awkward = np.asfortranarray(frames).astype(np.float64, order="K")
    awkward.setflags(write=False)
    np.testing.assert_allclose(classifier.predict_proba(awkward), classifier.predict_proba(frames), rtol=1e-5)


def test_a_net_whose_batch_normalisation_went_into_its_convolutions_reads_the_same() -> None:
    torch.manual_seed(1)
    module = ResNet()
    frames = torch.rand(20, 28, 28)
    for _ in range(3):
        module(frames)  # moves the running statistics
    before = module.eval()(frames)
    after = fused(module)
    assert not any(isinstance(layer, torch.nn.BatchNorm2d) for layer in after.modules())
    torch.testing.assert_close(after(frames), before, rtol=1e-4, atol=1e-4)


def test_weights_of_the_numpy_net_are_refused(tmp_path: Path) -> None:
    save_network(tmp_path / "lenet.safetensors")
    with pytest.raises(WeightsError, match="weights of another network"):
        TorchClassifier.load("lenet", tmp_path / "lenet.safetensors")


def test_the_bundled_net_reads_mnist_as_its_file_says(data_folder: Path) -> None:
    test = load_mnist(data_folder).test
    read = accuracy(test.labels, catalog.load("lenet").predict_proba(test.images).argmax(axis=1))
    assert read >= 0.987
    assert read == pytest.approx(read_metadata(catalog.find("lenet").file)["mnist_accuracy"], abs=2e-4)
