"""Small pictures: the ink is centred and as large as any other, but a dot stays a dot."""

from __future__ import annotations

import pytest

from gui.my_digits.cells import INK_SHARE, thumbnail
from ink.page import Stroke

SIDE = 64


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_drawings_of_any_size_are_shown_as_large(factor: float) -> None:
    stroke = Stroke(((50 * factor, 20 * factor), (50 * factor, 220 * factor)), 20 * factor)
    left, top, right, bottom = thumbnail([stroke], SIDE).getbbox() or (0, 0, 0, 0)
    assert bottom - top == pytest.approx(INK_SHARE * SIDE, abs=2)
    assert left + right == pytest.approx(SIDE, abs=2)
    assert top + bottom == pytest.approx(SIDE, abs=2)


def test_a_dot_stays_small() -> None:
    left, _, right, _ = thumbnail([Stroke(((500.0, 500.0),), 24.0)], SIDE).getbbox() or (0, 0, 0, 0)
    assert 0 < right - left < SIDE / 4
