"""A learner whose scores are laid down, digits to count, and runs of the training loop."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import numpy as np
import pytest

from models.bp.network import Network
from tests.helpers import easy_digits, easy_mnist
from training.datasets.mnist import Mnist
from training.learning.learners import Learner, NumpyLearner
from training.learning.loop import Event, train
from training.learning.settings import TrainingSettings
from training.learning.torch_learner import TorchLearner
from training.mixture.mixture import mnist_mixture

SHORT = TrainingSettings(optimizer="adam", learning_rate=0.003, batch_size=32, epochs=3, patience=None, validation=80)


def numpy_learner(settings: TrainingSettings = SHORT) -> NumpyLearner:
    network = Network.fully_connected(rng=np.random.default_rng(settings.seed))
    return NumpyLearner(network, settings)


def torch_learner(settings: TrainingSettings = SHORT) -> TorchLearner:
    torch = pytest.importorskip("torch")
    from models.cnn import LeNet

    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        return TorchLearner(LeNet(), {}, settings, "cpu")


def run(settings: TrainingSettings = SHORT, learner: Learner | None = None, data: Mnist | None = None) -> list[Event]:
    return list(events_of(settings, learner or numpy_learner(settings), data or easy_mnist()))


def events_of(settings: TrainingSettings, learner: Learner, data: Mnist) -> Generator[Event, None, None]:
    mixture = mnist_mixture(data, settings.validation, np.random.default_rng(settings.seed))
    return train(learner, mixture, settings)


def of_kind(events: list[Event], kind: type[Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


class Scripted:
    """A learner that learns nothing, but whose validation accuracies are laid down; it notes what it is given."""

    def __init__(self, *scores: float, loss: float = 1.0) -> None:
        self.architecture: dict[str, Any] = {}
        self.parameters = 1
        self.precision = "float32"
        self.rng = None
        self.learning_rate = 0.0
        self.scores = list(scores)
        self.loss = loss
        self.epoch = 0
        self.rates: list[float] = []
        self.batches: list[np.ndarray] = []
        self.loaded: int | None = None

    def set_learning_rate(self, rate: float) -> None:
        self.learning_rate = rate

    def learn(self, images: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        self.batches.append(np.rint(images[:, 0, 0] * 255))
        self.rates.append(self.learning_rate)
        return self.loss, targets.argmax(axis=1)

    def logits(self, images: np.ndarray) -> np.ndarray:
        """Right for so many of the digits, which are all ones, as the score of the epoch says."""
        self.epoch += 1
        score = self.scores[min(self.epoch, len(self.scores)) - 1]
        return np.eye(10)[np.where(np.arange(len(images)) < round(score * len(images)), 1, 0)]

    def broadcast(self, score: float) -> float:
        return score

    def state(self) -> dict[str, np.ndarray]:
        return {"epoch": np.array(self.epoch)}

    def load_state(self, state: Mapping[str, np.ndarray]) -> None:
        self.loaded = int(state["epoch"])

    training_state = state
    load_training_state = load_state


def numbered(train: int = 50, test: int = 10) -> Mnist:
    """Digits whose first pixel says which one they are; all of them ones."""
    digits = easy_digits(train)
    digits.images[:, 0, 0] = np.arange(train) / 255
    digits.labels[:] = 1
    return Mnist(digits, digits[:test])


NUMBERED = TrainingSettings(batch_size=7, validation=10, epochs=4, patience=None)
