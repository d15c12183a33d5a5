"""Placing: drawings of any unit, whole on the canvas."""

from __future__ import annotations

import numpy as np

from ink.page import CANVAS
from training.strokes.placing import MARGIN, PEN_WIDTHS, SIZES, put_on_canvas

SEVEN = [np.array([[0.0, 0.0], [60.0, 0.0], [30.0, 100.0]]), np.array([[20.0, 50.0], [50.0, 50.0]])]


def test_a_drawing_lies_whole_on_the_canvas_in_many_sizes_and_places() -> None:
    rng = np.random.default_rng(1)
    pages = [put_on_canvas(SEVEN, rng) for _ in range(200)]
    paths = [np.concatenate([stroke.path for stroke in page.strokes]) for page in pages]
    assert min(path.min() for path in paths) >= MARGIN - 1e-6
    assert max(path.max() for path in paths) <= CANVAS - MARGIN + 1e-6
    sizes = [np.ptp(path, axis=0).max() for path in paths]
    assert SIZES[0] <= min(sizes) < SIZES[0] + 30
    assert SIZES[1] - 30 < max(sizes) <= SIZES[1]
    assert {stroke.width for page in pages for stroke in page.strokes} == set(PEN_WIDTHS)
