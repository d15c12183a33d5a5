"""Builds the mixture that a run's settings ask for, from the data sets on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models import catalog
from training.datasets.mnist import load_mnist
from training.datasets.my_digits import MyDigit
from training.datasets.pens import load_pens
from training.learning.learners import TrainingError
from training.learning.settings import TrainingSettings
from training.mixture.distillation import taught_by
from training.mixture.mixture import Mixture, mnist_mixture, with_strokes
from training.runs.personalization import personal_mixture, with_my_digits
from training.runtime.progress import OnProgress, no_progress


def mixture_of(
    settings: TrainingSettings,
    data: Path | None,
    at_most: int | None = None,
    on_progress: OnProgress = no_progress,
    my_digits: Sequence[MyDigit] = (),
) -> Mixture:
    """Load the data sets, draw the strokes, and let a teacher answer, as the settings say.

    Args:
        data: the folder of the data sets; by default they are downloaded.
        at_most: draw no more frames of each kind of strokes than this.
        my_digits: the user's own digits, for settings that ask for them.

    Raises:
        DataError: a data set is missing and cannot be downloaded.
        TrainingError: the settings leave nothing to train with.
    """
    if settings.base:
        strength = settings.strength if settings.augment else 0.0
        return personal_mixture(my_digits, catalog.load(settings.base), data, settings.seed, strength, on_progress)
    mnist = load_mnist(data)
    if not 0 < settings.validation < len(mnist.train):
        raise TrainingError(
            "{validation} digits for validation are too many or too few", validation=settings.validation
        )
    rng = np.random.default_rng([settings.seed, 0])
    strength = settings.strength if settings.augment else 0.0
    mixture = mnist_mixture(mnist, settings.validation, rng, strength, settings.mnist)
    if settings.pens:
        shares = settings.strokes, settings.scrawls
        mixture = with_strokes(mixture, load_pens(data), settings.fold, settings.seed, *shares, at_most, on_progress)
    if not mixture.pools and not settings.my_digits:
        raise TrainingError("there is nothing to learn from; take MNIST, or pens, or both")
    if settings.teacher:
        mixture = taught_by(catalog.load(settings.teacher), mixture, rng, on_progress=on_progress)
    if settings.my_digits:  # after the teacher: the user's labels are better than its answers
        mixture = with_my_digits(mixture, my_digits, settings.seed, on_progress)
    return mixture
