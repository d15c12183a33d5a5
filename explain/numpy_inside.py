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
        last = self._network.layers[-1]
        assert isinstance(last, Affine)
        temperature = self._network.calibration.temperature
        return LastLayer(self.features(frame[None])[0], last.weight.value, last.bias.value, temperature)

    def features(self, frames: Floats) -> Floats:
        x = np.asarray(frames, dtype=np.float32)
        for layer in self._network.layers[:-1]:
            x = layer.forward(x)
        return x.reshape(len(frames), -1)
