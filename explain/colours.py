"""Colours of values: ink white on black, as MNIST's digits; signed values blue above 0 and orange below, 0 white."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.classifier import Floats

Colours = NDArray[np.uint8]

ZERO, POSITIVE, NEGATIVE = (
    np.array(colour, dtype=np.float32) for colour in ((247, 247, 247), (5, 72, 148), (178, 70, 6))
)
"""RGB. Both ends are as dark as each other, and told apart by those who do not see red or green."""


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


def largest(values: Floats) -> float:
    """The limit at which the largest value has the darkest colour; 1 where all are 0."""
    return float(np.abs(values).max(initial=0.0)) or 1.0


def is_dark(colour: tuple[int, int, int]) -> bool:
    """Whether white text is read better on a colour than black."""
    red, green, blue = colour
    return 0.299 * red + 0.587 * green + 0.114 * blue < 128
