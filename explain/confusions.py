"""Which digits a network takes for which others: the sets of digits to look at, and the confusion matrix of answers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from common.errors import PlainError
from common.translation import mark
from ink.framing import Frame, frame
from ink.page import Page, Stroke
from models.classifier import Floats
from training.datasets import my_digits
from training.datasets.mnist import DataError, Digits, data_folder, load_mnist
from training.datasets.pens import MEASURED_WRITERS, place, read_pens
from training.evaluation.evaluation import EACH_STYLE, PLACINGS, SEED
from training.learning.metrics import confusion_matrix
from training.strokes.measured.drawings import measured_digits

Strokes = tuple[Stroke, ...]


class ConfusionsError(PlainError):
    """Digits that cannot be looked at."""


@dataclass(frozen=True, eq=False)
class DigitSet:
    """Labelled digits.

    Attributes:
        frames: as bytes, (N, 28, 28).
        labels: (N,).
        strokes: of each digit; empty for a set that has none.
    """

    frames: NDArray[np.uint8]
    labels: NDArray[np.int64]
    strokes: tuple[Strokes, ...] = ()

    def __len__(self) -> int:
        return len(self.labels)

    def page(self, index: int) -> Page:
        """A digit as a drawing: its strokes where there are any, else a picture of its frame."""
        if self.strokes and self.strokes[index]:
            return Page(self.strokes[index])
        levels: Frame = self.frames[index] / np.float32(255)
        return my_digits.MyDigit.of_frame(levels, int(self.labels[index])).page

    @classmethod
    def of(cls, digits: Digits) -> DigitSet:
        """Digits without strokes."""
        return cls(_as_bytes(digits.images), digits.labels)

    def digest(self) -> str:
        """Names the frames, by what they are."""
        return hashlib.sha256(self.frames.tobytes()).hexdigest()[:16]


def _mnist(folder: Path) -> DigitSet:
    return DigitSet.of(load_mnist(folder).test)


def _pens(folder: Path) -> DigitSet:
    """The measured writers' digits, placed as ``python -m training evaluate`` places them."""
    recorded = [digit for digit in read_pens(folder) if digit.writer in MEASURED_WRITERS]
    placed = list(place(recorded * PLACINGS, np.random.default_rng(SEED)))
    return _drawn([one.page for one in placed], [one.label for one in placed])


def _styles(folder: Path) -> DigitSet:
    made = list(measured_digits(EACH_STYLE, np.random.default_rng(SEED)))
    return _drawn([one.page for one in made], [one.label for one in made if one.label is not None])


def _my_digits(folder: Path) -> DigitSet:
    digits, _errors = my_digits.load()
    if not digits:
        raise ConfusionsError("There are no digits of yours yet; label a drawing with a key from 0 to 9")
    frames = np.stack([digit.frame for digit in digits])
    labels = np.array([digit.label for digit in digits])
    return DigitSet(_as_bytes(frames), labels, tuple(digit.strokes for digit in digits))


SETS: Mapping[str, tuple[str, Callable[[Path], DigitSet]]] = {
    "mnist": (mark("MNIST's test digits"), _mnist),
    "pens": (mark("Recorded pens"), _pens),
    "styles": (mark("Ways of writing"), _styles),
    "mine": (mark("My digits"), _my_digits),
}
"""By name: a title, and what loads the digits from a data folder or draws them, which takes up to half a minute."""


def load_set(name: str, folder: Path | None = None) -> DigitSet | PlainError:
    """The digits of a set, or why there are none.

    Args:
        folder: where data lie; see :func:`training.datasets.mnist.data_folder`.
    """
    try:
        return SETS[name][1](data_folder(folder))
    except (DataError, PlainError) as error:
        return error


def matrix(digits: DigitSet, answers: Floats) -> NDArray[np.int64]:
    """Counts (10, 10), a row for each true digit, of probabilities (N, 10)."""
    return confusion_matrix(digits.labels, answers.argmax(axis=1))


def behind(digits: DigitSet, answers: Floats, label: int, answer: int) -> NDArray[np.int64]:
    """The indices of the digits in a cell of the matrix, those that the network is surest of first."""
    return surest(answers, np.flatnonzero((digits.labels == label) & (answers.argmax(axis=1) == answer)))


def surest(answers: Floats, indices: NDArray[np.int64]) -> NDArray[np.int64]:
    """Indices of probabilities (N, 10), in the order of the largest probability."""
    return indices[np.argsort(-answers[indices].max(axis=1), kind="stable")]


def _drawn(pages: list[Page], labels: list[int]) -> DigitSet:
    frames = np.stack([frame(page) for page in pages])
    return DigitSet(_as_bytes(frames), np.array(labels), tuple(page.strokes for page in pages))


def _as_bytes(frames: Floats) -> NDArray[np.uint8]:
    return np.asarray(np.rint(frames * np.float32(255)), dtype=np.uint8)
