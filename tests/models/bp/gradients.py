"""What these tests share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.bp.layers import Layer

STEP = 1e-5
TOLERANCE = 1e-6


def slope(f: Callable[[], float], x: np.ndarray) -> np.ndarray:
    """The gradient of f with respect to x by central differences; f reads x, which is changed in place and restored."""
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        value = x[index]
        x[index] = value + STEP
        above = f()
        x[index] = value - STEP
        below = f()
        x[index] = value
        gradient[index] = (above - below) / (2 * STEP)
    return gradient


def relative_error(one: np.ndarray, other: np.ndarray) -> float:
    """How far two gradients differ, in parts of their length."""
    return float(np.linalg.norm(one - other) / max(np.linalg.norm(one) + np.linalg.norm(other), 1e-12))


def check_layer(layer: Layer, x: np.ndarray, training: bool = True, again: Callable[[], None] = lambda: None) -> None:
    """Compare backward to differences of a random linear function of the output, with ``again`` before each forward."""
    weights = np.random.default_rng(9).standard_normal(layer.forward(x, training=training).shape)

    def loss() -> float:
        again()
        return float((layer.forward(x, training=training) * weights).sum())

    loss()
    gradient = layer.backward(weights)
    assert relative_error(gradient, slope(loss, x)) < TOLERANCE
    for parameter in layer.parameters().values():
        assert relative_error(parameter.gradient, slope(loss, parameter.value)) < TOLERANCE
