"""The training loop: what an epoch takes, and the events that it yields."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from tests.helpers import easy_mnist
from tests.training.learning.scripted import NUMBERED, SHORT, Scripted, numbered, numpy_learner, of_kind, run
from training.datasets.mnist import NO_DIGIT
from training.learning.loop import BatchDone, EpochDone, Finished, Progress, rate, train
from training.learning.settings import TrainingSettings
from training.mixture.mixture import Mixture, mnist_mixture


def test_an_epoch_takes_each_digit_once_in_an_order_of_its_own() -> None:
    learner = Scripted(0.5)
    run(NUMBERED, learner, numbered())
    batches = 6  # 40 digits in sevens, the last batch smaller
    epochs = [np.concatenate(learner.batches[batches * n : batches * (n + 1)]) for n in range(NUMBERED.epochs)]
    assert len(learner.batches) == batches * NUMBERED.epochs
    assert all(len(set(epoch)) == 40 for epoch in epochs)
    assert all(set(epoch) == set(epochs[0]) for epoch in epochs)
    assert not np.array_equal(epochs[0], epochs[1])


def test_the_digits_for_validation_are_never_learnt_from() -> None:
    learner = Scripted(0.5)
    run(NUMBERED, learner, numbered())
    assert len(set(np.concatenate(learner.batches))) == 50 - NUMBERED.validation


def test_the_learning_rate_falls_along_half_a_cosine() -> None:
    learner = Scripted(0.5)
    run(replace(NUMBERED, learning_rate=1.0, batch_size=40), learner, numbered())
    assert learner.rates == sorted(learner.rates, reverse=True)
    assert learner.rates[0] == 1
    assert learner.rates[2] == pytest.approx(0.01 + 0.99 / 2)


def test_the_learning_rate_may_stay_as_it_is() -> None:
    learner = Scripted(0.5)
    learner.learning_rate = 0.3
    run(replace(NUMBERED, schedule="constant"), learner, numbered())
    assert set(learner.rates) == {0.3}


def test_the_learning_rate_rises_while_it_warms_up() -> None:
    assert [rate(progress, warm_up=0.2) for progress in (0.05, 0.1, 0.2, 0.6)] == pytest.approx(
        [0.25, 0.5, 1, 0.01 + 0.99 / 2]
    )
    assert 0 < rate(0, warm_up=0.2) < 0.02


def test_the_learning_rate_changes_at_the_batch_that_is_named() -> None:
    changes = ((1, 14, 0.5), (2, 0, 0.1))
    for schedule in ("constant", "cosine"):
        learner, plain = Scripted(0.5), Scripted(0.5)
        learner.learning_rate = plain.learning_rate = 0.3
        settings = replace(NUMBERED, schedule=schedule, learning_rate=0.3)
        run(settings, plain, numbered())
        run(replace(settings, rate_changes=changes), learner, numbered())
        factors = np.array(learner.rates) / np.array(plain.rates)
        np.testing.assert_allclose(factors[:2], 1)
        np.testing.assert_allclose(factors[2:6], 0.5 / 0.3)
        np.testing.assert_allclose(factors[6:], 0.1 / 0.3)


def test_a_run_whose_rate_was_changed_repeats_bit_for_bit() -> None:
    settings = replace(SHORT, schedule="constant", monitor="last")
    changed, repeated = numpy_learner(settings), numpy_learner(settings)
    progress = Progress.start(settings)
    for event in train(changed, mixture_of(settings), settings, progress):
        if isinstance(event, BatchDone) and (event.epoch, event.done) == (2, 96):
            progress.rate_changes.append((event.epoch, event.done, 0.0001))
    again = replace(settings, rate_changes=tuple(progress.rate_changes))
    assert again.rate_changes
    run(again, repeated)
    plain = numpy_learner(settings)
    run(settings, plain)
    for name, array in changed.state().items():
        np.testing.assert_array_equal(array, repeated.state()[name])
    assert not np.array_equal(changed.state()["0.weight"], plain.state()["0.weight"])


def mixture_of(settings: TrainingSettings) -> Mixture:
    return mnist_mixture(easy_mnist(), settings.validation, np.random.default_rng(settings.seed))


def test_what_is_no_digit_counts_neither_as_right_nor_as_wrong() -> None:
    data = numbered()
    data.train.labels[::2] = NO_DIGIT
    learner = Scripted(0.5)
    learner.learn = lambda images, targets: (1.0, np.ones(len(images), dtype=int))  # type: ignore[method-assign]
    assert of_kind(run(NUMBERED, learner, data), EpochDone)[0].train_accuracy == 1


# --- events -----------------------------------------------------------------------------------------------------------


def test_events_come_batch_by_batch_and_epoch_by_epoch() -> None:
    events = run(NUMBERED, Scripted(0.5), numbered())
    kinds = [type(event).__name__ for event in events]
    assert kinds == ([*["BatchDone"] * 6, "EpochDone"] * NUMBERED.epochs) + ["Finished"]
    assert [event.done for event in of_kind(events, BatchDone)][:6] == [7, 14, 21, 28, 35, 40]
    assert {event.total for event in of_kind(events, BatchDone)} == {40}
    assert [event.epoch for event in of_kind(events, EpochDone)] == [1, 2, 3, 4]


def test_an_epoch_tells_its_figures() -> None:
    first, second, *_ = of_kind(run(NUMBERED, Scripted(0.5, 0.4, loss=2.5), numbered()), EpochDone)
    assert (first.train_loss, first.train_accuracy, first.validation_accuracy) == (2.5, 1, 0.5)
    assert (first.best, second.best) == (True, False)
    assert first.seconds >= 0
    assert first.evaluation_seconds >= 0


def test_the_end_tells_of_the_best_epoch() -> None:
    events = run(NUMBERED, Scripted(0.5, 0.9, 0.6, 0.7, 0.3), numbered())
    assert isinstance(events[-1], Finished)
    assert (events[-1].epochs, events[-1].best_epoch) == (4, 2)
    assert events[-1].test_accuracy == pytest.approx(0.3)
    assert not events[-1].interrupted


def test_events_cannot_be_changed() -> None:
    event = run(NUMBERED, Scripted(0.5), numbered())[0]
    with pytest.raises(FrozenInstanceError):
        event.epoch = 7  # type: ignore[misc]
