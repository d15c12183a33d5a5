"""Layers: forward and backward passes.

Each layer has ``forward(x, training)`` and ``backward(gradient)``. Given the loss's gradient with respect to the
layer's output, ``backward`` stores the gradients of the parameters and returns that of the input. The formulas are
those of the CS231n notes, "Backpropagation, Intuitions".
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]


class Parameter:
    """A trainable array, and the loss's gradient with respect to it, of the same shape."""

    def __init__(self, value: Array) -> None:
        self.value = value
        self.gradient = np.zeros_like(value)


class Layer:
    """Base class; a layer without parameters overrides only forward and backward."""

    def parameters(self) -> dict[str, Parameter]:
        """The trainable parameters, by name."""
        return {}

    def buffers(self) -> dict[str, Array]:
        """Arrays that are saved with the weights but not trained, by name; updated in place."""
        return {}

    def forward(self, x: Array, training: bool = False) -> Array:
        raise NotImplementedError

    def backward(self, gradient: Array) -> Array:
        raise NotImplementedError

    def backward_to_parameters(self, gradient: Array) -> None:
        """Like ``backward``, without the input's gradient, which a network's first layer does not need."""
        self.backward(gradient)


class Affine(Layer):
    """y = x W + b, for x of any shape (N, ...): all but the first axis are flattened.

    dL/dW = x^T dL/dy,  dL/db = sum over the batch of dL/dy,  dL/dx = dL/dy W^T.
    """

    def __init__(self, inputs: int, outputs: int, rng: np.random.Generator, dtype: DTypeLike = np.float32) -> None:
        """Weights (inputs, outputs) by He et al. 2015 (normal, variance 2 / inputs), biases (outputs,) zero."""
        scale = (2.0 / inputs) ** 0.5
        self.weight = Parameter((rng.standard_normal((inputs, outputs)) * scale).astype(dtype))
        self.bias = Parameter(np.zeros(outputs, dtype))

    def parameters(self) -> dict[str, Parameter]:
        return {"weight": self.weight, "bias": self.bias}

    def forward(self, x: Array, training: bool = False) -> Array:
        self._shape = x.shape
        self._x = x.reshape(len(x), len(self.weight.value))
        return self._x @ self.weight.value + self.bias.value

    def backward(self, gradient: Array) -> Array:
        self.backward_to_parameters(gradient)
        return (gradient @ self.weight.value.T).reshape(self._shape)

    def backward_to_parameters(self, gradient: Array) -> None:
        np.matmul(self._x.T, gradient, out=self.weight.gradient)
        np.sum(gradient, axis=0, out=self.bias.gradient)


class ReLU(Layer):
    """y = max(x, 0); the gradient passes where x was positive."""

    def forward(self, x: Array, training: bool = False) -> Array:
        self._positive = x > 0
        return x * self._positive

    def backward(self, gradient: Array) -> Array:
        return gradient * self._positive


class BatchNorm(Layer):
    """y = gamma (x - mean) / sqrt(variance + epsilon) + beta, feature by feature (Ioffe and Szegedy 2015).

    Training uses the mean and variance of the batch and updates running averages:
    running <- (1 - momentum) running + momentum batch. Inference uses the running averages.

    With x' = (x - mean) / sqrt(variance + epsilon) and averages over the batch,
    dL/dgamma = sum of x' dL/dy,  dL/dbeta = sum of dL/dy,  and in training
    dL/dx = gamma / sqrt(variance + epsilon) (dL/dy - average dL/dy - x' average (x' dL/dy)).
    """

    momentum, epsilon = 0.1, 1e-5

    def __init__(self, features: int, dtype: DTypeLike = np.float32) -> None:
        self.gamma = Parameter(np.ones(features, dtype))
        self.beta = Parameter(np.zeros(features, dtype))
        self.running_mean = np.zeros(features, dtype)
        self.running_variance = np.ones(features, dtype)

    def parameters(self) -> dict[str, Parameter]:
        return {"gamma": self.gamma, "beta": self.beta}

    def buffers(self) -> dict[str, Array]:
        return {"running_mean": self.running_mean, "running_variance": self.running_variance}

    def forward(self, x: Array, training: bool = False) -> Array:
        self._training = training
        mean, variance = (x.mean(axis=0), x.var(axis=0)) if training else (self.running_mean, self.running_variance)
        if training:
            unbiased = variance * (len(x) / max(len(x) - 1, 1))
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_variance += self.momentum * (unbiased - self.running_variance)
        self._scale = 1 / np.sqrt(variance + x.dtype.type(self.epsilon))
        self._normal = (x - mean) * self._scale
        return np.asarray(self._normal * self.gamma.value + self.beta.value)

    def backward(self, gradient: Array) -> Array:
        np.sum(gradient * self._normal, axis=0, out=self.gamma.gradient)
        np.sum(gradient, axis=0, out=self.beta.gradient)
        if not self._training:
            return np.asarray(gradient * (self.gamma.value * self._scale))
        count = gradient.dtype.type(len(gradient))
        centred = gradient - self.beta.gradient / count - self._normal * (self.gamma.gradient / count)
        return np.asarray(centred * (self.gamma.value * self._scale))


class Dropout(Layer):
    """In training, sets each value to 0 with probability p and divides the others by 1 - p; in inference y = x.

    Inverted dropout, so that inference needs no scaling (Srivastava et al. 2014).
    """

    def __init__(self, probability: float, rng: np.random.Generator) -> None:
        self.probability, self.rng = probability, rng

    def forward(self, x: Array, training: bool = False) -> Array:
        self._mask: Array | None = None
        if not training or self.probability == 0:
            return x
        kept = self.rng.random(x.shape, dtype=np.float32) >= self.probability
        self._mask = kept * x.dtype.type(1 / (1 - self.probability))
        return np.asarray(x * self._mask)

    def backward(self, gradient: Array) -> Array:
        return gradient if self._mask is None else np.asarray(gradient * self._mask)
