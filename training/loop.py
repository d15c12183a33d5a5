"""The training loop, whole. It only yields events: printing, plotting and logging are done by whoever reads them."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from ink.errors import PlainError
from training.data import Digits, Mnist, split
from training.early_stopping import EarlyStopping
from training.learners import Array, Learner
from training.metrics import accuracy

FINAL_RATE = 0.01
"""The learning rate falls along half a cosine towards this fraction of itself (Loshchilov and Hutter 2017)."""


class TrainingError(PlainError):
    """A run that cannot go on; the message is fit for a user."""


@dataclass(frozen=True)
class Settings:
    """How a network is trained.

    Attributes:
        epochs: at most so many times through the training set.
        patience: stop after so many epochs without a better validation accuracy; None never stops early.
        validation: digits of the training set that are set aside for validation.
        seed: of the split, the first weights and the order of the digits.
    """

    optimizer: str = "adam"
    learning_rate: float = 0.001
    batch_size: int = 128
    epochs: int = 20
    patience: int | None = 5
    validation: int = 5_000
    seed: int = 1


@dataclass(frozen=True)
class BatchDone:
    """So many digits of this epoch have been learnt from; the loss is the mean of the epoch so far."""

    epoch: int
    done: int
    total: int
    train_loss: float


@dataclass(frozen=True)
class EpochDone:
    """An epoch's figures. ``seconds`` are its updates alone; losses are means, accuracies fractions."""

    epoch: int
    seconds: float
    evaluation_seconds: float
    train_loss: float
    train_accuracy: float
    validation_accuracy: float
    best: bool


@dataclass(frozen=True)
class Finished:
    """The end: the weights of the best epoch are in place, and were tested once."""

    epochs: int
    best_epoch: int
    test_accuracy: float
    seconds: float
    interrupted: bool = False


Event = BatchDone | EpochDone | Finished


def train(learner: Learner, data: Mnist, settings: Settings) -> Generator[Event, None, None]:
    """Train a network, keep its best weights, and test those once.

    An interrupt (Ctrl-C) ends the epochs early and keeps the best weights so far; before the first epoch is done there
    are none, and it is passed on.

    Raises:
        TrainingError: the settings fit no run on this data, or the loss is no longer a number.
    """
    rng = np.random.default_rng(settings.seed)
    if not 0 < settings.validation < len(data.train) - settings.batch_size:
        raise TrainingError(
            "a batch of {batch} and {validation} digits for validation do not fit into the {digits} digits there are",
            batch=settings.batch_size,
            validation=settings.validation,
            digits=len(data.train),
        )
    training, validation = split(data.train, settings.validation, rng)
    stopping = EarlyStopping(settings.patience)
    best: dict[str, Array] = {}
    begin = time.perf_counter()
    interrupted = False
    try:
        for epoch in range(1, settings.epochs + 1):
            learner.learning_rate = _rate(settings, epoch)
            for event in _epoch(learner, training, validation, settings, epoch, rng, stopping):
                if isinstance(event, EpochDone) and event.best:
                    best = learner.state()
                yield event
            if stopping.finished:
                break
    except KeyboardInterrupt:
        if not best:
            raise
        interrupted = True
    learner.load_state(best)
    yield Finished(
        epochs=stopping.epochs,
        best_epoch=stopping.best_epoch,
        test_accuracy=accuracy(data.test.labels, learner.answers(data.test.images)),
        seconds=time.perf_counter() - begin,
        interrupted=interrupted,
    )


def _epoch(
    learner: Learner,
    training: Digits,
    validation: Digits,
    settings: Settings,
    epoch: int,
    rng: np.random.Generator,
    stopping: EarlyStopping,
) -> Iterator[Event]:
    """Once through the training set in random order, each digit once; then the validation."""
    order = rng.permutation(len(training))
    seconds, loss_sum, right, done = 0.0, 0.0, 0, 0
    for start in range(0, len(order), settings.batch_size):
        begin = time.perf_counter()
        batch = training[order[start : start + settings.batch_size]]
        loss, hits = learner.learn(batch.images, batch.labels)
        seconds += time.perf_counter() - begin
        loss_sum, right, done = loss_sum + loss * len(batch), right + hits, done + len(batch)
        if not math.isfinite(loss):
            raise TrainingError(
                "the loss grew beyond all bounds in epoch {epoch}; lower the learning rate ({rate})",
                epoch=epoch,
                rate=settings.learning_rate,
            )
        yield BatchDone(epoch, done, len(order), loss_sum / done)
    begin = time.perf_counter()
    score = accuracy(validation.labels, learner.answers(validation.images))
    yield EpochDone(
        epoch=epoch,
        seconds=seconds,
        evaluation_seconds=time.perf_counter() - begin,
        train_loss=loss_sum / done,
        train_accuracy=right / done,
        validation_accuracy=score,
        best=stopping.update(score),
    )


def _rate(settings: Settings, epoch: int) -> float:
    """The learning rate of an epoch, from 1 to the last."""
    progress = (epoch - 1) / settings.epochs
    fraction = FINAL_RATE + (1 - FINAL_RATE) * 0.5 * (1 + math.cos(math.pi * progress))
    return settings.learning_rate * fraction
