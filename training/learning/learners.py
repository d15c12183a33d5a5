"""The interface between the training loop and a network with its optimizer, and its numpy implementation."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from common.errors import PlainError
from common.translation import mark
from models.bp.losses import SoftmaxCrossEntropy
from models.bp.network import REPORT_SIZES, Network
from models.classifier import Floats
from training.learning.optimizers import OPTIMIZERS
from training.learning.settings import TrainingSettings
from training.runtime.torchrun import ranks

Array = NDArray[Any]
Value = TypeVar("Value")
EVALUATION_BATCH = 500


FULL = mark("there is not enough memory; close other programs, and try again")


class TrainingError(PlainError):
    """Training cannot start or continue; the message is fit for a user."""


class PartnerLost(TrainingError):
    """One of several processes that train a network together is gone."""


@contextmanager
def memory_said(device: str, size: int) -> Iterator[None]:
    """Turns out-of-memory errors of numpy and torch into a TrainingError."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and not any(
            said in str(error).lower() for said in ("out of memory", "allocate memory")
        ):
            raise
        raise TrainingError(
            "{device} is out of memory; lower --batch-size ({size})", device=device, size=size
        ) from error


class Learner(Protocol):
    """A network that learns from batches.

    Attributes:
        architecture: what the network is, as JSON.
        parameters: how many numbers it learns.
        precision: of its multiplications, "float32" or "bfloat16".
        rng: what it draws random numbers from while it learns, if it does.
    """

    architecture: dict[str, Any]
    parameters: int
    precision: str
    rng: np.random.Generator | None

    @property
    def learning_rate(self) -> float:
        """Of the next steps."""
        ...

    def set_learning_rate(self, rate: float) -> None:
        """Set the learning rate of the next steps."""
        ...

    def learn(self, images: Floats, targets: Floats) -> tuple[float, NDArray[np.int64]]:
        """One step on a batch, (N, 28, 28) and (N, 10): its mean loss before the step, and the digits read, (N,).

        Raises:
            TrainingError: the memory is not enough.
        """
        ...

    def broadcast(self, score: float) -> float:
        """The score of rank 0, for all processes that train this network together."""
        ...

    def logits(self, images: Floats) -> Floats:
        """Logits of frames: (N, 28, 28) -> (N, 10)."""
        ...

    def tried(self, image: Floats, target: Floats) -> tuple[Floats, Floats, Floats]:
        """What one step on a frame (28, 28) with these target probabilities (10,) would do, tried on a copy.

        Returns:
            The logits (10,) before and after, of the weights that are learning, not of their average; and the gradient
            of the loss before with respect to the frame, (28, 28).
        """
        ...

    def state(self) -> dict[str, Array]:
        """A copy of the weights, by name."""
        ...

    def load_state(self, state: Mapping[str, Array]) -> None:
        """Take over weights as :meth:`state` gave them."""
        ...

    def training_state(self) -> dict[str, Array]:
        """Everything that the next step depends on, by name, except the state of ``rng``."""
        ...

    def load_training_state(self, state: Mapping[str, Array]) -> None:
        """Go on from what :meth:`training_state` gave.

        Raises:
            KeyError, ValueError, RuntimeError: it is that of another network or another optimizer.
        """
        ...


