"""What a network is trained with: pools, of which each epoch takes a part, and digits to validate and to test with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ink.framing import FRAME
from models.classifier import DIGITS, Floats
from training.datasets.mnist import NO_DIGIT, Digits, Mnist
from training.mixture.augment import augment
from training.mixture.pools import Pool, as_bytes, as_floats

MNIST = "MNIST"
"""The name of its pool."""
_TARGETS = np.vstack([np.eye(DIGITS), np.full((1, DIGITS), 1 / DIGITS)]).astype(np.float32)
assert NO_DIGIT == -1, "the last row is that of what is no digit"


def certain(labels: NDArray[np.int64]) -> Floats:
    """Target probabilities of labels, (N,) -> (N, 10): 1 for a digit's label; for NO_DIGIT 0.1 each."""
    return np.asarray(_TARGETS[labels])


class Batch(NamedTuple):
    """What a network learns from in one step.

    Attributes:
        images: frames in 0-1, float32 (N, 28, 28).
        labels: int64 (N,).
        targets: the probabilities that the network should give, float32 (N, 10).
    """

    images: Floats
    labels: NDArray[np.int64]
    targets: Floats


@dataclass(frozen=True)
class Mixture:
    """Pools to train with, digits to validate with after each epoch, digits to test with once.

    Attributes:
        strength: of the random changes to each epoch's frames, see :func:`augment`; 0 is none.
        tested_with: the name of the test digits' data set.
        my_digits: how many of the user's own digits are trained with.
    """

    pools: tuple[Pool, ...]
    validation: Digits
    test: Digits
    strength: float = 0.0
    tested_with: str = MNIST
    my_digits: int = 0

    @property
    def size(self) -> int:
        """Frames of an epoch."""
        return sum(pool.taken for pool in self.pools)

    @property
    def sources(self) -> list[str]:
        return [pool.name for pool in self.pools]

    def epoch(self, batch_size: int, rng: np.random.Generator, rank: int = 0, ranks: int = 1) -> Iterator[Batch]:
        """An epoch's batches in random order, no frame twice; each of ``ranks`` processes gets an equal share.

        The generators of all ranks must be in the same state; they are in the same state afterwards.
        """
        order = [
            np.stack([np.full(pool.taken, place), rng.choice(len(pool.labels), pool.taken, replace=False)])
            for place, pool in enumerate(self.pools)
        ]
        mixed = rng.permutation(np.concatenate(order, axis=1), axis=1)
        own = mixed[:, rank : mixed.shape[1] // ranks * ranks : ranks]
        changes = np.random.default_rng([int(rng.integers(2**32)), rank])
        for start in range(0, own.shape[1], batch_size):
            batch = self._batch(*own[:, start : start + batch_size])
            yield batch._replace(images=augment(batch.images, changes, self.strength)) if self.strength else batch

    def _batch(self, places: NDArray[np.int64], numbers: NDArray[np.int64]) -> Batch:
        """The frames with these numbers, each from the pool at this place in the list."""
        count = len(places)
        pixels = np.empty((count, FRAME, FRAME), dtype=np.uint8)
        labels = np.empty(count, dtype=np.int64)
        targets = np.empty((count, DIGITS), dtype=np.float32)
        for place, pool in enumerate(self.pools):
            here = np.flatnonzero(places == place)
            chosen = numbers[here]
            pixels[here], labels[here] = pool.images[chosen], pool.labels[chosen]
            targets[here] = certain(pool.labels[chosen]) if pool.targets is None else pool.targets[chosen]
        return Batch(as_floats(pixels), labels, targets)


def mnist_mixture(
    mnist: Mnist, validation: int, rng: np.random.Generator, strength: float = 0.0, part: float = 1.0
) -> Mixture:
    """MNIST alone.

    Args:
        validation: how many of the training digits are set aside to validate with.
        part: the fraction of the others that an epoch takes.
    """
    order = rng.permutation(len(mnist.train))
    held_out, training = order[:validation], order[validation:]
    pixels, labels = as_bytes(mnist.train.images)[training], mnist.train.labels[training]
    pool = Pool(MNIST, pixels, labels, per_epoch=round(part * len(training)))
    return Mixture((pool,) if pool.taken else (), mnist.train[held_out], mnist.test, strength)
