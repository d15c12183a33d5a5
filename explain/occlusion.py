"""Occlusion: how much a logit falls where a patch of the frame is covered (Zeiler and Fergus 2014)."""

from __future__ import annotations

import numpy as np

from explain.inside import Inside
from ink.framing import FRAME, Frame
from models.classifier import Floats

PATCH, STEP = 4, 2
"""Side of the patch, and the distance from one to the next, in pixels."""


def occlusion(network: Inside, frame: Frame, direction: Floats) -> Floats:
    """How much a weighted sum of the logits falls if a patch around each pixel has no ink.

    Args:
        frame: (28, 28).
        direction: the weights of the ten logits, (10,); 1 for one digit, or also -1 for another.

    Returns:
        float32 (28, 28): for each pixel the mean over the patches that cover it; 0 where those have no ink.
    """
    covered = [(y, x) for y in _starts() for x in _starts() if frame[y : y + PATCH, x : x + PATCH].any()]
    frames = np.repeat(frame[None], len(covered) + 1, axis=0)
    for number, (y, x) in enumerate(covered, start=1):
        frames[number, y : y + PATCH, x : x + PATCH] = 0
    scores = network.logits(frames) @ direction
    falls, counts = np.zeros((2, FRAME, FRAME), dtype=np.float32)
    for y in _starts():
        for x in _starts():
            counts[y : y + PATCH, x : x + PATCH] += 1
    for (y, x), score in zip(covered, scores[1:], strict=True):
        falls[y : y + PATCH, x : x + PATCH] += scores[0] - score
    return np.asarray(falls / counts, dtype=np.float32)


def _starts() -> range:
    """Left or upper edges of patches."""
    return range(0, FRAME - PATCH + 1, STEP)
