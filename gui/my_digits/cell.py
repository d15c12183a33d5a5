"""A cell of the grid: the canvas items that show one digit, its label, and what the network read instead."""

from __future__ import annotations

import tkinter as tk
from dataclasses import dataclass

from gui.look.look import Look
from gui.look.theme import BAR_FONT
from training.datasets.my_digits import MyDigit

PICTURE, CAPTION, MARGIN = 64, 20, 7
"""Logical pixels: a picture's side, the height of the line below it, and the room around both."""


@dataclass(frozen=True)
class CellSize:
    """In screen pixels; a cell may be wider than ``width``, but never narrower."""

    picture: int
    caption: int
    margin: int

    @classmethod
    def of(cls, look: Look) -> CellSize:
        return cls(*map(look.px, (PICTURE, CAPTION, MARGIN)))

    @property
    def width(self) -> int:
        return self.picture + 2 * self.margin

    @property
    def height(self) -> int:
        return self.picture + 2 * self.margin + self.caption


class Cell:
    """Canvas items, moved and shown for one digit after another.

    Attributes:
        frame, paper, picture, label, remark: the items.
    """

    def __init__(self, canvas: tk.Canvas, look: Look, size: CellSize) -> None:
        self._canvas, self._look, self._size = canvas, look, size
        self.frame = canvas.create_rectangle(0, 0, 0, 0)
        self.paper = canvas.create_rectangle(0, 0, 0, 0)
        self.picture = canvas.create_image(0, 0, anchor=tk.NW)
        self.label = canvas.create_text(0, 0, anchor=tk.W, font=BAR_FONT)
        self.remark = canvas.create_text(0, 0, anchor=tk.E, font=BAR_FONT)

    def hide(self) -> None:
        for item in (self.frame, self.paper, self.picture, self.label, self.remark):
            self._canvas.itemconfigure(item, state=tk.HIDDEN)

    def move(self, left: int, top: int, width: int) -> None:
        """Take another place on the canvas."""
        canvas, size = self._canvas, self._size
        x, y = left + (width - size.picture) // 2, top + size.margin
        right, bottom = x + size.picture, y + size.picture
        line = bottom + round((size.caption + size.margin / 2) / 2)
        canvas.coords(self.frame, x - size.margin + 3, top + 2, right + size.margin - 4, top + size.height - 3)
        canvas.coords(self.paper, x - 1, y - 1, right, bottom)
        canvas.coords(self.picture, x, y)
        canvas.coords(self.label, x, line)
        canvas.coords(self.remark, right, line)

    def show(self, digit: MyDigit, model: str, picture: str, *, chosen: bool, cursor: bool) -> None:
        """Show a digit, whether the model misread it, and whether it is chosen or under the cursor."""
        configure, theme = self._canvas.itemconfigure, self._look.theme
        configure(
            self.frame,
            state=tk.NORMAL if chosen or cursor else tk.HIDDEN,
            fill=theme.trough if chosen else "",
            outline=theme.nib if chosen else theme.edge,
            width=3 if cursor else 2,
        )
        misread = digit.misread_by(model)
        configure(self.paper, state=tk.NORMAL, fill=theme.paper, outline=theme.wrong if misread else theme.edge)
        self.show_picture(picture)
        configure(self.label, state=tk.NORMAL, text=digit.label, fill=theme.text)
        remark = f"→ {digit.read_as(model)}" if misread else ""
        configure(self.remark, state=tk.NORMAL, text=remark, fill=theme.wrong)

    def show_picture(self, picture: str) -> None:
        self._canvas.itemconfigure(self.picture, state=tk.NORMAL, image=picture)
