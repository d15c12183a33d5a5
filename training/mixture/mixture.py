"""What a network is trained with: pools of frames, of which each epoch takes a part, and the digits that judge it.

MNIST is one pool. The others are strokes, led through the app's own rendering and framing so that a network sees in
training what the canvas makes: recorded pens, styles that those lack, and scrawls that are no digit.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.processes import become_helper
from common.translation import mark
from ink.framing import FRAME, frame
from ink.page import Page
from models.classifier import DIGITS, Floats
from training.datasets.mnist import NO_DIGIT, DataError, Digits, Mnist, split
from training.datasets.pens import MEASURED_WRITERS, PenDigit, training_writers
from training.environment.progress import OnProgress, no_progress
from training.environment.torchrun import local_ranks
from training.mixture.augment import augment
from training.strokes.taught.digits import taught_digits
from training.strokes.taught.scrawls import scrawls
from training.strokes.variation import put_on_canvas, vary

VALIDATION_PLACINGS = 2
"""How often each digit of the validating writers is placed on the canvas."""
CHUNK = 4_000
"""Frames that a process makes at a time."""
DRAWING = mark("Drawing strokes to learn from")
"""What is told while they are made."""
MNIST = "MNIST"


_TARGETS = np.vstack([np.eye(DIGITS), np.full((1, DIGITS), 1 / DIGITS)]).astype(np.float32)
assert NO_DIGIT == -1, "the last row is that of what is no digit"


def certain(labels: NDArray[np.int64]) -> Floats:
    """The probabilities that a network should give, (N,) -> (N, 10): 1 to a digit's label; for NO_DIGIT 0.1 to each."""
    return np.asarray(_TARGETS[labels])


class Batch(NamedTuple):
    """What a network learns from in one step: frames float32 (N, 28, 28) in 0-1, their labels int64 (N,), and the
    probabilities that it should give them, float32 (N, 10)."""

    images: Floats
    labels: NDArray[np.int64]
    targets: Floats


