"""Looking into the numpy network."""

from __future__ import annotations

import numpy as np

from explain.inside import LastLayer
from models.bp.layers import Affine
from models.bp.network import Network
from models.classifier import Floats


class InsideNumpy:
    """The numpy network, looked into by its own forward and backward passes."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def logits(self, frames: Floats) -> Floats:
        return np.asarray(self._network.forward(np.asarray(frames, dtype=np.float32)))

    def gradient(self, frames: Floats, directions: Floats) -> tuple[Floats, Floats]:
        logits = self.logits(frames)
        gradient = np.asarray(directions, dtype=np.float32)
        for layer in reversed(self._network.layers):
            gradient = layer.backward(gradient)
        return logits, np.asarray(gradient).reshape(frames.shape)

    def last_layer(self, frame: Floats) -> LastLayer:
        *before, last = self._network.layers
        assert isinstance(last, Affine)
        x = np.asarray(frame, dtype=np.float32)[None]
        for layer in before:
            x = layer.forward(x)
        temperature = self._network.calibration.temperature
        return LastLayer(x.reshape(-1), last.weight.value, last.bias.value, temperature)
