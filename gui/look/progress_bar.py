"""A progress bar of two rectangles: ttkbootstrap draws its own from pictures, pixel by pixel, for 7 ms a change."""

from __future__ import annotations

import tkinter as tk

from gui.look.look import Look
from gui.look.theme import Theme

HEIGHT = 8
"""Logical pixels."""
BLOCK = 0.2
"""Of the width: the block that moves while the end is not known."""
STEP, STEP_TIME = 0.02, 30
"""How far the block moves, as a share of the width, in so many milliseconds."""


class ProgressBar(tk.Canvas):
    """A trough that fills from left to right.

    Attributes:
        done: the share that is filled, 0-1; None while the end is not known, where a block moves instead.
    """

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master, height=look.px(HEIGHT), width=1, highlightthickness=0, borderwidth=0)
        self.done: float | None = 0.0
        self._block = 0.0  # where it begins
        self._moves: str | None = None  # the `after` that will move the block
        self._filled = (0, 0)  # pixels
        self._bar = self.create_rectangle(0, 0, 0, 0, width=0)
        self.bind("<Configure>", lambda event: self._fill())
        look.follow(self, lambda: self._paint(look.theme))

    def _paint(self, theme: Theme) -> None:
        self.configure(background=theme.trough)
        self.itemconfigure(self._bar, fill=theme.best_bar)

    def show(self, done: float | None) -> None:
        """Fill this share of the trough, or show that nobody knows it."""
        self.done = done
        if done is not None:
            self._stop()
            self._fill()
        elif self._moves is None:
            self._move()

    def _move(self) -> None:
        self._block = (self._block + STEP) % 1
        self._fill()
        self._moves = self.after(STEP_TIME, self._move)

    def _stop(self) -> None:
        if self._moves is not None:
            self.after_cancel(self._moves)
            self._moves = None

    def _fill(self) -> None:
        start, end = (self._block, self._block + BLOCK) if self.done is None else (0.0, self.done)
        filled = (round(start * self.winfo_width()), round(end * self.winfo_width()))
        if filled != self._filled:
            self._filled = filled
            self.coords(self._bar, filled[0], 0, filled[1], self.winfo_height())

    def destroy(self) -> None:
        self._stop()
        super().destroy()
