"""Evaluates a model on test data: accuracy, calibration and the rejection of scrawls and letters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ink.framing import Frame, Framing, frame
from models.classifier import Classifier, Floats
from training.datasets.mnist import NO_DIGIT, Digits, Mnist
from training.datasets.pens import MEASURED_WRITERS, PenDigit, PlacedDigit, place
from training.learning.metrics import Scores, accuracy, confusion_matrix, expected_calibration_error, per_class
from training.strokes.measured.drawings import measured_digits, measured_letters, measured_scrawls
from training.strokes.placing import MadeDrawing

SEED = 1
PLACINGS, EACH_STYLE = 5, 100
"""How often each recorded digit is drawn, and drawings of each style."""
DECIMALS = 6
DOUBTFUL = 50
"""Digits that a model was least certain of, to be looked at."""


@dataclass(frozen=True)
class ReadDigit:
    """A digit that was measured with, and what it was read as.

    Attributes:
        source: where it is from, such as "MNIST".
        confidence: the probability that the model gave to its answer.
    """

    source: str
    frame: Frame
    label: int
    answer: int
    confidence: float


@dataclass(frozen=True)
class Evaluation:
    """What ``evaluate`` prints, and digits to look at, each once however often it was drawn.

    Attributes:
        misreads: the digits that were read as others.
        doubtful: those that the model was least certain of, whatever it read, the least certain first.
    """

    report: dict[str, Any]
    misreads: tuple[ReadDigit, ...]
    doubtful: tuple[ReadDigit, ...] = ()


def evaluate(
    classifier: Classifier,
    mnist: Mnist | None,
    pens: Sequence[PenDigit] | None,
    framing: Framing = Framing.CENTRED,
    *,
    writers: Collection[int] = MEASURED_WRITERS,
    placings: int = PLACINGS,
    each_style: int = EACH_STYLE,
    each_scrawl: int = 60,
    each_letter: int = 30,
) -> Evaluation:
    """Read MNIST's test set, the measured writers' pens, digits of all styles, scrawls and letters.

    The report's parts whose data is not there are null. Accuracies are fractions; a confusion matrix has a row for each
    true digit. ``refused`` is the part that the model is not sure of; ``refused_at_1_percent``, by which models can be
    compared, the part of the scrawls that are refused where one recorded digit in a hundred is.

    Args:
        framing: of all that is drawn; MNIST's digits are frames already.
        writers: whose recorded pens to read.
        placings: how often each recorded digit is drawn, each time elsewhere, at another size and with another pen.
        each_style: drawings of every style.
        each_scrawl: drawings of every kind of scrawl.
        each_letter: drawings of every letter, in either case.
    """
    on_mnist = _Readings(classifier, mnist.test.images, mnist.test.labels) if mnist else None
    recorded = [digit for digit in pens or () if digit.writer in writers]
    placed = list(place(recorded * placings, np.random.default_rng(SEED)))
    on_pens = _read(classifier, placed, framing) if placed else None
    styled = list(measured_digits(each_style, np.random.default_rng(SEED)))
    on_styles = _read(classifier, styled, framing)
    scrawled = list(measured_scrawls(each_scrawl, np.random.default_rng(SEED)))
    on_scrawls = _read(classifier, scrawled, framing)
    lettered = list(measured_letters(each_letter, np.random.default_rng(SEED)))
    on_letters = _read(classifier, lettered, framing)
    threshold = np.quantile(on_pens.confidences, 0.01, method="lower") if on_pens else None
    report = {
        "model": classifier.name,
        "framing": framing.value,
        "mnist": on_mnist.in_full() if on_mnist else None,
        "pens": {
            "drawings": len(placed),
            **on_pens.in_full(),
            "by_width": _by([digit.width for digit in placed], on_pens.right),
            "by_writer": _by([digit.writer for digit in placed], on_pens.right),
        }
        if on_pens
        else None,
        "styles": {
            "drawings": len(styled),
            "accuracy": _share(on_styles.right),
            "by_style": _by([drawing.style for drawing in styled], on_styles.right),
            "refused": _share(on_styles.unsure),
        },
        "scrawls": {
            "drawings": len(scrawled),
            "refused": _share(on_scrawls.unsure),
            "by_kind": _by([drawing.style for drawing in scrawled], on_scrawls.unsure),
            "refused_at_1_percent": None if threshold is None else _share(on_scrawls.confidences < threshold),
        },
        "letters": {
            "drawings": len(lettered),
            "refused": _share(on_letters.unsure),
            "by_case": _by([_case(drawing.style[-1]) for drawing in lettered], on_letters.unsure),
            "by_letter": _by([drawing.style[-1] for drawing in lettered], on_letters.unsure),
        },
    }
    misreads = [
        *(on_mnist.misreads("MNIST") if on_mnist else ()),
        *(on_pens.misreads("Recorded pens", len(recorded)) if on_pens else ()),
        *on_styles.misreads("Styles"),
    ]
    doubtful = [
        *(on_mnist.least_certain("MNIST", DOUBTFUL) if on_mnist else ()),
        *(on_pens.least_certain("Recorded pens", DOUBTFUL, len(recorded)) if on_pens else ()),
        *on_styles.least_certain("Styles", DOUBTFUL),
    ]
    doubtful.sort(key=lambda read: read.confidence)
    return Evaluation(report, tuple(misreads), tuple(doubtful[:DOUBTFUL]))


def _case(letter: str) -> str:
    return "upper" if letter.isupper() else "lower"


def scores(
    classifier: Classifier, metadata: Mapping[str, Any], test: Digits, pens: Digits | None, mine: Digits | None
) -> Scores:
    """Read the test sets; one that is None or empty has no accuracy.

    Args:
        metadata: of the network's weight file.
        test: of MNIST.
        pens: of the measured writers, see :func:`framed`.
        mine: the user's own.
    """
    read = classifier.predict_proba
    on_pens, on_mine = (
        accuracy_on(digits, read) if digits is not None and len(digits) else None for digits in (pens, mine)
    )
    seconds = in_total(metadata, "seconds")
    return Scores(classifier.name, metadata.get("parameters"), accuracy_on(test, read), on_pens, seconds, on_mine)


def accuracy_on(digits: Digits, read: Callable[[Floats], Floats]) -> float:
    """The fraction that is read right; ``read`` takes frames (N, 28, 28) and gives logits or probabilities (N, 10)."""
    return accuracy(digits.labels, read(digits.images).argmax(axis=1))


def in_total(metadata: Mapping[str, Any], figure: str) -> float | None:
    """The "seconds" or "epochs" that a weight file states, with those of the networks that training went on from."""
    own, before = metadata.get(figure), metadata.get("started_from")
    if not isinstance(own, int | float):
        return None
    return own + (in_total(before, figure) or 0 if isinstance(before, Mapping) else 0)


class _Readings:
    """A model's answers and confidences for frames (N, 28, 28) with labels (N,)."""

    def __init__(self, classifier: Classifier, frames: Floats, labels: NDArray[np.int64]) -> None:
        self.frames, self.labels = frames, labels
        self.probabilities = classifier.predict_proba(frames)
        self.answers = self.probabilities.argmax(axis=1)
        self.confidences = self.probabilities.max(axis=1).astype(np.float64)
        self.right = self.answers == labels
        self.unsure = self.confidences < classifier.calibration.confidence_threshold

    def in_full(self) -> dict[str, Any]:
        confusion = confusion_matrix(self.labels, self.answers)
        return {
            "accuracy": _share(self.right),
            "errors": int((~self.right).sum()),
            "confusion": confusion.tolist(),
            "per_class": {name: values.round(DECIMALS).tolist() for name, values in per_class(confusion).items()},
            "calibration": {
                "ece": round(expected_calibration_error(self.confidences, self.right), DECIMALS),
                "mean_confidence": _share(self.confidences),
            },
            "refused": _share(self.unsure),
        }

    def misreads(self, source: str, period: int | None = None) -> Iterator[ReadDigit]:
        """The digits misread; where frames that lie a period apart show one digit, each digit once."""
        yield from self._read(source, np.flatnonzero(~self.right), period)

    def least_certain(self, source: str, count: int, period: int | None = None) -> Iterator[ReadDigit]:
        """So many digits that the model was least certain of, each once as well."""
        yield from islice(self._read(source, np.argsort(self.confidences, kind="stable"), period), count)

    def _read(self, source: str, indices: NDArray[np.int64], period: int | None) -> Iterator[ReadDigit]:
        """These digits, of frames that lie a period apart the first."""
        _, first = np.unique(indices % (period or len(self.labels)), return_index=True)
        for index in indices[np.sort(first)]:
            answered = int(self.answers[index]), float(self.confidences[index])
            yield ReadDigit(source, self.frames[index], int(self.labels[index]), *answered)


def framed(drawings: Sequence[PlacedDigit | MadeDrawing], framing: Framing) -> Digits:
    """The drawings as a network sees them, with their labels."""
    labels = [NO_DIGIT if drawing.label is None else drawing.label for drawing in drawings]
    return Digits(np.stack([frame(drawing.page, framing) for drawing in drawings]), np.array(labels))


def _read(classifier: Classifier, drawings: Sequence[PlacedDigit | MadeDrawing], framing: Framing) -> _Readings:
    digits = framed(drawings, framing)
    return _Readings(classifier, digits.images, digits.labels)


def _share(values: NDArray[np.bool_] | NDArray[np.float64]) -> float:
    return round(float(np.mean(values)), DECIMALS)


def _by(groups: Sequence[int] | Sequence[str], values: NDArray[np.bool_]) -> dict[str, float]:
    names = np.array(groups)
    return {str(name): _share(values[names == name]) for name in np.unique(names)}
