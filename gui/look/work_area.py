"""How much of the screen windows may cover: the work area, which is the screen without panels and docks."""

from __future__ import annotations

import ctypes
import tkinter as tk
from typing import NamedTuple

from ttkbootstrap.utils import windowing_system

CARDINAL = 6
"""X11's atom of the type of ``_NET_WORKAREA``."""
NEAREST_MONITOR = 2
"""``MONITOR_DEFAULTTONEAREST`` of Windows."""
BORDER, TITLE_BAR, MENU_BAR = 3, 28, 24
"""Points that a window's frame takes at its sides and below, and above, about."""


class Area(NamedTuple):
    """A rectangle on the screen, in screen pixels."""

    x: int
    y: int
    width: int
    height: int


def work_area(window: tk.Misc, place: Area | None = None) -> Area:
    """The work area of the screen that a window is on, or most of a place; all screens where the system tells nothing.

    Args:
        place: where a window is to be that is not shown yet.
    """
    system = windowing_system(window)
    found = None
    if system == "x11":
        found = _x11_work_area(window)
    elif system == "win32":
        found = _windows_work_area(window, place)
    elif place is not None:
        found = Area(*(getattr(window, f"winfo_vroot{name}")() for name in ("x", "y", "width", "height")))
    return found or Area(0, 0, window.winfo_screenwidth(), window.winfo_screenheight())


def frame(window: tk.Misc, menu: bool = False) -> tuple[int, int]:
    """About what the window manager adds to a window, in screen pixels: on each of three sides, and above.

    Args:
        window: any window on the same screen.
        menu: whether the window has a menu bar, which Tk does not count as part of it either.
    """
    above = TITLE_BAR + MENU_BAR if menu else TITLE_BAR
    return window.winfo_pixels(f"{BORDER}p"), window.winfo_pixels(f"{above}p")


def room(window: tk.Misc, menu: bool = False, place: Area | None = None) -> Area:
    """The rectangle that the inside of a window can fill at most, so that its frame is inside the work area."""
    area, (border, above) = work_area(window, place), frame(window, menu)
    return Area(area.x + border, area.y + above, area.width - 2 * border, area.height - border - above)


def _x11_work_area(window: tk.Misc) -> Area | None:
    """What the window manager tells, see https://specifications.freedesktop.org/wm-spec; Tk cannot read it."""
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return None
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = x11.XInternAtom.restype = ctypes.c_ulong
    display = ctypes.c_void_p(x11.XOpenDisplay(window.winfo_screen().encode()))
    if not display:
        return None
    root = ctypes.c_ulong(x11.XDefaultRootWindow(display))
    name = ctypes.c_ulong(x11.XInternAtom(display, b"_NET_WORKAREA", False))
    kind, bits, count, left = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_ulong(), ctypes.c_ulong()
    values = ctypes.POINTER(ctypes.c_long)()
    found = [*map(ctypes.byref, (kind, bits, count, left, values))]
    x11.XGetWindowProperty(
        display, root, name, ctypes.c_long(0), ctypes.c_long(4), False, ctypes.c_ulong(CARDINAL), *found
    )
    area = Area(*values[:4]) if count.value == 4 else None
    if values:
        x11.XFree(values)
    x11.XCloseDisplay(display)
    return area


def _windows_work_area(window: tk.Misc, place: Area | None) -> Area | None:
    """See https://learn.microsoft.com/windows/win32/api/winuser/nf-winuser-getmonitorinfow and -monitorfromrect."""
    user32 = ctypes.WinDLL("user32")  # type: ignore[attr-defined, unused-ignore]
    user32.MonitorFromWindow.restype = user32.MonitorFromRect.restype = ctypes.c_void_p
    if place is None:
        monitor = user32.MonitorFromWindow(ctypes.c_void_p(window.winfo_id()), NEAREST_MONITOR)
    else:
        corners = (ctypes.c_int32 * 4)(place.x, place.y, place.x + place.width, place.y + place.height)
        monitor = user32.MonitorFromRect(corners, NEAREST_MONITOR)
    info = (ctypes.c_int32 * 10)(40)  # MONITORINFO: its size, two rectangles of left, top, right, bottom, and flags
    if not user32.GetMonitorInfoW(ctypes.c_void_p(monitor), info):
        return None
    left, top, right, bottom = info[5:9]
    return Area(left, top, right - left, bottom - top)
