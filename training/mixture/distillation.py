"""Distillation: a small network learns the probabilities that a larger one gives (Hinton, Vinyals and Dean 2015).

They say more than a label: which other digits a frame resembles, all the more where they are softened. For what is no
digit the targets stay uniform, whatever the teacher says. The teacher reads several versions of an epoch's frames once,
and the epochs draw from these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from common.translation import mark
from models.classifier import DIGITS, Classifier, Floats
from training.datasets.mnist import NO_DIGIT
from training.mixture.augment import augment
from training.mixture.mixture import Mixture, certain
from training.mixture.pools import Pool, as_bytes, as_floats
from training.runtime.progress import OnProgress, no_progress

VERSIONS = 5
"""Frames that the teacher reads, as a multiple of those that an epoch takes."""
SOFTNESS = 2.0
"""The temperature T that softens a teacher's probabilities: p becomes p^(1 / T), divided by the sum."""
CHUNK = 2000
"""Frames per batch."""
READING = mark("The teacher reads what is to be learnt")
"""The name of this work, for progress."""


def taught_by(
    teacher: Classifier,
    mixture: Mixture,
    rng: np.random.Generator,
    versions: int = VERSIONS,
    on_progress: OnProgress = no_progress,
) -> Mixture:
    """Replaces labels by a teacher's probabilities. Frames that epochs would augment are augmented here, beforehand."""
    total, read = sum(versions * pool.taken for pool in mixture.pools), 0

    def done(frames: int) -> None:
        nonlocal read
        read += frames
        on_progress(READING, min(read, total), total)

    pools = tuple(_read(teacher, pool, mixture.strength, versions, rng, done) for pool in mixture.pools)
    return replace(mixture, pools=pools, strength=0.0)


def _read(
    teacher: Classifier,
    pool: Pool,
    strength: float,
    versions: int,
    rng: np.random.Generator,
    done: Callable[[int], None],
) -> Pool:
    """The versions of a pool's frames, with the teacher's probabilities; one version each without augmentation."""
    if strength:
        numbers = np.concatenate([rng.permutation(len(pool.labels))[: pool.taken] for _ in range(versions)])
    else:
        numbers = np.arange(len(pool.labels))
    images = np.empty((len(numbers), *pool.images.shape[1:]), dtype=np.uint8)
    targets = np.empty((len(numbers), DIGITS), dtype=np.float32)
    for start in range(0, len(numbers), CHUNK):
        chunk = slice(start, start + CHUNK)
        frames = as_floats(pool.images[numbers[chunk]])
        images[chunk] = as_bytes(augment(frames, rng, strength) if strength else frames)
        labels = pool.labels[numbers[chunk]]
        read = soften(teacher.predict_proba(as_floats(images[chunk])))
        targets[chunk] = np.where((labels == NO_DIGIT)[:, None], certain(labels), read)
        done(len(frames))
    return replace(pool, images=images, labels=pool.labels[numbers], targets=targets)


def soften(probabilities: Floats) -> Floats:
    """Probabilities (N, 10) at the temperature SOFTNESS; rows sum to 1."""
    softened = probabilities ** np.float32(1 / SOFTNESS)
    return np.asarray(softened / softened.sum(axis=1, keepdims=True))
