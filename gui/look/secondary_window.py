"""What the windows beside the main one have in common."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

import ttkbootstrap as ttk

from gui.look.theme import Theme


class SecondaryWindow(ttk.Toplevel):
    """A window beside the main one: hidden until :meth:`open`, closed by Escape.

    Attributes:
        survives_languages: whether it is made anew when the language changes, or closed.
    """

    survives_languages = True

    def __init__(self, master: tk.Misc, title: str, **options: Any) -> None:
        super().__init__(title=title, master=master, **options)
        self.withdraw()
        self._at_end: list[Callable[[], object]] = []
        self.protocol("WM_DELETE_WINDOW", self.destroy)
        self.bind("<Escape>", lambda event: self.destroy())

    def open(self) -> None:
        """Show it, or bring it to the front."""
        self.deiconify()
        self.lift()

    def at_end(self, action: Callable[[], object]) -> None:
        """Call something when the window closes."""
        self._at_end.append(action)

    def recolour(self, theme: Theme) -> None:
        """Take the colours of another theme, where ttk does not."""

    def destroy(self) -> None:
        while self._at_end:
            self._at_end.pop()()
        super().destroy()
