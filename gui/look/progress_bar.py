"""A progress bar of two frames: ttkbootstrap's own is redrawn from pictures, pixel by pixel, for 7 ms a change."""

from __future__ import annotations

import tkinter as tk

from gui.look.look import Look

HEIGHT = 8
"""Logical pixels."""
BLOCK = 0.2
"""Width of the moving block, as a share of the bar's."""
STEP, STEP_TIME = 0.02, 30
"""How far the block moves, as a share of the width, in so many milliseconds."""


class ProgressBar(tk.Frame):
    """A bar that fills from left to right.

    Attributes:
        done: the share that is filled, 0-1; None while it is unknown, which a moving block shows.
    """

    def __init__(self, master: tk.Misc, look: Look) -> None:
        super().__init__(master, height=look.px(HEIGHT))
        self.done: float | None = 0.0
        self._block = 0.0  # its left edge
        self._timer: str | None = None  # the `after` that will move the block
        self._bar = tk.Frame(self)
        look.follow(self, lambda: self.configure(background=look.theme.trough))
        look.follow(self._bar, lambda: self._bar.configure(background=look.theme.best_bar))

    def show(self, done: float | None) -> None:
        """Fill this share of the bar, or show that it is unknown."""
        self.done = done
        if done is not None:
            self._stop()
            self._bar.place(relx=done - 1, relwidth=1, relheight=1)  # the rest is outside, on the left
        elif self._timer is None:
            self._move()

    def _move(self) -> None:
        self._block = (self._block + STEP) % 1
        self._bar.place(relx=self._block, relwidth=BLOCK, relheight=1)
        self._timer = self.after(STEP_TIME, self._move)

    def _stop(self) -> None:
        if self._timer is not None:
            self.after_cancel(self._timer)
            self._timer = None

    def destroy(self) -> None:
        self._stop()
        super().destroy()
