"""Optimizers: how parameters follow their gradients. Each reads as the one before it plus one idea."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from models.bp.layers import Array, Parameter


class Optimizer:
    """Steps through all parameters; a subclass writes only the update of one."""

    def __init__(self, parameters: Iterable[Parameter], learning_rate: float) -> None:
        self.parameters = list(parameters)
        self.learning_rate = learning_rate
        self.steps = 0

    def step(self) -> None:
        """Change every parameter, in place, by its gradient."""
        self.steps += 1
        for index, parameter in enumerate(self.parameters):
            self.update(index, parameter.value, parameter.gradient)

    def update(self, index: int, value: Array, gradient: Array) -> None:
        raise NotImplementedError


class SGD(Optimizer):
    """w <- w - rate * g."""

    def update(self, index: int, value: Array, gradient: Array) -> None:
        value -= self.learning_rate * gradient


class Momentum(SGD):
    """Steps are remembered: v <- momentum v + g,  w <- w - rate * v (Polyak 1964; torch's SGD with momentum)."""

    def __init__(self, parameters: Iterable[Parameter], learning_rate: float, momentum: float = 0.9) -> None:
        super().__init__(parameters, learning_rate)
        self.momentum = momentum
        self.velocities = [np.zeros_like(parameter.value) for parameter in self.parameters]

    def update(self, index: int, value: Array, gradient: Array) -> None:
        velocity = self.velocities[index]
        velocity *= self.momentum
        velocity += gradient
        super().update(index, value, velocity)


class RMSprop(Optimizer):
    """Each weight has its own pace, from a running mean of its squared gradient (Hinton 2012, lecture 6e).

    s <- decay s + (1 - decay) g^2,  w <- w - rate * g / (sqrt(s) + eps).
    """

    def __init__(
        self, parameters: Iterable[Parameter], learning_rate: float = 0.001, decay: float = 0.99, epsilon: float = 1e-8
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.decay = decay
        self.epsilon = epsilon
        self.squares = [np.zeros_like(parameter.value) for parameter in self.parameters]

    def update(self, index: int, value: Array, gradient: Array) -> None:
        square = self.squares[index]
        square += (1 - self.decay) * (gradient * gradient - square)
        value -= self.learning_rate * gradient / (np.sqrt(square) + self.epsilon)


class Adam(Optimizer):
    """RMSprop with a remembered gradient, and both means corrected for their start at zero (Kingma and Ba 2015).

    m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2,  w <- w - rate * m' / (sqrt(v') + eps), where the primes mean
    divided by 1 - b^t: both means begin at zero, which biases them until they have seen enough.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        learning_rate: float = 0.001,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
    ) -> None:
        super().__init__(parameters, learning_rate)
        self.betas = betas
        self.epsilon = epsilon
        self.means = [np.zeros_like(parameter.value) for parameter in self.parameters]
        self.squares = [np.zeros_like(parameter.value) for parameter in self.parameters]

    def update(self, index: int, value: Array, gradient: Array) -> None:
        beta1, beta2 = self.betas
        mean, square = self.means[index], self.squares[index]
        mean += (1 - beta1) * (gradient - mean)
        square += (1 - beta2) * (gradient * gradient - square)
        rate = self.learning_rate / (1 - beta1**self.steps)
        value -= rate * mean / (np.sqrt(square / (1 - beta2**self.steps)) + self.epsilon)


OPTIMIZERS = {"sgd": SGD, "momentum": Momentum, "rmsprop": RMSprop, "adam": Adam}
