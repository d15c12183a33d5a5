"""The user's digits as networks are trained with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ink.framing import FRAME, frame
from training.datasets.my_digits.digit import MyDigit

if TYPE_CHECKING:
    from training.datasets.mnist import Digits


def as_digits(digits: Sequence[MyDigit]) -> Digits:
    """Labelled frames, framed as all training data is."""
    import numpy as np

    from training.datasets.mnist import Digits

    images = np.zeros((len(digits), FRAME, FRAME), dtype=np.float32)
    for image, digit in zip(images, digits, strict=True):
        image[:] = frame(digit.page)
    return Digits(images, np.array([digit.label for digit in digits], dtype=np.int64))
