"""Builds the mixture that a run's settings ask for, from the data sets on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models import catalog
from training.datasets.mnist import DataError, load_mnist
from training.datasets.my_digits import MyDigit
from training.datasets.pens import MEASURED_WRITERS, PenDigit, load_pens, training_writers
from training.learning.learners import TrainingError
from training.learning.settings import TrainingSettings
from training.mixture import pools
from training.mixture.distillation import taught_by
from training.mixture.mixture import Mixture, mnist_mixture
from training.mixture.pool_cache import drawn_or_kept
from training.mixture.pools import LETTERS, PENS, PIECES, SCRAWLS, SOURCES, STYLES, Job, Pool
from training.runs.personalization import personal_mixture, with_my_digits
from training.runtime.progress import OnProgress, no_progress

FROM_PENS, OPTIONAL = (PENS, PIECES), (LETTERS, PIECES)
"""Pools that are made of recorded pens; pools that not every run has."""
VALIDATION_PLACINGS = 2
"""How often each digit of the validation writers is placed on the canvas."""
HELD_OUT = "held out"
"""The name of the work of drawing these."""


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
        return personal_mixture(my_digits, settings, data, on_progress)
    mnist = load_mnist(data)
    if not 0 < settings.validation < len(mnist.train):
        raise TrainingError(
            "{validation} digits for validation are too many or too few", validation=settings.validation
        )
    rng = np.random.default_rng([settings.seed, 0])
    mixture = mnist_mixture(mnist, settings.validation, rng, settings.augmentation, settings.mnist)
    if settings.pens:
        mixture = with_strokes(mixture, load_pens(data), settings, at_most, on_progress)
    if not mixture.pools and not settings.my_digits:
        raise TrainingError("there are no training data; choose MNIST, pens or both")
    if settings.teacher:
        mixture = taught_by(catalog.load(settings.teacher), mixture, rng, on_progress=on_progress)
    if settings.my_digits:  # after the teacher: the user's labels are better than its answers
        mixture = with_my_digits(mixture, my_digits, settings.seed, on_progress)
    return mixture


def with_strokes(
    mixture: Mixture,
    pens: Sequence[PenDigit],
    settings: TrainingSettings,
    at_most: int | None = None,
    on_progress: OnProgress = no_progress,
) -> Mixture:
    """Add recorded pens, taught styles, scrawls and letters. One fold's writers are not trained with: they validate.

    Args:
        pens: of all writers; those of the measured writers are left out.
        at_most: draw no more frames of each kind than this.

    Raises:
        DataError: there are no digits of the writers to train with, or of those to validate with.
    """
    writers = training_writers(settings.fold)
    training = [digit for digit in pens if digit.writer in writers]
    held_out = [digit for digit in pens if digit.writer not in writers | MEASURED_WRITERS]
    if not training or not held_out:
        raise DataError("the recorded pens lack writers; delete the file and fetch it again")
    shares = {
        PENS: settings.strokes,
        STYLES: settings.strokes,
        SCRAWLS: settings.scrawls,
        LETTERS: settings.letters,
        PIECES: settings.pieces,
    }
    jobs = {
        name: Job(source.draw, min(source.made, at_most or source.made), training if name in FROM_PENS else ())
        for name, source in SOURCES.items()
        if shares[name] or name not in OPTIONAL
    }
    last = {name: jobs.pop(name) for name in OPTIONAL if name in jobs}  # all other frames are the same without them
    jobs |= {HELD_OUT: Job(pools.recorded_pens, len(held_out) * VALIDATION_PLACINGS, held_out)} | last
    draw = pools.draw_frames if at_most else drawn_or_kept
    made = draw(jobs, settings.seed, on_progress)
    validation = pools.joined([(pools.as_bytes(mixture.validation.images), mixture.validation.labels), made[HELD_OUT]])
    strokes = [
        Pool(name, *made[name], round(shares[name] * source.per_epoch))
        for name, source in SOURCES.items()
        if name in made
    ]
    return replace(mixture, pools=(*mixture.pools, *strokes), validation=pools.as_digits(validation))
