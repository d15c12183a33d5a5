"""Small pictures of digits: how one is drawn, and a store that draws many of them a few at a time."""

from __future__ import annotations

import time
import tkinter as tk
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

from PIL import Image, ImageOps, ImageTk

from gui.look.look import Look
from ink.page import CANVAS, Stroke
from ink.rendering import draw_stroke, nearest_odd
from training.datasets.my_digits import MyDigit

SUPERSAMPLING = 3
INK_SHARE = 0.84
"""Of a picture's side that its ink spans."""
SMALLEST_INK = CANVAS / 4
"""Canvas pixels; a smaller drawing is not enlarged as much as others, so that a dot stays a dot."""
PICTURES_KEPT = 800
SLICE = 0.008
"""Seconds for which pictures are drawn before the window may do something else."""
NEXT_SLICE = 4
"""Milliseconds until the next slice."""


def thumbnail(strokes: Sequence[Stroke], side: int) -> Image.Image:
    """A square picture of a drawing, mode L, ink 255, centred and scaled to the same size for every drawing."""
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


class Thumbnails:
    """The pictures of the digits in sight, and of those that were in sight last.

    Args:
        widget: the pictures belong to its window.
        side: of a picture, in screen pixels.
        wanted: gives the digits in sight, by place.
        on_drawn: called with the place and the name of a picture that was drawn.
    """

    def __init__(
        self,
        widget: tk.Misc,
        look: Look,
        side: int,
        wanted: Callable[[], Mapping[int, MyDigit]],
        on_drawn: Callable[[int, str], None],
    ) -> None:
        self._widget, self._look, self._side = widget, look, side
        self._wanted, self._on_drawn = wanted, on_drawn
        self._pictures: OrderedDict[str, ImageTk.PhotoImage] = OrderedDict()  # by the digits' ids, the oldest first
        self._handle: str | None = None  # of the `after` that goes on drawing

    def __len__(self) -> int:
        return len(self._pictures)

    def name(self, digit: MyDigit) -> str:
        """What Tk calls the digit's picture; empty while it is not drawn."""
        picture = self._pictures.get(digit.id)
        return str(picture) if picture else ""

    def clear(self) -> None:
        """Drop all pictures, as the theme has changed, and draw those in sight again."""
        self._pictures.clear()
        self.draw_later()

    def draw_later(self) -> None:
        """Draw the wanted pictures that are missing, as soon as the window has time."""
        if self._handle is None:
            self._handle = self._widget.after(NEXT_SLICE, self._draw)

    def stop(self) -> None:
        if self._handle is not None:
            self._widget.after_cancel(self._handle)
            self._handle = None

    def _draw(self) -> None:
        """Draw for one slice of time, then leave the rest for later."""
        self._handle = None
        deadline = time.perf_counter() + SLICE
        wanted = self._wanted()
        for place, digit in wanted.items():
            if digit.id in self._pictures:
                self._pictures.move_to_end(digit.id)
                continue
            if time.perf_counter() > deadline:
                self.draw_later()
                return
            picture = self._pictures[digit.id] = self._picture(digit)
            self._on_drawn(place, str(picture))
        while len(self._pictures) > max(PICTURES_KEPT, len(wanted)):
            self._pictures.popitem(last=False)

    def _picture(self, digit: MyDigit) -> ImageTk.PhotoImage:
        levels, theme = thumbnail(digit.strokes, self._side), self._look.theme
        return ImageTk.PhotoImage(ImageOps.colorize(levels, theme.paper, theme.ink), master=self._widget)
