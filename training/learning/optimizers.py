"""Optimizers: SGD, momentum, RMSprop and Adam, each the one before it plus one idea.

Updates are in place. Intermediate results go to ``self.work``, an array of the parameter's shape that is kept, as
allocating new arrays would take longer than filling them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar

import numpy as np

from models.bp.layers import Array, Parameter


class Optimizer:
    """Steps through all parameters; a subclass writes only the update of one.

    Args:
        weight_decay: decoupled from the gradient (Loshchilov and Hutter 2019): each step multiplies weights by
            1 - learning_rate * weight_decay. Biases and the parameters of batch normalisation do not decay.
    """

    remembers: ClassVar[tuple[str, ...]] = ()
    """Names of the lists of arrays, one for each parameter, that a subclass keeps from step to step."""

    def __init__(self, parameters: Iterable[Parameter], learning_rate: float, weight_decay: float = 0.0) -> None:
        self.parameters = list(parameters)
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.steps = 0
        self.work = [np.empty_like(parameter.value) for parameter in self.parameters]
        for name in self.remembers:
            setattr(self, name, [np.zeros_like(parameter.value) for parameter in self.parameters])

    def step(self) -> None:
        """Change every parameter, in place, by its gradient."""
        self.steps += 1
        for index, parameter in enumerate(self.parameters):
            if self.weight_decay and parameter.value.ndim > 1:
                parameter.value *= 1 - self.learning_rate * self.weight_decay
            self.update(index, parameter.value, parameter.gradient)

    def update(self, index: int, value: Array, gradient: Array) -> None:
        raise NotImplementedError

    def state(self) -> dict[str, Array]:
        """The arrays, by name, that the next step depends on besides parameters and gradients."""
        kept = {f"{name}.{index}": array for name in self.remembers for index, array in enumerate(getattr(self, name))}
        return {"steps": np.array(self.steps), **kept}

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Restore what :meth:`state` returned."""
        self.steps = int(state["steps"])
        for name, array in self.state().items():
            array[...] = state[name]


class SGD(Optimizer):
    """w <- w - rate * g."""

    def update(self, index: int, value: Array, gradient: Array) -> None:
        value -= np.multiply(gradient, self.learning_rate, out=self.work[index])


class Momentum(SGD):
    """Steps are remembered: v <- momentum v + g,  w <- w - rate * v (Polyak 1964; torch's SGD with momentum)."""

    remembers = ("velocities",)
    velocities: list[Array]
    momentum = 0.9

    def update(self, index: int, value: Array, gradient: Array) -> None:
        velocity = self.velocities[index]
        velocity *= self.momentum
        velocity += gradient
        super().update(index, value, velocity)


class RMSprop(Optimizer):
    """Each weight has its own pace, from a running mean of its squared gradient (Hinton 2012, lecture 6e).

    s <- decay s + (1 - decay) g^2,  w <- w - rate * g / (sqrt(s) + eps).
    """

    remembers = ("squares",)
    squares: list[Array]
    decay, epsilon = 0.99, 1e-8

    def update(self, index: int, value: Array, gradient: Array) -> None:
        square, work = self.squares[index], self.work[index]
        _follow(square, np.multiply(gradient, gradient, out=work), self.decay, work)
        np.sqrt(square, out=work)
        work += self.epsilon
        np.divide(gradient, work, out=work)
        work *= self.learning_rate
        value -= work


class Adam(Optimizer):
    """RMSprop with a remembered gradient, and both means corrected for their start at zero (Kingma and Ba 2015).

    m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,  w <- w - rate * m' / (sqrt(v') + eps), where m' = m / (1 - b1^t)
    and v' = v / (1 - b2^t): both means begin at zero, which biases them until they have seen enough.
    """

    remembers = ("means", "squares")
    means: list[Array]
    squares: list[Array]
    betas, epsilon = (0.9, 0.999), 1e-8

    def update(self, index: int, value: Array, gradient: Array) -> None:
        mean, square, work = self.means[index], self.squares[index], self.work[index]
        beta1, beta2 = self.betas
        _follow(mean, gradient, beta1, work)
        _follow(square, np.multiply(gradient, gradient, out=work), beta2, work)
        # With c = sqrt(1 - b2^t), m' / (sqrt(v') + eps) is c m' / (sqrt(v) + c eps): one pass over the arrays less.
        correction = (1 - beta2**self.steps) ** 0.5
        np.sqrt(square, out=work)
        work += self.epsilon * correction
        np.divide(mean, work, out=work)
        work *= self.learning_rate * correction / (1 - beta1**self.steps)
        value -= work


def _follow(mean: Array, new: Array, keep: float, work: Array) -> None:
    """mean <- keep mean + (1 - keep) new, in place."""
    mean *= keep
    mean += np.multiply(new, 1 - keep, out=work)


OPTIMIZERS = {"sgd": SGD, "momentum": Momentum, "rmsprop": RMSprop, "adam": Adam}
