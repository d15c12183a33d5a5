"""Digits that a network reads rightly, near a frame: a straight line to them bounds the smallest change."""

from __future__ import annotations

from functools import cache

import numpy as np

from explain.inside import Inside
from explain.nearest import nearest
from ink.framing import Frame, frame
from models.classifier import DIGITS, Floats
from training.datasets.mnist import Digits
from training.strokes.taught.drawings import taught_digits

CANDIDATES = 20
"""Digits of each class, the nearest ones."""
DRAWN, SEED = 150, 1
"""Made digits that take the place of MNIST's where those are missing."""


def known_digits(network: Inside, frame: Frame, mnist: Digits | None) -> dict[int, Floats]:
    """By digit, frames (N, 28, 28) near a frame that the network reads as that digit: of MNIST, or else made ones."""
    digits = _made_digits() if mnist is None else mnist
    some = []
    for digit in range(DIGITS):
        own = np.flatnonzero(digits.labels == digit)
        some.append(own[nearest(frame, digits.images[own], CANDIDATES).indices])
    images, labels = digits.images[np.concatenate(some)], digits.labels[np.concatenate(some)]
    read = network.logits(images).argmax(axis=1) == labels
    return {digit: images[read & (labels == digit)] for digit in range(DIGITS)}


@cache
def _made_digits() -> Digits:
    made = list(taught_digits(DRAWN, np.random.default_rng(SEED)))
    return Digits(np.stack([frame(one.page) for one in made]), np.array([one.label for one in made]))
