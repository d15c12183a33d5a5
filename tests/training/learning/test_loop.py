"""The training loop: what it does to a network, and the events that it tells of."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest

from models.bp.losses import softmax
from models.bp.network import Network
from models.catalog import has_torch
from tests.helpers import easy_digits, easy_mnist, is_one_sentence
from training.datasets.mnist import NO_DIGIT, Mnist
from training.learning.early_stopping import EarlyStopping
from training.learning.learners import Learner, NumpyLearner, PartnerLost, TrainingError
from training.learning.loop import BatchDone, EpochDone, Event, Finished, Progress, rate, train
from training.learning.settings import TrainingSettings
from training.learning.torch_learner import TorchLearner
from training.mixture.mixture import certain, mnist_mixture

SHORT = TrainingSettings(optimizer="adam", learning_rate=0.003, batch_size=32, epochs=3, patience=None, validation=80)


def numpy_learner(settings: TrainingSettings = SHORT) -> NumpyLearner:
    network = Network.fully_connected(rng=np.random.default_rng(settings.seed))
    return NumpyLearner(network, settings.optimizer, settings.learning_rate)


def torch_learner(settings: TrainingSettings = SHORT) -> TorchLearner:
    torch = pytest.importorskip("torch")
    from models.cnn.lenet import LeNet

    with torch.random.fork_rng():
        torch.manual_seed(settings.seed)
        return TorchLearner(LeNet(), {}, settings, "cpu")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """So small a batch is no work to share out: torch's threads would only wait for each other."""
    if not has_torch():
        yield
        return
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


LEARNERS = pytest.mark.parametrize("build", [numpy_learner, torch_learner], ids=["numpy", "torch"])


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
        self.rng = None
        self.learning_rate = 0.0
        self.scores = list(scores)
        self.loss = loss
        self.epoch = 0
        self.rates: list[float] = []
        self.batches: list[np.ndarray] = []
        self.loaded: int | None = None

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


# --- learning ---------------------------------------------------------------------------------------------------------


@LEARNERS
def test_a_network_learns(build: Any) -> None:
    settings = replace(SHORT, epochs=12)
    events = run(settings, build(settings))
    epochs = of_kind(events, EpochDone)
    assert epochs[-1].train_loss < epochs[0].train_loss / 2
    assert of_kind(events, Finished)[0].test_accuracy > 0.8


@LEARNERS
def test_a_network_can_learn_fifty_digits_by_heart(build: Any) -> None:
    settings = replace(SHORT, batch_size=10, epochs=60, validation=10)
    digits = easy_digits(60)
    events = run(settings, build(settings), Mnist(digits, digits))
    assert of_kind(events, EpochDone)[-1].train_accuracy == 1


@LEARNERS
def test_the_same_seed_gives_the_same_weights_bit_for_bit(build: Any) -> None:
    one, other = build(), build()
    first, second = run(learner=one), run(learner=other)
    for name, array in one.state().items():
        np.testing.assert_array_equal(array, other.state()[name])
    assert [event.train_loss for event in of_kind(first, BatchDone)] == [
        event.train_loss for event in of_kind(second, BatchDone)
    ]


def test_another_seed_gives_other_weights() -> None:
    one, other = numpy_learner(), numpy_learner()
    run(SHORT, one)
    run(replace(SHORT, seed=2), other)
    assert not np.array_equal(one.state()["0.weight"], other.state()["0.weight"])


def test_the_global_random_state_plays_no_part() -> None:
    one, other = numpy_learner(), numpy_learner()
    np.random.seed(1)  # noqa: NPY002
    run(learner=one)
    np.random.seed(2)  # noqa: NPY002
    run(learner=other)
    np.testing.assert_array_equal(one.state()["0.weight"], other.state()["0.weight"])


@LEARNERS
def test_a_state_is_a_copy(build: Any) -> None:
    learner = build()
    before = learner.state()
    kept = {name: array.copy() for name, array in before.items()}
    digits = easy_digits(20)
    learner.learn(digits.images, certain(digits.labels))
    for name, array in before.items():
        np.testing.assert_array_equal(array, kept[name])
    assert any(not np.array_equal(array, kept[name]) for name, array in learner.state().items())
    learner.load_state(kept)
    for name, array in learner.state().items():
        np.testing.assert_array_equal(array, kept[name])


# --- epochs and batches -----------------------------------------------------------------------------------------------


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


def test_what_is_no_digit_counts_neither_as_right_nor_as_wrong() -> None:
    data = numbered()
    data.train.labels[::2] = NO_DIGIT
    learner = Scripted(0.5)
    learner.learn = lambda images, targets: (1.0, np.ones(len(images), dtype=int))  # type: ignore[method-assign]
    assert of_kind(run(NUMBERED, learner, data), EpochDone)[0].train_accuracy == 1


@LEARNERS
def test_a_network_learns_to_be_unsure_of_what_is_no_digit(build: Any) -> None:
    data = easy_mnist()
    data.train.images[::2, :, :14] = 0  # half a bar is no digit
    data.train.labels[::2] = NO_DIGIT
    learner = build()
    run(replace(SHORT, epochs=15), learner, data)
    halves = data.test.images.copy()
    halves[:, :, :14] = 0
    whole, half = (softmax(learner.logits(images)).max(axis=1).mean() for images in (data.test.images, halves))
    assert half < 0.5 < whole


@LEARNERS
def test_a_run_that_goes_on_ends_as_if_it_had_not_stopped(build: Any) -> None:
    mixture = mnist_mixture(easy_mnist(), SHORT.validation, np.random.default_rng(1))
    whole, progress, first, second = build(), Progress.start(SHORT), build(), build()
    uninterrupted = list(train(whole, mixture, SHORT))
    for event in train(first, mixture, SHORT, progress):
        if isinstance(event, EpochDone) and event.epoch == 2:
            break
    second.load_training_state(first.training_state())
    events = list(train(second, mixture, SHORT, progress))
    assert [event.epoch for event in of_kind(events, EpochDone)] == [3]
    assert replace(events[-1], seconds=0) == replace(uninterrupted[-1], seconds=0)
    for name, array in whole.state().items():
        np.testing.assert_array_equal(array, second.state()[name])


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
            raise PartnerLost("another process of this run is gone")
        return learn(images, targets)

    learner.learn = alone  # type: ignore[method-assign]
    *_, finished = run(NUMBERED, learner, numbered())
    assert isinstance(finished, Finished)
    assert finished.interrupted


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


# --- stopping ---------------------------------------------------------------------------------------------------------


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


# --- runs that cannot go on -------------------------------------------------------------------------------------------


@LEARNERS
def test_a_learning_rate_that_diverges(build: Any) -> None:
    settings = replace(SHORT, optimizer="sgd", learning_rate=1e30, epochs=10)
    with pytest.raises(TrainingError, match="lower the learning rate") as caught:
        run(settings, build(settings))
    assert is_one_sentence(caught.value)


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number(loss: float) -> None:
    with pytest.raises(TrainingError, match="in epoch 1"):
        run(NUMBERED, Scripted(0.5, loss=loss), numbered())


def test_a_batch_larger_than_an_epoch() -> None:
    with pytest.raises(TrainingError, match="does not fit into the 40 digits of an epoch") as caught:
        run(replace(NUMBERED, batch_size=41), Scripted(0.5), numbered())
    assert is_one_sentence(caught.value)
