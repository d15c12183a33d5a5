"""Made numbers, to learn from and to measure with: whose each point is, and that they lie on the canvas."""

from __future__ import annotations

import numpy as np
import pytest

from ink.page import CANVAS
from tests.training.written_digits import HAND
from training.strokes.measured.numbers import measured_number
from training.strokes.numbers import InkPath, MadeNumber
from training.strokes.taught.numbers import taught_number

MAKERS = {
    "taught": lambda length, rng: taught_number(HAND, rng, length),
    "measured": lambda length, rng: measured_number(HAND, length, rng),
}
Maker = pytest.mark.parametrize("name", MAKERS)


def made(name: str, count: int, length: int) -> list[MadeNumber]:
    rng = np.random.default_rng(5)
    return [MAKERS[name](length, rng) for _ in range(count)]


@Maker
def test_each_digit_has_points_and_lies_right_of_the_last_but_one(name: str) -> None:
    for number in made(name, 40, 4):
        points = np.concatenate([stroke.path for stroke in number.page.strokes])
        owners = np.concatenate(number.owners)
        assert len(points) == len(owners)
        assert set(range(4)) <= set(owners.tolist())
        lefts = [points[owners == place, 0].min() for place in range(4)]
        assert lefts[0] < lefts[2]
        assert lefts[1] < lefts[3]


@Maker
def test_numbers_lie_on_the_canvas(name: str) -> None:
    for number in made(name, 40, 3):
        points = np.concatenate([stroke.path for stroke in number.page.strokes])
        assert points.min() >= 0
        assert points.max() <= CANVAS


@Maker
def test_what_is_special_happens_now_and_then(name: str) -> None:
    traits = set().union(*(number.traits for number in made(name, 120, 5)))
    assert {"marks", "marked"} & traits
    assert "late stroke" in traits


@Maker
def test_the_same_seed_makes_the_same_numbers(name: str) -> None:
    first, second = made(name, 3, 2), made(name, 3, 2)
    assert [number.page for number in first] == [number.page for number in second]


def test_a_way_between_two_digits_belongs_to_both() -> None:
    left, right = InkPath.of(np.zeros((3, 2)), 0), InkPath.of(np.ones((2, 2)), 1)
    joined = left.joined_to(right, np.full((4, 2), 0.5))
    assert joined.owners.tolist() == [0, 0, 0, 0, 0, 1, 1, 1, 1]
    assert len(joined.path) == 9
