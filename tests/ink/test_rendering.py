"""Drawings as pixels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from ink.page import CANVAS, Page, Stroke
from ink.rendering import render
from tests.helpers import examples
from tests.ink.drawn import found, pictured
from tests.ink.inked import area, pixels


@pytest.mark.parametrize("width", [6, 14, 24, 48, 120])
def test_a_click_leaves_a_full_dot(width: int) -> None:
    dot = pixels(Stroke(((280, 280),), width))
    assert area(dot) == pytest.approx(math.pi * width**2 / 4, rel=0.15)
    assert dot[280, 280] == 255


def test_a_dot_lies_where_the_click_was() -> None:
    rows, columns = np.nonzero(pixels(Stroke(((100, 300),), 21)))
    assert (rows.mean(), columns.mean()) == pytest.approx((300, 100), abs=0.1)


@pytest.mark.parametrize("end", [(500, 60), (500, 500), (60, 500), (333, 77)])
def test_far_apart_points_leave_no_gap(end: tuple[int, int]) -> None:
    """Half the nib away from the path at most, all is ink."""
    picture = pixels(Stroke(((60, 60), end), 14))
    for fraction in np.linspace(0, 1, 500):
        x, y = (round(60 + (target - 60) * fraction) for target in end)
        assert picture[y - 3 : y + 4, x - 3 : x + 4].min() == 255


def test_caps_are_round() -> None:
    """A straight line covers its rectangle and one disc, half at either end."""
    line = pixels(Stroke(((100, 280), (460, 280)), 40))
    assert area(line) == pytest.approx(360 * 40 + math.pi * 20**2, rel=0.03)
    assert line[280, 100 - 18] == 255  # on the line, before its start
    assert line[280 - 18, 100 - 18] == 0  # where a square cap would be


def test_joints_are_round() -> None:
    corner = pixels(Stroke(((100, 100), (300, 100), (300, 300)), 40))
    assert corner[100 - 12, 300 + 12] == 255  # a joint without filling would leave a notch here
    assert corner[100 - 18, 300 + 18] == 0  # and a mitred one would fill this


@pytest.mark.parametrize("angle", range(0, 180, 15))
def test_a_line_is_as_wide_as_the_pen_in_every_direction(angle: int) -> None:
    x, y = 200 * math.cos(math.radians(angle)), 200 * math.sin(math.radians(angle))
    line = pixels(Stroke(((280 - x, 280 - y), (280 + x, 280 + y)), 20))
    assert area(line) == pytest.approx(400 * 20 + math.pi * 10**2, rel=0.06)


def test_ink_beyond_the_edge_is_clipped() -> None:
    line = pixels(Stroke(((-300, 280), (900, 280)), 20))
    assert line.shape == (CANVAS, CANVAS)
    assert (line[280] == 255).all()
    assert not pixels(Stroke(((-300, -300), (-300, 900)), 200)).any()


def test_ink_that_peeks_in_from_outside_is_seen() -> None:
    dot = pixels(Stroke(((-5, 280),), 40))
    assert dot[280, 0] == 255
    assert 0 < area(dot) < math.pi * 20**2 / 2


def test_points_very_far_out_are_drawn() -> None:
    assert (pixels(Stroke(((-1e6, 280), (1e6, 280)), 20))[280] == 255).all()


def test_strokes_lie_on_each_other_and_on_the_picture() -> None:
    below = Image.new("L", (CANVAS, CANVAS))
    ImageDraw.Draw(below).rectangle((0, 0, 50, 50), fill=120)
    both = np.asarray(render(pictured(below, Stroke(((25, 25),), 20), Stroke(((300, 300),), 20)), found(below)))
    assert (both[25, 25], both[2, 2], both[300, 300], both[500, 500]) == (255, 120, 255, 0)


def test_rendering_leaves_the_opened_picture_alone() -> None:
    below = Image.new("L", (CANVAS, CANVAS))
    render(pictured(below, Stroke(((25, 25),), 20)), found(below))
    assert below.getbbox() is None


@given(st.lists(st.tuples(st.floats(-200, 800), st.floats(-200, 800)), min_size=1, max_size=9), st.floats(1, 200))
@examples(40)
def test_the_picture_is_grey_and_of_the_canvas_size(path: list[tuple[float, float]], width: float) -> None:
    picture = render(Page((Stroke(tuple(path), width),)))
    assert picture.mode == "L"
    assert picture.size == (CANVAS, CANVAS)
    assert all(picture.getpixel((round(x), round(y))) for x, y in path if 1 <= x <= CANVAS - 2 and 1 <= y <= CANVAS - 2)


def test_drawings_that_would_take_long_lie_where_they_do_otherwise() -> None:
    dots = tuple(Stroke(((100 + x, 100 + y),), 9) for x in range(0, 360, 6) for y in range(0, 360, 6))
    fine = np.asarray(render(Page(dots[:1800])), dtype=float)
    both = np.asarray(render(Page(dots[:1800] * 2)), dtype=float)
    assert set(np.unique(both)) == {0, 255}
    assert np.abs(fine - both).mean() < 2
