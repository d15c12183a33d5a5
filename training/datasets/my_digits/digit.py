"""A digit of the user's, a change of one, and which digits are test digits."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from common.errors import PlainError
from ink.framing import FRAME, frame
from ink.json_lines import strokes_from_json, strokes_to_json
from ink.page import Page, Stroke
from models.classifier import DIGITS

if TYPE_CHECKING:
    from training.datasets.mnist import Digits

TEST_EVERY, FIRST_TEST = 4, 1
"""Of the digits of a label every fourth is a test digit: the second, the sixth, …"""


class MyDigitsError(PlainError):
    """The user's digits cannot be read or written in full."""


@dataclass(frozen=True)
class MyDigit:
    """A digit of the user's.

    Attributes:
        drawing: the line of JSON that holds its strokes; parsed on demand, as most drawings are never looked at.
        answers: by model, the probabilities of the ten digits.
        test: whether it is a test digit, which no network is trained with. Decided when the digit is added, and kept
            when its label changes. None is not decided yet.
    """

    id: str
    time: datetime
    label: int
    drawing: str | bytes = field(repr=False)
    answers: Mapping[str, Sequence[float]] = field(default_factory=dict)
    test: bool | None = None

    @classmethod
    def of(cls, page: Page, label: int) -> MyDigit:
        """A new digit, not yet added.

        Raises:
            MyDigitsError: the page is blank, or holds a picture, which has no strokes.
        """
        if page.picture is not None:
            raise MyDigitsError("A picture has no strokes and cannot be kept in My digits; draw the digit instead")
        if not page.strokes:
            raise MyDigitsError("There is nothing to store: draw a digit first")
        return cls(uuid.uuid4().hex[:16], now(), label, strokes_to_json(page.strokes))

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        return strokes_from_json(self.drawing)

    @property
    def page(self) -> Page:
        return Page(self.strokes)

    def read_as(self, model: str) -> int | None:
        """The digit that the model predicted; None without an answer of that model."""
        answer = self.answers.get(model)
        return None if answer is None else max(range(DIGITS), key=answer.__getitem__)

    def misread_by(self, model: str) -> bool:
        return self.read_as(model) not in (None, self.label)

    def belief(self, model: str) -> float | None:
        """The probability that the model gave to the label: the lower, the likelier one of the two is wrong."""
        answer = self.answers.get(model)
        return None if answer is None else answer[self.label]


@dataclass(frozen=True)
class Change:
    """A change of a digit. What is None stays as it is."""

    id: str
    label: int | None = None
    deleted: bool | None = None
    answers: Mapping[str, Sequence[float]] | None = None


def now() -> datetime:
    """The time in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def is_test_in_turn(number: int) -> bool:
    """Whether the digit with this number among those of its label, from 0, is a test digit."""
    return number % TEST_EVERY == FIRST_TEST


def is_test_by_id(id: str) -> bool:
    """The same for a digit of unknown turn: by the hash of its id, and so always alike."""
    return hashlib.sha256(id.encode(errors="replace")).digest()[0] % TEST_EVERY == FIRST_TEST


def split(digits: Sequence[MyDigit]) -> tuple[list[MyDigit], list[MyDigit]]:
    """Training digits and test digits."""
    return [digit for digit in digits if not digit.test], [digit for digit in digits if digit.test]


def as_digits(digits: Sequence[MyDigit]) -> Digits:
    """Labelled frames, framed as all training data is."""
    from training.datasets.mnist import Digits  # the window imports this module, and must not wait for that one

    images = np.array([frame(digit.page) for digit in digits], dtype=np.float32).reshape(-1, FRAME, FRAME)
    return Digits(images, np.array([digit.label for digit in digits], dtype=np.int64))
