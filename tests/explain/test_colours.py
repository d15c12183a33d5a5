"""Colours of values and answers."""

from __future__ import annotations

import numpy as np

from explain.colours import DIGIT_COLOURS, answer_colours, ink_colours, is_dark, largest, signed_colours


def test_a_sure_answer_has_the_digits_colour_and_an_unsure_one_none() -> None:
    surface = np.full(3, 200, dtype=np.float32)
    sure, unsure = np.eye(10, dtype=np.float32)[[4]], np.full((1, 10), 0.1, dtype=np.float32)
    colour = [int(DIGIT_COLOURS[4][start : start + 2], 16) for start in (1, 3, 5)]
    np.testing.assert_allclose(answer_colours(sure, surface)[0], colour, atol=1)
    np.testing.assert_allclose(answer_colours(unsure, surface)[0], surface, atol=1)


def test_ink_is_white_on_black() -> None:
    colours = ink_colours(np.array([[0, 0.5, 1]], dtype=np.float32))
    assert colours[0].tolist() == [[0] * 3, [128] * 3, [255] * 3]


def test_signed_values_are_as_dark_on_both_sides_and_no_darker_than_the_limit() -> None:
    values = np.array([[-2, -1, 0, 1, 2]], dtype=np.float32)
    low, least, none, most, high = signed_colours(values, 1.0)[0].tolist()
    assert (low, high) == (least, most)
    assert is_dark(tuple(low))
    assert is_dark(tuple(high))
    assert not is_dark(tuple(none))
    assert low[0] > low[2]
    assert high[2] > high[0]


def test_where_all_is_nought_the_limit_is_one() -> None:
    assert largest(np.zeros((2, 2), dtype=np.float32)) == 1
    assert largest(np.array([-3, 2], dtype=np.float32)) == 3
