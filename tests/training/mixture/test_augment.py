"""Augmentation: other versions of frames that are still of the same digits."""

from __future__ import annotations

import numpy as np
import pytest

from ink.framing import frame
from ink.page import Page, Stroke
from tests.helpers import SEVEN
from training.mixture import augment as module
from training.mixture.augment import add_blots, add_breaks, augment, change_contrast, change_thickness, warp

CHANGES = [augment, warp, change_thickness, add_breaks, add_blots, change_contrast]
EACH = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@pytest.fixture
def sevens() -> np.ndarray:
    seven = frame(Page((Stroke(tuple(map(tuple, SEVEN[0]))),)))
    return np.repeat(seven[np.newaxis], 200, axis=0)


@EACH
def test_frames_stay_frames(change, sevens) -> None:
    changed = change(sevens, np.random.default_rng(1))
    assert (changed.shape, changed.dtype) == (sevens.shape, np.float32)
    assert changed.min() >= 0
    assert changed.max() <= 1 + 1e-6


@EACH
def test_the_same_seed_gives_the_same_frames_and_another_seed_others(change, sevens) -> None:
    one, same, other = (change(sevens, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


@EACH
def test_each_frame_gets_its_own_change_and_the_given_ones_stay(change, sevens) -> None:
    before = sevens.copy()
    changed = change(sevens, np.random.default_rng(1))
    np.testing.assert_array_equal(sevens, before)
    assert len({image.tobytes() for image in changed}) > 100


def test_most_frames_of_a_batch_are_changed_but_not_all(sevens) -> None:
    same = (augment(sevens, np.random.default_rng(1)) == sevens).all(axis=(1, 2)).mean()
    assert 0 < same < 0.2


def test_a_digit_stays_recognisable(sevens) -> None:
    """Its ink lies where it lay, by a pixel or two."""
    changed = augment(sevens, np.random.default_rng(1))
    overlap = np.minimum(changed, sevens).sum(axis=(1, 2)) / sevens.sum(axis=(1, 2))
    assert np.median(overlap) > 0.5


def test_a_warp_of_no_strength_changes_nothing(sevens, monkeypatch: pytest.MonkeyPatch) -> None:
    for strength in ("TURN", "SLANT", "STRETCH", "SHIFT", "ELASTIC"):
        monkeypatch.setattr(module, strength, 0.0)
    np.testing.assert_allclose(warp(sevens, np.random.default_rng(1)), sevens, atol=1e-5)


def test_a_shift_moves_the_ink(sevens, monkeypatch: pytest.MonkeyPatch) -> None:
    for strength in ("TURN", "SLANT", "STRETCH", "ELASTIC"):
        monkeypatch.setattr(module, strength, 0.0)
    monkeypatch.setattr(module, "SHIFT", 2.0)
    moved = warp(sevens, np.random.default_rng(1))
    columns = (moved.sum(axis=1) @ np.arange(28)) / moved.sum(axis=(1, 2))
    assert columns.std() == pytest.approx(2, rel=0.2)


def test_less_strength_changes_less(sevens) -> None:
    weak, strong = (
        np.abs(augment(sevens, np.random.default_rng(1), strength) - sevens).mean() for strength in (0.3, 1)
    )
    assert weak < 0.7 * strong


def test_a_slant_moves_the_top_of_a_digit_against_its_foot(sevens, monkeypatch: pytest.MonkeyPatch) -> None:
    """As writing leans; lines across stay level."""
    bars = np.zeros_like(sevens)
    bars[:, 4:24, 13:15] = 1
    bars[:, 13:15, 4:24] = 1
    for strength in ("TURN", "STRETCH", "SHIFT", "ELASTIC"):
        monkeypatch.setattr(module, strength, 0.0)
    leaning = warp(bars, np.random.default_rng(1))
    top, foot = (leaning[:, rows] @ np.arange(28) / leaning[:, rows].sum(axis=1) for rows in (6, 21))
    assert (top - foot).std() == pytest.approx(15 * module.SLANT, rel=0.2)
    np.testing.assert_allclose(leaning[:, 13:15, 8:20], 1, atol=1e-4)


def test_lines_become_thicker_and_thinner(sevens) -> None:
    mass = change_thickness(sevens, np.random.default_rng(1)).sum(axis=(1, 2)) / sevens[0].sum()
    assert mass.min() < 0.9
    assert mass.max() > 1.2


def test_breaks_take_a_little_ink_and_blots_add_some(sevens) -> None:
    rng = np.random.default_rng(1)
    broken, blotted = (change(sevens, rng).sum(axis=(1, 2)) / sevens[0].sum() for change in (add_breaks, add_blots))
    assert (broken < 1).all()
    assert broken.mean() > 0.85
    assert (blotted >= 1).all()
    assert 1 < blotted.mean() < 1.15
