"""Gestures change the page, and every one can be undone."""

from __future__ import annotations

from PIL import Image

from ink.drawing import MOST_BYTES, MOST_STEPS, POINT_BYTES, Drawing
from ink.page import CANVAS, Page, Stroke
from ink.pictures.picture_ink import PictureInk
from tests.ink.drawn import draw, drawing_of, erase, paths, pictured


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
    drawing.begin_change()
    for x in range(100, 400, 20):
        drawing.erase((x, 100), (x + 20, 100), 10)
    drawing.finish()
    drawing.undo()
    assert drawing.page.strokes == (before,)


def test_an_opened_picture_can_be_undone_and_redone() -> None:
    opened = pictured(Image.new("L", (560, 560), 255))
    drawing = drawing_of(Stroke(((1, 1),)))
    drawing.set_page(opened)
    drawing.undo()
    assert drawing.page == Page((Stroke(((1, 1),)),))
    drawing.redo()
    assert drawing.page is opened


def test_the_oldest_of_many_steps_are_forgotten_and_the_others_undone_and_redone() -> None:
    drawing = Drawing()
    states = [drawing.page]
    for x in range(MOST_STEPS + 100):
        draw(drawing, (x, 1), (x, 2))
        states.append(drawing.page)
    assert drawing.page.strokes == tuple(Stroke(((x, 1), (x, 2)), 10) for x in range(MOST_STEPS + 100))
    for state in states[-2 : -2 - MOST_STEPS : -1]:
        drawing.undo()
        assert drawing.page is state
    assert not drawing.can_undo
    while drawing.can_redo:
        drawing.redo()
    assert drawing.page is states[-1]


def test_what_is_corrected_of_a_picture_is_undone_without_a_copy_of_it() -> None:
    opened = pictured(Image.new("L", (3000, 3000), 255))
    drawing = Drawing(opened)
    for step in range(MOST_STEPS // 2):
        erase(drawing, (3 * step, 100), radius=2)
        drawing.set_page(drawing.page._replace(picture=drawing.page.picture.adjusted(threshold=step / 100)))
        assert drawing.page.picture.source is opened.picture.source
    for _step in range(MOST_STEPS):
        drawing.undo()
    assert drawing.page is opened


def test_pictures_that_were_replaced_are_undone_as_far_as_memory_allows() -> None:
    drawing = Drawing()
    for _picture in range(20):
        drawing.set_page(pictured(Image.new("L", (1000, 1000), 255)))
    steps = 0
    while drawing.can_undo:
        drawing.undo()
        steps += 1
    assert 1 <= steps <= MOST_BYTES / 1e6


def test_what_is_changed_in_one_gesture_is_one_step_of_undo() -> None:
    drawing = Drawing(opened := pictured(Image.new("L", (50, 50), 255)))
    drawing.begin_change()
    for threshold in (0.2, 0.3, 0.4):
        drawing.change_page(Page(picture=opened.picture.adjusted(threshold=threshold)))
    drawing.finish()
    assert drawing.page.picture.settings.threshold == 0.4
    drawing.undo()
    assert drawing.page is opened


def test_a_picture_that_was_replaced_keeps_its_pixels_alone_and_is_read_again_after_undo() -> None:
    drawing = Drawing(opened := pictured(Image.new("L", (500, 400), 255)))
    opened.picture.candidates()
    assert _held_by(opened.picture.source) > 1
    drawing.clear()
    assert _held_by(opened.picture.source) == 1
    drawing.undo()
    assert drawing.page.picture.candidates() == ()
    drawing.redo()
    assert _held_by(opened.picture.source) == 1


def _held_by(source: PictureInk) -> int:
    """How many of a picture's attributes hold something."""
    return sum(value is not None for value in vars(source).values())


def test_strokes_over_a_picture_share_it() -> None:
    opened = pictured(Image.new("L", (CANVAS, CANVAS), 255))
    drawing = Drawing(opened)
    for x in range(150):
        draw(drawing, (x, 1), (x, 2))
    for _step in range(150):
        assert drawing.page.picture is opened.picture
        drawing.undo()
    assert drawing.page == opened


def test_undo_takes_no_more_memory_than_it_may_however_large_the_drawings_are() -> None:
    drawing, points = Drawing(), MOST_BYTES // POINT_BYTES // 4
    for number in range(8):
        drawing.set_page(Page((Stroke(tuple((x, number) for x in range(points))),)))
    seen = set()
    while drawing.can_undo:
        drawing.undo()
        seen.add(drawing.page)
    assert len(seen) in (3, 4)


def test_the_last_step_can_be_undone_however_large_it_is() -> None:
    stroke = Stroke(tuple((x, 1.0) for x in range(MOST_BYTES // 100)))
    drawing = drawing_of(stroke)
    drawing.clear()
    drawing.undo()
    assert drawing.page.strokes == (stroke,)
