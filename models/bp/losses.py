"""The loss: how wrong the logits are, and in which direction."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def softmax(logits: Array) -> Array:
    """Probabilities exp(z_i) / sum_j exp(z_j) of each row, (N, C) -> (N, C).

    The row's maximum is taken off first, which changes nothing but keeps exp from overflowing.
    """
    exponentials: Array = np.exp(logits - logits.max(axis=1, keepdims=True))
    exponentials /= exponentials.sum(axis=1, keepdims=True)
    return exponentials


class SoftmaxCrossEntropy:
    """The mean over the batch of -log p(label), with p the softmax of the logits.

    Its gradient with respect to the logits is (p - one_hot(labels)) / N.
    """

    def forward(self, logits: Array, labels: NDArray[np.integer]) -> float:
        """Logits (N, C) and labels (N,) in 0..C-1 -> the mean loss, in nats."""
        self._labels = labels
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self._probabilities: Array = np.exp(log_probabilities)
        return -float(log_probabilities[np.arange(len(labels)), labels].mean())

    def backward(self) -> Array:
        """The gradient with respect to the logits of the last forward, (N, C)."""
        gradient = self._probabilities
        gradient[np.arange(len(gradient)), self._labels] -= 1
        gradient /= len(gradient)
        return gradient
