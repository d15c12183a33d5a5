"""The back-propagation network: a list of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from models.bp.deskew import Deskew
from models.bp.layers import Affine, Array, BatchNorm, Dropout, Layer, Parameter, ReLU
from models.bp.losses import softmax
from models.classifier import Calibration, Floats, check_outputs
from models.weights import MAX_BYTES, WeightsError, load_weights, read_metadata

REPORT_SIZES = (784, 100, 10)
"""The report's net: 784 pixels, one hidden layer of 100, 10 digits; 79,510 parameters."""
MAX_LAYERS, MAX_WEIGHTS = 100, MAX_BYTES // 4
"""Of a net from a file, as metadata can say anything: no file holds more weights, of four bytes each."""


class Network:
    """A sequence of layers that ends in logits (N, 10)."""

    name = "bp"

    def __init__(self, layers: Sequence[Layer], calibration: Calibration | None = None) -> None:
        self.layers = list(layers)
        self.calibration = calibration or Calibration()

    @classmethod
    def fully_connected(
        cls,
        sizes: Sequence[int] = REPORT_SIZES,
        *,
        rng: np.random.Generator,
        batch_norm: bool = False,
        dropout: float = 0.0,
        deskew: bool = False,
        dtype: DTypeLike = np.float32,
    ) -> Network:
        """Affine layers of these sizes, with ReLUs in between.

        Args:
            sizes: pixels, the widths of the hidden layers, digits.
            rng: draws the initial weights and later the dropout masks.
            batch_norm: whether batch normalisation precedes each ReLU.
            dropout: probability of the dropout after each ReLU.
            deskew: whether the frames (28, 28) are straightened first.
            dtype: float32, or float64 for gradient checks.
        """
        layers: list[Layer] = [Deskew()] if deskew else []
        for inputs, outputs in pairwise(sizes[:-1]):
            layers.append(Affine(inputs, outputs, rng, dtype))
            if batch_norm:
                layers.append(BatchNorm(outputs, dtype=dtype))
            layers.append(ReLU())
            if dropout:
                layers.append(Dropout(dropout, rng))
        return cls([*layers, Affine(sizes[-2], sizes[-1], rng, dtype)])

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read a network from its weight file.

        Raises:
            WeightsError: see :func:`models.weights.load_weights` and :func:`models.classifier.check_outputs`.
        """
        architecture = _architecture(path)
        network = cls.fully_connected(architecture.pop("sizes"), rng=np.random.default_rng(0), **architecture)
        arrays, metadata = load_weights(path, {name: array.shape for name, array in network.state().items()})
        network.load_state(arrays)
        network.calibration = Calibration.of(metadata)
        check_outputs(network, path)
        return network

    @property
    def architecture(self) -> dict[str, Any]:
        """The arguments of :meth:`fully_connected` for a network like this one, as JSON.

        ``deskew`` is stated where it is true: files from before it stay equal to those of the same network now.
        """
        shapes = [layer.weight.value.shape for layer in self.layers if isinstance(layer, Affine)]
        dropout = [layer.probability for layer in self.layers if isinstance(layer, Dropout)]
        return {
            "network": "bp",
            "sizes": [shapes[0][0], *(outputs for _, outputs in shapes)],
            "batch_norm": any(isinstance(layer, BatchNorm) for layer in self.layers),
            "dropout": dropout[0] if dropout else 0.0,
            **({"deskew": True} if isinstance(self.layers[0], Deskew) else {}),
        }

    def parameters(self) -> dict[str, Parameter]:
        """All parameters by name: ``0.weight``, ``0.bias``, ``2.weight``, … with the layer's index."""
        return {
            f"{index}.{name}": parameter
            for index, layer in enumerate(self.layers)
            for name, parameter in layer.parameters().items()
        }

    def state(self) -> dict[str, Array]:
        """The arrays of a weight file, by name: the parameters' values and the layers' buffers."""
        arrays = {name: parameter.value for name, parameter in self.parameters().items()}
        for index, layer in enumerate(self.layers):
            arrays |= {f"{index}.{name}": buffer for name, buffer in layer.buffers().items()}
        return arrays

    def load_state(self, arrays: Mapping[str, Array]) -> None:
        for name, array in self.state().items():
            array[...] = arrays[name]

    def forward(self, x: Array, training: bool = False) -> Array:
        """Frames (N, 28, 28) or vectors (N, 784) -> logits (N, 10)."""
        for layer in self.layers:
            x = layer.forward(x, training)
        return x

    def backward(self, gradient: Array) -> None:
        """Back-propagate the loss's gradient with respect to the logits (N, 10) to all parameters, not to the input."""
        first = next(index for index, layer in enumerate(self.layers) if layer.parameters())
        for layer in reversed(self.layers[first + 1 :]):
            gradient = layer.backward(gradient)
        self.layers[first].backward_to_parameters(gradient)

    def predict_proba(self, frames: Floats) -> Floats:
        """See :class:`models.classifier.Classifier`."""
        with np.errstate(over="ignore", invalid="ignore"):  # a file may hold any weights; catalog.load checks them
            logits = self.forward(np.asarray(frames, dtype=np.float32))
            return softmax(logits / np.float32(self.calibration.temperature))


def _architecture(path: Path) -> dict[str, Any]:
    """The arguments of ``fully_connected`` in a weight file's metadata, checked before memory is allocated."""
    stated = read_metadata(path).get("architecture", {})
    stated = stated if isinstance(stated, dict) else {"sizes": None}
    sizes, batch_norm, dropout, deskew = (
        stated.get(name, default)
        for name, default in (("sizes", list(REPORT_SIZES)), ("batch_norm", False), ("dropout", 0), ("deskew", False))
    )
    if (
        not isinstance(sizes, list)
        or len(sizes) > MAX_LAYERS
        or not all(type(size) is int and size > 0 for size in sizes)
        or (sizes[:1], sizes[1:][-1:]) != ([REPORT_SIZES[0]], [REPORT_SIZES[-1]])
        or sum(inputs * outputs for inputs, outputs in pairwise(sizes)) > MAX_WEIGHTS
        or not isinstance(batch_norm, bool)
        or not isinstance(deskew, bool)
        or not isinstance(dropout, (int, float))
        or not 0 <= dropout < 1
    ):
        raise WeightsError("{file}: weights of another network; its layers have other sizes", file=path)
    return {"sizes": sizes, "batch_norm": batch_norm, "dropout": dropout, "deskew": deskew}
