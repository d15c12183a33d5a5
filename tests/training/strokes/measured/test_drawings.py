"""The styles that networks are measured with: all there, as labelled, on the canvas, never twice the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.spatial import KDTree

from ink.page import CANVAS
from training.strokes.geometry import distances, interpolate
from training.strokes.measured.drawings import (
    DIGITS,
    LETTERS,
    SCRIBBLES,
    SIGNS,
    measured_digits,
    measured_letters,
    measured_scrawls,
)
from training.strokes.measured.handwriting import MANNERS, SHARES, SPAN, WIDTHS
from training.strokes.placing import SIZES, MadeDrawing
from training.strokes.prototype_files import control_points
from training.strokes.taught import drawings as taught
from training.strokes.taught.drawings import curve

EACH = 10
Maker = Callable[[int, np.random.Generator], Iterator[MadeDrawing]]
every = pytest.mark.parametrize("make", [measured_digits, measured_scrawls, measured_letters])


def made(make: Maker, seed: int = 1) -> list[MadeDrawing]:
    return list(make(EACH, np.random.default_rng(seed)))


@pytest.mark.parametrize(
    ("make", "names"),
    [(measured_digits, [*DIGITS]), (measured_scrawls, [*SCRIBBLES, *SIGNS]), (measured_letters, [*LETTERS])],
)
def test_every_style_is_drawn_so_often(make: Maker, names: list[str]) -> None:
    assert Counter(drawing.style for drawing in made(make)) == dict.fromkeys(names, EACH)


def test_a_digit_is_what_its_style_begins_with_and_a_scrawl_is_none() -> None:
    assert all(str(drawing.label) == drawing.style[0] for drawing in made(measured_digits))
    assert {drawing.label for drawing in made(measured_digits)} == set(range(10))
    assert all(drawing.label is None for make in (measured_scrawls, measured_letters) for drawing in made(make))


@every
def test_the_seed_decides(make: Maker) -> None:
    assert made(make, seed=1) == made(make, seed=1)
    assert made(make, seed=1) != made(make, seed=2)


@every
def test_drawings_lie_on_the_canvas(make: Maker) -> None:
    for drawing in made(make):
        ink = np.concatenate([stroke.path for stroke in drawing.page.strokes])
        nib = {stroke.width for stroke in drawing.page.strokes}
        assert len(nib) == 1
        assert WIDTHS[0] <= max(nib) <= WIDTHS[1]
        assert ink.min() >= max(nib) / 2
        assert ink.max() <= CANVAS - max(nib) / 2
        assert SIZES[0] - 1 <= np.ptp(ink, axis=0).max() <= SIZES[1] + 1


@every
def test_no_two_drawings_are_the_same(make: Maker) -> None:
    pages = [drawing.page for drawing in made(make)]
    assert len(set(pages)) == len(pages)


def test_one_prototype_is_written_in_many_ways() -> None:
    bars = [drawing.page.strokes[0].path for drawing in made(measured_digits) if drawing.style == "1 bar"]
    assert {bool(bar[0, 1] < bar[-1, 1]) for bar in bars} == {True, False}, "downwards and upwards"
    heights = [np.ptp(bar[:, 1]) for bar in bars]
    assert max(heights) > 1.5 * min(heights), "large and small"


def test_digits_are_drawn_in_every_manner() -> None:
    points = [len(drawing.page.strokes[0].points) for drawing in made(measured_digits) if drawing.style[0] == "6"]
    assert min(points) <= 10
    assert max(points) > 40


def test_each_manner_makes_its_own_of_a_circle() -> None:
    angle = np.linspace(0, 2 * np.pi, 200)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1) * SPAN / 2
    fluent, jerky, few, shaky = (manner(circle, np.random.default_rng(1)) for manner in MANNERS)
    assert 5 <= len(few) <= 10 < len(fluent)
    jerks = np.abs(np.diff(jerky, axis=0))
    jerk = jerks[jerks > 1e-6].min()
    np.testing.assert_allclose(jerks / jerk, np.round(jerks / jerk), atol=1e-6)
    assert roughness(shaky) > 3 * roughness(fluent)


def roughness(path: NDArray[np.float64]) -> float:
    """How far a circle's points are from lying on a circle."""
    return float(np.linalg.norm(path, axis=1).std())


def test_manners_have_shares() -> None:
    assert len(MANNERS) == len(SHARES)
    assert sum(SHARES) == pytest.approx(1)


# --- what is measured and what is taught ------------------------------------------------------------------------------

NEAREST = 1.2
"""Hundredths of a drawing's sides that a measured prototype and a taught one must be apart: see ``distance``."""
BARS = ("1 bar", "line across")
"""Straight lines have one shape only. They differ by how they are drawn."""


@pytest.mark.parametrize("style", [style for style in DIGITS if style not in BARS])
def test_no_measured_digit_is_a_taught_one(style: str) -> None:
    assert too_near(DIGITS[style], taught.DIGITS[style]) == []


@pytest.mark.parametrize("kind", [kind for kind in SIGNS if kind not in BARS])
def test_no_measured_scrawl_is_a_taught_one(kind: str) -> None:
    assert too_near(SIGNS[kind], [sign for signs in taught.SIGNS.values() for sign in signs]) == []


@pytest.mark.parametrize("letter", LETTERS)
def test_no_measured_letter_is_a_taught_one(letter: str) -> None:
    """Of the same letter, in either case: comparing all with all would take minutes."""
    measured = (*LETTERS[letter], *SIGNS.get(letter, ()))
    same = [
        prototype
        for kinds in (taught.SIGNS, taught.LETTERS)
        for name, prototypes in kinds.items()
        if name.casefold() == letter.casefold()
        for prototype in prototypes
    ]
    assert too_near(measured, same) == []


@pytest.mark.parametrize(
    ("other", "is_far"),
    [
        ("0,0 35,100! 70,0", False),
        ("70,0 35,100! 0,0", False),
        ("10,5 45,105! 80,5", False),
        ("0,0 50,200! 100,0", False),
        ("0,0 35,100 / 70,0 35,100", False),
        ("0,0 50,100! 70,0", True),
        ("0,0 35,100 70,0", True),
    ],
    ids=["the same", "backwards", "elsewhere", "wider and higher", "two strokes", "lopsided", "round"],
)
def test_what_is_far_apart(other: str, is_far: bool) -> None:
    assert (distance(ink("0,0 35,100! 70,0"), ink(other)) > NEAREST) == is_far


def too_near(measured: Iterable[str], taught: Iterable[str]) -> list[tuple[str, str]]:
    """The pairs that are nearer than ``NEAREST``."""
    return [(one, other) for one, other in product(measured, taught) if distance(ink(one), ink(other)) < NEAREST]


@cache
def ink(prototype: str) -> KDTree:
    """Points all along the strokes, each axis from 0 to 100: drawings are wider or narrower than their prototype.

    Where a stroke begins, and which comes first, does not matter: drawing chooses at random.
    """
    points = np.concatenate([evenly(curve(knots, corners)) for knots, corners in control_points(prototype)])
    return KDTree((points - points.min(axis=0)) / np.ptp(points, axis=0) * 100)


def evenly(path: NDArray[np.float64]) -> NDArray[np.float64]:
    """The path's points, hardly a unit apart."""
    along = distances(path)
    return interpolate(np.linspace(0, along[-1], 2 + int(along[-1])), along, path)


def distance(one: KDTree, other: KDTree) -> float:
    """How far the one's points are from the nearest of the other's on average, or the other's from the one's."""
    return max(one.query(other.data)[0].mean(), other.query(one.data)[0].mean())
