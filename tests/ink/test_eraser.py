"""The eraser leaves no ink where it was, and all ink elsewhere."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ink.eraser import Eraser
from ink.page import Point, Stroke
from ink.rendering import render
from tests.helpers import examples
from tests.ink.drawn import draw, drawing_of, erase, paths, points, strokes


def test_erasing_the_middle_leaves_two_pieces() -> None:
    drawing = drawing_of(Stroke(((0, 100), (200, 100)), width=20))
    assert erase(drawing, (100, 100), radius=10)
    assert paths(drawing) == [((0, 100), (80, 100)), ((120, 100), (200, 100))]


def test_pieces_keep_the_pen_width() -> None:
    drawing = drawing_of(Stroke(((0, 100), (200, 100)), width=33))
    erase(drawing, (100, 100))
    assert [stroke.width for stroke in drawing.page.strokes] == [33, 33]


def test_corners_outside_the_eraser_stay() -> None:
    drawing = drawing_of(Stroke(((0, 0), (0, 100), (200, 100), (200, 0)), width=2))
    erase(drawing, (100, 100), radius=9)
    assert paths(drawing) == [((0, 0), (0, 100), (90, 100)), ((110, 100), (200, 100), (200, 0))]


def test_a_dot_is_erased_whole_or_not_at_all() -> None:
    drawing = drawing_of(Stroke(((100, 100),), width=20), Stroke(((200, 100),), width=20))
    assert erase(drawing, (119, 100), radius=10)
    assert paths(drawing) == [((200, 100),)]


def test_strokes_that_the_eraser_misses_are_the_same_objects() -> None:
    near, far = Stroke(((0, 100), (200, 100))), Stroke(((0, 400), (200, 400)))
    drawing = drawing_of(near, far)
    erase(drawing, (100, 100))
    assert drawing.page.strokes[-1] is far


def test_a_fast_eraser_takes_all_between_two_events() -> None:
    """From far left to far right in one motion event: all strokes that cross its way are cut."""
    drawing = drawing_of(*(Stroke(((x, 0), (x, 500)), width=2) for x in (100, 200, 300)))
    erase(drawing, (0, 250), (550, 250), radius=19)
    assert paths(drawing) == [
        part for x in (100, 200, 300) for part in (((x, 0.0), (x, 230.0)), ((x, 270.0), (x, 500.0)))
    ]


def test_no_ink_is_left_under_the_eraser() -> None:
    drawing = drawing_of(Stroke(((50, 300), (300, 260), (500, 300)), width=40))
    erase(drawing, (300, 200), (300, 330), radius=30)
    pixels = np.asarray(render(drawing.page))
    assert not pixels[200:330, 300 - 28 : 300 + 28].any()
    assert pixels[:, :250].any()
    assert pixels[:, 350:].any()


def test_drawing_on_never_brings_back_what_was_erased() -> None:
    drawing = drawing_of(Stroke(((0, 100), (500, 100)), width=20))
    erase(drawing, (250, 100), radius=30)
    draw(drawing, (100, 400), (400, 400))
    erase(drawing, (400, 400), radius=5)
    drawing.undo()
    drawing.redo()
    assert not np.asarray(render(drawing.page))[:200, 222:278].any()


@given(strokes, points, points, st.floats(1, 100))
@examples(150)
def test_what_is_left_keeps_clear_of_the_eraser(stroke: Stroke, start: Point, end: Point, radius: float) -> None:
    drawing = drawing_of(stroke)
    erase(drawing, start, end, radius)
    for piece in drawing.page.strokes:
        assert (distances(along(piece), start, end) >= radius + stroke.width / 2 - 1e-3).all()


@given(strokes, points, points, st.floats(1, 100))
@examples(150)
def test_nothing_beyond_the_eraser_is_lost(stroke: Stroke, start: Point, end: Point, radius: float) -> None:
    drawing = drawing_of(stroke)
    erase(drawing, start, end, radius)
    out_of_reach = [
        point
        for point in along(stroke)
        if distances(np.array([point]), start, end)[0] > radius + stroke.width / 2 + 1e-3
    ]
    for point in out_of_reach:
        assert any(is_on(point, piece) for piece in drawing.page.strokes)


def along(stroke: Stroke) -> np.ndarray:
    """Points all along a path, (N, 2)."""
    fractions = np.linspace(0, 1, 20)[:, np.newaxis]
    pieces = [a + (b - a) * fractions for a, b in zip(stroke.path[:-1], stroke.path[1:], strict=True)]
    return np.concatenate([stroke.path, *pieces])


def distances(points: np.ndarray, start: Point, end: Point) -> np.ndarray:
    """How far points, (N, 2), are from the segment between start and end."""
    a, way = np.array(start), np.subtract(end, start)
    fractions = np.clip((points - a) @ way / (way @ way), 0, 1) if way.any() and way @ way else np.zeros(len(points))
    return np.hypot(*(points - a - fractions[:, np.newaxis] * way).T)


def is_on(point: np.ndarray, stroke: Stroke) -> bool:
    segments = zip(stroke.points, stroke.points[1:] or stroke.points, strict=False)
    return any(distances(point[np.newaxis], a, b)[0] < 1e-3 for a, b in segments)


def test_the_eraser_keeps_up_with_a_page_that_changes() -> None:
    """It remembers where strokes lie; what it remembers is that of the page as it is."""
    eraser = Eraser()
    page = tuple(Stroke(((x, 0), (x, 500)), width=2) for x in range(0, 500, 10))
    while eraser.survey(page, 7):
        pass
    for y in (100, 200, 300):
        page = eraser.cut(page, (95, y), (405, y), radius=9)
        page = (*page[:1], *page[3:], Stroke(((550, y),)))
        again = Eraser().cut(page, (0, y + 50), (560, y + 50), radius=9)
        assert eraser.cut(page, (0, y + 50), (560, y + 50), radius=9) == again
    assert eraser.cut(page, (530, 530), (540, 540), radius=1) is page


def test_a_dense_page_is_cut_in_one_go() -> None:
    """100,000 points, all of whose segments cross the eraser's way: each becomes two pieces."""
    points = tuple((float(i), 500.0 * (i % 2)) for i in range(100_000))
    pieces = Eraser().cut((Stroke(points, 2.0),), (0, 250), (100_000, 250), radius=9)
    assert len(pieces) == len(points)
    assert all((stroke.path == np.array(stroke.points)).all() for stroke in pieces[:10])


def test_the_array_of_a_long_piece_is_its_points() -> None:
    points = tuple((float(i), 0.0) for i in range(1000))
    for piece in Eraser().cut((Stroke(points, 2.0),), (500, 0), (510, 0), radius=9.5):
        assert (piece.path == np.array(piece.points)).all()
