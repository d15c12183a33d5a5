"""Strokes, undo and redo, the eraser, and drawings as lines of JSON."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ink.drawing import MAX_POINTS, Drawing, Page, Point, Stroke, strokes_from_json, strokes_to_json
from ink.errors import InkError
from ink.rendering import render
from tests.helpers import examples, is_one_sentence, line

coordinates = st.floats(-100, 660, allow_subnormal=False)
points = st.tuples(coordinates, coordinates)
strokes = st.builds(Stroke, st.lists(points, min_size=1, max_size=8).map(tuple), st.floats(1, 200))


def drawing_of(*strokes: Stroke) -> Drawing:
    return Drawing(Page(strokes))


def draw(drawing: Drawing, *points: Point, width: float = 10) -> None:
    """One gesture of the pen."""
    drawing.begin_stroke(*points[0], width)
    for point in points[1:]:
        drawing.extend(*point)
    drawing.finish()


def erase(drawing: Drawing, start: Point, end: Point | None = None, radius: float = 10) -> bool:
    """One gesture of the eraser."""
    drawing.begin_erasing()
    touched = drawing.erase(start, end or start, radius)
    drawing.finish()
    return touched


def paths(drawing: Drawing) -> list[tuple[Point, ...]]:
    return [tuple((round(x, 6), round(y, 6)) for x, y in stroke.points) for stroke in drawing.page.strokes]


# --- gestures, undo and redo ------------------------------------------------------------------------------------------


def test_a_gesture_becomes_a_stroke() -> None:
    drawing = Drawing()
    draw(drawing, (1, 2), (3, 4), width=7)
    assert drawing.page.strokes == (Stroke(((1, 2), (3, 4)), 7),)


def test_a_stroke_is_on_the_page_while_it_is_drawn() -> None:
    drawing = Drawing()
    drawing.begin_stroke(1, 2, 10)
    drawing.extend(3, 4)
    assert paths(drawing) == [((1, 2), (3, 4))]


def test_a_pointer_that_rests_adds_no_points() -> None:
    drawing = Drawing()
    draw(drawing, (1, 2), (1, 2), (3, 4), (3, 4))
    assert paths(drawing) == [((1, 2), (3, 4))]


def test_points_beyond_the_edge_are_kept() -> None:
    drawing = Drawing()
    draw(drawing, (-50, 10), (900, 10))
    assert paths(drawing) == [((-50, 10), (900, 10))]


def test_moving_without_a_stroke_in_hand_draws_nothing() -> None:
    drawing = Drawing()
    drawing.extend(5, 5)
    assert drawing.page.blank
    assert not drawing.can_undo


def test_undo_and_redo_walk_through_the_states() -> None:
    drawing = Drawing()
    states = [drawing.page]
    for x in (10, 20, 30):
        draw(drawing, (x, x))
        states.append(drawing.page)
    for state in reversed(states[:-1]):
        drawing.undo()
        assert drawing.page == state
    assert not drawing.can_undo
    for state in states[1:]:
        drawing.redo()
        assert drawing.page == state
    assert not drawing.can_redo


def test_undo_and_redo_on_a_new_drawing_do_nothing() -> None:
    drawing = Drawing()
    drawing.undo()
    drawing.redo()
    assert drawing.page.blank


def test_a_new_stroke_ends_redo() -> None:
    drawing = Drawing()
    draw(drawing, (1, 1))
    drawing.undo()
    draw(drawing, (2, 2))
    assert not drawing.can_redo
    drawing.redo()
    assert paths(drawing) == [((2, 2),)]


def test_undo_in_the_middle_of_a_stroke_takes_that_stroke_back() -> None:
    drawing = Drawing()
    draw(drawing, (1, 1))
    drawing.begin_stroke(5, 5, 10)
    assert drawing.can_undo
    drawing.undo()
    assert paths(drawing) == [((1, 1),)]


def test_clear_is_one_step_of_undo() -> None:
    drawing = Drawing()
    draw(drawing, (1, 1))
    draw(drawing, (2, 2))
    drawing.clear()
    assert drawing.page.blank
    drawing.undo()
    assert len(drawing.page.strokes) == 2


def test_clearing_a_blank_page_is_no_step() -> None:
    drawing = Drawing()
    drawing.clear()
    assert not drawing.can_undo


def test_an_eraser_that_touches_nothing_is_no_step() -> None:
    drawing = drawing_of(Stroke(((10, 10),), 10))
    assert not erase(drawing, (300, 300))
    assert not drawing.can_undo


def test_a_whole_way_of_the_eraser_is_one_step_of_undo() -> None:
    before = Stroke(((0, 100), (500, 100)), 10)
    drawing = drawing_of(before)
    drawing.begin_erasing()
    for x in range(100, 400, 20):
        drawing.erase((x, 100), (x + 20, 100), 10)
    drawing.finish()
    drawing.undo()
    assert drawing.page.strokes == (before,)


def test_an_opened_picture_can_be_undone_and_redone() -> None:
    picture = Image.new("L", (560, 560), 255)
    drawing = drawing_of(Stroke(((1, 1),)))
    drawing.set_page(Page(picture=picture))
    drawing.undo()
    assert drawing.page == Page((Stroke(((1, 1),)),))
    drawing.redo()
    assert drawing.page.picture is picture


# --- the eraser -------------------------------------------------------------------------------------------------------


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


def test_the_eraser_wipes_an_opened_picture_and_undo_restores_it() -> None:
    drawing = Drawing(Page(picture=Image.new("L", (560, 560), 255)))
    assert erase(drawing, (100, 100), (300, 100), radius=20)
    pixels = np.asarray(render(drawing.page))
    assert not pixels[85:115, 100:300].any()
    assert pixels[200:].all()
    drawing.undo()
    assert np.asarray(render(drawing.page)).all()


def test_the_eraser_on_the_bare_part_of_a_picture_changes_nothing() -> None:
    picture = Image.new("L", (560, 560))
    picture.paste(255, (400, 400, 500, 500))
    drawing = Drawing(Page(picture=picture))
    assert not erase(drawing, (100, 100))


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


# --- JSON lines -------------------------------------------------------------------------------------------------------


@given(st.lists(strokes, max_size=5).map(tuple))
@examples(60)
def test_json_gives_the_strokes_back(drawn: tuple[Stroke, ...]) -> None:
    assert strokes_from_json(strokes_to_json(drawn)) == drawn


def test_json_is_one_line_with_short_numbers() -> None:
    text = strokes_to_json([Stroke(((1.0, 2.5),), 24.0)])
    assert text == '{"strokes": [[[1, 2.5]]], "width": [24]}'


@pytest.mark.parametrize("text", ['{"strokes": []}', '{"strokes": [[]]}', line([[], []], [3, 4]), '{"strokes": [] }\n'])
def test_drawings_without_points_are_blank(text: str) -> None:
    assert strokes_from_json(text) == ()


def test_a_width_may_be_one_for_all_or_one_for_each_or_left_out() -> None:
    two = [[[1, 1]], [[2, 2]]]
    assert [stroke.width for stroke in strokes_from_json(line(two, 30))] == [30, 30]
    assert [stroke.width for stroke in strokes_from_json(line(two, [1, 200]))] == [1, 200]
    assert [stroke.width for stroke in strokes_from_json(json.dumps({"strokes": two}))] == [24, 24]


def test_widths_stay_with_their_strokes_where_one_is_empty() -> None:
    assert strokes_from_json(line([[], [[2, 2]]], [5, 50])) == (Stroke(((2, 2),), 50),)


def test_bytes_and_other_keys_are_taken() -> None:
    assert strokes_from_json(b'{"label": 7, "strokes": [[[1, 2]]], "width": 8}\r\n') == (Stroke(((1, 2),), 8),)


def test_as_many_points_as_may_be_are_read() -> None:
    drawn = strokes_from_json(line([[[1, 2]] * MAX_POINTS]))
    assert len(drawn[0].points) == MAX_POINTS


HUGE = "1" + 400 * "0"
NESTED = 50_000 * "["

BAD_LINES = {
    "empty": "",
    "broken": '{"strokes": [[[1, 2]',
    "not UTF-8": b'{"strokes": [], "name": "\xff\xfe"}',
    "two values": '{"strokes": []} {"strokes": []}',
    "nested too deep": NESTED,
    "nested too deep inside": '{"strokes": ' + NESTED,
    "null": "null",
    "a list": "[[[1, 2]]]",
    "a number": "7",
    "no strokes": "{}",
    "strokes null": '{"strokes": null}',
    "strokes an object": '{"strokes": {}}',
    "a stroke that is a point": '{"strokes": [[1, 2]]}',
    "a stroke that is null": '{"strokes": [null]}',
    "a stroke that is text": '{"strokes": ["ab"]}',
    "nested one too deep": '{"strokes": [[[[1, 2]]]]}',
    "a point that is an object": '{"strokes": [[{"x": 1, "y": 2}]]}',
    "a point of one": '{"strokes": [[[1]]]}',
    "a point of three": '{"strokes": [[[1, 2, 3]]]}',
    "NaN": '{"strokes": [[[NaN, 2]]]}',
    "Infinity": '{"strokes": [[[1, Infinity]]]}',
    "-Infinity": '{"strokes": [[[1, -Infinity]]]}',
    "a float too large": '{"strokes": [[[1e400, 2]]]}',
    "an integer too large": f'{{"strokes": [[[{HUGE}, 2]]]}}',
    "an integer of too many digits": f'{{"strokes": [[[{20 * HUGE}, 2]]]}}',
    "far out": '{"strokes": [[[1e7, 2]]]}',
    "a coordinate true": '{"strokes": [[[true, 2]]]}',
    "a coordinate in quotes": '{"strokes": [[["1", 2]]]}',
    "a coordinate null": '{"strokes": [[[null, 2]]]}',
    "too many points": line([[[1, 2]] * (MAX_POINTS + 1)]),
    "too many points in all": line([[[1, 2]] * (MAX_POINTS // 2 + 1)] * 2),
    "width negative": line([[[1, 2]]], -5),
    "width 0": line([[[1, 2]]], 0),
    "width 201": line([[[1, 2]]], 201),
    "width NaN": line([[[1, 2]]], math.nan),
    "width too large for a float": f'{{"strokes": [[[1, 2]]], "width": {HUGE}}}',
    "width true": line([[[1, 2]]], True),
    "width in quotes": line([[[1, 2]]], "24"),
    "width null": line([[[1, 2]]], None),
    "width an object": line([[[1, 2]]], {}),
    "one bad width of two": line([[[1, 2]], [[3, 4]]], [24, -1]),
    "too few widths": line([[[1, 2]], [[3, 4]]], [24]),
    "too many widths": line([[[1, 2]]], [24, 24]),
}


@pytest.mark.parametrize("text", BAD_LINES.values(), ids=BAD_LINES)
def test_other_lines_are_refused_in_one_sentence(text: str | bytes) -> None:
    with pytest.raises(InkError) as caught:
        strokes_from_json(text)
    assert is_one_sentence(caught.value)


def test_the_message_says_what_is_wrong() -> None:
    with pytest.raises(InkError, match="a pen width outside 1 to 200 pixels"):
        strokes_from_json(line([[[1, 2]]], 201))
    with pytest.raises(InkError, match="more than 100,000 points"):
        strokes_from_json(BAD_LINES["too many points"])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["strokes", "width"]), inner),
    max_leaves=12,
)


@given(st.builds(lambda strokes, width: {"strokes": strokes, "width": width}, json_values, json_values))
@examples(150)
def test_any_json_is_read_or_refused(record: dict[str, object]) -> None:
    message = "read"
    try:
        strokes_from_json(json.dumps(record))
    except InkError as error:
        message = str(error)
    assert is_one_sentence(message)


def test_a_picture_that_is_wiped_empty_is_gone() -> None:
    picture = Image.new("L", (560, 560))
    picture.paste(255, (95, 95, 105, 105))
    drawing = Drawing(Page(picture=picture))
    assert erase(drawing, (100, 100))
    assert drawing.page.blank
