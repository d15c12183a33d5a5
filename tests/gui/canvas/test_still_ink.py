"""Large drawings: a few items on the canvas show them whole, and what is done to them is seen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gui.canvas.ink_canvas import InkCanvas
from gui.canvas.still_ink import BANDS, MOST_COST, cost, older
from gui.window.window import Window
from ink.page import MAX_POINTS, Page, Stroke
from ink.rendering import render
from tests.gui.canvas.test_drawing_pad import ink_on_screen
from tests.gui.conftest import drag, wait_for

MOST_ITEMS = 5000
"""On a canvas, for any drawing; without pictures it would be up to 100,000."""


def scattered(count: int, points: int = 1, width: float = 8.0) -> Page:
    """Short strokes all over the left three quarters of the page, the same ones every time."""
    rng = np.random.default_rng(7)
    starts = rng.uniform((20, 20), (400, 540), (count, 1, 2))
    paths = starts + rng.normal(0, 4, (count, points, 2)).cumsum(axis=1)
    return Page(tuple(Stroke(tuple((x, y) for x, y in path), width) for path in paths.tolist()))


def show(window: Window, page: Page) -> InkCanvas:
    window.actions.show_page(page)
    return settled(window)


def settled(window: Window) -> InkCanvas:
    canvas = window.pad.canvas
    wait_for(window, lambda: not canvas._undrawn and not canvas._still.pending and canvas._still._shows is None)
    return canvas


def agreement(window: Window, display: str) -> float:
    """Intersection over union of the ink on the screen and that of the drawing."""
    seen, ink = ink_on_screen(window, display), np.asarray(render(window.context.drawing.page)) > 127
    return float((seen & ink).sum() / (seen | ink).sum())


def test_a_small_drawing_has_no_picture() -> None:
    page = scattered(100, 20, 24.0)
    assert older(page.strokes, MOST_COST) == 0


def test_the_newest_strokes_are_counted_from_the_end() -> None:
    strokes = scattered(10).strokes
    assert older(strokes, 3.5 * cost(strokes[0])) == 7
    assert older((), MOST_COST) == 0


@pytest.mark.parametrize(("count", "points"), [(MAX_POINTS - 1, 1), (1, MAX_POINTS - 1), (3000, 30)])
def test_the_largest_drawings_are_few_items(window: Window, display: str, count: int, points: int) -> None:
    canvas = show(window, scattered(count, points))
    assert len(canvas.find_all()) < MOST_ITEMS
    assert agreement(window, display) > 0.95


def test_the_picture_is_what_is_rendered(window: Window) -> None:
    canvas = show(window, scattered(3000, 10))
    still = canvas._still
    assert still._levels == render(Page(still._strokes))
    assert len([photo for photo in still._photos if photo]) == BANDS


def test_a_large_drawing_looks_the_same_on_a_dense_screen(
    dense_display: str, open_window: Callable[..., Window]
) -> None:
    window = open_window()
    show(window, scattered(3000, 10, 14.0))
    assert agreement(window, dense_display) > 0.95


def test_a_large_drawing_takes_the_colours_of_the_theme(window: Window, display: str) -> None:
    show(window, scattered(3000, 10))
    light = ink_on_screen(window, display)
    window.variables["theme"].set("dark")
    window._theme_chosen()
    settled(window)
    assert (light != ink_on_screen(window, display)).mean() > 0.99


def test_strokes_on_a_large_drawing_stay_strokes_and_can_be_undone_at_once(window: Window) -> None:
    canvas = show(window, scattered(3000, 10))
    picture, shown = canvas._still._levels, len(canvas.find_withtag("ink"))
    drag(window, [(480, 100), (520, 400)])
    assert len(canvas.find_withtag("ink")) > shown
    window.actions.undo()
    assert len(canvas.find_withtag("ink")) == shown
    assert canvas._still._levels is picture


def test_strokes_become_a_picture_when_they_are_many(window: Window, display: str) -> None:
    page = scattered(3000, 10)
    few = older(page.strokes, MOST_COST)
    show(window, Page(page.strokes[few:]))
    canvas = window.pad.canvas
    assert canvas._still._levels is None
    for _ in range(3):
        drag(window, [(480, 100), (520, 400), (480, 500)])
    assert canvas.find_withtag("ink"), "what is to become a picture stays until it is made"
    settled(window)
    assert canvas._still._levels is not None
    assert agreement(window, display) > 0.95


def test_what_is_erased_from_a_large_drawing_is_gone_at_once_and_stays_away(window: Window, display: str) -> None:
    canvas = show(window, scattered(MAX_POINTS - 1))
    drag(window, [(200, 100), (200, 400)], button=3)
    assert canvas._still.pending
    assert not ink_on_screen(window, display)[110:390, 185:215].any()
    settled(window)
    assert not canvas.find_withtag("trail")
    assert not ink_on_screen(window, display)[110:390, 185:215].any()
    window.actions.undo()
    settled(window)
    assert ink_on_screen(window, display)[110:390, 185:215].any()


def test_no_picture_is_begun_while_the_pen_is_down(window: Window) -> None:
    canvas = show(window, scattered(3000, 10))
    for event in ("<ButtonPress-3>", "<Motion>"):
        canvas.event_generate(event, x=200, y=200, state=0x400)
        window.update()
        assert canvas._still.pending
        assert not canvas._still._making
    canvas.event_generate("<ButtonRelease-3>", x=200, y=200)
    settled(window)


def test_clearing_a_large_drawing_leaves_nothing(window: Window, display: str) -> None:
    canvas = show(window, scattered(3000, 10))
    window.actions.clear()
    canvas.delete("hint")
    assert not ink_on_screen(window, display).any()
    assert not any(canvas._still._photos)
