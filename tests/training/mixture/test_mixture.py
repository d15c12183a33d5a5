"""What an epoch takes from each pool."""

from __future__ import annotations

import numpy as np
import pytest

from ink.framing import FRAME
from tests.helpers import easy_mnist
from training.datasets.mnist import NO_DIGIT, Digits, Mnist
from training.mixture.mixture import Mixture, certain, mnist_mixture
from training.mixture.pools import Pool


def pool(name: str, count: int, per_epoch: int, label: int) -> Pool:
    """Frames whose first pixel says which one they are."""
    images = np.zeros((count, FRAME, FRAME), dtype=np.uint8)
    images[:, 0, 0] = np.arange(count)
    return Pool(name, images, np.full(count, label), per_epoch)


NOTHING = Digits(np.zeros((0, FRAME, FRAME), np.float32), np.zeros(0, np.int64))
TWO_POOLS = Mixture((pool("ones", 40, 30, 1), pool("twos", 60, 10, 2)), NOTHING, NOTHING)


def taken(mixture: Mixture, seed: int = 0, rank: int = 0, ranks: int = 1) -> list[tuple[int, int]]:
    """Label and number of each frame of an epoch, in order."""
    batches = list(mixture.epoch(7, np.random.default_rng(seed), rank, ranks))
    return [
        (int(label), round(float(image[0, 0]) * 255))
        for batch in batches
        for image, label in zip(batch.images, batch.labels, strict=True)
    ]


def test_an_epoch_takes_so_many_of_each_pool_and_none_twice() -> None:
    frames = taken(TWO_POOLS)
    assert len(frames) == len(set(frames)) == TWO_POOLS.size == 40
    assert sum(label == 1 for label, _ in frames) == 30


def test_pools_are_mixed_anew_in_each_epoch() -> None:
    rng = np.random.default_rng(0)
    first, second = ([label for batch in TWO_POOLS.epoch(7, rng) for label in batch.labels.tolist()] for _ in range(2))
    assert first != second
    assert first != sorted(first)


def test_the_same_seed_gives_the_same_epoch() -> None:
    assert taken(TWO_POOLS, seed=3) == taken(TWO_POOLS, seed=3) != taken(TWO_POOLS, seed=4)


@pytest.mark.parametrize("ranks", [2, 3])
def test_processes_share_an_epoch_without_repetition_and_equally(ranks: int) -> None:
    shares = [taken(TWO_POOLS, rank=rank, ranks=ranks) for rank in range(ranks)]
    assert {len(share) for share in shares} == {40 // ranks}
    assert len(set().union(*shares)) == 40 // ranks * ranks
    assert set().union(*shares) <= set(taken(TWO_POOLS))


def test_augmented_epochs_show_other_versions_of_the_same_digits() -> None:
    mnist = easy_mnist()
    plain, changed = (
        next(mnist_mixture(mnist, 50, np.random.default_rng(1), strength).epoch(64, np.random.default_rng(2)))
        for strength in (0.0, 1.0)
    )
    np.testing.assert_array_equal(plain.labels, changed.labels)
    assert (np.abs(plain.images - changed.images).max(axis=(1, 2)) > 0.05).mean() > 0.9


def test_bytes_lose_nothing_of_frames_made_of_bytes() -> None:
    mnist = easy_mnist()
    mnist.train.images[:] = np.rint(mnist.train.images * 255) / np.float32(255)
    mixture = mnist_mixture(mnist, 50, np.random.default_rng(1))
    learnt = np.concatenate([batch.images for batch in mixture.epoch(64, np.random.default_rng(2))])
    both = np.concatenate([learnt, mixture.validation.images])
    assert {image.tobytes() for image in both} == {image.tobytes() for image in mnist.train.images}


def test_a_pool_that_is_smaller_than_what_an_epoch_takes() -> None:
    mixture = Mixture((pool("few", 5, 30, 1),), NOTHING, NOTHING)
    assert len(taken(mixture)) == mixture.size == 5


def test_targets_are_certain_of_digits_and_even_for_what_is_none() -> None:
    np.testing.assert_allclose(certain(np.array([3, NO_DIGIT])), [[0, 0, 0, 1, 0, 0, 0, 0, 0, 0], [0.1] * 10])


def numbered_mnist(count: int) -> Mnist:
    """Digits whose labels are their numbers, and whose first pixel says so."""
    images = np.zeros((count, FRAME, FRAME), np.float32)
    images[:, 0, 0] = np.arange(count) / np.float32(255)
    return Mnist(Digits(images, np.arange(count)), NOTHING)


def test_each_digit_of_mnist_is_trained_with_or_validates() -> None:
    mixture = mnist_mixture(numbered_mnist(20), 6, np.random.default_rng(0))
    (training,), validation = mixture.pools, mixture.validation
    assert (len(training.labels), len(validation)) == (14, 6)
    assert sorted([*training.labels, *validation.labels]) == list(range(20))
    np.testing.assert_array_equal(training.images[:, 0, 0], training.labels)
    np.testing.assert_allclose(validation.images[:, 0, 0] * 255, validation.labels)


def test_the_same_seed_sets_the_same_digits_aside() -> None:
    one, other = (mnist_mixture(numbered_mnist(20), 6, np.random.default_rng(3)).validation.labels for _ in range(2))
    np.testing.assert_array_equal(one, other)
