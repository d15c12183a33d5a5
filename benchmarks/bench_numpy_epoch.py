"""One epoch of the report's network, 784-100-10, on MNIST, compared with the five matrix products that it needs.

Measured in the same run, in turn: the products alone, DigitPad, the network as a course report writes it, torch and
scikit-learn; all in float32, in batches of 128, with Adam. The fastest epoch of each counts.
"""

from __future__ import annotations

import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models.bp.network import REPORT_SIZES, Network
from training.datasets.mnist import DataError, Mnist, load_mnist
from training.learning.learners import NumpyLearner
from training.learning.loop import EpochDone, train
from training.learning.metrics import accuracy
from training.learning.settings import TrainingSettings
from training.mixture.mixture import mnist_mixture

Array = NDArray[Any]
ROUNDS = 3
PRODUCTS = "the five matrix products alone"
BATCH, RATE = 128, 0.001
PIXELS, HIDDEN, DIGITS = REPORT_SIZES


Epoch = tuple[float, Array]
"""Seconds for MNIST's 60,000 training digits, and the digits that the network then predicts for the test set."""


def products(mnist: Mnist) -> float:
    """Seconds of two products forward and three backward: the first layer's input needs no gradient."""
    rng = np.random.default_rng(1)
    w1, w2, h, d1, d2 = (
        rng.standard_normal(shape, dtype=np.float32)
        for shape in ((PIXELS, HIDDEN), (HIDDEN, DIGITS), (BATCH, HIDDEN), (BATCH, HIDDEN), (BATCH, DIGITS))
    )
    images = mnist.train.images.reshape(-1, PIXELS)
    batches = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
    begin = time.perf_counter()
    for x in batches:
        n = len(x)
        x @ w1, h[:n] @ w2, h[:n].T @ d2[:n], d2[:n] @ w2.T, x.T @ d1[:n]
    return time.perf_counter() - begin


def digitpad(mnist: Mnist) -> Epoch:
    """The training loop's time for updates, scaled up by the share that is set aside for validation."""
    settings = TrainingSettings(optimizer="adam", learning_rate=RATE, batch_size=BATCH, epochs=1)
    mixture = mnist_mixture(mnist, settings.validation, np.random.default_rng(1))
    learner = NumpyLearner(Network.fully_connected(rng=np.random.default_rng(2)), settings)
    done = next(event for event in train(learner, mixture, settings) if isinstance(event, EpochDone))
    return done.seconds * len(mnist.train) / mixture.size, learner.logits(mnist.test.images).argmax(axis=1)


def report(mnist: Mnist) -> Epoch:
    """The network as a course report writes it: parameters in a dictionary, a new array for each step of a formula."""
    rng = np.random.default_rng(1)
    x_train, t_train = mnist.train.images.reshape(-1, PIXELS), np.eye(DIGITS, dtype=np.float32)[mnist.train.labels]
    shapes = {"W1": (PIXELS, HIDDEN), "b1": (HIDDEN,), "W2": (HIDDEN, DIGITS), "b2": (DIGITS,)}
    params = {name: rng.standard_normal(shape, dtype=np.float32) * 0.01 for name, shape in shapes.items()}
    m, v = ({name: np.zeros_like(value) for name, value in params.items()} for _ in range(2))
    losses = []
    begin = time.perf_counter()
    order = rng.permutation(len(x_train))
    for step, start in enumerate(range(0, len(order), BATCH), start=1):
        x, t = x_train[order[start : start + BATCH]], t_train[order[start : start + BATCH]]
        a1 = x @ params["W1"] + params["b1"]
        h = np.maximum(a1, 0)
        a2 = h @ params["W2"] + params["b2"]
        e = np.exp(a2 - np.max(a2, axis=1, keepdims=True))
        y = e / np.sum(e, axis=1, keepdims=True)
        losses.append(-np.sum(t * np.log(y + 1e-7)) / len(x))
        d2 = (y - t) / len(x)
        d1 = d2 @ params["W2"].T * (a1 > 0)
        grads = {"W2": h.T @ d2, "b2": np.sum(d2, axis=0), "W1": x.T @ d1, "b1": np.sum(d1, axis=0)}
        grads["x"] = d1 @ params["W1"].T  # computed by a general backward pass, although nobody needs it
        for name in params:
            m[name] = 0.9 * m[name] + (1 - 0.9) * grads[name]
            v[name] = 0.999 * v[name] + (1 - 0.999) * grads[name] ** 2
            m_hat, v_hat = m[name] / (1 - 0.9**step), v[name] / (1 - 0.999**step)
            params[name] = params[name] - RATE * m_hat / (np.sqrt(v_hat) + 1e-8)
    seconds = time.perf_counter() - begin
    hidden = np.maximum(mnist.test.images.reshape(-1, PIXELS) @ params["W1"] + params["b1"], 0)
    return seconds, (hidden @ params["W2"] + params["b2"]).argmax(axis=1)


def with_torch(mnist: Mnist) -> Epoch:
    import torch
    from torch import nn

    torch.manual_seed(1)
    net = nn.Sequential(nn.Linear(PIXELS, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, DIGITS))
    optimizer, criterion = torch.optim.Adam(net.parameters(), lr=RATE), nn.CrossEntropyLoss()
    images, labels = torch.from_numpy(mnist.train.images).flatten(1), torch.from_numpy(mnist.train.labels)
    begin = time.perf_counter()
    for chosen in torch.randperm(len(labels)).split(BATCH):
        optimizer.zero_grad()
        criterion(net(images[chosen]), labels[chosen]).backward()
        optimizer.step()
    seconds = time.perf_counter() - begin
    return seconds, net(torch.from_numpy(mnist.test.images).flatten(1)).argmax(dim=1).numpy()


def with_sklearn(mnist: Mnist) -> Epoch:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    net = MLPClassifier(
        (HIDDEN,), solver="adam", batch_size=BATCH, learning_rate_init=RATE, max_iter=1, shuffle=True, random_state=1
    )
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        net.fit(mnist.train.images.reshape(-1, PIXELS), mnist.train.labels)
    return time.perf_counter() - begin, net.predict(mnist.test.images.reshape(-1, PIXELS))


def test_an_epoch_of_the_numpy_net() -> None:
    try:
        mnist = load_mnist()
    except DataError as error:
        pytest.skip(str(error))
    nets: dict[str, Callable[[Mnist], Epoch]] = {"DigitPad": digitpad, "the report's code": report}
    nets |= {module: net for module, net in (("torch", with_torch), ("sklearn", with_sklearn)) if find_spec(module)}
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        seconds[PRODUCTS].append(products(mnist))
        for name, epoch in nets.items():
            spent, predicted = epoch(mnist)
            seconds[name].append(spent)
            assert accuracy(mnist.test.labels, predicted) > 0.9, f"{name} did not learn"
    print(f"\n{'an epoch of 784-100-10':32}{'seconds':>8}{'times the products':>20}")
    for name, times in seconds.items():
        print(f"{name:32}{min(times):8.2f}{min(times) / min(seconds[PRODUCTS]):20.2f}")
    print("limit for DigitPad 2.5 times the products; aim 2")
