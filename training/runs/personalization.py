"""Personalization: trains a network further on a few digits that its user wrote.

So that it forgets nothing, it is also trained with the kinds of frames that it has learnt before, and its own previous
answers to them as targets (Li and Hoiem 2016, "Learning without forgetting"). These are MNIST and recorded pens where
they are on this machine, and always made strokes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.translation import mark
from models import catalog
from models.classifier import Classifier, Floats
from training.datasets import my_digits
from training.datasets.mnist import Mnist, data_folder, load_mnist, mnist_present
from training.datasets.my_digits import MyDigit
from training.datasets.pens import MEASURED_WRITERS, PENS_FILE, PenDigit, load_pens
from training.learning.learners import TrainingError
from training.learning.settings import PERSONALIZATION, TrainingSettings
from training.mixture import pools
from training.mixture.augment import augment
from training.mixture.distillation import soften
from training.mixture.mixture import MNIST, Mixture
from training.mixture.pools import (
    LETTERS,
    PENS,
    SCRAWLS,
    STYLES,
    Job,
    Pool,
    as_bytes,
    as_digits,
    as_floats,
    draw_frames,
)
from training.runtime.progress import OnProgress, no_progress
from training.strokes.placing import put_on_canvas
from training.strokes.variation import vary

MY_DIGITS = "my digits"
MADE_STROKES = "made strokes"
"""Stands in for MNIST's test set where MNIST is not on this machine."""
LEAST = 3
"""Personalization needs so many of the user's digits."""
UNSTEADY = 0.5
"""Variation within one person's writing, relative to that between people; see :func:`vary`."""
VERSIONS = 1_200
"""Frames made from the user's digits in a personalization, in total."""
REPLAY = {MNIST: 12_000, PENS: 3_000, STYLES: 3_000, SCRAWLS: 1_500, LETTERS: 1_000}
"""Frames of each kind whose answers the network must keep."""
STYLES_ALONE = 7_000
"""Frames of taught styles, where neither MNIST nor recorded pens are on this machine."""
HELD_OUT, TESTED = 0.1, 2_000
"""The fraction of those frames that validates, and the number of made strokes that test."""
PASSES = 3
"""Epochs that it takes to see every frame once."""
EACH, MOST = 20, 8_000
"""Frames per epoch from each of the user's digits in a training from scratch, and from all of them at most."""
CHUNK = 1_000
"""Frames that a process draws at a time."""
READING = mark("Recording the current network's answers")


def personalization_settings(base: str, seed: int = 1) -> tuple[str, TrainingSettings]:
    """The architecture and the settings to personalize a model of the catalogue with.

    Raises:
        ModelError, WeightsError: the model cannot be used.
    """
    model = catalog.find(base)
    if why := model.why_unavailable():
        raise why
    return model.architecture, replace(PERSONALIZATION[model.architecture], base=base, seed=seed)


def _to_learn(digits: Sequence[MyDigit]) -> list[MyDigit]:
    """The digits that are not test digits; there must be enough of them."""
    learnt, _ = my_digits.split(digits)
    if len(learnt) < LEAST:
        raise TrainingError(
            "{count} of your own digits are too few to learn from; write at least {least}",
            count=len(learnt),
            least=LEAST,
        )
    return learnt


# --- mixture ----------------------------------------------------------------------------------------------------------


def with_my_digits(
    mixture: Mixture, digits: Sequence[MyDigit], seed: int, on_progress: OnProgress = no_progress
) -> Mixture:
    """Add a pool of variations of the user's digits, without the test digits.

    Raises:
        TrainingError: there are too few digits.
    """
    learnt = _to_learn(digits)
    per_epoch = min(EACH * len(learnt), MOST)
    made = draw_frames({MY_DIGITS: Job(as_written, PASSES * per_epoch, learnt)}, seed, on_progress, CHUNK)
    pool = Pool(MY_DIGITS, *made[MY_DIGITS], per_epoch)
    return replace(mixture, pools=(*mixture.pools, pool), my_digits=len(learnt))


