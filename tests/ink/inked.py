"""What these tests share."""

from __future__ import annotations

import numpy as np

from ink.page import Page, Stroke
from ink.rendering import render


def pixels(*strokes: Stroke) -> np.ndarray:
    return np.asarray(render(Page(strokes)), dtype=float)


def area(picture: np.ndarray) -> float:
    """Square pixels of ink, half-covered ones counted half."""
    return float(picture.sum() / 255)


# --- strokes ----------------------------------------------------------------------------------------------------------
