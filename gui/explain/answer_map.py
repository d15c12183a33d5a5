"""What a network reads of a drawing that is changed step by step, as coloured cells: a map, and strips below it."""

from __future__ import annotations

import tkinter as tk
from collections.abc import Callable
from typing import Any

import numpy as np
from PIL import Image, ImageTk

from common.translation import _, mark
from explain.colours import answer_colours
from explain.what_if import CHANGES, FARTHEST, STEPS
from gui.answer.verdict import percentage
from gui.look.look import Look
from gui.look.theme import CAPTION_FONT
from models.classifier import Floats

CELL, STRIP, GAP = 9, 14, 4
"""Logical pixels: a cell of the map, the height of a strip, the distance between strips."""
LABELS = 62
"""Logical pixels for a strip's name."""
NAMES = {"turn": mark("turn"), "scale": mark("size"), "slant": mark("slant"), "width": mark("pen")}


class AnswerMap(tk.Canvas):
    """Rows are filled as they come. Dragging in the map moves the drawing.

    Args:
        on_hover: called with a text about the cell under the pointer; empty if it is none.
        on_move: called with the cells to the right and down by which the drawing is to be moved.
    """

    def __init__(
        self,
        master: tk.Misc,
        look: Look,
        on_hover: Callable[[str], object],
        on_move: Callable[[int, int], object],
    ) -> None:
        self._cell, self._strip, self._gap = look.px(CELL), look.px(STRIP), look.px(GAP)
        self.side = STEPS * self._cell
        height = self.side + len(CHANGES) * (self._strip + self._gap)
        left = look.px(LABELS)
        super().__init__(master, width=left + self.side, height=height, highlightthickness=0, borderwidth=0)
        self._look, self._left, self._on_hover, self._on_move = look, left, on_hover, on_move
        self.rows: list[Floats | None] = [None] * (STEPS + len(CHANGES))
        self._photo: ImageTk.PhotoImage | None = None
        self._image = self.create_image(left, 0, anchor=tk.NW)
        self._names = [
            self.create_text(left - look.px(6), self._top(STEPS + number) + self._strip // 2, anchor=tk.E)
            for number in range(len(CHANGES))
        ]
        middle = FARTHEST * self._cell
        box = left + middle, middle, left + middle + self._cell, middle + self._cell
        self._middle = self.create_rectangle(*box, width=1)
        self._start: tuple[int, int] | None = None
        self.bind("<Motion>", lambda event: self._on_hover(self.told(event.x, event.y)))
        self.bind("<Leave>", lambda event: self._on_hover(""))
        self.bind("<ButtonPress-1>", self._press)
        self.bind("<B1-Motion>", self._drag)
        self.bind("<ButtonRelease-1>", self._release)
        look.follow(self, self._recolour)

    def clear(self) -> None:
        self.rows = [None] * len(self.rows)
        self._draw()

    def show(self, row: int, probabilities: Floats) -> None:
        """Show the probabilities (17, 10) of a row: of the map from the top, then of the strips."""
        self.rows[row] = probabilities
        self._draw()

    def cell(self, x: int, y: int) -> tuple[int, int] | None:
        """The row and the column at a place in screen pixels."""
        column = (x - self._left) // self._cell
        for row in range(len(self.rows)):
            height = self._cell if row < STEPS else self._strip
            if 0 <= y - self._top(row) < height and 0 <= column < STEPS:
                return row, column
        return None

    def told(self, x: int, y: int) -> str:
        """What the network reads in the cell at a place."""
        place = self.cell(x, y)
        known = None if place is None else self.rows[place[0]]
        if place is None or known is None:
            return ""
        row, column = place
        shares, away = known[column], column - FARTHEST
        digit, share = int(shares.argmax()), percentage(float(shares.max()))
        if row < STEPS:
            where = _("{right} to the right, {down} down", right=away, down=row - FARTHEST)
        else:
            where = f"{_(list(NAMES.values())[row - STEPS])} {away:+d}".replace("-", "−")
        return f"{where}:  {digit}, {share}"

    def _top(self, row: int) -> int:
        if row < STEPS:
            return row * self._cell
        return self.side + self._gap + (row - STEPS) * (self._strip + self._gap)

    def _recolour(self) -> None:
        theme = self._look.theme
        self.configure(background=theme.surface)
        self.itemconfigure(self._middle, outline=theme.text)
        for item, name in zip(self._names, NAMES.values(), strict=True):
            self.itemconfigure(item, text=_(name), fill=theme.faint_text, font=CAPTION_FONT)
        self._draw()

    def _draw(self) -> None:
        surface = np.array(self.winfo_rgb(self._look.theme.surface), dtype=np.float32) / np.float32(257)
        trough = np.array(self.winfo_rgb(self._look.theme.trough), dtype=np.float32) / np.float32(257)
        height = self._top(len(self.rows) - 1) + self._strip
        sheet = np.empty((height, self.side, 3), dtype=np.float32)
        sheet[:] = surface
        for row, shares in enumerate(self.rows):
            top, tall = self._top(row), self._cell if row < STEPS else self._strip
            colours = np.tile(trough, (STEPS, 1)) if shares is None else answer_colours(shares, surface)
            sheet[top : top + tall] = colours.repeat(self._cell, axis=0)
        image = Image.fromarray(np.asarray(np.rint(sheet), dtype=np.uint8))
        if self._photo is None:
            self._photo = ImageTk.PhotoImage(image, master=self)
            self.itemconfigure(self._image, image=str(self._photo))
        else:
            self._photo.paste(image)

    # --- dragging ----------------------------------------------------------------------------------------------------

    def _press(self, event: tk.Event[Any]) -> None:
        place = self.cell(event.x, event.y)
        self._start = place if place is not None and place[0] < STEPS else None

    def _drag(self, event: tk.Event[Any]) -> None:
        if self._start is not None:
            self._mark(*self._way(event))

    def _release(self, event: tk.Event[Any]) -> None:
        if self._start is None:
            return
        right, down = self._way(event)
        self._start = None
        self._mark(0, 0)
        if right or down:
            self._on_move(right, down)

    def _way(self, event: tk.Event[Any]) -> tuple[int, int]:
        """Cells to the right and down from where the button was pressed, at most to the edge of the map."""
        assert self._start is not None
        row, column = self._start
        right, down = (event.x - self._left) // self._cell - column, event.y // self._cell - row
        return max(-FARTHEST, min(FARTHEST, right)), max(-FARTHEST, min(FARTHEST, down))

    def _mark(self, right: int, down: int) -> None:
        """Put the frame that marks the drawing's place here."""
        x, y = self._left + (FARTHEST + right) * self._cell, (FARTHEST + down) * self._cell
        self.coords(self._middle, x, y, x + self._cell, y + self._cell)
