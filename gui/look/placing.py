"""Positions of secondary windows: beside the main one or in front of it, never larger than the screen.

The functions return X geometries for ``Toplevel.geometry``.
"""

from __future__ import annotations

import re
import tkinter as tk

from gui.look.theme import GAP

TITLE_BAR = 2 * GAP
"""Approximate height of a title bar in screen pixels: geometries include it, ``winfo_rooty`` does not."""
LEAST_SEEN = 100
"""Screen pixels of a remembered window that must be visible, from its top left corner."""


def beside(window: tk.Misc, width: int, height: int, *, fixed: bool = True) -> str:
    """The position right of a window, or as far right as the screen allows.

    Args:
        width, height: the new window's size in screen pixels.
        fixed: whether to set this size; otherwise the content determines it, if it fits on the screen.
    """
    x = window.winfo_rootx() + window.winfo_width() + GAP
    return _on_screen(window, x, window.winfo_rooty() - TITLE_BAR, width, height, fixed)


def centred(window: tk.Misc, width: int, height: int, *, fixed: bool = False) -> str:
    """The position in front of a window, centred, a little above the middle; arguments as for :func:`beside`."""
    x = window.winfo_rootx() + (window.winfo_width() - width) // 2
    y = window.winfo_rooty() + (window.winfo_height() - height) // 3
    return _on_screen(window, x, y, width, height, fixed)


def remembered(window: tk.Misc, geometry: str | None) -> str | None:
    """A saved X geometry if it is valid and visible on the screens, else None."""
    place = re.fullmatch(r"(\d{1,5})x(\d{1,5})\+(-?\d{1,5})\+(-?\d{1,5})", geometry or "")
    if place is None:
        return None
    width, height, x, y = map(int, place.groups())
    x, y = x - window.winfo_vrootx(), y - window.winfo_vrooty()
    all_width = max(window.winfo_screenwidth(), window.winfo_vrootwidth())
    all_height = max(window.winfo_screenheight(), window.winfo_vrootheight())
    fits = width <= all_width and height <= all_height
    seen = 0 <= x < all_width - LEAST_SEEN and 0 <= y < all_height - LEAST_SEEN
    return place.group() if fits and seen else None


def _on_screen(window: tk.Misc, x: int, y: int, width: int, height: int, fixed: bool) -> str:
    """Move a rectangle onto the screen, and shrink it if it is too large."""
    screen_width, screen_height = window.winfo_screenwidth(), window.winfo_screenheight()
    fits = width <= screen_width and height <= screen_height
    width, height = min(width, screen_width), min(height, screen_height)
    x, y = max(0, min(x, screen_width - width)), max(0, min(y, screen_height - height))
    return f"+{x}+{y}" if fits and not fixed else f"{width}x{height}+{x}+{y}"
