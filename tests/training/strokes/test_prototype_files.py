"""Prototypes in text files: a section for each style, a prototype a line."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from training.strokes.prototype_files import control_points, read_prototypes


def test_a_file_has_sections_of_prototypes_and_comments(tmp_path: Path) -> None:
    file = tmp_path / "digits.txt"
    file.write_text("# digits\n\n[1 bar]\n50,0 50,100  # upright\n48,0 53,100\n\n[0 plain]\n50,0 0,50 50,2\n")
    assert read_prototypes(file) == {"1 bar": ("50,0 50,100", "48,0 53,100"), "0 plain": ("50,0 0,50 50,2",)}


def test_a_prototype_has_strokes_of_points_some_of_them_corners() -> None:
    (seven, corners), (bar, no_corners) = control_points("8,3 90,-3! 45,100 / 30,52 80,48.5")
    np.testing.assert_array_equal(seven, [[8, 3], [90, -3], [45, 100]])
    np.testing.assert_array_equal(bar, [[30, 52], [80, 48.5]])
    assert (corners, no_corners) == ([1], [])
