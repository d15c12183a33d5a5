"""The training loop: when it stops, which weights are kept, and what it cannot go on with."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from tests.helpers import is_one_sentence
from tests.training.learning.scripted import NUMBERED, Scripted, events_of, numbered, run
from training.learning.learners import PartnerLost, TrainingError
from training.learning.loop import BatchDone, EarlyStopping, EpochDone, Event, Finished, Progress, train
from training.mixture.mixture import mnist_mixture


def test_the_weights_of_the_best_epoch_are_put_back() -> None:
    learner = Scripted(0.5, 0.9, 0.6, 0.7)
    run(NUMBERED, learner, numbered())
    assert learner.loaded == 2


class Telling(Scripted):
    """Its answers are all right, and the surer the higher the score of the epoch."""

    def logits(self, images: np.ndarray) -> np.ndarray:
        self.epoch += 1
        return np.eye(10)[np.ones(len(images), dtype=int)] * self.scores[min(self.epoch, len(self.scores)) - 1]


@pytest.mark.parametrize(("monitor", "best"), [("accuracy", 1), ("loss", 3)])
def test_the_best_epoch_has_the_highest_accuracy_or_the_lowest_loss(monitor: str, best: int) -> None:
    learner = Telling(1, 2, 5, 4)
    run(replace(NUMBERED, monitor=monitor), learner, numbered())
    assert learner.loaded == best


def test_it_stops_early() -> None:
    settings = replace(NUMBERED, epochs=50, patience=2)
    finished = run(settings, Scripted(0.5, 0.9, 0.6, 0.7, 0.6, 0.99), numbered())[-1]
    assert isinstance(finished, Finished)
    assert (finished.epochs, finished.best_epoch) == (4, 2)


def interrupt(learner: Scripted, after: int) -> None:
    """Let Ctrl-C come in the batch with this number."""
    learn = learner.learn

    def interrupted(images: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        if len(learner.batches) == after:
            raise KeyboardInterrupt
        return learn(images, targets)

    learner.learn = interrupted  # type: ignore[method-assign]


def test_ctrl_c_keeps_the_best_weights_so_far() -> None:
    learner = Scripted(0.9, 0.5, 0.4)
    interrupt(learner, after=15)  # in the third epoch
    events = run(NUMBERED, learner, numbered())
    assert isinstance(events[-1], Finished)
    assert events[-1].interrupted
    assert (events[-1].epochs, events[-1].best_epoch, learner.loaded) == (2, 1, 1)


@pytest.mark.parametrize("kind", [BatchDone, EpochDone])
def test_ctrl_c_while_an_event_is_read_keeps_the_best_weights_too(kind: type[Event]) -> None:
    learner = Scripted(0.9, 0.5)
    events = events_of(NUMBERED, learner, numbered())
    while not isinstance(next(events), EpochDone):
        pass
    if kind is BatchDone:
        next(events)
    finished = events.throw(KeyboardInterrupt())
    assert isinstance(finished, Finished)
    assert (finished.best_epoch, finished.interrupted, learner.loaded) == (1, True, 1)


def test_ctrl_c_in_the_first_epoch_is_passed_on() -> None:
    learner = Scripted(0.9)
    interrupt(learner, after=3)
    with pytest.raises(KeyboardInterrupt):
        run(NUMBERED, learner, numbered())
    assert learner.loaded is None


def test_a_run_that_goes_on_and_gets_worse_keeps_what_was_best_before() -> None:
    learner = Scripted(0.5, 0.4)
    mixture = mnist_mixture(numbered(), NUMBERED.validation, np.random.default_rng(1))
    before = EarlyStopping(None, epochs=2, best_epoch=1, best_score=0.9)
    progress = Progress(np.random.default_rng(1), before, best={"epoch": np.array(77)})
    *_, finished = train(learner, mixture, NUMBERED, progress)
    assert isinstance(finished, Finished)
    assert (finished.epochs, finished.best_epoch, learner.loaded) == (4, 1, 77)


def test_a_partner_that_is_gone_keeps_the_best_weights_too() -> None:
    learner = Scripted(0.9)
    learn = learner.learn

    def alone(images: np.ndarray, targets: np.ndarray) -> tuple[float, np.ndarray]:
        if len(learner.batches) == 8:
            raise PartnerLost("another process of this run has ended")
        return learn(images, targets)

    learner.learn = alone  # type: ignore[method-assign]
    *_, finished = run(NUMBERED, learner, numbered())
    assert isinstance(finished, Finished)
    assert finished.interrupted


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number(loss: float) -> None:
    with pytest.raises(TrainingError, match="in epoch 1"):
        run(NUMBERED, Scripted(0.5, loss=loss), numbered())


def test_a_batch_larger_than_an_epoch() -> None:
    with pytest.raises(TrainingError, match="does not fit into the 40 digits of an epoch") as caught:
        run(replace(NUMBERED, batch_size=41), Scripted(0.5), numbered())
    assert is_one_sentence(caught.value)


# --- early stopping ---------------------------------------------------------------------------------------------------


def after(patience: int | None, *scores: float) -> EarlyStopping:
    stopping = EarlyStopping(patience)
    for score in scores:
        stopping.update(score)
    return stopping


def test_update_says_whether_an_epoch_is_the_best_so_far() -> None:
    stopping = EarlyStopping(5)
    assert [stopping.update(score) for score in (0.5, 0.4, 0.6, 0.6, 0.7)] == [True, False, True, False, True]


def test_the_best_epoch_counts_from_one() -> None:
    stopping = after(5, 0.5, 0.9, 0.7)
    assert (stopping.best_epoch, stopping.best_score, stopping.epochs) == (2, 0.9, 3)


@pytest.mark.parametrize("patience", [1, 2, 5])
def test_it_stops_after_as_many_epochs_without_a_better_one(patience: int) -> None:
    assert not after(patience, 0.5, *[0.5] * (patience - 1)).finished
    assert after(patience, 0.5, *[0.5] * patience).finished


def test_a_better_epoch_starts_the_count_anew() -> None:
    assert not after(2, 0.5, 0.4, 0.6, 0.5).finished
    assert after(2, 0.5, 0.4, 0.6, 0.5, 0.5).finished


def test_without_patience_set_it_never_stops() -> None:
    assert not after(None, 0.5, *[0.1] * 100).finished


def test_before_the_first_epoch_it_goes_on() -> None:
    assert not after(1).finished


def test_an_accuracy_of_nothing_is_still_the_best_so_far() -> None:
    assert after(3, 0.0).best_epoch == 1


def test_weights_that_give_no_numbers_in_validation_have_diverged() -> None:
    """Else no epoch would be the best, and there would be no weights to put back."""
    learner = Telling(math.nan)
    with pytest.raises(TrainingError, match="diverged in epoch 1"):
        run(NUMBERED, learner, numbered())
