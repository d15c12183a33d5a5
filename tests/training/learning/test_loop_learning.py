"""The training loop with real networks: what it does to their weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from models.bp.losses import softmax
from models.catalog import has_torch
from tests.helpers import easy_digits, easy_mnist, is_one_sentence
from tests.training.learning.scripted import SHORT, numpy_learner, of_kind, run, torch_learner
from training.datasets.mnist import NO_DIGIT, Mnist
from training.learning.learners import TrainingError
from training.learning.loop import BatchDone, EpochDone, Finished, Progress, train
from training.mixture.mixture import certain, mnist_mixture


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


@LEARNERS
def test_a_learning_rate_that_diverges(build: Any) -> None:
    settings = replace(SHORT, optimizer="sgd", learning_rate=1e30, epochs=10)
    with pytest.raises(TrainingError, match="lower the learning rate") as caught:
        run(settings, build(settings))
    assert is_one_sentence(caught.value)
