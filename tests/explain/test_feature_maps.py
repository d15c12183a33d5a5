"""Feature maps equal a forward pass by hand, and each pixel the sum that is written beside it."""

from __future__ import annotations

import numpy as np
import pytest

from explain.maps import CONVOLUTION, MAX_POOLING, MEAN_POOLING, Maps
from explain.questions import kernels, largest, maps, pixel
from ink.framing import Frame
from models import catalog

pytest.importorskip("torch")


def convolved(inputs: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """A convolution without padding, stride 1, by the formula."""
    outputs, _channels, height, width = weight.shape
    rows, columns = inputs.shape[1] - height + 1, inputs.shape[2] - width + 1
    made = np.empty((outputs, rows, columns))
    for row in range(rows):
        for column in range(columns):
            patch = inputs[:, row : row + height, column : column + width].astype(np.float64)
            made[:, row, column] = (weight * patch).sum(axis=(1, 2, 3)) + bias
    return made


def pooled(inputs: np.ndarray) -> np.ndarray:
    channels, height, width = inputs.shape
    return inputs.reshape(channels, height // 2, 2, width // 2, 2).max(axis=(2, 4))


def test_the_maps_of_lenet_equal_a_forward_pass_by_hand(seven: Frame) -> None:
    classifier = catalog.load("lenet")
    found = {one.name: one.values for one in maps(classifier, seven)}
    weights = {name: tensor.numpy() for name, tensor in classifier.module.state_dict().items()}  # type: ignore[attr-defined]
    values = seven[None].astype(np.float64)
    for layer in (0, 3):
        values = convolved(values, weights[f"features.{layer}.weight"], weights[f"features.{layer}.bias"])
        np.testing.assert_allclose(found[f"features.{layer}"], values, atol=1e-4)
        values = pooled(np.maximum(values, 0))
        np.testing.assert_allclose(found[f"features.{layer + 2}"], values, atol=1e-4)


@pytest.mark.parametrize("name", ["lenet", "resnet"])
def test_each_pixel_is_the_sum_that_is_written_beside_it(name: str, seven: Frame) -> None:
    classifier, rng = catalog.load(name), np.random.default_rng(1)
    kinds = set()
    for one in maps(classifier, seven):
        kinds.add(one.kind)
        corners = [(0, 0), (one.values.shape[1] - 1, one.values.shape[2] - 1)]
        inner = [tuple(rng.integers(size) for size in one.values.shape[1:]) for _ in range(4)]
        for row, column in corners + inner:
            check_pixel(classifier, seven, one, int(rng.integers(len(one.values))), int(row), int(column))
    assert kinds == {CONVOLUTION, MAX_POOLING if name == "lenet" else MEAN_POOLING}


def check_pixel(classifier: object, frame: Frame, shown: Maps, unit: int, row: int, column: int) -> None:
    found = pixel(classifier, frame, shown.name, unit, row, column)  # type: ignore[arg-type]
    assert found is not None
    assert found.value == shown.values[unit, row, column]
    if found.kernel is not None:
        np.testing.assert_array_equal(found.kernel, kernels(classifier, shown.name)[unit])  # type: ignore[arg-type,index]
        made = found.products.astype(np.float64).sum() + found.bias
    else:
        made = found.patch.max() if found.kind == MAX_POOLING else found.patch.mean()
    assert made == pytest.approx(found.value, abs=1e-4)


def test_the_largest_values_tell_which_units_are_dead(seven: Frame) -> None:
    classifier = catalog.load("lenet")
    frames = np.stack([seven, seven[::-1]])
    found = largest(classifier, frames)
    expected = np.max([maps(classifier, one)[0].values.max(axis=(1, 2)) for one in frames], axis=0)
    np.testing.assert_allclose(found["features.0"], expected, atol=1e-5)


def test_the_numpy_network_has_no_maps(seven: Frame) -> None:
    classifier = catalog.load("bp")
    assert maps(classifier, seven) == []
    assert pixel(classifier, seven, "features.0", 0, 0, 0) is None
    assert kernels(classifier, "features.0") is None
    assert largest(classifier, seven[None]) == {}
