"""A digit of the user's, a change of one, and which digits are test digits."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from common.errors import PlainError
from ink.framing import FRAME, Frame, frame
from ink.json_lines import strokes_from_json, strokes_to_json
from ink.page import Page, Picture, Stroke
from ink.pictures.picture_ink import PictureInk
from models.classifier import DIGITS

if TYPE_CHECKING:
    from training.datasets.mnist import Digits

TEST_EVERY, FIRST_TEST = 4, 1
"""Of the digits of a label every fourth is a test digit: the second, the sixth, …"""


FRAME_KEY = "frame"
"""The key of a frame in a line of JSON."""
FRAME_LINE = f'{{"{FRAME_KEY}": '
"""How :func:`frame_to_json` begins."""


class MyDigitsError(PlainError):
    """The user's digits cannot be read or written in full."""


@dataclass(frozen=True)
class MyDigit:
    """A digit of the user's.

    Attributes:
        drawing: the line of JSON that holds its strokes; parsed on demand, as most drawings are never looked at. Of a
            digit from a picture :func:`frame_to_json` of its frame.
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

    @classmethod
    def of_frame(cls, levels: Frame, label: int) -> MyDigit:
        """A new digit from a picture, not yet added: the frame (28, 28) that was read of it."""
        return cls(uuid.uuid4().hex[:16], now(), label, frame_to_json(levels))

    @cached_property
    def kept_frame(self) -> Frame | None:
        """The frame that is kept of a digit from a picture; None for strokes."""
        holds_frame = isinstance(self.drawing, str) and self.drawing.startswith(FRAME_LINE)
        return frame_from_text(json.loads(self.drawing)[FRAME_KEY]) if holds_frame else None

    @property
    def strokes(self) -> tuple[Stroke, ...]:
        """Its strokes; none if it is from a picture."""
        return strokes_from_json(self.drawing) if self.kept_frame is None else ()

    @property
    def page(self) -> Page:
        """Its strokes, or a picture of its frame."""
        if self.kept_frame is None:
            return Page(self.strokes)
        return Page(picture=Picture(PictureInk(Image.fromarray(np.uint8(np.rint(self.kept_frame * 255))))))

    @property
    def frame(self) -> Frame:
        """What a network reads of it, framed as all training data is."""
        return frame(self.page) if self.kept_frame is None else self.kept_frame

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


def frame_to_json(levels: Frame) -> str:
    """A line with a frame (28, 28) in 0-1: its rows from top to bottom, each level a byte, in base64."""
    text = base64.b64encode(np.uint8(np.rint(levels * 255)).tobytes()).decode()
    return f'{FRAME_LINE}"{text}"}}'


def frame_from_text(text: str) -> Frame:
    """The frame in a line of :func:`frame_to_json`, of which this is the text in base64.

    Raises:
        MyDigitsError: it is no such text, or the frame is blank.
    """
    try:
        levels = np.frombuffer(base64.b64decode(text, validate=True), dtype=np.uint8).reshape(FRAME, FRAME)
    except ValueError as error:
        raise MyDigitsError("not a frame of 28 x 28 pixels") from error
    if not levels.any():
        raise MyDigitsError("the drawing is blank")
    return levels.astype(np.float32) / np.float32(255)


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

    images = np.array([digit.frame for digit in digits], dtype=np.float32).reshape(-1, FRAME, FRAME)
    return Digits(images, np.array([digit.label for digit in digits], dtype=np.int64))
