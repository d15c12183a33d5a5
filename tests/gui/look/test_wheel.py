"""The wheel is told in whole notches, however the system reports it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator

import pytest

from gui.look.wheel import NOTCH, bind_wheel, touchpad_pixels
from gui.window.window import Window
from tests.gui.retrain.consoles import open_form


@pytest.fixture
def canvas(display: str) -> Iterator[tk.Canvas]:
    root = tk.Tk()
    canvas = tk.Canvas(root)
    canvas.pack()
    root.update()
    yield canvas
    root.destroy()


def test_the_buttons_of_x11_are_a_notch_each(canvas: tk.Canvas) -> None:
    told: list[int] = []
    bind_wheel(canvas, told.append)
    for button in ("<Button-4>", "<Button-5>", "<Button-5>"):
        canvas.event_generate(button, x=10, y=10)
    assert told == [1, -1, -1]


def test_parts_of_a_notch_are_added_up(canvas: tk.Canvas) -> None:
    told: list[int] = []
    bind_wheel(canvas, told.append)
    for part in (NOTCH // 2, NOTCH // 4, NOTCH // 4, -NOTCH // 2, -NOTCH // 2, 2 * NOTCH):
        canvas.event_generate("<MouseWheel>", x=10, y=10, delta=part)
    assert told == [1, -1, 2]


def test_a_field_is_not_changed_by_a_wheel_that_scrolls_past_it(window: Window) -> None:
    form = open_form(window)
    before, told = form.presets.get(), list[int]()
    bind_wheel(form.winfo_toplevel(), told.append)
    form.presets.event_generate("<Button-5>", x=5, y=5)
    assert (form.presets.get(), told) == (before, [-1])


def test_what_turns_nothing_does_nothing(canvas: tk.Canvas) -> None:
    told: list[int] = []
    bind_wheel(canvas, told.append)
    canvas.event_generate("<MouseWheel>", x=10, y=10, delta=0)
    assert told == []


@pytest.mark.parametrize(("delta", "pixels"), [(0, 0), (7, 7), (0xFFF9, -7), (0x30007, 7), (-0x2FFF9, 7), (-1, -1)])
def test_of_two_directions_of_a_trackpad_the_vertical_one_counts(delta: int, pixels: int) -> None:
    event: tk.Event[tk.Misc] = tk.Event()
    event.delta = delta
    assert touchpad_pixels(event) == pixels
