"""The training loop, whole. It only yields events: printing, plotting and logging are done by whoever reads them."""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from common.translation import mark
from models.bp.losses import SoftmaxCrossEntropy
from training.datasets.mnist import NO_DIGIT
from training.learning.learners import Array, Learner, PartnerLost, TrainingError
from training.learning.metrics import accuracy
from training.learning.settings import TrainingSettings
from training.mixture.mixture import Mixture
from training.runtime.torchrun import rank, ranks

FINAL_RATE = 0.01
"""The learning rate falls along half a cosine towards this fraction of itself (Loshchilov and Hutter 2017)."""
CALM = 0.3
"""Factor on the augmentation strength in the last epochs of a run, so that training ends close to the distribution
of real frames (He et al. 2019, "Data augmentation revisited")."""


@dataclass(frozen=True)
class BatchDone:
    """Progress within an epoch, in frames; loss and accuracy are means over the epoch so far."""

    epoch: int
    done: int
    total: int
    train_loss: float
    train_accuracy: float


@dataclass(frozen=True)
class EpochDone:
    """An epoch's figures. ``seconds`` are its updates alone; losses are means, accuracies fractions."""

    epoch: int
    seconds: float
    evaluation_seconds: float
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_accuracy: float
    best: bool


@dataclass(frozen=True)
class Finished:
    """The end of training: the best epoch's weights are loaded and were tested once."""

    epochs: int
    best_epoch: int
    test_accuracy: float
    seconds: float
    interrupted: bool = False


Event = BatchDone | EpochDone | Finished


@dataclass
class EarlyStopping:
    """Counts the epochs without a better score.

    Attributes:
        patience: how many of them in a row end the training; None never does.
        epochs: seen so far.
        best_epoch: counted from 1; 0 before the first epoch.
    """

    patience: int | None
    epochs: int = 0
    best_epoch: int = 0
    best_score: float = -math.inf

    def update(self, score: float) -> bool:
        """Take the score of the next epoch, higher being better; return whether it is the best so far."""
        self.epochs += 1
        better = score > self.best_score
        if better:
            self.best_score, self.best_epoch = score, self.epochs
        return better

    @property
    def finished(self) -> bool:
        return self.patience is not None and self.epochs - self.best_epoch >= self.patience


@dataclass
class Progress:
    """The state of a run after its last complete epoch; with the learner's state, all that resuming needs.

    Attributes:
        rng: draws the order of the next epoch.
        stopping: has seen the epochs so far.
        best: the weights of the best of them; none before the first is done.
        rate_changes: as in the settings; more can be added while the run goes on.
    """

    rng: np.random.Generator
    stopping: EarlyStopping
    best: dict[str, Array] = field(default_factory=dict)
    rate_changes: list[tuple[int, int, float]] = field(default_factory=list)

    @classmethod
    def start(cls, settings: TrainingSettings) -> Progress:
        rng, stopping = np.random.default_rng([settings.seed, 2, 0]), EarlyStopping(settings.patience)
        return cls(rng, stopping, rate_changes=list(settings.rate_changes))

    def highest_rate(self, settings: TrainingSettings, epoch: int, done: int) -> float:
        """The highest learning rate for the batch before which so many frames of an epoch are done."""
        rates = [rate for since, frames, rate in sorted(self.rate_changes) if (since, frames) <= (epoch, done)]
        return rates[-1] if rates else settings.learning_rate