class NumpyLearner:
    """The numpy net. Overflow is ignored here; the training loop detects it from the loss.

    Args:
        settings: optimizer, learning rate, weight decay, and average of the weights, see TorchLearner.
        rng: what the network's dropout draws from, if it has any.
    """

    def __init__(self, network: Network, settings: TrainingSettings, rng: np.random.Generator | None = None) -> None:
        self.network = network
        self.architecture = network.architecture
        self.parameters = sum(parameter.value.size for parameter in network.parameters().values())
        self.precision = "float32"
        self.rng = rng
        self.loss = SoftmaxCrossEntropy()
        self.optimizer = OPTIMIZERS[settings.optimizer](
            network.parameters().values(), settings.learning_rate, settings.weight_decay
        )
        self.ema_decay = settings.ema_decay
        self.kept = copy.deepcopy(network) if self.ema_decay else network

    @property
    def learning_rate(self) -> float:
        return self.optimizer.learning_rate

    def set_learning_rate(self, rate: float) -> None:
        self.optimizer.learning_rate = rate

    @np.errstate(over="ignore", invalid="ignore")
    def learn(self, images: Floats, targets: Floats) -> tuple[float, NDArray[np.int64]]:
        with memory_said("the machine", len(images)):
            logits = self.network.forward(images, training=True)
            loss = self.loss.forward(logits, targets)
            self.network.backward(self.loss.backward())
            self.optimizer.step()
            if self.ema_decay:
                self._follow()
        return loss, logits.argmax(axis=1)

    def _follow(self) -> None:
        """Update the moving average of the weights."""
        new = 1 - kept_part(self.ema_decay, self.optimizer.steps - 1)
        for kept, current in zip(self.kept.state().values(), self.network.state().values(), strict=True):
            kept += new * (current - kept)

    @np.errstate(over="ignore", invalid="ignore")
    def logits(self, images: Floats) -> Floats:
        batches = range(0, len(images), EVALUATION_BATCH)
        return np.concatenate([self.kept.forward(images[start : start + EVALUATION_BATCH]) for start in batches])

    @np.errstate(over="ignore", invalid="ignore")
    def tried(self, image: Floats, target: Floats) -> tuple[Floats, Floats, Floats]:
        other = copy.deepcopy(self)
        network = other.network
        before = network.forward(image[None])  # as when it reads: one frame has no statistics of a batch
        other.loss.forward(before, target[None])
        gradient = other.loss.backward()
        for layer in reversed(network.layers):
            gradient = layer.backward(gradient)
        other.optimizer.step()
        return before[0], network.forward(image[None])[0], gradient.reshape(image.shape)

    def broadcast(self, score: float) -> float:
        return score

    def state(self) -> dict[str, Array]:
        return {name: array.copy() for name, array in self.kept.state().items()}

    def load_state(self, state: Mapping[str, Array]) -> None:
        for network in (self.network, self.kept):
            network.load_state(state)

    def training_state(self) -> dict[str, Array]:
        parts = {"network": self.network.state(), "kept": self.kept.state(), "optimizer": self.optimizer.state()}
        return joined(parts)

    def load_training_state(self, state: Mapping[str, Array]) -> None:
        parts = parted(state)
        self.network.load_state(parts["network"])
        self.kept.load_state(parts["kept"])
        self.optimizer.load_state(parts["optimizer"])


def numpy_learner(settings: TrainingSettings, base: Path | None = None) -> NumpyLearner:
    """The numpy net with random first weights.

    Args:
        base: the weight file of a net whose shape is taken, in place of that in the settings.

    Raises:
        TrainingError: torchrun has started several processes.
        WeightsError: the base is damaged.
    """
    if ranks() > 1:
        raise TrainingError("the numpy net trains in one process; start it without torchrun")
    sizes = [REPORT_SIZES[0], settings.hidden, REPORT_SIZES[-1]]
    shape: dict[str, Any] = {"sizes": sizes}
    shape |= {name: getattr(settings, name) for name in ("batch_norm", "dropout", "deskew")}
    if base:
        shape = {name: value for name, value in Network.load(base).architecture.items() if name != "network"}
    rng = np.random.default_rng([settings.seed, 1])
    network = Network.fully_connected(rng=rng, **shape)
    return NumpyLearner(network, settings, rng)


def joined(parts: Mapping[str, Mapping[str, Array]]) -> dict[str, Array]:
    """Merges the arrays of several parts under keys ``part.name``."""
    return {f"{part}.{name}": np.array(array) for part, arrays in parts.items() for name, array in arrays.items()}


def parted(joined: Mapping[str, Value]) -> dict[str, dict[str, Value]]:
    """The inverse of :func:`joined`, for arrays or tensors."""
    parts: dict[str, dict[str, Value]] = {}
    for name, value in joined.items():
        part, _, rest = name.partition(".")
        parts.setdefault(part, {})[rest] = value
    return parts


def kept_part(ema_decay: float, steps: int) -> float:
    """The decay of the moving average after so many steps; smaller during the first steps."""
    return min(ema_decay, (1 + steps) / (10 + steps))
