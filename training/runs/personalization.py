"""Learning a hand: a network that reads already goes on learning, from few digits that somebody wrote.

So that it forgets nothing, it goes on reading what it was trained with, too, with its own answers of before as
targets (Li and Hoiem 2016, "Learning without forgetting"): MNIST and recorded pens where they are on this machine, and
always made strokes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from common.errors import PlainError
from common.translation import mark
from models import catalog
from models.classifier import DIGITS, Classifier, Floats
from training.datasets import my_digits
from training.datasets.mnist import Digits, Mnist, data_folder, load_mnist, mnist_present
from training.datasets.my_digits import MyDigit, MyDigitsError
from training.datasets.pens import MEASURED_WRITERS, load_pens, pens_present
from training.learning.learners import TrainingError
from training.learning.settings import PERSONALIZATION, TrainingSettings
from training.mixture.augment import augment
from training.mixture.mixture import MNIST, Mixture
from training.mixture.pools import (
    Job,
    Labelled,
    Made,
    Pool,
    as_bytes,
    as_floats,
    in_processes,
    joined,
    scrawled,
    taught,
    varied_pens,
)
from training.runtime.progress import OnProgress, no_progress
from training.strokes.variation import Points, put_on_canvas, vary

MY_DIGITS, PENS, STYLES, SCRAWLS = "my digits", "recorded pens", "taught styles", "scrawls"
MADE_STROKES = "made strokes"
"""What is tested with where there is no MNIST."""
LEAST = 3
"""Own digits from which there is something to learn."""
UNSTEADY = 0.5
"""How far a hand differs from itself, beside how far hands differ from each other; see :func:`vary`."""
VERSIONS = 1_200
"""Of the own digits, all in all."""
REPLAY = {MNIST: 12_000, PENS: 3_000, STYLES: 3_000, SCRAWLS: 1_500}
"""Frames to be remembered, of each kind."""
STYLES_ALONE = 7_000
"""Of styles, where neither MNIST nor pens are on this machine."""
HELD_OUT, TESTED = 0.1, 2_000
"""The part of them that is not learnt from, and the made strokes to test with."""
PASSES = 3
"""Epochs in which all of this is read once."""
EACH, MOST = 20, 8_000
"""Versions of an own digit that an epoch of a whole training takes, and of all of them at most."""
CHUNK = 1_000
READING = mark("The network reads what it shall not forget")


class Written(NamedTuple):
    """An own digit as it was drawn."""

    label: int
    paths: list[Points]


def personalization_settings(base: str, seed: int = 1) -> tuple[str, TrainingSettings]:
    """The network to train, and how, so that a model of the catalogue learns a hand.

    Raises:
        ModelError, WeightsError: the model cannot be used.
    """
    model = catalog.find(base)
    if why := model.why_unavailable():
        raise why
    return model.architecture, replace(PERSONALIZATION[model.architecture], base=base, seed=seed)


def read_my_digits(file: Path) -> tuple[list[MyDigit], list[PlainError]]:
    """The digits of an exported file, and what is wrong with its other lines.

    Raises:
        MyDigitsError: the file cannot be read.
    """
    log, errors = my_digits.Log(), list[PlainError]()
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise MyDigitsError("{file}: cannot be read ({reason})", file=file, reason=error.strerror or error) from error
    for number, line in enumerate(lines, start=1):
        try:
            log.take(line)
        except PlainError as error:
            errors.append(MyDigitsError("{file}:{line}: {reason}", file=file.name, line=number, reason=error))
    return log.digits, errors


def _to_learn(digits: Sequence[MyDigit]) -> list[MyDigit]:
    """Those that are not kept aside to test with."""
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
    """Add a pool of one's own digits, without those that are kept aside, each in many versions.

    Raises:
        TrainingError: they are too few.
    """
    learnt = _to_learn(digits)
    per_epoch = min(EACH * len(learnt), MOST)
    made = _drawn({MY_DIGITS: Job(as_written, PASSES * per_epoch, _written(learnt))}, seed, on_progress)
    pool = Pool(MY_DIGITS, *made[MY_DIGITS], per_epoch)
    return replace(mixture, pools=(*mixture.pools, pool), my_digits=len(learnt))


def personal_mixture(
    digits: Sequence[MyDigit],
    base: Classifier,
    data: Path | None,
    seed: int,
    strength: float = 0.0,
    on_progress: OnProgress = no_progress,
) -> Mixture:
    """Own digits, without those that are kept aside, and what a network must not forget meanwhile.

    Args:
        base: the network before.
        data: the folder of the data sets; what is not there is done without.
        seed: same seed, same frames.
        strength: how far the frames to be remembered are changed at random before the network reads them: it makes
            more of them than is learnt from what it has seen often. See :func:`training.mixture.augment.augment`.

    Raises:
        TrainingError: the digits are too few, or there is no such folder.
        DataError: a data set is damaged.
    """
    learnt, rng = _to_learn(digits), np.random.default_rng([seed, 3])
    mnist, jobs = _jobs(learnt, data)
    made = _drawn(jobs, seed, on_progress)
    test = mnist.test if mnist else _digits(made.pop(MADE_STROKES))
    if mnist:
        chosen = mnist.train[rng.permutation(len(mnist.train))[: REPLAY[MNIST]]]
        made[MNIST] = as_bytes(chosen.images), chosen.labels
    remembered = {name: _parted(made[name]) for name in REPLAY if name in made}
    pools = [Pool(MY_DIGITS, *made[MY_DIGITS], len(made[MY_DIGITS][1]) // PASSES)]
    for done, (name, (_, (images, labels))) in enumerate(remembered.items()):
        on_progress(READING, done, len(remembered))
        images = as_bytes(augment(as_floats(images), rng, strength)) if strength else images
        pools.append(Pool(name, images, labels, len(labels) // PASSES, answers(base, images)))
    held_out = joined([part for name, (part, _) in remembered.items() if name != SCRAWLS])
    return Mixture(
        tuple(pools),
        _digits(held_out),
        test,
        tested_with=MNIST if mnist else MADE_STROKES,
        my_digits=len(learnt),
    )


def _parted(made: Made) -> tuple[Made, Made]:
    """What validates, and what is learnt from."""
    images, labels = made
    count = round(HELD_OUT * len(labels))
    return (images[:count], labels[:count]), (images[count:], labels[count:])


def answers(base: Classifier, images: NDArray[np.uint8]) -> Floats:
    """What a network makes of frames, (N, 28, 28) bytes -> (N, 10), as it learnt to, before it was calibrated."""
    softened = base.predict_proba(as_floats(images)) ** np.float32(base.calibration.temperature)
    return np.asarray(softened / softened.sum(axis=1, keepdims=True))


def _jobs(learnt: Sequence[MyDigit], data: Path | None) -> tuple[Mnist | None, dict[str, Job]]:
    """MNIST, if it is on this machine, and what is to be drawn besides."""
    folder = data_folder(data)
    if data is not None and not data.is_dir():
        raise TrainingError("{file}: no such folder", file=data)
    mnist = load_mnist(folder) if mnist_present(folder) else None
    pens = load_pens(folder) if pens_present(folder) else []
    jobs = {MY_DIGITS: Job(as_written, VERSIONS, _written(learnt))}
    if pens:
        known = [digit for digit in pens if digit.writer not in MEASURED_WRITERS]
        jobs[PENS] = Job(varied_pens, REPLAY[PENS], known)
    jobs[STYLES] = Job(taught, REPLAY[STYLES] if mnist or pens else STYLES_ALONE)
    jobs[SCRAWLS] = Job(scrawled, REPLAY[SCRAWLS])
    if mnist is None:
        jobs[MADE_STROKES] = Job(taught, TESTED)
    return mnist, jobs


def _written(digits: Sequence[MyDigit]) -> list[Written]:
    return [Written(digit.label, [np.array(stroke.points) for stroke in digit.strokes]) for digit in digits]


def as_written(count: int, rng: np.random.Generator, digits: Sequence[Written]) -> Labelled:
    """Own digits as the same hand might have drawn them another time."""
    for index in rng.integers(0, len(digits), count):
        yield put_on_canvas(vary(digits[index].paths, rng, UNSTEADY), rng), digits[index].label


def _drawn(jobs: Mapping[str, Job], seed: int, on_progress: OnProgress) -> dict[str, Made]:
    """Do jobs in parts, so that all cores have something to do."""
    parts = [
        (name, job._replace(frames=min(CHUNK, job.frames - start)))
        for name, job in jobs.items()
        for start in range(0, job.frames, CHUNK)
    ]
    made = in_processes([job for _, job in parts], seed, on_progress)
    return {name: joined([part for (of, _), part in zip(parts, made, strict=True) if of == name]) for name in jobs}


def _digits(made: Made) -> Digits:
    return Digits(as_floats(made[0]), made[1])


# --- before and after -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Accuracies:
    """How a network reads so many digits; of each of the ten the fraction that it reads, None where there is none."""

    count: int
    errors: int
    accuracy: float
    per_digit: tuple[float | None, ...]


@dataclass(frozen=True)
class Comparison:
    """A network before it learnt a hand, and after it."""

    before: Accuracies
    after: Accuracies


@dataclass(frozen=True)
class PersonalizationReport:
    """What came of it.

    Attributes:
        learnt_from: own digits.
        my_digits: on those that were kept aside; None, if none were.
        tested_with: what the network knew before: MNIST's test set or, where that is not on this machine, made strokes.
        test: on those.
    """

    learnt_from: int
    my_digits: Comparison | None
    tested_with: str
    test: Comparison


def personalization_report(
    before: Classifier, after: Classifier, digits: Sequence[MyDigit], mixture: Mixture
) -> PersonalizationReport:
    """Set two networks beside each other, on digits that neither was trained with."""
    _, held_out = my_digits.split(digits)
    mine = my_digits.as_digits(held_out)

    def compare(some: Digits) -> Comparison:
        return Comparison(_reading(before, some), _reading(after, some))

    return PersonalizationReport(
        mixture.my_digits, compare(mine) if len(mine) else None, mixture.tested_with, compare(mixture.test)
    )


def in_words(report: PersonalizationReport, seconds: float) -> str:
    """A line on the terminal."""
    tested = f"{report.tested_with} {report.test.before.accuracy:.2%} -> {report.test.after.accuracy:.2%}"
    mine = report.my_digits
    own = f"{mine.before.accuracy:.1%} -> {mine.after.accuracy:.1%}" if mine else "none are kept aside to test with"
    return f"learnt from {report.learnt_from} digits in {seconds:.0f} s; my digits {own}; {tested}"


def _reading(classifier: Classifier, digits: Digits) -> Accuracies:
    right = classifier.predict_proba(digits.images).argmax(axis=1) == digits.labels
    by_digit = [right[digits.labels == digit] for digit in range(DIGITS)]
    return Accuracies(
        len(digits),
        int((~right).sum()),
        float(right.mean()),
        tuple(float(some.mean()) if len(some) else None for some in by_digit),
    )
