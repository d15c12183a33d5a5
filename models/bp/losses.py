"""Softmax and the cross-entropy loss."""

from __future__ import annotations

import numpy as np

from models.bp.layers import Array


def softmax(logits: Array) -> Array:
    """Probabilities exp(z_i) / sum_j exp(z_j) of each row, (N, C) -> (N, C).

    Subtracts the row's maximum first, which keeps exp from overflowing and does not change the result.
    """
    exponentials: Array = np.exp(logits - logits.max(axis=1, keepdims=True))
    exponentials /= exponentials.sum(axis=1, keepdims=True)
    return exponentials


class SoftmaxCrossEntropy:
    """Mean over the batch of -sum_j t_j log p_j, with p the softmax of the logits and t the targets.

    Its gradient with respect to the logits is (p - t) / N.

    Args:
        smoothing: label smoothing, the share of probability spread evenly over all classes (Szegedy et al. 2016).
    """

    def __init__(self, smoothing: float = 0.0) -> None:
        self.smoothing = smoothing

    def forward(self, logits: Array, targets: Array) -> float:
        """Logits (N, C) and targets -> the mean loss, in nats.

        Targets are labels (N,) in 0..C-1, or probabilities (N, C) whose rows sum to 1.
        """
        classes = logits.shape[1]
        wanted = targets if targets.ndim == 2 else np.eye(classes, dtype=logits.dtype)[targets]
        self._targets = wanted * (1 - self.smoothing) + self.smoothing / classes if self.smoothing else wanted
        shifted = logits - logits.max(axis=1, keepdims=True)
        log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        self._probabilities: Array = np.exp(log_probabilities)
        return -float((self._targets * log_probabilities).sum(axis=1).mean())

    def backward(self) -> Array:
        """The gradient with respect to the logits of the last forward, (N, C)."""
        gradient = self._probabilities - self._targets
        gradient /= len(gradient)
        return gradient
