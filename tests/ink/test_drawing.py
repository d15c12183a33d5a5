"""Gestures change the page, and every one can be undone."""

from __future__ import annotations

from PIL import Image

from ink.drawing import Drawing
from ink.page import Page, Stroke
from tests.ink.drawn import draw, drawing_of, erase, paths


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
