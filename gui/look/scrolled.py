"""A frame that can be scrolled where it is given less height than its content needs."""

from __future__ import annotations

import tkinter as tk
from typing import Any

import ttkbootstrap as ttk

from gui.look.look import Look
from gui.look.wheel import bind_wheel

STEP = 40
"""Logical pixels that a notch of the wheel scrolls."""


class Scrolled(ttk.Frame):
    """Asks for as much room as its content; one in each window at most, and as long as the window lives.

    Attributes:
        content: the frame to put widgets into.
    """

    def __init__(self, master: tk.Misc, look: Look, padding: int = 0) -> None:
        super().__init__(master)
        self.grid_columnconfigure(0, weight=1)
        self.grid_rowconfigure(0, weight=1)
        self._canvas = tk.Canvas(self, highlightthickness=0, borderwidth=0, yscrollincrement=look.px(STEP))
        self._canvas.grid(row=0, column=0, sticky=tk.NSEW)
        self._bar = ttk.Scrollbar(self, command=self._canvas.yview)
        self._canvas.configure(yscrollcommand=self._bar.set)
        self.content = ttk.Frame(self._canvas, padding=padding)
        self._item = self._canvas.create_window(0, 0, anchor=tk.NW, window=self.content)
        self.content.bind("<Configure>", lambda event: self._fit())
        self._canvas.bind("<Configure>", lambda event: self._fit())
        bind_wheel(self.winfo_toplevel(), self._turn)
        self.winfo_toplevel().bind("<FocusIn>", self._see, add=True)
        look.follow(self, lambda: self._canvas.configure(background=look.theme.surface))

    @property
    def _too_high(self) -> bool:
        return self.content.winfo_reqheight() > self._canvas.winfo_height() > 1  # which is 1 until it is shown

    def _fit(self) -> None:
        """Fill the canvas's width with the content, and show the bar if there is anything to scroll."""
        width, height = self.content.winfo_reqwidth(), self.content.winfo_reqheight()
        self._canvas.configure(width=width, height=height, scrollregion=(0, 0, width, height))
        self._canvas.itemconfigure(self._item, width=self._canvas.winfo_width())
        if self._too_high:
            self._bar.grid(row=0, column=1, sticky=tk.NS)
        else:
            self._bar.grid_remove()

    def _turn(self, notches: int) -> None:
        if self._too_high:
            self._canvas.yview_scroll(-notches, "units")

    def _see(self, event: tk.Event[Any]) -> None:
        """Scroll to the widget that has got the focus."""
        widget = event.widget
        if not self._too_high or not str(widget).startswith(f"{self.content}."):
            return
        height, room = self.content.winfo_height(), self._canvas.winfo_height()
        top = widget.winfo_rooty() - self.content.winfo_rooty()
        shown = -self.content.winfo_y()
        if top < shown:
            self._canvas.yview_moveto(top / height)
        elif top + widget.winfo_height() > shown + room:
            self._canvas.yview_moveto((top + widget.winfo_height() - room) / height)