def personal_mixture(
    digits: Sequence[MyDigit], settings: TrainingSettings, data: Path | None, on_progress: OnProgress = no_progress
) -> Mixture:
    """The mixture to personalize a network with: the user's digits, and frames whose answers the network must keep.

    Args:
        digits: the user's; the test digits among them are left out.
        settings: their base is the network before personalization, whose answers are the targets of all other frames.
            These are changed at random before the base reads them, since its answers to frames that it was trained
            with tell less.
        data: the folder of the data sets; those that are not there are left out.

    Raises:
        TrainingError: there are too few digits, or there is no such folder.
        DataError: a data set is damaged.
        ModelError, WeightsError: the base cannot be used.
    """
    assert settings.base is not None
    base = catalog.load(settings.base)
    learnt, rng = _to_learn(digits), np.random.default_rng([settings.seed, 3])
    if data is not None and not data.is_dir():
        raise TrainingError("{file}: no such folder", file=data)
    folder = data_folder(data)
    mnist = load_mnist(folder) if mnist_present(folder) else None
    pens = load_pens(folder) if PENS_FILE.present(folder) else []
    made = draw_frames(_jobs(learnt, mnist, pens), settings.seed, on_progress, CHUNK)
    if mnist:
        chosen = mnist.train[rng.permutation(len(mnist.train))[: REPLAY[MNIST]]]
        made[MNIST] = as_bytes(chosen.images), chosen.labels
    mixed = [Pool(MY_DIGITS, *made[MY_DIGITS], len(made[MY_DIGITS][1]) // PASSES)]
    held_out = []
    remembered = [name for name in REPLAY if name in made]
    for done, name in enumerate(remembered):
        on_progress(READING, done, len(remembered))
        images, labels = made[name]
        count = round(HELD_OUT * len(labels))
        if name not in (SCRAWLS, LETTERS):
            held_out.append((images[:count], labels[:count]))
        images, labels = images[count:], labels[count:]
        images = as_bytes(augment(as_floats(images), rng, settings.augmentation)) if settings.augmentation else images
        mixed.append(Pool(name, images, labels, len(labels) // PASSES, answers(base, images)))
    return Mixture(
        tuple(mixed),
        validation=as_digits(pools.joined(held_out)),
        test=mnist.test if mnist else as_digits(made[MADE_STROKES]),
        tested_with=MNIST if mnist else MADE_STROKES,
        my_digits=len(learnt),
    )


def answers(base: Classifier, images: NDArray[np.uint8]) -> Floats:
    """A network's probabilities before calibration: frames as bytes, (N, 28, 28) -> (N, 10)."""
    return soften(base.predict_proba(as_floats(images)), base.calibration.temperature)


def _jobs(learnt: Sequence[MyDigit], mnist: Mnist | None, pens: Sequence[PenDigit]) -> dict[str, Job]:
    """The frames to draw."""
    jobs = {MY_DIGITS: Job(as_written, VERSIONS, learnt)}
    if pens:
        known = [digit for digit in pens if digit.writer not in MEASURED_WRITERS]
        jobs[PENS] = Job(pools.varied_pens, REPLAY[PENS], known)
    jobs[STYLES] = Job(pools.taught, REPLAY[STYLES] if mnist or pens else STYLES_ALONE)
    jobs[SCRAWLS] = Job(pools.scrawled, REPLAY[SCRAWLS])
    jobs[LETTERS] = Job(pools.lettered, REPLAY[LETTERS])
    if mnist is None:
        jobs[MADE_STROKES] = Job(pools.taught, TESTED)
    return jobs


def as_written(count: int, rng: np.random.Generator, digits: Sequence[MyDigit]) -> pools.Labelled:
    """The user's digits as the same person might have drawn them another time."""
    paths = [[np.array(stroke.points) for stroke in digit.strokes] for digit in digits]
    for index in rng.integers(0, len(digits), count):
        digit = digits[index]
        if digit.kept_frame is None:
            yield put_on_canvas(vary(paths[index], rng, UNSTEADY), rng), digit.label
        else:
            yield augment(digit.kept_frame[np.newaxis], rng, UNSTEADY)[0], digit.label
