"""What becomes of a drawing that was labelled: the next stroke begins another one."""

from __future__ import annotations

from gui.window.window import Window
from ink.page import Page, Stroke
from tests.gui.conftest import ONE, SEVEN, drag, wait_for
from tests.gui.my_digits.labels import press, stored
from training.datasets import my_digits
from training.datasets.my_digits import MyDigit


def ink(window: Window) -> int:
    """How many lines and dots are on the canvas."""
    return len(window.pad.canvas.find_withtag("ink"))


def test_after_a_label_a_stroke_begins_another_drawing_and_undo_goes_all_the_way_back(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    one = window.context.drawing.page
    drag(window, SEVEN)
    drag(window, [(300, 300), (340, 300)])
    assert [stroke.points[0] for stroke in window.context.drawing.page.strokes] == [SEVEN[0], (300, 300)]
    press(window, "<Key-7>")
    wait_for(window, lambda: stored() == [(1, 1), (7, 2)])
    press(window, "<Control-z>")
    wait_for(window, lambda: stored() == [(1, 1)])
    for strokes in (1, 0):
        press(window, "<Control-z>")
        assert len(window.context.drawing.page.strokes) == strokes
    press(window, "<Control-z>")
    assert window.context.drawing.page == one
    assert ink(window)
    assert stored() == [(1, 1)]
    press(window, "<Control-z>")
    wait_for(window, lambda: not stored())
    press(window, "<Control-y>")
    assert window.context.drawing.page.blank


def test_a_drawing_brought_back_is_labelled_as_before(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-4>")
    drag(window, SEVEN)
    press(window, "<Key-7>")
    for _ in range(3):
        press(window, "<Control-z>")
    press(window, "<Key-1>")
    wait_for(window, lambda: stored() == [(1, 1)])
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 1


def test_a_label_that_was_taken_back_leaves_the_drawing_to_be_gone_on_with(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    press(window, "<Control-z>")
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 2


def test_the_eraser_acts_on_the_drawing_that_was_labelled(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    drag(window, [(200, 280), (360, 280)], button=3)
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 3


def test_the_keyboard_s_pen_begins_another_drawing_too(window: Window) -> None:
    drag(window, ONE)
    press(window, "<Key-1>")
    window.pad.canvas.focus_force()
    window.update()
    for key in ("<space>", "<Right>", "<space>"):
        window.pad.canvas.event_generate(key)
    assert len(window.context.drawing.page.strokes) == 1
    assert window.context.drawing.page.strokes[0].points[0] != ONE[0]


def test_a_digit_opened_from_the_gallery_is_drawn_on(window: Window) -> None:
    digit = MyDigit.of(Page((Stroke(tuple(ONE), 24.0),)), 1)
    my_digits.add([digit])
    window.actions.show_digit(digit)
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 2
    window.actions.show_digit(digit)
    window.labelling.store(1)
    drag(window, SEVEN)
    assert len(window.context.drawing.page.strokes) == 1
