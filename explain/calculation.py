"""The calculation of the numpy network for one frame, step by step, with the very numbers of the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explain.inside import Doubles, LastLayer
from ink.framing import Frame
from models.bp.deskew import Deskew
from models.bp.layers import Affine, BatchNorm, Dropout, Layer, ReLU
from models.bp.network import Network
from models.classifier import Floats


@dataclass(frozen=True, eq=False)
class Normalisation:
    """Batch normalisation of one unit: y = gamma (x - mean) / sqrt(variance + epsilon) + beta."""

    gamma: float
    mean: float
    variance: float
    epsilon: float
    beta: float


@dataclass(frozen=True, eq=False)
class HiddenLayer:
    """A layer of hidden units: a sum for each unit, perhaps normalised, then ReLU, and dropout that only trains.

    Attributes:
        inputs: what comes in, float32 (D,).
        weights, bias: float32 (D, H) and (H,).
        normalisation: for each unit; empty where there is none.
        activations: what goes out, float32 (H,).
        dropout: the probability with which training drops a unit; 0 for none.
    """

    inputs: Floats
    weights: Floats
    bias: Floats
    normalisation: tuple[Normalisation, ...]
    activations: Floats
    dropout: float

    def products(self, unit: int) -> Doubles:
        """Weights times inputs of a unit, (D,)."""
        return np.asarray(self.weights[:, unit].astype(np.float64) * self.inputs)

    def sum(self, unit: int) -> float:
        """The sum of a unit's products, and its bias."""
        return float(self.products(unit).sum() + self.bias[unit])

    def activation(self, unit: int) -> float:
        """A unit's activation, computed from the numbers above: what a pupil gets who follows the formula."""
        value = self.sum(unit)
        if self.normalisation:
            one = self.normalisation[unit]
            value = one.gamma * (value - one.mean) / (one.variance + one.epsilon) ** 0.5 + one.beta
        return max(value, 0.0)


@dataclass(frozen=True, eq=False)
class Straightening:
    """The shear that comes before the first layer: x[r, c] = frame[r, c + slant (r - centre)], bilinear.

    Attributes:
        slant: in pixels across per row.
        centre: the row of the ink's centre.
        frame: x, which the first layer gets, float32 (28, 28).
    """

    slant: float
    centre: float
    frame: Frame


@dataclass(frozen=True, eq=False)
class Calculation:
    """All layers, from the frame to the logits.

    Attributes:
        straightened: None for a network whose first layer gets the frame as it is.
    """

    hidden: tuple[HiddenLayer, ...]
    last: LastLayer
    straightened: Straightening | None = None


def calculate(network: Network, frame: Frame) -> Calculation:
    """The layers of a network with what comes in and out of each for one frame (28, 28)."""
    x = np.asarray(frame, dtype=np.float32).reshape(1, -1)
    hidden, straightened = [], None
    layers = network.layers
    if isinstance(deskew := layers[0], Deskew):
        x, layers = deskew.forward(x), layers[1:]
        straightened = Straightening(float(deskew.slants[0]), float(deskew.centres[0, 1]), x.reshape(frame.shape))
    groups = _groups(layers)
    for group in groups[:-1]:
        before = x
        for layer in group:
            x = layer.forward(x)
        hidden.append(_hidden_layer(group, before, x))
    last = groups[-1][-1]
    assert isinstance(last, Affine)
    temperature = network.calibration.temperature
    ending = LastLayer(x.reshape(-1), last.weight.value, last.bias.value, temperature)
    return Calculation(tuple(hidden), ending, straightened)


def _groups(layers: Sequence[Layer]) -> list[list[Layer]]:
    """The layers, each affine one with those that follow it."""
    groups: list[list[Layer]] = []
    for layer in layers:
        if isinstance(layer, Affine):
            groups.append([])
        groups[-1].append(layer)
    return groups


def _hidden_layer(group: Sequence[Layer], before: Floats, after: Floats) -> HiddenLayer:
    affine = group[0]
    assert isinstance(affine, Affine)
    assert any(isinstance(layer, ReLU) for layer in group)
    normalised = [one for layer in group if isinstance(layer, BatchNorm) for one in _normalisation(layer)]
    dropout = sum(layer.probability for layer in group if isinstance(layer, Dropout))
    weights, bias = affine.weight.value, affine.bias.value
    return HiddenLayer(before.reshape(-1), weights, bias, tuple(normalised), after.reshape(-1), dropout)


def _normalisation(layer: BatchNorm) -> list[Normalisation]:
    columns = (layer.gamma.value, layer.running_mean, layer.running_variance, layer.beta.value)
    rows = np.stack(columns, axis=1).tolist()
    return [Normalisation(gamma, mean, variance, layer.epsilon, beta) for gamma, mean, variance, beta in rows]
