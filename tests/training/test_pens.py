"""Recorded pens: read as they were written, and put on the canvas whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ink.page import CANVAS
from training.data import DataError
from training.pens import MARGIN, MEASURED_WRITERS, PEN_WIDTHS, SIZES, PenDigit, pens_file, place, read_pens

TWO_DIGITS = """
.SEGMENT DIGIT 0-1 ? "8"
.COMMENT 8  1  0
.PEN_DOWN
  10   90
  50   20
.PEN_UP
.DT 100
.PEN_DOWN
  50   80
.PEN_UP
.SEGMENT DIGIT 2 ? "1"
.COMMENT 1  30  7
.PEN_DOWN
.PEN_UP
.PEN_DOWN
  10  100
  10    0
.PEN_UP
"""


def write(folder: Path, text: str) -> Path:
    pens_file(folder).parent.mkdir()
    pens_file(folder).write_text(text)
    return folder


def test_digits_are_read_with_writer_label_and_paths(tmp_path: Path) -> None:
    eight, one = read_pens(write(tmp_path, TWO_DIGITS))
    assert (eight.writer, eight.label) == (1, 8)
    assert [path.tolist() for path in eight.paths] == [[[10, 90], [50, 20]], [[50, 80]]]
    assert (one.writer, one.label) == (30, 1)
    assert [path.tolist() for path in one.paths] == [[[10, 100], [10, 0]]]


@pytest.mark.parametrize("text", ["", "something else", '.SEGMENT DIGIT ? "8"\n.PEN_DOWN\n.PEN_UP'])
def test_a_file_without_digits_is_one_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(DataError, match="holds no recorded digits"):
        read_pens(write(tmp_path, text))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="not there"):
        read_pens(tmp_path)


def test_y_points_down_on_the_canvas(tmp_path: Path) -> None:
    _, one = read_pens(write(tmp_path, TWO_DIGITS))
    (placed,) = place([one], np.random.default_rng(0))
    (_, top), (_, bottom) = placed.page.strokes[0].points
    assert top < bottom


def test_placed_digits_lie_on_the_canvas_at_the_sizes_asked_for() -> None:
    tall = PenDigit(1, 1, (np.array([[0.0, 0.0], [10.0, 300.0]]),))
    placed = list(place([tall] * 200, np.random.default_rng(0)))
    for digit in placed:
        left, top, right, bottom = digit.page.strokes[0].bounds
        assert SIZES[0] - 1e-6 <= bottom - top <= SIZES[1] + 1e-6
        assert min(left, top) >= MARGIN - 1e-6
        assert max(right, bottom) <= CANVAS - MARGIN + 1e-6
    assert {digit.width for digit in placed} == set(PEN_WIDTHS)


def test_same_seed_same_places() -> None:
    digit = PenDigit(1, 1, (np.array([[0.0, 0.0], [10.0, 300.0]]),))
    first, second = (list(place([digit] * 5, np.random.default_rng(3))) for _ in range(2))
    assert first == second


def test_the_real_file_is_whole(data_folder: Path) -> None:
    if not pens_file(data_folder).exists():
        pytest.skip("no recorded pens here")
    digits = read_pens(data_folder)
    assert len(digits) == 7494
    assert {digit.writer for digit in digits} == set(range(1, 31))
    assert sum(digit.writer in MEASURED_WRITERS for digit in digits) == 1498
