"""Paths as arrays: lengths, curves, rotation."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pytest

from training.strokes.geometry import between_corners, distances, interpolate, rotation, smooth

KNOTS = np.array([[0.0, 0.0], [50.0, 30.0], [20.0, 80.0], [-10.0, 100.0]])


def test_distances_are_measured_along_the_path() -> None:
    path = np.array([[0.0, 0.0], [3.0, 4.0], [3.0, 10.0]])
    np.testing.assert_allclose(distances(path), [0, 5, 11])
    np.testing.assert_allclose(interpolate(np.array([2.5, 8.0]), distances(path), path), [[1.5, 2], [3, 7]])


def test_a_right_angle_turns_right_to_down() -> None:
    np.testing.assert_allclose(rotation(np.pi / 2) @ [1, 0], [0, 1], atol=1e-12)


@pytest.mark.parametrize("edge_order", [1, 2])
def test_a_curve_is_at_its_knots_in_time(edge_order: Literal[1, 2]) -> None:
    path = smooth(KNOTS, np.array([0.0, 1.0, 3.0, 4.0]), 5, edge_order)
    np.testing.assert_allclose(path[[0, 1, 3, 4]], KNOTS, atol=1e-12)


def test_at_uniform_times_it_is_the_spline_of_catmull_and_rom() -> None:
    """Between two knots p1, p2 with neighbours p0, p3, its middle is (9 p1 + 9 p2 - p0 - p3) / 16."""
    p0, p1, p2, p3 = KNOTS
    np.testing.assert_allclose(smooth(KNOTS, np.arange(4.0), 7)[3], (9 * p1 + 9 * p2 - p0 - p3) / 16)


@pytest.mark.parametrize("count", [1, 2])
def test_a_dot_stays_a_dot_and_a_line_is_straight(count: int) -> None:
    path = smooth(KNOTS[:count], np.arange(float(count)), 5, edge_order=2)
    np.testing.assert_allclose(path, np.linspace(KNOTS[0], KNOTS[count - 1], len(path)))


def test_a_corner_ends_one_piece_and_begins_the_next() -> None:
    pieces = between_corners(KNOTS, [2])
    assert [piece.tolist() for piece in pieces] == [KNOTS[:3].tolist(), KNOTS[2:].tolist()]