def train(
    learner: Learner,
    mixture: Mixture,
    settings: TrainingSettings,
    progress: Progress | None = None,
    origin: Mapping[str, Array] | None = None,
) -> Generator[Event, None, None]:
    """Train a network, keep its best weights, and test those once. Processes of torchrun share each epoch.

    An interrupt (Ctrl-C) ends the epochs early and keeps the best weights so far; before the first epoch is complete it
    is raised.

    Args:
        progress: of a run that is resumed, whose learner has been restored; updated before each EpochDone.
        origin: the weights to blend with, see :class:`TrainingSettings`.

    Raises:
        TrainingError: a batch is larger than an epoch, the loss is no longer a number, or the memory is not enough.
    """
    if settings.batch_size * ranks() > mixture.size:
        raise TrainingError(
            "a batch of {batch} does not fit into the {digits} digits of an epoch",
            batch=settings.batch_size,
            digits=mixture.size,
        )
    progress = progress or Progress.start(settings)
    stopping = progress.stopping
    begin = time.perf_counter()
    interrupted = False
    try:
        while stopping.epochs < settings.epochs and not stopping.finished:
            yield from _epoch(learner, mixture, settings, progress)
    except (KeyboardInterrupt, PartnerLost):
        if not progress.best:
            raise
        interrupted = True
    learner.load_state(blended(origin, progress.best, settings.blend) if origin else progress.best)
    yield Finished(
        epochs=stopping.epochs,
        best_epoch=stopping.best_epoch,
        test_accuracy=accuracy(mixture.test.labels, learner.logits(mixture.test.images).argmax(axis=1)),
        seconds=time.perf_counter() - begin,
        interrupted=interrupted,
    )


def _epoch(learner: Learner, mixture: Mixture, settings: TrainingSettings, progress: Progress) -> Iterator[Event]:
    """The batches of an epoch, in random order; then the validation."""
    seconds, loss_sum, right, digits, done = 0.0, 0.0, 0, 0, 0
    total, epoch = mixture.size // ranks(), progress.stopping.epochs + 1
    if epoch > settings.epochs * (1 - settings.calm):
        mixture = replace(mixture, strength=mixture.strength * CALM)
    begin = time.perf_counter()
    for batch in mixture.epoch(settings.batch_size, progress.rng, rank(), ranks()):
        highest = progress.highest_rate(settings, epoch, done)
        if settings.schedule == "cosine":
            way = (epoch - 1 + done / total) / settings.epochs
            learner.set_learning_rate(highest * rate(way, settings.warm_up))
        elif progress.rate_changes:
            learner.set_learning_rate(highest)
        loss, answers = learner.learn(batch.images, batch.targets)
        seconds += time.perf_counter() - begin
        loss_sum, done = loss_sum + loss * len(answers), done + len(answers)
        right += int((answers == batch.labels).sum())
        digits += int((batch.labels != NO_DIGIT).sum())
        if not math.isfinite(loss):
            raise _diverged(epoch, settings)
        yield BatchDone(epoch, done, total, loss_sum / done, right / max(digits, 1))
        begin = time.perf_counter()
    begin = time.perf_counter()
    labels, logits = mixture.validation.labels, learner.logits(mixture.validation.images)
    validation_loss = learner.broadcast(SoftmaxCrossEntropy().forward(logits, labels))
    if not math.isfinite(validation_loss):
        raise _diverged(epoch, settings)
    validation_accuracy = learner.broadcast(accuracy(labels, logits.argmax(axis=1)))
    scores = {"accuracy": validation_accuracy, "loss": -validation_loss, "last": epoch}
    best = progress.stopping.update(scores[settings.monitor])
    if best:
        progress.best = learner.state()
    yield EpochDone(
        epoch=epoch,
        seconds=seconds,
        evaluation_seconds=time.perf_counter() - begin,
        train_loss=loss_sum / done,
        train_accuracy=right / max(digits, 1),
        validation_loss=validation_loss,
        validation_accuracy=validation_accuracy,
        best=best,
    )


def blended(old: Mapping[str, Array], new: Mapping[str, Array], part: float) -> dict[str, Array]:
    """Weights between two networks of one shape: ``part`` of the new ones, the rest of the old ones."""
    return {name: np.asarray((1 - part) * old[name] + part * array, dtype=array.dtype) for name, array in new.items()}


def _diverged(epoch: int, settings: TrainingSettings) -> TrainingError:
    message = mark("the training diverged in epoch {epoch}; lower the learning rate ({rate})")
    return TrainingError(message, epoch=epoch, rate=settings.learning_rate)


def rate(progress: float, warm_up: float = 0.0) -> float:
    """The learning rate as a fraction of its peak: linear warm-up, then half a cosine down."""
    if progress < warm_up:
        return max(progress / warm_up, FINAL_RATE)
    falling = (progress - warm_up) / (1 - warm_up)
    return FINAL_RATE + (1 - FINAL_RATE) * 0.5 * (1 + math.cos(math.pi * falling))