def as_bytes(images: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Frames in 0-1 as bytes; without loss where they were made from bytes."""
    return np.asarray(np.rint(images * np.float32(255)), dtype=np.uint8)


def as_floats(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    return np.asarray(images / np.float32(255), dtype=np.float32)


@dataclass(frozen=True)
class Pool:
    """Frames that lie ready, and how many of them an epoch takes at random.

    Attributes:
        images: as bytes, (N, 28, 28).
        labels: (N,), 0-9 or NO_DIGIT.
        targets: the probabilities that a network should give them, (N, 10), where the labels do not say that already.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    per_epoch: int
    targets: Floats | None = None

    @property
    def taken(self) -> int:
        """How many an epoch takes indeed: no more than there are."""
        return min(self.per_epoch, len(self.labels))


@dataclass(frozen=True)
class Mixture:
    """Pools to train with, digits to choose with, digits to test with once.

    Attributes:
        strength: how far each epoch changes its frames at random, see :func:`augment`; 0 not at all.
        tested_with: where the digits to test with are from.
        my_digits: how many of the user's own digits are learnt from.
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
        """An epoch's batches in random order, no frame twice: of ``ranks`` processes each gets its share, all as large.

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
    """MNIST alone, with so many training digits set aside for validation; an epoch takes a part of the others."""
    training, chosen_with = split(mnist.train, validation, rng)
    pool = Pool(MNIST, as_bytes(training.images), training.labels, per_epoch=round(part * len(training)))
    return Mixture((pool,) if pool.taken else (), chosen_with, mnist.test, strength)


# --- strokes ----------------------------------------------------------------------------------------------------------

Labelled = Iterator[tuple[Page, int]]


def with_strokes(
    mixture: Mixture,
    pens: Sequence[PenDigit],
    fold: int,
    seed: int,
    part: float = 1.0,
    scrawls: float = 1.0,
    at_most: int | None = None,
    on_progress: OnProgress = no_progress,
) -> Mixture:
    """Add recorded pens, taught styles and scrawls. The writers of one fold are not trained on: they validate.

    Args:
        pens: of all writers; the measured ones' are left out.
        fold: see :func:`training.datasets.pens.training_writers`.
        seed: same seed, same frames.
        part, scrawls: of what SOURCES give to an epoch, in digits and in scrawls.
        at_most: make no more frames of each kind than this, for a look at them.
        on_progress: hears how far the drawing of strokes is.

    Raises:
        DataError: there are no digits of the writers to train with, or of those to validate with.
    """
    writers = training_writers(fold)
    learnt = [digit for digit in pens if digit.writer in writers]
    held_out = [digit for digit in pens if digit.writer not in writers | MEASURED_WRITERS]
    if not learnt or not held_out:
        raise DataError("the recorded pens lack writers; delete the file and fetch it again")
    jobs = [
        Job(source.draw, min(CHUNK, at_most or CHUNK), learnt if source.draw is other_hands else ())
        for source in SOURCES
        for _ in range(0, min(source.made, at_most or source.made), CHUNK)
    ]
    *made, validation = in_processes(
        [*jobs, Job(_as_recorded, len(held_out) * VALIDATION_PLACINGS, held_out)], seed, on_progress
    )
    pools = []
    for source in SOURCES:
        images, labels = joined([part for part, job in zip(made, jobs, strict=True) if job.draw is source.draw])
        share = scrawls if source.draw is scrawled else part
        pools.append(Pool(source.name, images, labels, round(share * source.per_epoch)))
    images, labels = joined([(as_bytes(mixture.validation.images), mixture.validation.labels), validation])
    chosen_with = Digits(as_floats(images), labels)
    return Mixture((*mixture.pools, *pools), chosen_with, mixture.test, mixture.strength)


def other_hands(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    """Recorded digits, as other hands would have drawn them."""
    for index in rng.integers(0, len(pens), count):
        yield put_on_canvas(vary(pens[index].upright, rng), rng), pens[index].label


def _as_recorded(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    for index in range(count):
        digit = pens[index % len(pens)]
        yield put_on_canvas(digit.upright, rng), digit.label


def taught(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    for drawing in taught_digits(count, rng):
        assert drawing.label is not None
        yield drawing.page, drawing.label


def scrawled(count: int, rng: np.random.Generator, pens: Sequence[PenDigit]) -> Labelled:
    for drawing in scrawls(count, rng):
        yield drawing.page, NO_DIGIT


class PoolSource(NamedTuple):
    """Strokes to train with: how they are drawn, how many are made before the first epoch, how many an epoch takes."""

    name: str
    draw: Callable[[int, np.random.Generator, Sequence[PenDigit]], Labelled]
    made: int
    per_epoch: int


SOURCES = (
    PoolSource("recorded pens", other_hands, made=64_000, per_epoch=24_000),
    PoolSource("taught styles", taught, made=48_000, per_epoch=15_000),
    PoolSource("scrawls", scrawled, made=24_000, per_epoch=7_000),
)


class Job(NamedTuple):
    """So many frames, drawn after what is given to it."""

    draw: Callable[[int, np.random.Generator, Sequence[Any]], Labelled]
    frames: int
    given: Sequence[Any] = ()


Made = tuple[NDArray[np.uint8], NDArray[np.int64]]


def in_processes(jobs: Sequence[Job], seed: int, on_progress: OnProgress) -> list[Made]:
    """Do jobs on all cores, each with random numbers of its own."""
    seeds = np.random.SeedSequence(seed).spawn(len(jobs))
    workers = max(1, min((os.cpu_count() or 1) // local_ranks(), len(jobs)))
    made: list[Made] = []
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=become_helper) as pool:
        try:
            for frames in pool.map(_make, jobs, seeds):
                made.append(frames)
                on_progress(DRAWING, len(made), len(jobs))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return made


def _make(job: Job, seed: np.random.SeedSequence) -> Made:
    drawn = list(job.draw(job.frames, np.random.default_rng(seed), job.given))
    return as_bytes(np.stack([frame(page) for page, _ in drawn])), np.array([label for _, label in drawn])


def joined(parts: Sequence[Made]) -> Made:
    images, labels = zip(*parts, strict=True)
    return np.concatenate(images), np.concatenate(labels)
