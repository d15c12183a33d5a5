"""The wheel is told in whole notches, however the system reports it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Iterator

import pytest

from gui.look.wheel import NOTCH, bind_wheel


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


def test_or_each_event_is_a_notch(canvas: tk.Canvas) -> None:
    told: list[int] = []
    bind_wheel(canvas, told.append, add_up=False)
    for part in (NOTCH // 4, 2 * NOTCH, -1):
        canvas.event_generate("<MouseWheel>", x=10, y=10, delta=part)
    assert told == [1, 1, -1]
