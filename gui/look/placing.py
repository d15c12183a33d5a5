"""Positions of windows: beside the main one, in front of it, or where they were; always inside the work area.

The functions return X geometries for ``Wm.geometry``: the size of a window's inside, and the position of its frame.
"""

from __future__ import annotations

import re
import tkinter as tk

from gui.look.theme import GAP
from gui.look.work_area import Area, frame, room

GEOMETRY = re.compile(r"(\d{1,5})x(\d{1,5})\+(-?\d{1,5})\+(-?\d{1,5})")


def beside(window: tk.Misc, width: int, height: int, *, fixed: bool = True) -> str:
    """The position right of a window, or else left of it, or else as far right as possible.

    Args:
        width, height: the new window's size in screen pixels.
        fixed: whether to set this size; otherwise the content determines it, if it fits.
    """
    area, (border, above) = room(window), frame(window)
    gap = GAP + 2 * border
    x = window.winfo_rootx() + window.winfo_width() + gap
    left = window.winfo_rootx() - gap - width
    if x + width > area.x + area.width and left >= area.x:
        x = left
    place = GEOMETRY.fullmatch(window.winfo_toplevel().geometry())
    y = int(place[4]) + above if place else window.winfo_rooty()  # both title bars level
    return _inside(window, x, y, width, height, fixed)


def centred(window: tk.Misc, width: int, height: int, *, fixed: bool = False) -> str:
    """The position in front of a window, centred, a little above the middle; arguments as for :func:`beside`."""
    x = window.winfo_rootx() + (window.winfo_width() - width) // 2
    y = window.winfo_rooty() + (window.winfo_height() - height) // 3
    return _inside(window, x, y, width, height, fixed)


def first_place(window: tk.Misc, width: int, height: int, companion: int) -> str:
    """The position of a window with a menu bar: in the middle, or left of it to leave a ``companion``'s width."""
    area = room(window, menu=True)
    free = area.width - width
    x, y = area.x + min(free // 2, max(free - companion, 0)), area.y + (area.height - height) // 2
    return _inside(window, x, y, width, height, fixed=True, menu=True)


def remembered(window: tk.Misc, geometry: str | None) -> str | None:
    """A saved geometry of a window with a menu bar, moved into the work area; None if it is not valid."""
    place = GEOMETRY.fullmatch(geometry or "")
    if place is None:
        return None
    width, height, x, y = map(int, place.groups())
    border, above = frame(window, menu=True)
    return _inside(window, x + border, y + above, width, height, fixed=True, menu=True)


def _inside(window: tk.Misc, x: int, y: int, width: int, height: int, fixed: bool, menu: bool = False) -> str:
    """Move the inside of a window to where there is room for it, and shrink it if it is too large."""
    area, (border, above) = room(window, menu, Area(x, y, width, height)), frame(window, menu)
    fits = width <= area.width and height <= area.height
    width, height = min(width, area.width), min(height, area.height)
    x = max(area.x, min(x, area.x + area.width - width)) - border
    y = max(area.y, min(y, area.y + area.height - height)) - above
    return f"+{x}+{y}" if fits and not fixed else f"{width}x{height}+{x}+{y}"
