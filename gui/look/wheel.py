"""The mouse wheel, which Tk reports with different events and units on each platform."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

from ttkbootstrap.utils import windowing_system

NOTCH = 120
"""``event.delta`` of one notch; fine wheels and touchpads send fractions of it."""


def bind_wheel(widget: tk.Misc, on_turn: Callable[[int], object], *, add_up: bool = True) -> None:
    """Call ``on_turn`` with the number of notches when the wheel turns over a widget, positive away from the user.

    Args:
        add_up: whether fractions of a notch are accumulated; otherwise each event is one notch.
    """
    scale = NOTCH if windowing_system(widget) == "aqua" and tk.TkVersion < 9 else 1
    remainder = 0

    def turn(event: tk.Event[Any]) -> None:
        nonlocal remainder
        if not add_up:
            on_turn(1 if event.delta > 0 else -1)
            return
        remainder += event.delta * scale
        notches = int(remainder / NOTCH)
        remainder -= notches * NOTCH
        if notches:
            on_turn(notches)

    widget.bind("<MouseWheel>", turn)
    widget.bind("<Button-4>", lambda event: on_turn(1))
    widget.bind("<Button-5>", lambda event: on_turn(-1))
