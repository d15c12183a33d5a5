"""Where the main window is: on the screen, as it was when it was closed last."""

from __future__ import annotations

import tkinter as tk

from ttkbootstrap.utils import windowing_system

from gui.background.pump import later
from gui.look.placing import first_place, remembered
from gui.look.work_area import room
from gui.state.settings import Settings

SETTLED = 300
"""Milliseconds after a change of size, until the window manager has said whether the window is maximized."""


class Place:
    """Keeps the settings' ``geometry`` and ``maximized`` up to date."""

    def __init__(self, window: tk.Tk, settings: Settings) -> None:
        self._window, self._settings = window, settings
        self._x11 = windowing_system(window) == "x11"
        self._looking = False

    def show(self, preferred: tuple[int, int], smallest: tuple[int, int], companion: int) -> None:
        """Show the window where it was, or else where there is room beside it.

        Args:
            preferred: its width and height where none is remembered.
            smallest: the least that the user can give it, if the screen is not smaller still.
            companion: the width of the window that is likely to be opened beside it.
        """
        window, settings = self._window, self._settings
        self.limit(smallest)
        window.geometry(remembered(window, settings.geometry) or first_place(window, *preferred, companion))
        if settings.maximized and self._x11:
            window.attributes("-zoomed", True)
        window.deiconify()
        if settings.maximized and not self._x11:
            window.state("zoomed")
        window.bind("<Configure>", self._changed, add=True)

    def limit(self, smallest: tuple[int, int]) -> None:
        """Set the least width and height."""
        area = room(self._window, menu=True)
        self._window.minsize(min(smallest[0], area.width), min(smallest[1], area.height))

    def remember(self) -> None:
        """Note where the window is; of a maximized one, where it was before."""
        self._looking = False
        if self._window.state() == "iconic":
            return
        self._settings.maximized = self._maximized
        if not self._maximized:
            self._settings.geometry = self._window.geometry()

    def _changed(self, event: tk.Event) -> None:
        if event.widget is self._window and not self._looking:
            self._looking = True
            later(self._window, SETTLED, self.remember)

    @property
    def _maximized(self) -> bool:
        return bool(self._window.attributes("-zoomed")) if self._x11 else self._window.state() == "zoomed"
