"""Digits slid, turned and thinned."""

from __future__ import annotations

import numpy as np
import pytest

from training.experiments.changes import CHANGES, slid, thinned, turned


@pytest.fixture
def bars() -> np.ndarray:
    """Four frames with an upright bar in the middle, four pixels wide."""
    frames = np.zeros((4, 28, 28), dtype=np.float32)
    frames[:, 8:20, 12:16] = 1
    return frames


def middle(frame: np.ndarray) -> tuple[float, float]:
    """The centre of mass, (y, x)."""
    return float(frame.sum(axis=1) @ np.arange(28) / frame.sum()), float(
        frame.sum(axis=0) @ np.arange(28) / frame.sum()
    )


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_of_a_change_changes_nothing_and_frames_stay_frames(name: str, bars: np.ndarray) -> None:
    change, extents = CHANGES[name]
    assert extents[0] == 0
    np.testing.assert_allclose(change(bars, 0), bars, atol=1e-6)
    for extent in extents:
        changed = change(bars, extent)
        assert (changed.shape, changed.dtype) == (bars.shape, bars.dtype)
        assert 0 <= changed.min() <= changed.max() <= 1


def test_digits_slide_to_four_sides(bars: np.ndarray) -> None:
    y, x = middle(bars[0])
    places = [middle(frame) for frame in slid(bars, 3)]
    np.testing.assert_allclose(places, [(y, x + 3), (y + 3, x), (y, x - 3), (y - 3, x)], atol=1e-4)


def test_digits_turn_to_both_sides_and_keep_their_ink(bars: np.ndarray) -> None:
    lying = turned(bars, 90)
    assert lying[0].sum(axis=1).max() == pytest.approx(12, abs=0.5)
    left, right = turned(bars, 30)[:2]
    np.testing.assert_allclose(left, right[:, ::-1], atol=0.6)
    assert not np.allclose(left, right, atol=0.2)
    assert left.sum() == pytest.approx(bars[0].sum(), rel=0.02)


def test_thinning_takes_a_pixel_off_each_side(bars: np.ndarray) -> None:
    np.testing.assert_allclose(thinned(bars, 1)[0].sum(), 10 * 2)
    assert 20 < thinned(bars, 0.5)[0].sum() < 48
    assert thinned(bars, 2).max() == 0
