"""Distillation: a small network learns the probabilities that a larger one gives (Hinton, Vinyals and Dean 2015).

They say more than a label: which other digits a frame resembles, all the more where they are softened. For what is no
digit the targets stay uniform, whatever the teacher says. The teacher reads several versions of an epoch's frames once,
and the epochs draw from these.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from common.translation import mark
from models.classifier import DIGITS, Classifier, Floats
from training.datasets.mnist import NO_DIGIT
from training.mixture.augment import augment
from training.mixture.mixture import Mixture, certain
from training.mixture.pools import as_bytes, as_floats
from training.runtime.progress import OnProgress, no_progress

VERSIONS = 5
"""Frames that the teacher reads, as a multiple of those that an epoch takes; others than augmented ones once each."""
SOFTNESS = 2.0
"""The temperature T that softens a teacher's probabilities: p becomes p^(1 / T), divided by the sum."""
CHUNK = 2000
"""Frames per batch."""
READING = mark("Computing the teacher's answers")
"""The name of this work, for progress."""


def taught_by(
    teacher: Classifier,
    mixture: Mixture,
    rng: np.random.Generator,
    on_progress: OnProgress = no_progress,
) -> Mixture:
    """Replaces labels by a teacher's probabilities. Frames that epochs would augment are augmented here, beforehand.

    Args:
        on_progress: told how many frames are read.
    """
    total, done, pools = sum(VERSIONS * pool.taken for pool in mixture.pools), 0, []
    for pool in mixture.pools:
        count = len(pool.labels)
        numbers = np.arange(count)
        if mixture.strength:
            numbers = np.concatenate([rng.permutation(count)[: pool.taken] for _ in range(VERSIONS)])
        images, labels = pool.images[numbers], pool.labels[numbers]
        targets = np.empty((len(numbers), DIGITS), dtype=np.float32)
        for start in range(0, len(numbers), CHUNK):
            chunk = slice(start, start + CHUNK)
            if mixture.strength:
                images[chunk] = as_bytes(augment(as_floats(images[chunk]), rng, mixture.strength))
            read = soften(teacher.predict_proba(as_floats(images[chunk])))
            unknown = labels[chunk] == NO_DIGIT
            targets[chunk] = np.where(unknown[:, None], certain(labels[chunk]), read)
            done += len(read)
            on_progress(READING, min(done, total), total)
        pools.append(replace(pool, images=images, labels=labels, targets=targets))
    return replace(mixture, pools=tuple(pools), strength=0.0)


def soften(probabilities: Floats, power: float = 1 / SOFTNESS) -> Floats:
    """Probabilities (N, 10) to the power of 1 / temperature; rows sum to 1."""
    softened = probabilities ** np.float32(power)
    return np.asarray(softened / softened.sum(axis=1, keepdims=True))
