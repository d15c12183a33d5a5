"""Learns the search for digits in numbers, in strokes and in pictures, from examples to files of weights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ink.framing import Frame
from ink.numbers import digit_looks
from ink.numbers.digit_looks import judge
from models import catalog, numbers, picture_numbers
from models.classifier import Classifier, Floats
from models.numbers import in_turn
from training.datasets.pens import PenDigit
from training.learning.number_search import (
    Known,
    fit,
    in_picture,
    in_strokes,
    number_lattice,
    right_share,
    write_weights,
)
from training.mixture.numbers import PICTURE_SHARES, SHARES, number_examples
from training.runtime.progress import OnProgress, no_progress

READ_AT_ONCE = 1000
"""Frames."""
LOOKS_EPOCHS, NUMBER_EPOCHS = 10, 7


class Files(NamedTuple):
    """Names of both files of weights."""

    looks: str
    numbers: str


STROKES = Files(digit_looks.WEIGHTS.name, numbers.WEIGHTS.name)
PICTURES = Files(picture_numbers.LOOKS_WEIGHTS.name, picture_numbers.WEIGHTS.name)


def learn_numbers(
    pens: Sequence[PenDigit],
    count: int,
    folder: Path,
    seed: int,
    pictures: bool,
    on_progress: OnProgress = no_progress,
) -> dict[str, float]:
    """Learn from so many examples made of these recorded digits, and write both files of weights to a folder.

    Args:
        pictures: as pictures, instead of strokes.

    Returns:
        How many of the examples are divided rightly by looks alone, and with each built-in network.
    """
    found: list[Known] = []
    rng = np.random.default_rng(seed)
    shares = PICTURE_SHARES if pictures else SHARES
    for done, example in enumerate(number_examples(pens, count, rng, shares), start=1):
        found += in_picture(example, rng) if pictures else in_strokes(example)
        on_progress("examples", done, count)
    files = PICTURES if pictures else STROKES
    by_looks = [known.lattice for known in found]
    scorer = fit(by_looks, LOOKS_EPOCHS, seed, of_marks=False)
    write_weights(scorer, folder / files.looks)
    report = {"examples": float(len(found)), "looks": right_share(scorer, by_looks)}
    seen = [judge(known.groups, folder / files.looks) for known in found]
    frames: list[Frame] = []
    again: list[tuple[int, ...]] = []
    for done, (known, looks) in enumerate(zip(found, seen, strict=True), start=1):
        likely = zip(looks.digits, looks.chances, strict=True)
        views, others = in_turn([known.framed(group, chance) for group, chance in likely])
        frames += views
        again.append(others)
        on_progress("frames", done, len(found))
    ends = np.cumsum([len(looks.digits) + len(more) for looks, more in zip(seen, again, strict=True)])[:-1]
    lattices = {}
    for model in catalog.MODELS:
        classifier = catalog.load(model.name)
        threshold = classifier.calibration.confidence_threshold
        read = np.split(_read(classifier, frames), ends)
        lattices[model.name] = [
            lattice
            for learnt, looks, own, others in zip(by_looks, seen, read, again, strict=True)
            if (lattice := number_lattice(learnt, looks, own, others, threshold))
        ]
    scorer = fit([lattice for some in lattices.values() for lattice in some], NUMBER_EPOCHS, seed, of_marks=True)
    write_weights(scorer, folder / files.numbers)
    return report | {name: right_share(scorer, some) for name, some in lattices.items()}


def _read(classifier: Classifier, frames: Sequence[Floats]) -> Floats:
    """The probabilities (N, 10) of N frames."""
    starts = range(0, len(frames), READ_AT_ONCE)
    return np.concatenate([classifier.predict_proba(np.stack(frames[at : at + READ_AT_ONCE])) for at in starts])
