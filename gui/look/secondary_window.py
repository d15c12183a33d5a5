"""The base class of secondary windows, and their rows of buttons."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any, Literal

import ttkbootstrap as ttk

from gui.look.look import Look


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


class ButtonRow(ttk.Frame):
    """A row of buttons."""

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master)
        self._gap = look.small_gap

    def add(
        self,
        text: str,
        command: Callable[[], object],
        side: Literal["left", "right"] = "left",
        style: str = "secondary outline",
    ) -> ttk.Button:
        button = ttk.Button(self, text=text, command=command, bootstyle=style)
        button.pack(side=side, padx=(0, self._gap) if side == tk.LEFT else (self._gap, 0))
        return button
