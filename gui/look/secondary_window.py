"""The base class of secondary windows."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

import ttkbootstrap as ttk


class SecondaryWindow(ttk.Toplevel):
    """A secondary window: hidden until :meth:`open`, closed by Escape.

    Attributes:
        survives_languages: whether it is rebuilt when the language changes, instead of closed.
    """

    survives_languages = True

    def __init__(self, master: tk.Misc, title: str, **options: Any) -> None:
        super().__init__(title=title, master=master, **options)
        self.withdraw()
        self._at_end: list[Callable[[], object]] = []
        self.protocol("WM_DELETE_WINDOW", self.destroy)
        self.bind("<Escape>", lambda event: self.destroy())

    def open(self) -> None:
        """Show the window, or bring it to the front."""
        self.deiconify()
        self.lift()

    def at_end(self, action: Callable[[], object]) -> None:
        """Call ``action`` when the window closes."""
        self._at_end.append(action)

    def destroy(self) -> None:
        while self._at_end:
            self._at_end.pop()()
        super().destroy()
