"""What can be asked of a network beyond its probabilities: logits, gradients, the last layer. One interface for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.classifier import Floats

Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LastLayer:
    """A network's last layer, which makes the logits of what comes in: logits = activations @ weights + bias.

    Attributes:
        activations: of the units before it, for one frame, float32 (H,).
        weights: float32 (H, 10).
        bias: float32 (10,).
        temperature: the logits are divided by it before the softmax.
    """

    activations: Floats
    weights: Floats
    bias: Floats
    temperature: float

    @property
    def products(self) -> Doubles:
        """Each unit's activation times its weight for each digit, (H, 10), in double precision."""
        return np.asarray(self.activations.astype(np.float64)[:, None] * self.weights)

    @property
    def logits(self) -> Doubles:
        """(10,): the sum of the products, and the bias."""
        return np.asarray(self.products.sum(axis=0) + self.bias)

    @property
    def probabilities(self) -> Doubles:
        """(10,): the softmax of logits / temperature."""
        powers = np.exp((self.logits - self.logits.max()) / self.temperature)
        return np.asarray(powers / powers.sum())

    def terms(self, digit: int) -> list[int]:
        """The units by the size of their product for a digit, the largest first."""
        return [int(unit) for unit in np.argsort(-np.abs(self.products[:, digit]), kind="stable")]


class Inside(Protocol):
    """A network that can be looked into."""

    def logits(self, frames: Floats) -> Floats:
        """Float32 (N, 28, 28) -> (N, 10)."""
        ...

    def gradient(self, frames: Floats, directions: Floats) -> tuple[Floats, Floats]:
        """Logits, and the gradient of a weighted sum of them with respect to each frame, by back-propagation.

        Args:
            frames: float32 (N, 28, 28).
            directions: the weights of the ten logits, float32 (N, 10).

        Returns:
            Logits float32 (N, 10), gradients float32 (N, 28, 28).
        """
        ...

    def last_layer(self, frame: Floats) -> LastLayer:
        """The last layer, with its input for one frame (28, 28)."""
        ...

    def features(self, frames: Floats) -> Floats:
        """The input of the last layer for each frame, (N, 28, 28) -> (N, H)."""
        ...
