"""The cells of the grid: each shows one digit as a small picture, its label, and what the network read instead."""

from __future__ import annotations

import tkinter as tk

from PIL import Image

from gui.answer.frame_view import enlarged
from gui.look.look import Look
from gui.look.theme import BAR_FONT
from ink.page import CANVAS
from ink.rendering import draw_stroke, nearest_odd
from training.datasets.my_digits import MyDigit

PICTURE, CAPTION, MARGIN = 64, 20, 7
"""Logical pixels: a picture's side, the height of the line below it, and the room around both."""
SUPERSAMPLING = 3
INK_SHARE = 0.84
"""Of a picture's side that its ink spans."""
SMALLEST_INK = CANVAS / 4
"""Canvas pixels; a smaller drawing is not enlarged as much as others, so that a dot stays a dot."""


class CellSize:
    """In screen pixels; a cell may be wider than ``width``, but never narrower."""

    def __init__(self, look: Look) -> None:
        self.picture, self.caption, self.margin = map(look.px, (PICTURE, CAPTION, MARGIN))
        self.width = self.picture + 2 * self.margin
        self.height = self.width + self.caption


class Cell:
    """The canvas items of one digit, in a cell at ``left``, ``top`` that is ``width`` wide."""

    def __init__(self, canvas: tk.Canvas, look: Look, size: CellSize, left: int, top: int, width: int) -> None:
        self._canvas, self._look = canvas, look
        x, y = left + (width - size.picture) // 2, top + size.margin
        right, bottom = x + size.picture, y + size.picture
        line = bottom + round((size.caption + size.margin / 2) / 2)
        self.frame = canvas.create_rectangle(
            x - size.margin + 3, top + 2, right + size.margin - 4, top + size.height - 3
        )
        self.paper = canvas.create_rectangle(x - 1, y - 1, right, bottom)
        self.picture = canvas.create_image(x, y, anchor=tk.NW)
        self.label = canvas.create_text(x, line, anchor=tk.W, font=BAR_FONT)
        self.remark = canvas.create_text(right, line, anchor=tk.E, font=BAR_FONT)

    def delete(self) -> None:
        self._canvas.delete(self.frame, self.paper, self.picture, self.label, self.remark)

    def show(self, digit: MyDigit, model: str, picture: object, *, chosen: bool, cursor: bool) -> None:
        """Show a digit, whether the model misread it, and whether it is chosen or under the cursor.

        Args:
            picture: its :class:`PIL.ImageTk.PhotoImage`, or an empty text while there is none.
        """
        configure, theme = self._canvas.itemconfigure, self._look.theme
        configure(
            self.frame,
            state=tk.NORMAL if chosen or cursor else tk.HIDDEN,
            fill=theme.trough if chosen else "",
            outline=theme.nib if chosen else theme.edge,
            width=3 if cursor else 2,
        )
        misread = digit.misread_by(model)
        configure(self.paper, fill=theme.paper, outline=theme.wrong if misread else theme.edge)
        configure(self.picture, image=str(picture))
        configure(self.label, text=digit.label, fill=theme.text)
        configure(self.remark, text=f"→ {digit.read_as(model)}" if misread else "", fill=theme.wrong)


def thumbnail(digit: MyDigit, side: int) -> Image.Image:
    """A square picture of a digit, mode L, ink 255, centred and scaled to the same size for every digit."""
    if (levels := digit.kept_frame) is not None:
        return enlarged(levels, 1).resize((side, side), Image.Resampling.BICUBIC)
    strokes = digit.strokes
    left = min(stroke.bounds[0] - stroke.width / 2 for stroke in strokes)
    top = min(stroke.bounds[1] - stroke.width / 2 for stroke in strokes)
    right = max(stroke.bounds[2] + stroke.width / 2 for stroke in strokes)
    bottom = max(stroke.bounds[3] + stroke.width / 2 for stroke in strokes)
    large = side * SUPERSAMPLING
    scale = INK_SHARE * large / max(right - left, bottom - top, SMALLEST_INK)
    shift = large / 2 - (left + right) / 2 * scale, large / 2 - (top + bottom) / 2 * scale
    image = Image.new("L", (large, large))
    for stroke in strokes:
        draw_stroke(image, stroke.path * scale + shift, nearest_odd(max(stroke.width * scale, SUPERSAMPLING)))
    return image.reduce(SUPERSAMPLING)
