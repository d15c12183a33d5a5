"""The base class of secondary windows, and their rows of buttons."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any, Literal, Self

import ttkbootstrap as ttk

from gui.look.look import Look
from gui.look.work_area import room


class SecondaryWindow(ttk.Toplevel):
    """A secondary window: hidden until :meth:`open`, closed by Escape."""

    def __init__(self, master: tk.Misc, title: str, **options: Any) -> None:
        super().__init__(title=title, master=master, **options)
        self.withdraw()
        self._at_end: list[Callable[[], object]] = []
        self.protocol("WM_DELETE_WINDOW", self.destroy)
        self.bind("<Escape>", lambda event: self.destroy())

    def at_least(self, width: int, height: int) -> None:
        """Set the least size, in screen pixels, if the screen is not smaller still."""
        area = room(self)
        self.minsize(min(width, area.width), min(height, area.height))

    def open(self) -> None:
        """Show the window, or bring it to the front."""
        self.deiconify()
        self.lift()

    def at_end(self, action: Callable[[], object]) -> None:
        """Call ``action`` when the window closes."""
        self._at_end.append(action)

    def release(self) -> None:
        """Do what is to be done when the window closes."""
        while self._at_end:
            self._at_end.pop()()

    def destroy(self) -> None:
        self.release()
        super().destroy()

    def take_over(self, old: Self) -> None:
        """Continue where the user was in another window of this kind, in another language; it is closed afterwards."""
        self.geometry(old.geometry())


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
