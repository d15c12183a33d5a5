"""Layers: what a network does to a batch, and how its error flows back.

Each layer has ``forward(x, training)`` and, beside it, ``backward(gradient)``: given the loss's gradient with respect
to the layer's output it stores that of its parameters and returns that of its input. The formulas are those of the
CS231n notes, "Backpropagation, Intuitions".
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[Any]


class Parameter:
    """An array that training changes, and the loss's gradient with respect to it, of the same shape."""

    def __init__(self, value: Array) -> None:
        self.value = value
        self.gradient = np.zeros_like(value)


class Layer:
    """The base of all layers; one without parameters needs only forward and backward."""

    kind: ClassVar[str]

    def parameters(self) -> dict[str, Parameter]:
        return {}

    def forward(self, x: Array, training: bool = False) -> Array:
        raise NotImplementedError

    def backward(self, gradient: Array) -> Array:
        raise NotImplementedError


class Affine(Layer):
    """y = x W + b, for x of any shape (N, ...): all but the first axis are flattened.

    dL/dW = x^T dL/dy,  dL/db = sum over the batch of dL/dy,  dL/dx = dL/dy W^T.
    """

    kind = "affine"

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
        np.matmul(self._x.T, gradient, out=self.weight.gradient)
        np.sum(gradient, axis=0, out=self.bias.gradient)
        return (gradient @ self.weight.value.T).reshape(self._shape)


class ReLU(Layer):
    """y = max(x, 0); the gradient passes where x was positive."""

    kind = "relu"

    def forward(self, x: Array, training: bool = False) -> Array:
        self._positive = x > 0
        return x * self._positive

    def backward(self, gradient: Array) -> Array:
        return gradient * self._positive
