"""The mouse wheel and the trackpad, which Tk reports with different events and units on each platform."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

from ttkbootstrap.utils import windowing_system

NOTCH = 120
"""``event.delta`` of one notch; fine wheels and touchpads send fractions of it."""
TOUCHPAD_NOTCH = 40
"""Pixels of a ``<TouchpadScroll>``, which Tk has since 8.7, that are as much as one notch."""
TOUCHPAD_SINCE = 8.7


def bind_wheel(widget: tk.Misc, on_turn: Callable[[int], object]) -> None:
    """Call ``on_turn`` with the number of notches when the wheel turns over a widget, positive away from the user.

    Fractions of a notch are accumulated.
    """
    notch = 1 if windowing_system(widget) == "aqua" and tk.TkVersion < TOUCHPAD_SINCE else NOTCH
    turned = 0.0

    def turn(part: float) -> None:
        nonlocal turned
        turned += part
        notches = int(turned)
        turned -= notches
        if notches:
            on_turn(notches)

    widget.bind("<MouseWheel>", lambda event: turn(event.delta / notch))
    widget.bind("<Button-4>", lambda event: turn(1))
    widget.bind("<Button-5>", lambda event: turn(-1))
    if tk.TkVersion >= TOUCHPAD_SINCE:
        widget.bind("<TouchpadScroll>", lambda event: turn(touchpad_pixels(event) / TOUCHPAD_NOTCH))


def leave_fields_alone(window: tk.Misc) -> None:
    """Let the wheel scroll what a field stands in, rather than change the field that it passes over."""
    for kind in ("TCombobox", "TSpinbox"):
        for event in ("<MouseWheel>", "<Button-4>", "<Button-5>"):
            window.unbind_class(kind, event)


def touchpad_pixels(event: tk.Event[Any]) -> int:
    """How far two fingers moved up: the lower 16 bits of the delta, signed; the upper ones are to the right.

    See https://core.tcl-lang.org/tips/doc/trunk/tip/684.md.
    """
    return (event.delta + 0x8000 & 0xFFFF) - 0x8000
