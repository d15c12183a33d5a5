"""What is written beside the likeliest digit, from groups over several thresholds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ink.pictures.components import Mask, components, steps
from ink.pictures.ground import Ground
from ink.pictures.likelihood import Setting
from ink.pictures.ranking import Group, Layer
from ink.pictures.written import all_written

HEIGHT, WIDTH = 60, 200
LEFTS = range(20, 150, 22)
AXIS = np.full(3, 1 / 3, np.float32)
SETTING = Setting(100, 1, flat=False, narrow=False, blurred=False, low=False, cut=False, tail=0)


def digits(thickness: int, rule_at: int | None = None) -> Mask:
    """Six upright lines; with a ruled line that runs through one of them, from edge to edge."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    for place, left in enumerate(LEFTS):
        top = 4 if place == rule_at else 10
        mask[top:50, left : left + thickness] = True
    if rule_at is not None:
        mask[4] = True
    return mask


def first_digit(mask: Mask, prior: float) -> Group:
    contrast = np.where(mask, np.float32(100), np.float32(0))
    ground = Ground(AXIS, np.full(mask.shape, 200, np.float32), np.ones(mask.shape, np.float32), dark=True)
    table = components(mask, contrast, steps(contrast))
    rows = np.flatnonzero(table.boxes[:, 0] == LEFTS[0])
    return Group(Layer(ground, 50, 0.5, table, SETTING), rows, prior)


def written(groups: Sequence[Group]) -> list[int]:
    """How many components each number has."""
    return [len(whole.rows) for _best, whole in all_written(groups)]


def test_all_that_is_written_beside_a_digit() -> None:
    assert written([first_digit(digits(6), 0.9)]) == [6]


def test_the_same_digits_over_another_threshold_are_looked_at_once() -> None:
    assert written([first_digit(digits(6), 0.9), first_digit(digits(6), 0.8)]) == [6]


def test_a_digit_that_runs_into_a_ruled_line_is_found_over_another_threshold() -> None:
    bold, fine = first_digit(digits(7, rule_at=3), 0.9), first_digit(digits(6), 0.8)
    assert written([bold, fine]) == [5, 6]
    assert written([fine, bold]) == [6]
