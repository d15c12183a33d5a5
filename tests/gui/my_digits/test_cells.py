"""Small pictures: the ink is centred and as large as any other, but a dot stays a dot."""

from __future__ import annotations

import numpy as np
import pytest

from gui.my_digits.cells import INK_SHARE, thumbnail
from ink.page import Page, Stroke
from training.datasets.my_digits import MyDigit

SIDE = 64


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_drawings_of_any_size_are_shown_as_large(factor: float) -> None:
    stroke = Stroke(((50 * factor, 20 * factor), (50 * factor, 220 * factor)), 20 * factor)
    left, top, right, bottom = thumbnail(MyDigit.of(Page((stroke,)), 1), SIDE).getbbox() or (0, 0, 0, 0)
    assert bottom - top == pytest.approx(INK_SHARE * SIDE, abs=2)
    assert left + right == pytest.approx(SIDE, abs=2)
    assert top + bottom == pytest.approx(SIDE, abs=2)


def test_a_dot_stays_small() -> None:
    left, _, right, _ = thumbnail(MyDigit.of(Page((Stroke(((500.0, 500.0),), 24.0),)), 1), SIDE).getbbox() or (
        0,
        0,
        0,
        0,
    )
    assert 0 < right - left < SIDE / 4


def test_a_digit_from_a_picture_shows_its_frame() -> None:
    levels = np.zeros((28, 28), dtype=np.float32)
    levels[7:21, 14] = 1
    left, top, right, bottom = thumbnail(MyDigit.of_frame(levels, 1), 56).getbbox() or (0, 0, 0, 0)
    assert (left + right) / 2 == pytest.approx(29, abs=1)
    assert (top, bottom) == pytest.approx((14, 42), abs=3)
