"""Strokes are cut only where they are wide, at bounded many places, and parts put together are the stroke again."""

from __future__ import annotations

import math

import numpy as np

from ink.numbers.pieces import MOST_CUTS, MOST_PIECES, number_height, pieces, seems_one, strokes_of
from ink.page import Stroke


def stroke(*points: tuple[float, float]) -> Stroke:
    return Stroke(points, 14.0)


def rings(count: int, step: float = 110.0) -> Stroke:
    """Zeros in one stroke, each begun and ended at its top, joined there."""
    points: list[tuple[float, float]] = []
    for ring in range(count):
        turn = np.linspace(-math.pi / 2, -math.pi / 2 - 2 * math.pi, 40)
        points += [(100 + ring * step + 45 * math.cos(a), 200 + 70 * math.sin(a)) for a in turn]
    return stroke(*points)


def length(part: Stroke) -> float:
    return float(np.hypot(*np.diff(part.path, axis=0).T).sum())


BAR = stroke((100, 100), (100, 300))


def test_a_narrow_stroke_is_one_piece() -> None:
    [piece] = pieces([BAR], number_height([BAR]))
    assert (piece.first, piece.last, piece.cut) == (0, 1, (False, False))


def test_joined_zeros_are_cut_between_them() -> None:
    joined = rings(2)
    found = pieces([joined], number_height([joined]))
    borders = [piece.last for piece in found[:-1]]
    assert any(abs(border - 40) <= 3 for border in borders)


def test_parts_follow_each_other_and_make_up_the_stroke() -> None:
    joined = rings(3)
    found = pieces([BAR, joined], number_height([BAR, joined]))
    assert [piece.first for piece in found[2:]] == [piece.last for piece in found[1:-1]]
    assert strokes_of([BAR, joined], found) == (BAR, joined)
    [part] = strokes_of([BAR, joined], found[1:2])
    assert part.points == joined.points[: found[1].last + 1]


def test_parts_can_be_shorter_where_they_are_cut() -> None:
    joined = rings(2)
    found = pieces([joined], number_height([joined]))
    [part], [shorter] = strokes_of([joined], found[:1]), strokes_of([joined], found[:1], less=20)
    assert shorter.points == part.points[: len(shorter.points)]
    assert 20 <= length(part) - length(shorter) < 40
    [least] = strokes_of([joined], found[1:2], less=1000)
    assert 0 < length(least) < 0.5 * length(strokes_of([joined], found[1:2])[0])
    assert strokes_of([joined], found, less=20) == (joined,)


def test_a_stroke_of_100_000_points_has_few_pieces_of_few_points() -> None:
    way = np.cumsum(np.random.default_rng(1).normal(0, 3, (100_000, 2)), axis=0)
    long = Stroke(tuple(map(tuple, way.tolist())), 10.0)
    found = pieces([long], number_height([long]))
    assert len(found) <= MOST_CUTS + 1
    assert sum(len(piece.path) for piece in found) < 300


def test_a_long_number_is_cut_in_no_more_pieces_than_are_looked_at() -> None:
    turns = np.linspace(0, 6 * math.pi, 120)
    curls = [
        stroke(*((place * 125 + 50 * math.cos(t), 200 + 70 * math.sin(t + place)) for t in turns)) for place in range(9)
    ]
    found = pieces(curls, number_height(curls))
    assert 40 < len(found) <= MOST_PIECES


def test_what_is_narrow_seems_one_digit_and_what_lies_beside_does_not() -> None:
    assert seems_one([])
    assert seems_one([BAR])
    assert seems_one([stroke((80, 200), (150, 200)), BAR])
    assert not seems_one([BAR, stroke((160, 100), (160, 300))])
    assert not seems_one([rings(2)])


def test_dots_alone_have_a_height() -> None:
    dots = [stroke((5, 5)), stroke((5, 5))]
    assert number_height(dots) > 0
    assert len(pieces(dots, number_height(dots))) == 2
