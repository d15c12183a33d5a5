"""Optimizers against torch's own, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.bp.layers import Parameter
from training.learning.optimizers import OPTIMIZERS, SGD, Adam, Optimizer

SHAPES = ((5, 4), (4,), ())


def gradients(step: int) -> list[np.ndarray]:
    """Gradients of very different sizes, the same for both sides; every seventh step there are none."""
    rng = np.random.default_rng(step)
    return [rng.standard_normal(shape) * 10.0 ** rng.integers(-4, 3) * (step % 7 != 0) for shape in SHAPES]


def parameters() -> list[Parameter]:
    rng = np.random.default_rng(99)
    return [Parameter(np.array(rng.standard_normal(shape))) for shape in SHAPES]


def step(optimizer: Optimizer, new: list[np.ndarray]) -> None:
    for parameter, gradient in zip(optimizer.parameters, new, strict=True):
        parameter.gradient[...] = gradient
    optimizer.step()


THEIRS = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "rmsprop": ("RMSprop", {}),
    "adam": ("Adam", {}),
}
"""The names and options of torch's optimizers."""


@pytest.mark.parametrize("rate", [0.001, 0.1])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_steps_are_those_of_torch(name: str, rate: float) -> None:
    torch = pytest.importorskip("torch")
    ours = OPTIMIZERS[name](parameters(), rate)
    tensors = [torch.tensor(parameter.value, dtype=torch.float64, requires_grad=True) for parameter in parameters()]
    kind, options = THEIRS[name]
    theirs = getattr(torch.optim, kind)(tensors, lr=rate, **options)
    for number in range(1, 51):
        step(ours, gradients(number))
        for tensor, gradient in zip(tensors, gradients(number), strict=True):
            tensor.grad = torch.tensor(gradient)
        theirs.step()
        for parameter, tensor in zip(ours.parameters, tensors, strict=True):
            np.testing.assert_allclose(parameter.value, tensor.detach().numpy(), rtol=1e-9, atol=1e-6)


def test_a_step_of_sgd() -> None:
    parameter = Parameter(np.array([1.0, 2.0]))
    step(SGD([parameter], 0.5), [np.array([2.0, -4.0])])
    np.testing.assert_allclose(parameter.value, [0, 4])


def test_the_first_step_of_adam_is_the_learning_rate() -> None:
    """However large or small the gradient is."""
    parameter = Parameter(np.zeros(3))
    step(Adam([parameter], 0.1), [np.array([1e-3, -1.0, 1e3])])
    np.testing.assert_allclose(parameter.value, [-0.1, 0.1, -0.1], rtol=1e-4)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_parameters_change_in_place_and_keep_their_type(name: str) -> None:
    parameter = Parameter(np.ones(3, dtype=np.float32))
    array = parameter.value
    step(OPTIMIZERS[name]([parameter], 0.1), [np.ones(3, dtype=np.float32)])
    assert parameter.value is array
    assert array.dtype == np.float32
    assert (array < 1).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_learning_rate_may_change_on_the_way(name: str) -> None:
    optimizer = OPTIMIZERS[name](parameters(), 0.1)
    before = [parameter.value.copy() for parameter in optimizer.parameters]
    optimizer.learning_rate = 0.0
    step(optimizer, gradients(1))
    for parameter, value in zip(optimizer.parameters, before, strict=True):
        np.testing.assert_array_equal(parameter.value, value)


@pytest.mark.parametrize(("name", "rate"), [("sgd", 0.1), ("momentum", 0.02), ("rmsprop", 0.005), ("adam", 0.1)])
def test_it_finds_the_bottom_of_a_bowl(name: str, rate: float) -> None:
    parameter = Parameter(np.array([3.0, -2.0]))
    optimizer = OPTIMIZERS[name]([parameter], rate)
    for _ in range(1500):
        step(optimizer, [2 * (parameter.value - [1, 1])])
    np.testing.assert_allclose(parameter.value, [1, 1], atol=1e-2)
