"""The back-propagation network: a list of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from models.bp.layers import Affine, Array, Layer, Parameter, ReLU
from models.bp.losses import softmax
from models.classifier import Calibration, Floats
from models.weights import MAX_BYTES, WeightsError, load_weights, read_metadata

REPORT_SIZES = (784, 100, 10)
"""The report's net: 784 pixels, one hidden layer of 100, 10 digits; 79,510 parameters."""


class Network:
    """Layers one after the other, ending in logits (N, 10)."""

    name = "bp"

    def __init__(self, layers: Sequence[Layer], calibration: Calibration | None = None) -> None:
        self.layers = list(layers)
        self.calibration = calibration or Calibration()

    @classmethod
    def fully_connected(cls, sizes: Sequence[int] = REPORT_SIZES, *, rng: np.random.Generator) -> Network:
        """Affine layers of these sizes with a ReLU between each two; ``rng`` draws the first weights."""
        layers: list[Layer] = []
        for inputs, outputs in pairwise(sizes):
            layers += [Affine(inputs, outputs, rng), ReLU()]
        return cls(layers[:-1])

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read a network from its weight file.

        Raises:
            WeightsError: see :func:`models.weights.load_weights`.
        """
        network = cls.fully_connected(_sizes(path), rng=np.random.default_rng(0))
        arrays, metadata = load_weights(path, {name: array.shape for name, array in network.state().items()})
        network.load_state(arrays)
        network.calibration = Calibration.of(metadata)
        return network

    @property
    def architecture(self) -> dict[str, Any]:
        return {"network": "bp", "sizes": list(self.sizes)}

    @property
    def sizes(self) -> tuple[int, ...]:
        """The width of the input and of each affine layer's output."""
        shapes = [layer.weight.value.shape for layer in self.layers if isinstance(layer, Affine)]
        return (shapes[0][0], *(outputs for _, outputs in shapes))

    def parameters(self) -> dict[str, Parameter]:
        """All parameters by name: ``0.weight``, ``0.bias``, ``2.weight``, … with the layer's place in the list."""
        return {
            f"{index}.{name}": parameter
            for index, layer in enumerate(self.layers)
            for name, parameter in layer.parameters().items()
        }

    def state(self) -> dict[str, Array]:
        return {name: parameter.value for name, parameter in self.parameters().items()}

    def load_state(self, arrays: Mapping[str, Array]) -> None:
        for name, parameter in self.parameters().items():
            parameter.value[...] = arrays[name]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Frames (N, 28, 28) or vectors (N, 784) -> logits (N, 10)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, gradient: Array) -> None:
        """Lead the loss's gradient with respect to the logits back through all layers."""
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)

    def predict_proba(self, frames: Floats) -> Floats:
        """See :class:`models.classifier.Classifier`."""
        logits = self.forward(np.asarray(frames, dtype=np.float32))
        return softmax(logits / np.float32(self.calibration.temperature))


def _sizes(path: Path) -> list[int]:
    """The sizes of a net as its weight file states them, checked before memory is given to them."""
    architecture = read_metadata(path).get("architecture", {"sizes": list(REPORT_SIZES)})
    sizes = architecture.get("sizes") if isinstance(architecture, dict) else None
    if (
        not isinstance(sizes, list)
        or not all(isinstance(size, int) and size > 0 for size in sizes)
        or (sizes[:1], sizes[1:][-1:]) != ([REPORT_SIZES[0]], [REPORT_SIZES[-1]])
        or sum(inputs * outputs for inputs, outputs in pairwise(sizes)) > MAX_BYTES
    ):
        raise WeightsError("{file}: weights of another network; its layers have other sizes", file=path)
    return sizes
