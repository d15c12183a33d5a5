"""Half digits and pairs of digits: what is no digit, and looks like none."""

from __future__ import annotations

from collections import Counter

import numpy as np

from ink.page import CANVAS
from training.strokes.numbers import WrittenDigit
from training.strokes.taught.pieces import HALVES, NARROWEST, PAIRS, pieces

BAR = np.stack([np.full(50, 10.0), np.linspace(0, 100, 50)], axis=1)
BOW = np.stack([50 + 50 * np.sin(np.linspace(0, 6, 60)), 50 - 50 * np.cos(np.linspace(0, 6, 60))], axis=1)
HAND: list[WrittenDigit] = [(0, [BOW]), (1, [BAR]), (4, [BOW, BAR]), (5, [BAR, BOW]), (9, [BOW, BAR])]
MADE = list(pieces([HAND, HAND[1:]], 300, np.random.default_rng(1)))


def test_all_kinds_are_made_and_none_is_a_digit() -> None:
    counted = Counter(drawing.style for drawing in MADE)
    assert set(counted) == {"two digits", *(f"half a {digit}" for digit in HALVES)}
    assert abs(counted["two digits"] / len(MADE) - PAIRS) < 0.1
    assert {drawing.label for drawing in MADE} == {None}


def test_two_digits_are_wide_enough_not_to_be_one() -> None:
    for drawing in MADE:
        if drawing.style == "two digits":
            points = np.concatenate([stroke.path for stroke in drawing.page.strokes])
            across, down = np.ptp(points, axis=0)
            assert across >= NARROWEST * down


def test_half_a_digit_lacks_its_end() -> None:
    halves = [drawing for drawing in MADE if drawing.style == "half a 0"]
    points = [np.concatenate([stroke.path for stroke in drawing.page.strokes]) for drawing in halves]
    gaps = [np.linalg.norm(path[0] - path[-1]) / np.ptp(path, axis=0).max() for path in points]
    assert min(gaps) > 0.2


def test_drawings_lie_on_the_canvas_and_the_seed_decides() -> None:
    for drawing in MADE:
        points = np.concatenate([stroke.path for stroke in drawing.page.strokes])
        assert points.min() >= 0
        assert points.max() <= CANVAS
    assert list(pieces([HAND], 5, np.random.default_rng(2))) == list(pieces([HAND], 5, np.random.default_rng(2)))
