"""The keyboard as a pen: arrow keys move the nib, space puts the pen down and lifts it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

from ink.page import CANVAS, Point

STEP, FINE_STEP = 20, 4
"""Canvas pixels by which an arrow key moves the nib, without and with Shift."""
MIDDLE: Point = (CANVAS / 2, CANVAS / 2)
DIRECTIONS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
SHIFT = 0x1
"""Bit of Shift in the state of a key event."""


def bind_keys(
    canvas: tk.Misc,
    nib: Callable[[], Point | None],
    on_move: Callable[[Point], None],
    on_space: Callable[[Point], None],
) -> None:
    """Bind arrow keys and space.

    Args:
        nib: returns the position of the nib, or None while it is not on the canvas.
        on_move: called with the point to which an arrow key moves the nib.
        on_space: called with the position of the nib when space is pressed.
    """

    def move(event: tk.Event[Any]) -> str:
        step = FINE_STEP if int(event.state) & SHIFT else STEP
        on_move(moved(nib() or MIDDLE, event.keysym, step))
        return "break"

    def press(event: tk.Event[Any]) -> str:
        on_space(nib() or MIDDLE)
        return "break"

    for key in DIRECTIONS:
        canvas.bind(f"<{key}>", move)
    canvas.bind("<space>", press)


def moved(point: Point, key: str, step: float) -> Point:
    """The point one step further in the direction of an arrow key, limited to the canvas."""
    (x, y), (dx, dy) = point, DIRECTIONS[key]
    return min(max(x + dx * step, 0), CANVAS), min(max(y + dy * step, 0), CANVAS)
