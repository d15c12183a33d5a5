"""The pad: what pointer and keyboard do becomes strokes, and the canvas shows what the buffer holds."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageGrab

from gui.canvas.drawing_pad import FINE_STEP, STEP, Tool, moved
from gui.canvas.ink_canvas import CHUNK
from gui.window.window import Window
from ink.page import CANVAS, Page, Point, Stroke
from ink.rendering import render
from tests.gui.conftest import ONE, SEVEN, drag, wait_for

Press = Callable[..., None]


def points_of(window: Window) -> list[list[tuple[float, float]]]:
    return [list(stroke.points) for stroke in window.context.drawing.page.strokes]


def test_a_drag_becomes_a_stroke_of_every_point(window: Window) -> None:
    drag(window, SEVEN)
    assert points_of(window) == [[(float(x), float(y)) for x, y in SEVEN]]


def test_a_click_leaves_a_dot(window: Window) -> None:
    drag(window, [(100, 100)])
    assert points_of(window) == [[(100.0, 100.0)]]
    assert render(window.context.drawing.page).getpixel((100, 100)) == 255


def test_a_stroke_has_the_width_of_the_pen_it_was_drawn_with(window: Window) -> None:
    window.actions.set_pen_width(40)
    drag(window, ONE)
    window.actions.set_pen_width(10)
    assert window.context.drawing.page.strokes[0].width == 40


def test_drags_beyond_the_edge_are_kept_as_drawn(window: Window) -> None:
    drag(window, [(500, 300), (700, 300), (700, 500)])
    assert points_of(window) == [[(500.0, 300.0), (700.0, 300.0), (700.0, 500.0)]]


def test_the_right_button_erases(window: Window) -> None:
    drag(window, ONE)
    drag(window, [(200, 280), (360, 280)], button=3)
    above, below = window.context.drawing.page.strokes
    assert max(y for _, y in above.points) < 280 < min(y for _, y in below.points)


def test_the_eraser_tool_erases_with_the_left_button(window: Window) -> None:
    drag(window, [(100, 100)])
    window.actions.choose_tool(Tool.ERASER)
    drag(window, [(100, 100)])
    assert window.context.drawing.page.blank


def test_what_was_erased_stays_away_when_the_drawing_is_drawn_anew(window: Window) -> None:
    drag(window, ONE)
    drag(window, [(200, 280), (360, 280)], button=3)
    window.variables["theme"].set("dark")
    window._theme_chosen()
    window.update()
    assert len(window.pad.canvas.find_withtag("ink")) == 2


def test_a_second_button_in_the_middle_of_a_stroke_changes_nothing(window: Window) -> None:
    canvas = window.pad.canvas
    canvas.event_generate("<ButtonPress-1>", x=100, y=100)
    canvas.event_generate("<ButtonPress-3>", x=100, y=100)
    canvas.event_generate("<ButtonRelease-3>", x=100, y=100)
    canvas.event_generate("<Motion>", x=200, y=100, state=0x100)
    canvas.event_generate("<ButtonRelease-1>", x=200, y=100)
    assert points_of(window) == [[(100.0, 100.0), (200.0, 100.0)]]


def test_undo_in_the_middle_of_a_stroke_takes_it_away(window: Window) -> None:
    canvas = window.pad.canvas
    canvas.event_generate("<ButtonPress-1>", x=100, y=100)
    canvas.event_generate("<Motion>", x=200, y=100, state=0x100)
    window.actions.undo()
    canvas.event_generate("<Motion>", x=300, y=100, state=0x100)
    canvas.event_generate("<ButtonRelease-1>", x=300, y=100)
    assert window.context.drawing.page.blank


def test_the_wheel_changes_the_pen(window: Window) -> None:
    before = window.context.settings.pen_width
    window.pad.canvas.event_generate("<Button-4>", x=10, y=10)
    assert window.context.settings.pen_width > before


def test_an_empty_canvas_says_what_to_do(window: Window) -> None:
    canvas = window.pad.canvas
    assert canvas.itemcget("hint", "text") == "Draw a digit here"
    drag(window, ONE)
    assert not canvas.find_withtag("hint")
    window.actions.clear()
    assert canvas.find_withtag("hint")


def test_a_ring_shows_the_nib_and_the_eraser(window: Window) -> None:
    canvas = window.pad.canvas
    canvas.event_generate("<Motion>", x=200, y=200)
    left, _, right, _ = canvas.coords(canvas.nib)
    assert right - left == window.context.settings.pen_width
    window.actions.choose_tool(Tool.ERASER)
    left, _, right, _ = canvas.coords(canvas.nib)
    assert right - left == 2 * window.context.settings.pen_width


def test_the_pen_keeps_its_width_to_the_end_of_the_stroke(window: Window, display: str) -> None:
    canvas = window.pad.canvas
    canvas.event_generate("<ButtonPress-1>", x=100, y=100)
    for step in range(120):
        if step == 30:
            window.actions.set_pen_width(60)
        canvas.event_generate("<Motion>", x=100 + 3 * step, y=100 + step % 5, state=0x100)
    canvas.event_generate("<ButtonRelease-1>", x=457, y=104, state=0x100)
    lines = [item for item in canvas.find_withtag("ink") if canvas.type(item) == "line"]
    assert len(lines) > 1
    assert {float(canvas.itemcget(item, "width")) for item in lines} == {24.0}


def test_a_stroke_goes_on_when_the_window_is_resized(window: Window) -> None:
    canvas = window.pad.canvas
    canvas.unbind("<Enter>")  # the real pointer, whose button is up, must stay out of it
    canvas.event_generate("<ButtonPress-1>", x=100, y=100)
    canvas.event_generate("<Motion>", x=200, y=100, state=0x100)
    window.geometry("1200x900")
    side = canvas.winfo_width()
    wait_for(window, lambda: canvas.winfo_width() > side)
    scale = canvas.winfo_width() / CANVAS
    canvas.event_generate("<Motion>", x=round(300 * scale), y=round(100 * scale), state=0x100)
    canvas.event_generate("<ButtonRelease-1>", x=round(300 * scale), y=round(100 * scale), state=0x100)
    (points,) = points_of(window)
    assert [round(x) for x, _ in points] == [100, 200, 300]
    left, _, right, _ = canvas.bbox("ink")
    assert right - left >= 200 * scale


def test_a_release_that_never_came_does_not_block_the_pad(window: Window) -> None:
    canvas = window.pad.canvas
    canvas.event_generate("<ButtonPress-3>", x=100, y=100)
    canvas.event_generate("<Motion>", x=150, y=150)
    drag(window, ONE)
    assert len(window.context.drawing.page.strokes) == 1


def test_a_long_stroke_is_drawn_piece_by_piece(window: Window) -> None:
    points = tuple((float(i % 560), float(i % 7)) for i in range(20_000))
    window.actions.show_page(Page((Stroke(points, 4.0),)))
    wait_for(window, lambda: not window.pad.canvas._undrawn)
    assert len(window.pad.canvas.find_withtag("ink")) == math.ceil((len(points) - 1) / CHUNK)


# --- keyboard ---------------------------------------------------------------------------------------------------------


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


# --- canvas and buffer ------------------------------------------------------------------------------------------------


def scribble(rng: random.Random) -> list[tuple[int, int]]:
    """A path of short and long steps that stays on the canvas."""
    x, y, angle, points = rng.uniform(150, 410), rng.uniform(150, 410), rng.uniform(0, 2 * math.pi), []
    for _ in range(40):
        points.append((round(x), round(y)))
        angle += rng.gauss(0, 0.5)
        step = rng.uniform(3, 20)
        x = min(max(x + step * math.cos(angle), 40), 520)
        y = min(max(y + step * math.sin(angle), 40), 520)
    return points


def ink_on_screen(window: Window, display: str) -> NDArray[np.bool_]:
    """Where a screenshot of the canvas shows ink, at 560 x 560."""
    canvas = window.pad.canvas
    canvas.event_generate("<Leave>")
    for _ in range(5):
        window.update()
        time.sleep(0.02)
    x, y, side = canvas.winfo_rootx(), canvas.winfo_rooty(), canvas.winfo_width()
    shot = ImageGrab.grab(bbox=(x, y, x + side, y + side), xdisplay=display).convert("L")
    return np.asarray(shot.resize((CANVAS, CANVAS))) < 128


def overlap(window: Window, display: str, width: int) -> float:
    """Intersection over union of the canvas and the buffer, after drawing with a pen of some width."""
    rng = random.Random(width)
    window.actions.clear()
    window.actions.set_pen_width(width)
    for _ in range(3):
        drag(window, scribble(rng))
    drag(window, [(60, 60)])
    seen, buffer = ink_on_screen(window, display), np.asarray(render(window.context.drawing.page)) > 127
    return float((seen & buffer).sum() / (seen | buffer).sum())


@pytest.mark.parametrize(("width", "least"), [(6, 0.90), (14, 0.95), (15, 0.95), (24, 0.95), (48, 0.95)])
def test_canvas_and_buffer_show_the_same_ink(
    display: str, open_window: Callable[..., Window], width: int, least: float
) -> None:
    assert overlap(open_window(digits="one"), display, width) >= least


@pytest.mark.parametrize(("width", "least"), [(6, 0.90), (14, 0.95), (24, 0.95)])
def test_canvas_and_buffer_show_the_same_ink_on_a_dense_screen(
    dense_display: str, open_window: Callable[..., Window], width: int, least: float
) -> None:
    window = open_window(digits="one")
    assert window.pad.canvas.winfo_width() > 1.5 * CANVAS
    assert overlap(window, dense_display, width) >= least
