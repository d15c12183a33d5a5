"""Where a second window opens: beside the main one or in its middle, and never larger than the screen.

What these functions return is for ``Toplevel.geometry``.
"""

from __future__ import annotations

import re
import tkinter as tk

from gui.look.theme import GAP

TITLE_BAR = 2 * GAP
"""Screen pixels, about; a window's place is that of its title bar, ``winfo_rooty`` is below it."""
LEAST_SEEN = 100
"""Screen pixels of a remembered window that must be on a screen."""


def beside(window: tk.Misc, width: int, height: int, *, fixed: bool = True) -> str:
    """The place right of a window, or as far right as the screen goes, so that the canvas stays in sight.

    Args:
        width, height: the new window's size in screen pixels.
        fixed: whether it is to keep this size; else its content decides, where that fits on the screen.
    """
    x = window.winfo_rootx() + window.winfo_width() + GAP
    return _on_screen(window, x, window.winfo_rooty() - TITLE_BAR, width, height, fixed)


def centred(window: tk.Misc, width: int, height: int, *, fixed: bool = False) -> str:
    """The place in front of a window, in its middle and a little above; the arguments are those of :func:`beside`."""
    x = window.winfo_rootx() + (window.winfo_width() - width) // 2
    y = window.winfo_rooty() + (window.winfo_height() - height) // 3
    return _on_screen(window, x, y, width, height, fixed)


def remembered(window: tk.Misc, geometry: str | None) -> str | None:
    """Where a window was the last time, as X geometry, if that is on the screens; else None."""
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
    """Move, and where that is not enough shrink, a rectangle until it is on the screen."""
    screen_width, screen_height = window.winfo_screenwidth(), window.winfo_screenheight()
    fits = width <= screen_width and height <= screen_height
    width, height = min(width, screen_width), min(height, screen_height)
    x, y = max(0, min(x, screen_width - width)), max(0, min(y, screen_height - height))
    return f"+{x}+{y}" if fits and not fixed else f"{width}x{height}+{x}+{y}"
