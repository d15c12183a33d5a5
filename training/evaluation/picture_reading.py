"""Reads made pictures as ``python app.py recognize`` reads files, and counts what comes of it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from ink.framing import Framing
from ink.page import InkError, Page, Picture
from ink.picture_files import read_picture
from ink.pictures.picture_ink import PictureInk
from models.choice import read_page
from models.classifier import Classifier, Prediction
from training.datasets.pens import PenDigit
from training.evaluation.pictures.kinds import KINDS, Example, Group, Kind, examples
from training.learning.metrics import expected_calibration_error
from training.runtime.progress import OnProgress, no_progress

SEED = 1
DECIMALS = 6
EACH = 2
"""Pictures of a kind, unless another number is asked for."""
SHOWN = 200
"""Misread pictures that are kept to be shown at most."""


@dataclass(frozen=True)
class PictureReading:
    """What a model made of a picture.

    Attributes:
        ink: what was taken as ink, 255 on 0; None where nothing was, or where the file could not be read.
        digit: the answer, sure or not; None where the picture is blank or could not be read.
        error: why it could not be read.
    """

    example: Example
    ink: Image.Image | None
    digit: int | None = None
    confidence: float = 0.0
    sure: bool = False
    error: str = ""

    @property
    def right(self) -> bool:
        """The digit was read, or nothing was surely read where there is none."""
        return not self.sure if self.example.label is None else self.digit == self.example.label


@dataclass(frozen=True)
class PictureEvaluation:
    """How well pictures are read.

    Attributes:
        report: as JSON, see :func:`evaluate_pictures`.
        firsts: the first picture of each kind.
        misreads: pictures that were misread, in the order of the kinds.
    """

    report: dict[str, Any]
    firsts: tuple[PictureReading, ...]
    misreads: tuple[PictureReading, ...]


def evaluate_pictures(
    classifier: Classifier,
    pens: Sequence[PenDigit],
    each: int = EACH,
    framing: Framing = Framing.CENTRED,
    *,
    kinds: Sequence[Kind] = KINDS,
    on_progress: OnProgress = no_progress,
) -> PictureEvaluation:
    """Read ``each`` pictures of every kind, made of these recorded pens.

    In the report ``accuracy`` is the part of the pictures of a digit that are read right, sure or not,
    ``sure_and_wrong`` the part that is read as another digit with confidence, and ``calibration`` that of the answers
    to them; ``refused`` is the part of the pictures without a single digit that are blank to the model or of which it
    is not sure.
    """
    written = [(digit.label, digit.upright) for digit in pens]
    readings: list[PictureReading] = []
    firsts: list[PictureReading] = []
    misreads: list[PictureReading] = []
    for done, reading in enumerate(read_examples(classifier, examples(written, each, SEED, kinds), framing), start=1):
        if (done - 1) % each == 0:
            firsts.append(reading)
        if not reading.right and len(misreads) < SHOWN:
            misreads.append(reading)
        readings.append(_without_pixels(reading))
        on_progress("pictures", done, each * len(kinds))
    return PictureEvaluation(_report(readings, each), tuple(firsts), tuple(misreads))


def read_examples(
    classifier: Classifier, pictures: Iterable[Example], framing: Framing = Framing.CENTRED
) -> Iterator[PictureReading]:
    for example in pictures:
        try:
            ink, answer = read(example.content, classifier, framing)
        except InkError as error:
            yield PictureReading(example, None, error=str(error))
            continue
        yield PictureReading(example, ink, answer.digit, answer.confidence or 0.0, answer.sure)


def read(content: bytes, classifier: Classifier, framing: Framing) -> tuple[Image.Image | None, Prediction]:
    """What the app takes as ink in a picture's file, None if nothing, and what it answers.

    Raises:
        InkError: the file cannot be read.
    """
    picture = Picture(PictureInk(read_picture(io.BytesIO(content), "picture")))
    choice = read_page(Page(picture=picture), classifier, framing)
    ink = None if choice.ink is None else picture.ink_on_canvas(choice.ink)
    threshold = classifier.calibration.confidence_threshold
    return ink, Prediction(classifier.name, choice.frame, choice.probabilities, threshold)


def _without_pixels(reading: PictureReading) -> PictureReading:
    """The same without the file and the ink, which take memory."""
    example = reading.example
    bare = Example(example.kind, example.label, b"")
    return PictureReading(bare, None, reading.digit, reading.confidence, reading.sure, reading.error)


def _report(readings: Sequence[PictureReading], each: int) -> dict[str, Any]:
    kinds = list(dict.fromkeys(reading.example.kind for reading in readings))
    groups = [group for group in Group if any(kind.group is group for kind in kinds)]
    digits = [reading for reading in readings if reading.example.label is not None]
    others = [reading for reading in readings if reading.example.label is None]
    return {
        "pictures": len(readings),
        "each": each,
        **(_figures(digits) if digits else {"accuracy": None, "sure_and_wrong": None}),
        **(_figures(others) if others else {"refused": None}),
        "calibration": _calibration([reading for reading in digits if reading.digit is not None]),
        "by_group": {
            group.value: _figures([reading for reading in readings if reading.example.kind.group is group])
            for group in groups
        },
        "by_kind": {
            kind.name: {
                "group": kind.group.value,
                **_figures([reading for reading in readings if reading.example.kind is kind]),
            }
            for kind in kinds
        },
    }


def _figures(readings: Sequence[PictureReading]) -> dict[str, float]:
    """The figures of pictures that all show a digit, or all show none."""
    right = _share([reading.right for reading in readings])
    if readings[0].example.label is None:
        return {"refused": right}
    wrong = _share([reading.sure and not reading.right for reading in readings])
    return {"accuracy": right, "sure_and_wrong": wrong}


def _calibration(answered: Sequence[PictureReading]) -> dict[str, float] | None:
    """How far confidence and accuracy of the answers lie apart, see :func:`expected_calibration_error`."""
    if not answered:
        return None
    confidences = np.array([reading.confidence for reading in answered])
    error = expected_calibration_error(confidences, np.array([reading.right for reading in answered]))
    return {"ece": round(error, DECIMALS), "mean_confidence": round(float(confidences.mean()), DECIMALS)}


def _share(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), DECIMALS)
