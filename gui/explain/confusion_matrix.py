"""The confusion matrix as ten by ten cells: a row for each true digit, a column for each answer."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from common.translation import _
from explain.colours import is_dark, signed_colours
from gui.look.look import Look
from gui.look.theme import BAR_FONT, CAPTION_FONT
from models.classifier import DIGITS

EDGE = 34
"""Logical pixels left of the cells and above them, for digits and titles."""


class ConfusionMatrix(tk.Canvas):
    """Right answers are blue, wrong ones orange, darker the more there are.

    Args:
        on_cell: called with the true digit and the answer of the cell that was clicked.
    """

    def __init__(self, master: tk.Misc, look: Look, on_cell: Callable[[int, int], object]) -> None:
        side = look.px(360)
        super().__init__(master, width=side, height=side, highlightthickness=0, borderwidth=0, cursor="hand2")
        self._look, self._on_cell = look, on_cell
        self.counts: NDArray[np.int64] | None = None
        self.chosen: tuple[int, int] | None = None
        self.bind("<Configure>", lambda event: self._draw())
        self.bind("<Button-1>", self._click)
        look.follow(self, self._draw)

    def show(self, counts: NDArray[np.int64] | None) -> None:
        """Show counts (10, 10); None while there are none."""
        self.counts, self.chosen = counts, None
        self._draw()

    @property
    def side(self) -> int:
        """Of a cell, in screen pixels."""
        return max(1, (min(self.winfo_width(), self.winfo_height()) - self._look.px(EDGE)) // DIGITS)

    def _click(self, event: tk.Event[Any]) -> None:
        edge, side = self._look.px(EDGE), self.side
        column, row = (event.x - edge) // side, (event.y - edge) // side
        if self.counts is not None and 0 <= row < DIGITS and 0 <= column < DIGITS:
            self.chosen = row, column
            self._draw()
            self._on_cell(row, column)

    def _draw(self) -> None:
        theme, edge, side = self._look.theme, self._look.px(EDGE), self.side
        self.delete(tk.ALL)
        self.configure(background=theme.surface)
        middle = edge + side * DIGITS // 2
        self.create_text(middle, edge // 4, text=_("read as"), font=CAPTION_FONT, fill=theme.faint_text)
        self.create_text(edge // 4, middle, text=_("digit"), angle=90, font=CAPTION_FONT, fill=theme.faint_text)
        for digit in range(DIGITS):
            place = edge + digit * side + side // 2
            self.create_text(place, edge * 3 // 4, text=str(digit), font=BAR_FONT, fill=theme.text)
            self.create_text(edge * 3 // 4, place, text=str(digit), font=BAR_FONT, fill=theme.text)
        if self.counts is None:
            return
        colours = cell_colours(self.counts)
        for row, column in np.ndindex(DIGITS, DIGITS):
            red, green, blue = colours[row, column].tolist()
            x, y = edge + column * side, edge + row * side
            outline = theme.text if self.chosen == (row, column) else theme.edge
            self.create_rectangle(x, y, x + side, y + side, fill=f"#{red:02x}{green:02x}{blue:02x}", outline=outline)
            if count := int(self.counts[row, column]):
                fill = "#ffffff" if is_dark((red, green, blue)) else "#000000"
                self.create_text(x + side // 2, y + side // 2, text=str(count), font=CAPTION_FONT, fill=fill)
        if self.chosen is not None:
            row, column = self.chosen
            x, y = edge + column * side, edge + row * side
            self.create_rectangle(x, y, x + side, y + side, outline=theme.text, width=2)


def cell_colours(counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """RGB (10, 10, 3): right answers by their part of the row, wrong ones by the root of their part of the worst."""
    rows = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    wrong = counts * (1 - np.eye(DIGITS, dtype=np.int64))
    right = np.eye(DIGITS) * counts / rows
    values = 0.8 * right - np.sqrt(wrong / max(int(wrong.max()), 1)) * 0.9
    return signed_colours(values.astype(np.float32), 1.0)
