"""Groups of pieces: all of them first, none that is far apart, never too many, and their measures are finite."""

from __future__ import annotations

import numpy as np
import pytest

from ink.numbers.digit_groups import PER_PIECE, digit_groups
from ink.numbers.digit_looks import looks
from ink.numbers.pieces import number_height, pieces
from ink.page import Page, Stroke
from tests.models.drawn_numbers import drawn


def of(page: Page) -> tuple[list[list[int]], np.ndarray]:
    """The strokes of each group, in order of writing, and what the groups measure."""
    height = number_height(page.strokes)
    groups = digit_groups(pieces(page.strokes, height), height)
    sources = np.array([piece.source for piece in groups.pieces])
    return [sorted(sources[row].tolist()) for row in groups.members], groups.measured


def test_the_first_group_is_everything_and_each_stroke_is_one() -> None:
    groups, _measured = of(drawn("41"))
    assert groups[0] == [0, 1, 2]
    assert [0] in groups
    assert [2] in groups
    assert [0, 1] in groups


def test_a_digit_of_two_strokes_may_run_into_the_next_one() -> None:
    """A 5 whose bar, its second stroke, goes on as a 7 and a 1."""
    body = Stroke(((100, 100), (95, 170), (150, 180), (165, 230), (140, 280), (90, 280)), 12.0)
    bar = [(100, 100), (160, 98), (215, 105)]
    bar += [(230, 100), (300, 100), (285, 160), (265, 280), (330, 180), (360, 100), (350, 200), (345, 290)]
    strokes = (body, Stroke(tuple((float(x), float(y)) for x, y in bar), 12.0))
    height = number_height(strokes)
    found = pieces(strokes, height)
    groups = digit_groups(found, height)
    first_cut = next(piece for piece in groups.pieces if piece.source == 1 and piece.first == 0)
    wanted = [piece.source == 0 or piece is first_cut for piece in groups.pieces]
    assert sum(wanted) > 1
    assert wanted in groups.members.tolist()


def test_what_is_far_apart_is_no_digit_unless_it_is_everything() -> None:
    groups, _measured = of(drawn("111111"))
    assert [0, 5] not in groups
    assert groups[0] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("text", ["4", "42", "3.14", "1111111", "444444444444"])
def test_groups_are_few_and_their_measures_finite(text: str) -> None:
    groups, measured = of(drawn(text))
    strokes = len(drawn(text).strokes)
    assert len(groups) <= PER_PIECE * max(strokes, 3)
    assert np.isfinite(measured).all()
    assert len(measured) == len(groups)


def test_size_and_place_do_not_matter() -> None:
    _groups, measured = of(drawn("42"))
    _same, moved = of(drawn("42", left=200, top=300))
    np.testing.assert_allclose(moved, measured, atol=1e-9)


def test_by_its_looks_a_wide_number_is_divided_and_one_digit_is_not() -> None:
    for text, whole in (("42", False), ("4", True)):
        strokes = drawn(text).strokes
        height = number_height(strokes)
        seen = looks(pieces(strokes, height), height)
        assert seen.digits[0] == 0
        assert bool(seen.chances[0] > 0.5) is whole


def test_a_dot_may_be_a_mark_and_a_digit_may_not() -> None:
    strokes = drawn("3.1").strokes
    height = number_height(strokes)
    seen = looks(pieces(strokes, height), height)
    marks = [seen.groups.pieces[np.flatnonzero(seen.groups.members[mark])[0]].source for mark in seen.marks]
    assert marks == [1]
