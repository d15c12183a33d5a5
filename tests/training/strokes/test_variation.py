"""Variations: strokes that differ, but are of the same digit."""

from __future__ import annotations

import numpy as np
import pytest

from training.strokes.placing import put_on_canvas
from training.strokes.variation import resample, vary

SEVEN = [np.array([[0.0, 0.0], [60.0, 0.0], [30.0, 100.0]]), np.array([[20.0, 50.0], [50.0, 50.0]])]


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_a_variation_of_no_strength_changes_nothing(rng: np.random.Generator) -> None:
    """But for the points, which are where the pointer is seen: all lie on the strokes, and the ends are kept."""
    bar, cross = vary(SEVEN, rng, strength=0)
    np.testing.assert_allclose(bar[[0, -1]], SEVEN[0][[0, -1]], atol=1e-9)
    np.testing.assert_allclose(cross[:, 1], 50)


def test_two_variations_differ_but_not_much(rng: np.random.Generator) -> None:
    whole = [varied for _ in range(300) if len(varied := vary(SEVEN, rng)) == 2]  # without a lift of the pen
    ends = np.array([[path[-1] for path in varied] for varied in whole])
    spread = ends.std(axis=0)
    assert (spread > 1).all()
    assert (spread < 25).all()
    np.testing.assert_allclose(ends.mean(axis=0), [SEVEN[0][-1], SEVEN[1][-1]], atol=4)


def test_some_variations_have_few_points_and_some_many(rng: np.random.Generator) -> None:
    points = [len(vary(SEVEN, rng)[0]) for _ in range(200)]
    assert min(points) < 12
    assert max(points) > 60


def test_the_same_seed_gives_the_same_variation() -> None:
    one, other = (vary(SEVEN, np.random.default_rng(5)) for _ in range(2))
    for first, second in zip(one, other, strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("dot", [[[3.0, 4.0]], [[3.0, 4.0], [3.0, 4.0]]])
def test_a_dot_stays_a_dot(dot: list[list[float]], rng: np.random.Generator) -> None:
    [path] = vary([np.array(dot)], rng)
    assert path.shape == (1, 2)
    assert np.isfinite(path).all()
    page = put_on_canvas([path], rng)
    assert len(page.strokes[0].points) == 1


def test_resampling_keeps_the_ends_and_the_way(rng: np.random.Generator) -> None:
    path = resample(np.array([[0.0, 0.0], [10.0, 0.0]]), density=2.0, rng=rng)
    assert len(path) == 20
    np.testing.assert_allclose(path[[0, -1]], [[0, 0], [10, 0]], atol=1e-9)
    assert (np.diff(path[:, 0]) > 0).all()
