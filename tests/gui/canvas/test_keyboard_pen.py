"""The keyboard draws as the pointer does, but never while the pointer draws."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gui.canvas.drawing_pad import Tool
from gui.canvas.keyboard_pen import FINE_STEP, STEP, moved
from gui.window.window import Window
from ink.page import CANVAS, Point
from tests.gui.canvas.test_drawing_pad import points_of

Press = Callable[..., None]


@pytest.mark.parametrize(
    ("key", "expected"),
    [("Left", (80, 200)), ("Right", (120, 200)), ("Up", (100, 180)), ("Down", (100, 220))],
)
def test_an_arrow_key_moves_a_step(key: str, expected: Point) -> None:
    assert moved((100, 200), key, STEP) == expected


def test_the_nib_stays_on_the_canvas() -> None:
    assert moved((FINE_STEP, 3), "Up", STEP) == (FINE_STEP, 0)
    assert moved((CANVAS - 1, 3), "Right", FINE_STEP) == (CANVAS, 3)


@pytest.fixture
def press(window: Window) -> Press:
    """Presses keys with the canvas in focus and the pointer away."""
    canvas = window.pad.canvas
    canvas.focus_force()
    window.update()
    canvas.event_generate("<Leave>")
    window.pad._nib_at = None

    def press_all(*keys: str) -> None:
        for key in keys:
            canvas.event_generate(key)

    return press_all


def test_one_can_draw_with_the_keyboard(window: Window, press: Press) -> None:
    press("<space>", "<Down>", "<Down>", "<Shift-Right>", "<space>", "<Left>")
    assert points_of(window) == [[(280.0, 280.0), (280.0, 300.0), (280.0, 320.0), (284.0, 320.0)]]
    assert not window.pad.pen_down


def test_one_can_erase_with_the_keyboard(window: Window, press: Press) -> None:
    press("<space>", "<Down>", "<space>")
    window.actions.choose_tool(Tool.ERASER)
    press("<space>", "<Up>", "<space>")
    assert window.context.drawing.page.blank


def test_the_keyboard_waits_while_the_pointer_draws(window: Window, press: Press) -> None:
    canvas = window.pad.canvas
    canvas.event_generate("<ButtonPress-1>", x=100, y=100)
    press("<space>")
    canvas.event_generate("<ButtonRelease-1>", x=100, y=100, state=0x100)
    assert points_of(window) == [[(100.0, 100.0)]]


def test_a_stroke_ends_when_the_focus_goes(window: Window, press: Press) -> None:
    press("<space>", "<Down>")
    window.pad.canvas.event_generate("<FocusOut>")
    assert not window.pad.pen_down
    press("<Down>")
    assert points_of(window) == [[(280.0, 280.0), (280.0, 300.0)]]
