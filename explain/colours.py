"""Colours of values: ink white on black, as MNIST's digits; signed values blue above 0 and orange below, 0 white."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.classifier import DIGITS, Floats

Colours = NDArray[np.uint8]

ZERO, POSITIVE, NEGATIVE = (
    np.array(colour, dtype=np.float32) for colour in ((247, 247, 247), (5, 72, 148), (178, 70, 6))
)
"""RGB. Both ends are as dark as each other, and told apart by those who do not see red or green."""


DIGIT_COLOURS = (
    *("#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5", "#9c6b4e", "#9498a0"),
)
"""Of the digits 0 to 9: Observable's ten, which are told apart by most."""
PALETTE: Floats = np.array(
    [[int(colour[start : start + 2], 16) for start in (1, 3, 5)] for colour in DIGIT_COLOURS], dtype=np.float32
)
"""The same, (10, 3) in 0-255."""


def ink_colours(values: Floats) -> Colours:
    """Values (H, W) in 0-1 -> RGB (H, W, 3), 0 black and 1 white."""
    levels = np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8)
    return np.repeat(levels[..., None], 3, axis=-1)


def signed_colours(values: Floats, limit: float) -> Colours:
    """Values (H, W) -> RGB (H, W, 3).

    Args:
        limit: the size of a value from which on the colour is the darkest.
    """
    part = np.clip(np.asarray(values, dtype=np.float32) / np.float32(limit or 1), -1, 1)[..., None]
    end = np.where(part > 0, POSITIVE, NEGATIVE)
    return np.asarray(np.rint(ZERO + np.abs(part) * (end - ZERO)), dtype=np.uint8)


def answer_colours(shares: Floats, surface: Floats) -> Floats:
    """Probabilities (N, 10) -> RGB (N, 3) in 0-255: the colour of the likeliest digit, paler the less likely it is.

    Args:
        surface: the colour of what is as likely as by guessing, (3,).
    """
    digits, sure = shares.argmax(axis=1), (shares.max(axis=1, keepdims=True) - 1 / DIGITS) / (1 - 1 / DIGITS)
    return np.asarray(surface + sure * (PALETTE[digits] - surface), dtype=np.float32)


def largest(values: Floats) -> float:
    """The limit at which the largest value has the darkest colour; 1 where all are 0."""
    return float(np.abs(values).max(initial=0.0)) or 1.0


def is_dark(colour: tuple[int, int, int]) -> bool:
    """Whether white text is read better on a colour than black."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128
