"""The keyboard as a pen: arrow keys move the nib, space puts the pen down and lifts it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

from ink.page import CANVAS, Point

STEP, FINE_STEP = 20, 4
"""Canvas pixels that an arrow key moves the nib, and with Shift."""
MIDDLE: Point = (CANVAS / 2, CANVAS / 2)
DIRECTIONS = {"Left": (-1, 0), "Right": (1, 0), "Up": (0, -1), "Down": (0, 1)}
SHIFT = 0x1
"""In the state of a key event."""


class KeyboardPen:
    """Binds the keys of a canvas.

    Args:
        nib: where the nib is now, or None while it is not on the canvas.
        can_begin: whether the pen can be put down, which it cannot while the pointer draws.
        on_down, on_move: called with the point where the pen is put down, or to which the nib moves.
        on_lift: called to end the stroke; it must call :meth:`lift`.

    Attributes:
        down: whether the keyboard holds the pen down.
    """

    def __init__(
        self,
        canvas: tk.Misc,
        *,
        nib: Callable[[], Point | None],
        can_begin: Callable[[], bool],
        on_down: Callable[[Point], None],
        on_move: Callable[[Point], None],
        on_lift: Callable[[], None],
    ) -> None:
        self.down = False
        self._nib, self._can_begin = nib, can_begin
        self._on_down, self._on_move, self._on_lift = on_down, on_move, on_lift
        for key in DIRECTIONS:
            canvas.bind(f"<{key}>", self._move)
        canvas.bind("<space>", self._press)

    def lift(self) -> None:
        """Forget that the pen is down: the stroke has ended."""
        self.down = False

    def _move(self, event: tk.Event[Any]) -> str:
        step = FINE_STEP if int(event.state) & SHIFT else STEP
        self._on_move(moved(self._nib() or MIDDLE, event.keysym, step))
        return "break"

    def _press(self, event: tk.Event[Any]) -> str:
        if self.down:
            self._on_lift()
        elif self._can_begin():
            self.down = True
            self._on_down(self._nib() or MIDDLE)
        return "break"


def moved(point: Point, key: str, step: float) -> Point:
    """The point a step further in the direction of an arrow key, kept on the canvas."""
    (x, y), (dx, dy) = point, DIRECTIONS[key]
    return min(max(x + dx * step, 0), CANVAS), min(max(y + dy * step, 0), CANVAS)
