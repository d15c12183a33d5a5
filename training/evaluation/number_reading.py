"""How well numbers are read: made numbers of the measured writers' digits, counted by length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ink.framing import Framing
from models.choice import read_page
from models.classifier import Classifier
from models.numbers import Box, Digits, Number
from training.datasets.pens import PenDigit, hands_of
from training.runtime.progress import OnProgress, no_progress
from training.strokes.measured.numbers import measured_number
from training.strokes.numbers import MadeNumber

SEED = 1
DECIMALS = 6
EACH = 60
"""Numbers of each length, unless another number is asked for."""
LENGTHS = range(1, 8)
ALIKE = 0.6
"""Of their widths together: how much two boxes share at least, to be of one digit."""


@dataclass(frozen=True, eq=False)
class NumberReading:
    """What a model made of a number.

    Attributes:
        sure: of all of it.
    """

    number: MadeNumber
    read: Number
    sure: bool

    @property
    def right(self) -> bool:
        return self.read.text == self.number.text

    @property
    def wrongly_cut(self) -> bool:
        """Whether the digits that were read are not those that were written, whatever they were read as."""
        boxes = true_boxes(self.number)
        if len(boxes) != len(self.read.digits):
            return True
        return not all(_alike(digit.box, box) for digit, box in zip(self.read.digits, boxes, strict=True))


@dataclass(frozen=True, eq=False)
class NumberEvaluation:
    """How well numbers are read: the report as JSON, see :func:`evaluate_numbers`, and what was misread."""

    report: dict[str, Any]
    misreads: tuple[NumberReading, ...]


def evaluate_numbers(
    classifier: Classifier,
    pens: Sequence[PenDigit],
    each: int = EACH,
    framing: Framing = Framing.CENTRED,
    on_progress: OnProgress = no_progress,
) -> NumberEvaluation:
    """Read ``each`` numbers of every length, made of these recorded digits.

    In the report ``accuracy`` is the part of the numbers that are read right, ``wrong_cuts`` the part that is misread
    with other digits than were written, ``wrong_digits`` the part that is misread although its digits were
    found; ``sure_and_wrong`` and ``right_and_unsure`` say of which of them the model was sure.
    """
    readings = []
    for done, number in enumerate(measured_numbers(pens, each), start=1):
        choice = read_page(number.page, classifier, framing, Digits.AUTO)
        sure = choice.number.sure(classifier.calibration.confidence_threshold)
        readings.append(NumberReading(number, choice.number, sure))
        on_progress("numbers", done, each * len(LENGTHS))
    traits = sorted({trait for reading in readings for trait in reading.number.traits})
    by_length = {
        str(length): _figures([reading for reading in readings if len(reading.number.text) == length])
        for length in LENGTHS
    }
    report = {
        "numbers": len(readings),
        **_figures(readings),
        "by_length": {length: figures["accuracy"] for length, figures in by_length.items()},
        "errors_by_length": by_length,
        "by_trait": {
            trait: _figures([reading for reading in readings if trait in reading.number.traits])["accuracy"]
            for trait in traits
        },
    }
    return NumberEvaluation(report, tuple(reading for reading in readings if not reading.right))


def measured_numbers(pens: Sequence[PenDigit], each: int) -> Iterator[MadeNumber]:
    """Numbers of all lengths, of each writer in turn; the same every time."""
    hands = hands_of(pens)
    rng = np.random.default_rng(SEED)
    for length in LENGTHS:
        for number in range(each):
            yield measured_number(hands[number % len(hands)], length, rng)


def true_boxes(number: MadeNumber) -> list[Box]:
    """The boxes of the paths of each digit, from left to right as they are written in the text."""
    points = np.concatenate([stroke.path for stroke in number.page.strokes])
    owners = np.concatenate(number.owners)
    boxes = []
    for place in range(len(number.text)):
        own = points[owners == place]
        boxes.append((*own.min(axis=0).tolist(), *own.max(axis=0).tolist()))
    return boxes


def _alike(one: Box, other: Box) -> bool:
    """Whether two boxes share most of their widths and heights; boxes of ink are a pen's width larger than of paths."""
    shares = []
    for low, high in ((0, 2), (1, 3)):
        shared = min(one[high], other[high]) - max(one[low], other[low])
        shares.append((shared + 1) / (max(one[high], other[high]) - min(one[low], other[low]) + 1))
    return max(shares) >= ALIKE and min(shares) >= ALIKE / 2


def _figures(readings: Sequence[NumberReading]) -> dict[str, float]:
    def share(values: list[bool]) -> float:
        return round(float(np.mean(values)), DECIMALS)

    return {
        "accuracy": share([reading.right for reading in readings]),
        "wrong_cuts": share([not reading.right and reading.wrongly_cut for reading in readings]),
        "wrong_digits": share([not reading.right and not reading.wrongly_cut for reading in readings]),
        "sure_and_wrong": share([reading.sure and not reading.right for reading in readings]),
        "right_and_unsure": share([reading.right and not reading.sure for reading in readings]),
    }
