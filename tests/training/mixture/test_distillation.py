"""A teacher's probabilities in place of labels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from models.bp.network import Network
from models.classifier import Calibration
from tests.helpers import easy_mnist
from training.datasets.mnist import NO_DIGIT
from training.learning.learners import NumpyLearner
from training.learning.loop import EpochDone, train
from training.learning.settings import TrainingSettings
from training.mixture.distillation import soften, taught_by
from training.mixture.mixture import Mixture, mnist_mixture
from training.mixture.pools import as_floats


class Teacher:
    """Reads a digit off the brightness of its first pixel, and is never quite sure."""

    name = "teacher"
    calibration = Calibration()

    def __init__(self) -> None:
        self.seen = 0

    def predict_proba(self, frames: np.ndarray) -> np.ndarray:
        self.seen += len(frames)
        probabilities = np.full((len(frames), 10), 0.01, dtype=np.float32)
        probabilities[np.arange(len(frames)), np.rint(frames[:, 0, 0] * 9).astype(int)] = 0.91
        return probabilities


@pytest.fixture
def mixture() -> Mixture:
    return mnist_mixture(easy_mnist(), 80, np.random.default_rng(1))


def taught(mixture: Mixture, teacher: Teacher, seed: int = 1) -> Mixture:
    return taught_by(teacher, mixture, np.random.default_rng(seed))


def test_the_targets_are_what_the_teacher_reads_in_these_very_frames(mixture: Mixture) -> None:
    for strength in (0.0, 1.0):
        (pool,) = taught(replace(mixture, strength=strength), Teacher()).pools
        np.testing.assert_array_equal(pool.targets, soften(Teacher().predict_proba(as_floats(pool.images))))


def test_softened_probabilities_keep_their_order_and_lie_closer_together() -> None:
    softened = soften(np.array([[0.9, 0.09, 0.01]], dtype=np.float32))
    np.testing.assert_allclose(softened, [[0.7034, 0.2224, 0.0741]], atol=1e-3)


def test_frames_that_stay_as_they_are_are_read_once(mixture: Mixture) -> None:
    teacher = Teacher()
    (pool,) = taught(mixture, teacher).pools
    np.testing.assert_array_equal(pool.images, mixture.pools[0].images)
    assert teacher.seen == len(pool.labels) == 320


def test_of_changed_frames_there_are_several_versions_and_an_epoch_takes_as_many_as_before(mixture: Mixture) -> None:
    before = replace(mixture, strength=1.0)
    after = taught(before, Teacher())
    assert len(after.pools[0].labels) == 5 * 320
    assert len({image.tobytes() for image in after.pools[0].images}) > 1_500
    assert after.size == before.size
    assert after.strength == 0, "what the teacher has read must not be changed again"
    assert after.validation is before.validation


def test_the_same_seed_gives_the_same_frames(mixture: Mixture) -> None:
    mixture = replace(mixture, strength=1.0)
    one, same, other = (taught(mixture, Teacher(), seed).pools[0].images for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_batches_bring_the_teacher_s_probabilities(mixture: Mixture) -> None:
    after = taught(mixture, Teacher())
    for batch in after.epoch(32, np.random.default_rng(1)):
        np.testing.assert_array_equal(batch.targets, soften(Teacher().predict_proba(batch.images)))
        assert NO_DIGIT not in batch.labels


def test_a_student_comes_to_read_as_its_teacher_does(mixture: Mixture) -> None:
    """Taught by a network that has learnt the digits, one comes to give the same probabilities, not just the digits."""
    settings = TrainingSettings(learning_rate=0.003, batch_size=32, epochs=15, patience=None)

    def learn(mixture: Mixture, seed: int) -> NumpyLearner:
        learner = NumpyLearner(Network.fully_connected(rng=np.random.default_rng(seed)), settings)
        for event in train(learner, mixture, settings):
            if isinstance(event, EpochDone) and event.epoch == settings.epochs:
                break
        return learner

    network = learn(mixture, 1).network
    network.calibration = Calibration(temperature=3.0)  # a teacher that is never quite sure
    student = learn(taught_by(network, mixture, np.random.default_rng(1)), 2).network
    test = mixture.test.images
    np.testing.assert_allclose(student.predict_proba(test), soften(network.predict_proba(test)), atol=0.2)


def test_of_what_is_no_digit_no_teacher_is_asked(mixture: Mixture) -> None:
    (pool,) = mixture.pools
    scrawls = replace(mixture, pools=(replace(pool, labels=np.full_like(pool.labels, NO_DIGIT)),))
    np.testing.assert_array_equal(taught(scrawls, Teacher()).pools[0].targets, np.full((320, 10), 0.1, np.float32))
