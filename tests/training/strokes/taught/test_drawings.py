"""What networks are taught: digits in all styles, scrawls of all kinds, from prototypes that are drawn as written."""

from __future__ import annotations

import numpy as np
import pytest

from ink.page import CANVAS
from training.strokes.measured.drawings import DIGITS as MEASURED_DIGITS
from training.strokes.measured.drawings import LETTERS as MEASURED_LETTERS
from training.strokes.placing import MadeDrawing
from training.strokes.taught import drawings as module
from training.strokes.taught.drawings import DIGITS, LETTERS, SIGNS, draw, letters, scrawls, taught_digits


def coordinates(drawing: MadeDrawing) -> list[list[tuple[float, float]]]:
    return [list(stroke.points) for stroke in drawing.page.strokes]


def test_every_style_that_is_measured_is_taught() -> None:
    drawings = list(taught_digits(600, np.random.default_rng(1)))
    assert {drawing.style for drawing in drawings} == set(DIGITS) == set(MEASURED_DIGITS)
    assert all(drawing.label == int(drawing.style[0]) for drawing in drawings)


def test_every_kind_of_scrawl_is_taught_as_no_digit() -> None:
    drawings = list(scrawls(1500, np.random.default_rng(1)))
    assert {drawing.style for drawing in drawings} > set(SIGNS)
    assert {"line across", "zigzag", "curls", "tangle", "two digits"} <= {drawing.style for drawing in drawings}
    assert all(drawing.label is None for drawing in drawings)


def test_every_letter_and_sign_is_taught_as_no_digit() -> None:
    drawings = list(letters(2000, np.random.default_rng(1)))
    assert {drawing.style for drawing in drawings} == set(LETTERS) >= set(MEASURED_LETTERS)
    assert all(drawing.label is None for drawing in drawings)


def test_what_may_be_a_digit_is_not_among_the_letters() -> None:
    assert not {f"letter {letter}" for letter in "BbDGgIilOoQqSsZz"} & set(LETTERS)


@pytest.mark.parametrize("make", [taught_digits, scrawls, letters])
def test_drawings_lie_on_the_canvas_and_never_repeat(make) -> None:
    drawings = list(make(300, np.random.default_rng(1)))
    points = np.concatenate([stroke.path for drawing in drawings for stroke in drawing.page.strokes])
    assert np.isfinite(points).all()
    assert points.min() >= 0
    assert points.max() <= CANVAS
    assert len({str(coordinates(drawing)) for drawing in drawings}) == 300


@pytest.mark.parametrize("make", [taught_digits, scrawls, letters])
def test_the_same_seed_gives_the_same_drawings(make) -> None:
    one, other = (list(make(20, np.random.default_rng(7))) for _ in range(2))
    assert [coordinates(drawing) for drawing in one] == [coordinates(drawing) for drawing in other]


# --- prototypes -------------------------------------------------------------------------------------------------------


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> np.random.Generator:
    """A generator, and control points that stay where they are."""
    monkeypatch.setattr(module, "JITTER", (0.0, 0.0))
    return np.random.default_rng(1)


def test_a_curve_runs_through_its_control_points(steady: np.random.Generator) -> None:
    [path] = draw("0,0 50,30 20,80 -10,100", steady)
    for point in ([0, 0], [50, 30], [20, 80], [-10, 100]):
        assert np.abs(path - point).sum(axis=1).min() < 1e-9


def test_a_slash_lifts_the_pen(steady: np.random.Generator) -> None:
    assert len(draw("8,3 90,3! 45,100 / 30,52 80,48", steady)) == 2


def test_corners_are_sharp_and_curves_are_smooth(steady: np.random.Generator) -> None:
    [sharp] = draw("0,0 100,0! 100,100", steady)
    [smooth] = draw("0,0 100,0 100,100", steady)
    assert sharpest_turn(sharp) == pytest.approx(np.pi / 2)
    assert sharpest_turn(smooth) < np.pi / 5


def sharpest_turn(path: np.ndarray) -> float:
    steps = np.diff(path, axis=0)
    angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    return float(np.abs(np.diff(angles)).max())
